//! The tabs over every list of the place Campaigns.

use crate::components::tabs::{Tab, Tabs};
use crate::paths;
use leptos::prelude::*;

/// What a page of the place is about. To add one: a variant and its line in [`tabs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Section {
    Campaigns,
    Providers,
    DeadLetters,
    Rules,
}

/// The tabs, with the one of this page marked.
pub(in crate::pages) fn tabs(here: Section) -> AnyView {
    let tab = |section: Section, label, href: String| Tab { label, href, count: None, current: section == here };
    let tabs = vec![
        tab(Section::Campaigns, "Campaigns", paths::campaigns()),
        tab(Section::Providers, "Providers", paths::providers()),
        tab(Section::DeadLetters, "Dead letters", paths::dead_letters()),
        tab(Section::Rules, "Calling rules", paths::calling_rules()),
    ];
    view! { <Tabs label="Campaigns" tabs=tabs/> }.into_any()
}
