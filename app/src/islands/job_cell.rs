//! The moving cells of a job's row in a list. An island can't be a row: a table takes cells and rows only, so each cell is
//! one of its own, and they share their topic in the stream.

use super::live;
use crate::components::badge::{Badge, Face};
use crate::components::figure::count;
use crate::components::progress::JobBar;
use domain::job::JobProgress;
use domain::live::{Signal as LiveSignal, Snapshot};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Which cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobCellKind {
    State,
    Bar,
    Done,
}

/// One cell of a job that has not ended.
#[island]
pub fn JobCell(first: LiveSignal, kind: JobCellKind) -> impl IntoView {
    let watched = live::watch(first);
    move || {
        watched.signal.with(|signal| match &signal.snapshot {
            Snapshot::Job(job) => Some(view! { <Cell job=job.as_ref().clone() kind=kind/> }),
            _ => None,
        })
    }
}

/// The same cell for a job that moves no more.
#[component]
pub fn Cell(job: JobProgress, kind: JobCellKind) -> impl IntoView {
    let badge = (kind == JobCellKind::State).then(|| view! { <Badge face=Face::of_job(&job)/> });
    let done = (kind == JobCellKind::Done).then(|| count(job.processed));
    let bar = (kind == JobCellKind::Bar).then(|| {
        let percent = job.percent().to_string();
        view! {
            <span class="flex items-center gap-2">
                <JobBar job=job class="max-w-32"/>
                <span class="figures w-9 text-end text-xs muted">{percent}"%"</span>
            </span>
        }
    });
    view! { {badge}{done}{bar} }
}
