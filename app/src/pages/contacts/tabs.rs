//! The tabs over the lists, and where each kind stands.

use crate::components::tabs::Tab;
use crate::pages::Place;
use crate::paths;
use domain::crm::Kind;

/// The kind's line of the side bar.
pub(super) fn place(kind: Kind) -> Place {
    match kind {
        Kind::Contact => Place::Contacts,
        Kind::Company => Place::Companies,
        Kind::Lead => Place::Leads,
        Kind::Deal => Place::Deals,
    }
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

/// The tabs; `None` is that of the duplicates.
pub(super) fn tabs(current: Option<Kind>) -> Vec<Tab> {
    let mut tabs: Vec<Tab> = Kind::ALL
        .into_iter()
        .map(|kind| Tab { label: title(kind), href: paths::records(kind), count: None, current: current == Some(kind) })
        .collect();
    let duplicates = Tab { label: "Duplicates", href: paths::duplicates(), count: None, current: current.is_none() };
    tabs.push(duplicates);
    tabs
}
