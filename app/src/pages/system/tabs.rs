//! The tabs above every page about the installation.

use crate::components::tabs::{Tab, Tabs};
use crate::paths;
use domain::do_not_call::List;
use leptos::prelude::*;

/// What a page about the installation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Section {
    Installation,
    Companies,
    DoNotCall,
    RetryPolicy,
    Audit,
}

/// The tabs, with the one of this page marked.
pub(in crate::pages) fn tabs(here: Section) -> AnyView {
    let tab = |section: Section, label, href: String| Tab { label, href, count: None, current: section == here };
    let tabs = vec![
        tab(Section::Installation, "Installation", paths::system()),
        tab(Section::Companies, "Companies", paths::tenants()),
        tab(Section::DoNotCall, "Do not call", paths::do_not_call(List::Installation)),
        tab(Section::RetryPolicy, "Retry policy", paths::installation_retry_policy()),
        tab(Section::Audit, "Audit", paths::system_audit()),
    ];
    view! { <Tabs label="System" tabs=tabs/> }.into_any()
}
