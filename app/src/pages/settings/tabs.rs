//! The tabs above every settings page.

use crate::components::tabs::{Tab, Tabs};
use crate::paths;
use domain::{Right, Scope};
use leptos::prelude::*;

/// What a settings page is about. To add one: a variant and its line in [`tabs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Section {
    Members,
    Roles,
    Tokens,
    RetryPolicy,
    Audit,
}

/// The tabs that the scope may open, with the one of this page marked.
pub(in crate::pages) fn tabs(here: Section, scope: &Scope) -> AnyView {
    let tab = |section: Section, label, href: String| Tab { label, href, count: None, current: section == here };
    let mut tabs = vec![
        tab(Section::Members, "Members", paths::members()),
        tab(Section::Roles, "Roles", paths::roles()),
        tab(Section::Tokens, "API tokens", paths::tokens()),
        tab(Section::RetryPolicy, "Retry policy", paths::retry_policy()),
    ];
    if scope.may(Right::SeeAudit) {
        tabs.push(tab(Section::Audit, "Audit", paths::audit()));
    }
    view! { <Tabs label="Settings" tabs=tabs/> }.into_any()
}
