//! The parts of the prefix table, each with its address.

use crate::components::tabs::{Tab, Tabs};
use crate::paths;
use leptos::prelude::*;

/// Which part is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Codes,
    Disputed,
    Versions,
    Brands,
}

/// The line of tabs above each part.
pub(super) fn tabs(shown: Part) -> impl IntoView {
    let tab = |part, label, href| Tab { label, href, count: None, current: part == shown };
    let tabs = vec![
        tab(Part::Codes, "Codes", paths::prefixes()),
        tab(Part::Disputed, "Sources disagree", disputed()),
        tab(Part::Versions, "Versions", paths::prefix_versions()),
        tab(Part::Brands, "Brands", paths::prefix_brands()),
    ];
    view! { <div class="mb-4"><Tabs label="The prefix table" tabs=tabs/></div> }
}

/// The codes of which two sources say different line types.
pub(super) fn disputed() -> String {
    [&paths::prefixes(), "?disputed=true"].concat()
}
