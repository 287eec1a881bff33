//! A job as it goes: bar, rate, time left, step, batches, and what to do when it has ended.

use super::line_dot::LineDot;
use super::live::{self, line::LineState};
use super::renew;
use crate::components::badge::{Badge, Face, Tone};
use crate::components::figure::{count, duration, rate};
use crate::components::flash::Notice;
use crate::components::progress::JobBar;
use crate::paths;
use cells::{Cell, cells};
use domain::job::{JobProgress, JobState};
use domain::live::{Signal as LiveSignal, Snapshot};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

mod cells;
mod spark;

/// The parts of the page beside the card that tell of attempts and outcome; they are fetched anew when those change.
pub const ATTEMPTS: &str = "job-attempts";
pub const FACTS: &str = "job-facts";

/// The live state of one job, from its first snapshot on.
#[island]
pub fn JobCard(
    first: LiveSignal,
    here: String,
    /// The attempt that the rest of the page tells of, and whether the job had ended then.
    told: (i32, bool),
    /// What can be done, for every state: those marked `when-open`, `when-waiting`,
    /// `when-stopped` and `when-done` show in theirs.
    children: Children,
) -> impl IntoView {
    let watched = live::watch(first);
    let again = here.clone();
    let job = Memo::new(move |_| {
        watched.signal.with(|signal| match &signal.snapshot {
            Snapshot::Job(job) => Some(job.as_ref().clone()),
            _ => None,
        })
    });
    let ended = Signal::derive(move || {
        job.with(|job| job.as_ref().filter(|job| job.state.is_ended()).and_then(|job| job.finished_at).map(ended_at))
    });
    let old = move || watched.line.get() == LineState::Reconnecting && ended.get().is_none();
    // The rest of the page is as it was loaded; another attempt or an end makes it old.
    let told = RwSignal::new(told);
    let state = Memo::new(move |_| job.with(|job| job.as_ref().map(|job| (job.attempt, job.state.is_ended()))));
    let moved_on = move || state.get().is_some_and(|state| state != told.get());
    Effect::new(move |_| {
        if let Some(state) = state.get().filter(|state| *state != told.get_untracked()) {
            spawn_local(async move {
                if renew::parts(&[ATTEMPTS, FACTS], false).await {
                    told.set(state);
                }
            });
            if state.1 {
                // Whoever still looks at it then has seen how it ended, and need not be told once more by the bell.
                set_timeout(seen, SEEN_AFTER);
            }
        }
    });
    let badge = move || job.with(|job| job.as_ref().map(|job| view! { <Badge face=Face::of_job(job)/> }));
    view! {
        <section class="surface" aria-label="Progress">
            <div class="flex flex-wrap items-center justify-between gap-3 border-b hairline px-4 py-3">
                <div class="flex items-center gap-3">{badge}<LineDot line=watched.line ended=ended here=here/></div>
                <div class="no-print flex flex-wrap items-center gap-2" data-state=move || job.with(|job| job.as_ref().map(stage))>{children()}</div>
            </div>
            <div class=move || if old() { "opacity-60" } else { "" }>
                {move || job.get().map(|job| view! { <Figures job=job/> })}
            </div>
            <p class=move || if moved_on() { "border-t hairline px-4 py-2.5 text-xs muted" } else { "hidden" }>
                "Attempts and outcome on this page are as of loading. " <a class="text-link" href=again>"Refresh"</a>
            </p>
        </section>
    }
}

/// How long somebody has the end of a job before their eyes until they have seen it.
const SEEN_AFTER: Duration = Duration::from_secs(3);

fn seen() {
    if !document().hidden() {
        spawn_local(async {
            renew::parts(&[], true).await;
        });
    }
}

/// Which of the buttons fit.
fn stage(job: &JobProgress) -> &'static str {
    match job.state {
        JobState::Done => "done",
        state if state.is_ended() => "stopped",
        _ if job.cancelling => "cancelling",
        JobState::Running => "open",
        _ => "waiting",
    }
}

/// "ended at 07:25:03 UTC".
fn ended_at(at: time::OffsetDateTime) -> String {
    let two = |figure: u8| [if figure < 10 { "0" } else { "" }, &figure.to_string()].concat();
    ["ended at ", &two(at.hour()), ":", &two(at.minute()), ":", &two(at.second()), " UTC"].concat()
}

