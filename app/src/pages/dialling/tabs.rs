//! The two lists, each with its address.

use crate::components::tabs::{Tab, Tabs};
use crate::paths;
use domain::do_not_call::List;
use leptos::prelude::*;

/// Which list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    DoNotCall,
    Consent,
}

/// The line of tabs above each list.
pub(super) fn tabs(shown: Part) -> impl IntoView {
    let tab = |part, label, href| Tab { label, href, count: None, current: part == shown };
    let tabs = vec![
        tab(Part::DoNotCall, "Do not call", paths::do_not_call(List::Company)),
        tab(Part::Consent, "Consent", paths::consents()),
    ];
    view! { <div class="mb-4"><Tabs label="Whom one may call" tabs=tabs/></div> }
}
