//! What repeats.

use super::show::section;
use crate::components::badge::{Badge, Face, Tone};
use crate::components::figure::{ago, duration};
use crate::components::table::{Head, Table};
use crate::pages::numbers::list::capital;
use crate::paths;
use domain::id::JobId;
use domain::job::{JobKind, JobState};
use engine::job::ScheduleStanding;
use leptos::prelude::*;
use time::OffsetDateTime;

pub(super) fn table(schedules: Vec<ScheduleStanding>, now: OffsetDateTime, may_look: bool) -> AnyView {
    let head = vec![Head::text("Schedule"), Head::text("Last run"), Head::text("Next run"), Head::text("Last job")];
    let rows = schedules.into_iter().map(|schedule| row(schedule, now, may_look)).collect_view();
    section(
        "Schedules",
        "What repeats runs once over all nodes.",
        view! { <Table label="Schedules".to_owned() head=head>{rows}</Table> }.into_any(),
    )
}

fn row(schedule: ScheduleStanding, now: OffsetDateTime, may_look: bool) -> impl IntoView {
    let due = (schedule.due_at - now).whole_seconds();
    let next = if due <= 0 { "now".to_owned() } else { format!("in {}", duration(due as f64)) };
    let last = schedule.ran_at.map_or("never".to_owned(), |at| ago((now - at).whole_seconds()));
    let title = JobKind::from_word(&schedule.name)
        .map_or_else(|| capital(&schedule.name.replace('_', " ")), |kind| kind.title().to_owned());
    let state = schedule.state.as_deref().and_then(|state| state.parse::<JobState>().ok());
    let job = match (schedule.job_id.map(JobId), state) {
        (Some(id), Some(state)) => {
            let badge = view! { <Badge face=face(state)/> };
            match may_look {
                true => view! { <a class="quiet-link" href=paths::job(id)>{badge}<span class="sr-only">{format!("Last job of {title}")}</span></a> }.into_any(),
                false => badge.into_any(),
            }
        }
        _ => "–".into_any(),
    };
    view! {
        <tr>
            <td class="font-medium">{title.clone()}</td>
            <td class="muted">{last}</td>
            <td class="muted">{next}</td>
            <td>{job}</td>
        </tr>
    }
}

fn face(state: JobState) -> Face {
    match state {
        JobState::Done => Face::new(Tone::Success, "circle-check", "Done"),
        JobState::Failed => Face::new(Tone::Error, "circle-x", "Failed"),
        JobState::Cancelled => Face { class: "is-struck", ..Face::new(Tone::Neutral, "ban", "Cancelled") },
        JobState::Running => Face::new(Tone::Info, "activity", "Running"),
        JobState::Retrying => Face::new(Tone::Warning, "rotate-ccw", "Retrying"),
        JobState::Held => Face::new(Tone::Neutral, "hourglass", "Held"),
        JobState::Waiting => Face::new(Tone::Neutral, "clock", "Waiting"),
    }
}
