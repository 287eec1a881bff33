//! One job as the row of a table.

use crate::components::figure::duration;
use crate::components::moment::Ago;
use crate::components::table::Head;
use crate::islands::job_cell::{Cell, JobCell, JobCellKind};
use crate::paths;
use domain::job::JobProgress;
use domain::live::Signal as LiveSignal;
use engine::Engine;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The heads of [`job_line`].
pub(super) fn job_heads(created: Head) -> Vec<Head> {
    vec![
        Head::text("Job"),
        Head::text("State"),
        Head::text("Progress").class("hidden @lg:table-cell"),
        Head::figures("Done").class("hidden @xl:table-cell"),
        Head::figures("Ran for").class("hidden @2xl:table-cell"),
        Head::text("Started by").class("hidden @6xl:table-cell"),
        created.class("hidden @xl:table-cell"),
    ]
}

/// Rows that move, the newest open ones: a stream takes twenty topics, and the frame needs some of them.
const MOVING: usize = 12;

/// The rows of [`job_heads`]; those of jobs that have not ended move.
pub(super) fn job_lines(engine: &Engine, jobs: Vec<JobProgress>, now: OffsetDateTime) -> AnyView {
    let mut moving = 0;
    jobs.into_iter()
        .map(|job| {
            let moves = !job.state.is_ended() && moving < MOVING;
            moving += usize::from(moves);
            let signal = moves.then(|| {
                // The row has no place for the small line.
                let mut shown = job.clone();
                shown.pace.samples.clear();
                engine::live::of_job(engine, shown)
            });
            job_line(job, signal, now)
        })
        .collect_view()
        .into_any()
}

/// A cell that moves, or the same one that does not.
fn cell(job: &JobProgress, signal: Option<&LiveSignal>, kind: JobCellKind) -> AnyView {
    match signal {
        Some(signal) => view! { <JobCell first=signal.clone() kind=kind/> }.into_any(),
        None => view! { <Cell job=job.clone() kind=kind/> }.into_any(),
    }
}

/// A job's row; its title leads to its page.
fn job_line(job: JobProgress, signal: Option<LiveSignal>, now: OffsetDateTime) -> AnyView {
    let [state, bar, done] =
        [JobCellKind::State, JobCellKind::Bar, JobCellKind::Done].map(|kind| cell(&job, signal.as_ref(), kind));
    let kind = job.kind.map_or("Unknown kind", |kind| kind.title());
    let run = job.seconds_run().map_or("–".to_owned(), duration);
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-36">
                <a class="block truncate font-medium quiet-link" href=paths::job(job.id) title=job.title.clone()>{job.title.clone()}</a>
                <span class="block truncate text-xs muted">{kind}</span>
            </td>
            <td>{state}</td>
            <td class="hidden min-w-44 @lg:table-cell">{bar}</td>
            <td class="num hidden @xl:table-cell">{done}</td>
            <td class="num hidden @2xl:table-cell">{run}</td>
            <td class="hidden @6xl:table-cell"><span class="block max-w-40 truncate">{job.started_by_name.clone().unwrap_or_else(|| "–".to_owned())}</span></td>
            <td class="hidden @xl:table-cell muted"><Ago at=job.created_at now=now/></td>
        </tr>
    }
    .into_any()
}
