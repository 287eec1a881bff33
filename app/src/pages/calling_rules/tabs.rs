//! The parts of the calling rules, each with its address.

use crate::components::tabs::{Tab, Tabs};
use crate::pages::campaigns::tabs::{Section, tabs as of_place};
use crate::paths;
use leptos::prelude::*;

/// Which part is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Rules,
    Regions,
    Versions,
}

/// The tabs of the place, and those of the part.
pub(super) fn tabs(shown: Part) -> impl IntoView {
    let tab = |part, label, href| Tab { label, href, count: None, current: part == shown };
    let tabs = vec![
        tab(Part::Rules, "Rules", paths::calling_rules()),
        tab(Part::Regions, "By region", paths::calling_regions()),
        tab(Part::Versions, "Versions", paths::calling_rule_versions()),
    ];
    view! { {of_place(Section::Rules)} <div class="my-4"><Tabs label="Calling rules" tabs=tabs/></div> }
}
