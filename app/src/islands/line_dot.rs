//! The dot beside figures that move: live, reconnecting, or ended.

use super::live::line::LineState;
use leptos::prelude::*;

/// What can be said of the figures beside it.
#[component]
pub fn LineDot(
    line: RwSignal<LineState>,
    /// Set when nothing will move any more: the words to say instead.
    #[prop(into)]
    ended: Signal<Option<String>>,
    /// The page itself, to load again where no script runs.
    here: String,
) -> impl IntoView {
    let face = move || match (ended.get(), line.get()) {
        (Some(_), _) => ("tone-neutral", ""),
        (None, LineState::Live) => ("tone-success", "dot-live"),
        (None, LineState::Polling) => ("tone-info", "dot-live"),
        (None, LineState::Still | LineState::Connecting) => ("tone-neutral", ""),
        (None, LineState::Reconnecting) => ("tone-warning", ""),
    };
    let words = move || match (ended.get(), line.get()) {
        (Some(ended), _) => ended,
        (None, LineState::Still) => "as of loading".to_owned(),
        (None, LineState::Connecting) => "connecting".to_owned(),
        (None, LineState::Live) => "live".to_owned(),
        (None, LineState::Polling) => "every 3 s".to_owned(),
        (None, LineState::Reconnecting) => "reconnecting".to_owned(),
    };
    let still = move || line.get() == LineState::Still && ended.get().is_none();
    view! {
        <span class="inline-flex items-center gap-2 text-xs muted" role="status">
            <span class=move || { let (tone, pulse) = face(); ["dot ", tone, " ", pulse].concat() }></span>
            <span>{words}</span>
            <a class=move || if still() { "text-link" } else { "hidden" } href=here>"Refresh"</a>
        </span>
    }
}
