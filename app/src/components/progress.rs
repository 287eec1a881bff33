//! Bars: the browser's own progress element, so no width is ever written into a style.

use super::badge::Face;
use domain::job::JobProgress;
use leptos::prelude::*;

/// How far a job is. An unknown total shows as a bar that moves.
#[component]
pub fn JobBar(job: JobProgress, #[prop(optional)] class: &'static str) -> impl IntoView {
    let tone = Face::of_job(&job).tone.class();
    let waiting_for_total = job.total <= 0 && !job.state.is_ended();
    let value = (!waiting_for_total).then(|| job.percent().to_string());
    view! {
        <progress class=["progress ", tone, " ", class].concat() max="100" value=value aria-label=job.title></progress>
    }
}
