//! One job as the row of a table.

use crate::components::badge::{Badge, Face};
use crate::components::figure::{count, duration};
use crate::components::moment::Ago;
use crate::components::progress::JobBar;
use crate::components::table::Head;
use crate::paths;
use domain::job::JobProgress;
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

/// A job's row; its title leads to its page.
pub(super) fn job_line(job: JobProgress, now: OffsetDateTime) -> AnyView {
    let kind = job.kind.map_or("Unknown kind", |kind| kind.title());
    let run = job.seconds_run().map_or("–".to_owned(), duration);
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-36">
                <a class="block truncate font-medium quiet-link" href=paths::job(job.id) title=job.title.clone()>{job.title.clone()}</a>
                <span class="block truncate text-xs muted">{kind}</span>
            </td>
            <td><Badge face=Face::of_job(job.state, job.cancelling)/></td>
            <td class="hidden min-w-44 @lg:table-cell">
                <span class="flex items-center gap-2">
                    <JobBar job=job.clone() class="max-w-32"/>
                    <span class="figures w-9 text-end text-xs muted">{job.percent().to_string()}"%"</span>
                </span>
            </td>
            <td class="num hidden @xl:table-cell">{count(job.processed)}</td>
            <td class="num hidden @2xl:table-cell">{run}</td>
            <td class="hidden @6xl:table-cell"><span class="block max-w-40 truncate">{job.started_by_name.clone().unwrap_or_else(|| "–".to_owned())}</span></td>
            <td class="hidden @xl:table-cell muted"><Ago at=job.created_at now=now/></td>
        </tr>
    }
    .into_any()
}