#[component]
fn Figures(job: JobProgress) -> impl IntoView {
    let now = job.rate();
    let left = match (job.state, now.seconds_left) {
        (JobState::Running, Some(seconds)) => duration(seconds),
        _ => "–".to_owned(),
    };
    let run = job.seconds_run().map_or("–".to_owned(), duration);
    let tone = Face::of_job(&job).tone.class();
    let failed = job.failed > 0;
    view! {
        <div class="px-4 pt-4">
            <div class="flex flex-wrap items-baseline justify-between gap-x-4">
                <p class="figures">
                    <span class="text-lg font-semibold">{count(job.processed)}</span>
                    <span class="muted">{if job.total > 0 { [" of ", &count(job.total)].concat() } else { String::new() }}</span>
                </p>
                <p class="figures text-lg font-semibold">{job.percent().to_string()}"%"</p>
            </div>
            <JobBar job=job.clone() class="progress-thick mt-2 block"/>
            <p class="mt-2 min-h-5 muted">{job.step.clone()}</p>
        </div>
        <dl class="grid grid-cols-2 gap-px border-y hairline bg-base-300 mt-3 sm:grid-cols-4">
            <Fact label="Rate" value=rate(now.per_second) unit=" / s"/>
            <Fact label="Time left" value=left unit=""/>
            <Fact label=if job.state.is_ended() { "Ran for" } else { "Running for" } value=run unit=""/>
            <Fact label="Attempt" value=job.attempt.to_string() unit=[" of ", &job.max_attempts.to_string()].concat()/>
        </dl>
        <div class="grid gap-4 px-4 py-4">
            {(job.steps_total > 1).then(|| {
                view! {
                    <div>
                        <p class="mb-1.5 flex justify-between text-xs muted">
                            <span>"Batches"</span>
                            <span class="figures">{count(job.steps_done)}" / "{count(job.steps_total)}</span>
                        </p>
                        <div class=["cells ", tone].concat() aria-hidden="true">
                            {cells(job.steps_done, job.steps_total, job.state)
                                .into_iter()
                                .map(|cell| view! { <span class=Cell::class(cell)></span> })
                                .collect_view()}
                        </div>
                    </div>
                }
            })}
            {spark::points(&job.pace.samples).map(|(line, area)| {
                view! {
                    <div>
                        <p class="mb-1 text-xs muted">"Rate, last minute of work"</p>
                        <svg class="spark" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
                            <polygon points=area></polygon>
                            <polyline points=line></polyline>
                        </svg>
                    </div>
                }
            })}
            {failed.then(|| view! { <p><b class="figures">{count(job.failed)}</b>" failed, "<b class="figures">{count(job.succeeded)}</b>" succeeded"</p> })}
            {job.paused.clone().map(|reason| view! {
                <Notice tone=Tone::Warning>
                    "Jobs of this kind are paused by the operator. This one goes on by itself when that ends; nothing of it is lost."
                    {(!reason.is_empty()).then(|| view! { <span class="mt-1 block wrap-anywhere">"The operator says: “"{reason}"”"</span> })}
                </Notice>
            })}
            {(job.unattended && job.paused.is_none()).then(|| view! {
                <Notice tone=Tone::Warning>"No worker takes jobs of this kind at the moment: none runs, or all are drained. This one starts by itself when one comes; the operator can see them under System."</Notice>
            })}
            {job.after.filter(|_| job.state == JobState::Held).map(|after| view! {
                <p class="muted">"Starts when " <a class="text-link" href=paths::job(after)>"the job before it"</a> " is done."</p>
            })}
            {job.error.clone().filter(|_| job.state != JobState::Done).map(|error| view! { <Notice tone=Tone::Error>{error}</Notice> })}
        </div>
    }
}

#[component]
fn Fact(label: &'static str, value: String, #[prop(into)] unit: String) -> impl IntoView {
    view! {
        <div class="bg-base-100 px-4 py-2.5">
            <dt class="text-xs muted">{label}</dt>
            <dd class="figures font-medium">{value}<span class="muted text-xs">{unit}</span></dd>
        </div>
    }
}
