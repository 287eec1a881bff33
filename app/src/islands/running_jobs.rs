//! The indicator of running jobs in the top bar, with a small panel of live bars.

use super::line_dot::LineDot;
use super::live;
use crate::components::figure::{count, duration};
use crate::components::icon::Icon;
use crate::components::progress::JobBar;
use crate::paths;
use domain::job::{JobProgress, JobState};
use domain::live::{ActiveJobs, Signal as LiveSignal, Snapshot};
use leptos::prelude::*;

/// How many jobs are under way; opens a panel of their bars. Without JavaScript the panel shows them as of loading.
#[island]
pub fn RunningJobs(
    first: LiveSignal,
    /// The page itself, for the refresh link.
    here: String,
) -> impl IntoView {
    let watched = live::watch(first);
    let active = Memo::new(move |_| {
        watched.signal.with(|signal| match &signal.snapshot {
            Snapshot::ActiveJobs(active) => active.clone(),
            _ => ActiveJobs { jobs: Vec::new(), count: 0 },
        })
    });
    let number = move || active.with(|active| active.count);
    let running = move || active.with(|active| active.jobs.iter().any(|job| job.state == JobState::Running));
    let none = move || active.with(|active| active.jobs.is_empty());
    let words = move || match number() {
        0 => "No jobs running".to_owned(),
        1 => "1 job".to_owned(),
        many => [&count(many as i64), " jobs"].concat(),
    };
    view! {
        <button class="btn btn-ghost" type="button" popovertarget="jobs-panel" aria-label=move || ["Running jobs: ", &words()].concat()>
            <span class=move || if running() { "is-turning inline-flex" } else { "hidden" }><Icon name="loader-circle"/></span>
            <span class=move || if running() { "hidden" } else { "inline-flex muted" }><Icon name="activity"/></span>
            <span class=move || if number() == 0 { "hidden" } else { "figures" }>{move || number().to_string()}</span>
        </button>
        <div class="menu-pop menu-pop-end w-88 p-0" id="jobs-panel" popover="auto">
            <div class="flex items-center justify-between px-3 py-2">
                <h2 class="text-sm font-semibold">{words}</h2>
                <LineDot line=watched.line ended=None here=here/>
            </div>
            <ul class=move || if none() { "hidden" } else { "max-h-96 overflow-y-auto border-t hairline p-1.5" }>
                <For each=move || active.with(|active| active.jobs.clone()) key=|job| (job.id.0, job.version) let:job>
                    <JobLine job=job/>
                </For>
            </ul>
            <div class="border-t hairline p-1.5">
                <a class="menu-item" href=paths::jobs()>"All jobs"</a>
            </div>
        </div>
    }
}

#[component]
fn JobLine(job: JobProgress) -> impl IntoView {
    let left = job.rate().seconds_left.map(|seconds| [&duration(seconds), " left"].concat());
    let figure =
        if job.total > 0 { [&count(job.processed), " / ", &count(job.total)].concat() } else { count(job.processed) };
    view! {
        <li>
            <a class="block rounded-md px-2 py-2 hover:bg-base-200" href=paths::job(job.id)>
                <span class="flex items-baseline justify-between gap-3">
                    <span class="truncate font-medium">{job.title.clone()}</span>
                    <span class="figures muted shrink-0 text-xs">{job.percent().to_string()}"%"</span>
                </span>
                <JobBar job=job.clone() class="my-1.5"/>
                <span class="figures flex justify-between text-xs muted"><span>{figure}</span><span>{left}</span></span>
            </a>
        </li>
    }
}
