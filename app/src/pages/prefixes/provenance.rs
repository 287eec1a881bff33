//! Which import something comes from, in a line.

use super::sources::kind_of;
use crate::components::moment::Ago;
use engine::prefix::Version;
use leptos::prelude::*;
use time::OffsetDateTime;

/// "Code report of 2026-08-03": what kind of file, and the day it says it is of.
pub(in crate::pages) fn name(version: &Version) -> String {
    let kind = kind_of(version.kind.map_or("", |kind| kind.as_str()));
    match version.source_date {
        Some(date) => format!("{kind} of {date}"),
        None => kind.to_owned(),
    }
}

/// The file, its day, its name, and when it was imported; an import that nobody wrote down is said to be unknown.
pub(super) fn provenance(version: Option<Version>, now: OffsetDateTime) -> AnyView {
    let Some(version) = version else {
        return view! { <span class="muted">"not written down"</span> }.into_any();
    };
    view! {
        {name(&version)}
        <span class="block text-xs muted">
            {format!("{} · version {} · imported ", version.file_name, version.id)}<Ago at=version.imported_at now=now/>
        </span>
    }
    .into_any()
}
