//! The tabs above every settings page.

use crate::components::tabs::{Tab, Tabs};
use crate::paths;
use leptos::prelude::*;

/// What a settings page is about. To add one: a variant and its line in [`tabs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Members,
    Roles,
    Tokens,
}

/// The tabs, with the one of this page marked.
pub(super) fn tabs(here: Section) -> AnyView {
    let tab = |section: Section, label, href: String| Tab { label, href, count: None, current: section == here };
    let tabs = vec![
        tab(Section::Members, "Members", paths::members()),
        tab(Section::Roles, "Roles", paths::roles()),
        tab(Section::Tokens, "API tokens", paths::tokens()),
    ];
    view! { <Tabs label="Settings" tabs=tabs/> }.into_any()
}
