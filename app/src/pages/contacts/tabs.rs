//! The tabs over every list of the place Contacts: who is known, and whom one may call.

use crate::components::tabs::{Tab, Tabs};
use crate::pages::Sheet;
use crate::paths;
use domain::crm::Kind;
use domain::do_not_call::List;
use leptos::prelude::*;

/// What a page of the place is about. To add one: a variant and its line in [`tabs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Section {
    Records(Kind),
    Duplicates,
    Consent,
    DoNotCall,
}

/// The title of a kind's list.
pub(super) fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "Contacts",
        Kind::Company => "Companies",
        Kind::Lead => "Leads",
        Kind::Deal => "Deals",
    }
}

/// The icon of a kind.
pub(super) fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "contact",
        Kind::Company => "building-2",
        Kind::Lead => "user-plus",
        Kind::Deal => "handshake",
    }
}

impl Sheet {
    /// Puts a page beneath one of the place's lists.
    pub(in crate::pages) fn beneath_list(self, list: Section) -> Self {
        let sheet = self.beneath_page("Contacts", paths::records(Kind::Contact));
        match list {
            Section::Records(Kind::Contact) => sheet,
            Section::Records(kind) => sheet.beneath_page(title(kind), paths::records(kind)),
            Section::Duplicates => sheet.beneath_page("Duplicates", paths::duplicates()),
            Section::Consent => sheet.beneath_page("Consent", paths::consents()),
            Section::DoNotCall => sheet.beneath_page("Do not call", paths::do_not_call(List::Company)),
        }
    }
}

/// The tabs, with the one of this page marked.
pub(in crate::pages) fn tabs(here: Section) -> AnyView {
    let tab = |section: Section, label, href: String| Tab { label, href, count: None, current: section == here };
    let mut tabs: Vec<Tab> =
        Kind::ALL.into_iter().map(|kind| tab(Section::Records(kind), title(kind), paths::records(kind))).collect();
    tabs.extend([
        tab(Section::Duplicates, "Duplicates", paths::duplicates()),
        tab(Section::Consent, "Consent", paths::consents()),
        tab(Section::DoNotCall, "Do not call", paths::do_not_call(List::Company)),
    ]);
    view! { <Tabs label="Contacts" tabs=tabs/> }.into_any()
}
