//! The tabs of the place Calls: the ways of looking at calls, and their figures.

use crate::components::tabs::{Tab, Tabs};
use crate::paths;
use leptos::prelude::*;

/// What a page of the place shows. To add one: a variant and its line in [`tabs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    List,
    Board,
    Statistics,
    Demo,
}

/// The tabs, with the one of this page marked.
pub(super) fn tabs(here: Section) -> AnyView {
    let tab = |section, label, href| Tab { label, href, count: None, current: section == here };
    let tabs = vec![
        tab(Section::List, "List", paths::calls()),
        tab(Section::Board, "Board", paths::calls_board()),
        tab(Section::Statistics, "Statistics", paths::calls_statistics()),
        tab(Section::Demo, "Demo calls", paths::calls_demo()),
    ];
    view! { <Tabs label="Calls" tabs=tabs/> }.into_any()
}
