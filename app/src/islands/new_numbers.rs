//! What a job added to the list since the page was loaded.

use super::live;
use crate::components::figure::count;
use crate::components::icon::Icon;
use domain::live::{ProjectActivity, Signal as LiveSignal, Snapshot};
use leptos::prelude::*;

/// "214 new numbers · Show", counting up while a job adds to the project. Rows don't move under the reader's eyes: the
/// list is loaded again when they ask for it.
#[island]
pub fn NewNumbers(
    first: LiveSignal,
    /// The list's first page.
    href: String,
) -> impl IntoView {
    let at_load = activity(&first);
    let watched = live::watch(first);
    let now = Memo::new(move |_| watched.signal.with(activity));
    let added = move || (now.get().added - at_load.added).max(0);
    let working = move || now.get().open > 0;
    let words = move || match (added(), working()) {
        (0, true) => "A job adds numbers to this project.".to_owned(),
        (0, false) => String::new(),
        (1, _) => "1 new number".to_owned(),
        (some, _) => [&count(some), " new numbers"].concat(),
    };
    let news = move || if added() == 0 && !working() { "hidden" } else { "news no-print" };
    let link = move || if added() == 0 { "hidden" } else { "text-link" };
    view! {
        <p class=news role="status">
            <span class=move || if working() { "is-turning inline-flex" } else { "inline-flex" }><Icon name="loader-circle"/></span>
            <span class="figures">{words}</span>
            <a class=link href=href>"Show"</a>
        </p>
    }
}

fn activity(signal: &LiveSignal) -> ProjectActivity {
    match signal.snapshot {
        Snapshot::Project(activity) => activity,
        _ => ProjectActivity { added: 0, open: 0 },
    }
}
