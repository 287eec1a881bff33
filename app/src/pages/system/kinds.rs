//! The kinds of jobs, and pausing one.

use super::show::section;
use crate::components::badge::{Badge, Face, Tone};
use crate::components::confirm::Confirm;
use crate::components::count::honest;
use crate::components::figure::{ago, count};
use crate::components::table::{Head, Table};
use crate::paths;
use domain::page::Count;
use engine::job::{KindStanding, Pause};
use leptos::prelude::*;
use time::OffsetDateTime;

pub(super) fn table(kinds: Vec<KindStanding>, now: OffsetDateTime) -> AnyView {
    let head = vec![
        Head::text("Kind"),
        Head::text("State"),
        Head::figures("Running").class("hidden @md:table-cell"),
        Head::figures("Waiting").class("hidden @md:table-cell"),
        Head::figures("Action"),
    ];
    let rows = kinds.into_iter().map(|standing| row(standing, now)).collect_view();
    section(
        "Kinds of jobs",
        "A paused kind starts no job, whoever’s it is; jobs of it that run go back to wait after their step.",
        view! { <Table label="Kinds of jobs".to_owned() head=head>{rows}</Table> }.into_any(),
    )
}

/// On a phone the figures and the reason stand beneath the kind's name, so that its button stays within reach.
fn row(standing: KindStanding, now: OffsetDateTime) -> impl IntoView {
    let waiting = honest(capped(standing.waiting));
    let face = match standing.paused {
        Some(_) => Face { class: "is-outlined", ..Face::new(Tone::Warning, "circle-pause", "Paused") },
        None => Face::new(Tone::Success, "circle-check", "Works"),
    };
    let why = standing.paused.as_ref().map(|pause| why(pause, now));
    let figures = format!("{} running, {waiting} waiting", count(standing.running));
    view! {
        <tr>
            <td class="w-full">
                <span class="block font-medium">{standing.kind.title()}</span>
                <span class="figures block text-xs muted @md:hidden">{figures}</span>
                {why.map(|why| view! { <span class="block text-xs muted wrap-anywhere">{why}</span> })}
            </td>
            <td><Badge face=face/></td>
            <td class="num hidden @md:table-cell">{count(standing.running)}</td>
            <td class="num hidden @md:table-cell">{waiting}</td>
            <td class="text-end">{act(&standing)}</td>
        </tr>
    }
}

/// "Since 5 min ago, by Ann Lee: “The disk is full.”"
fn why(pause: &Pause, now: OffsetDateTime) -> String {
    let by = pause.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    let reason = if pause.reason.is_empty() { String::new() } else { format!(": “{}”", pause.reason) };
    format!("Paused {}{by}{reason}", ago((now - pause.at).whole_seconds()))
}

fn act(standing: &KindStanding) -> AnyView {
    let (word, title) = (standing.kind.as_str(), standing.kind.title());
    if standing.paused.is_some() {
        return view! {
            <form method="post" action=paths::form_anywhere("kind-pause")>
                <input type="hidden" name="kind" value=word/>
                <button class="btn btn-sm" type="submit" name="pause" value="false" aria-label=format!("Resume: {title}")>"Resume"</button>
            </form>
        }
        .into_any();
    }
    let reason = format!("reason-{word}");
    view! {
        <Confirm id=format!("pause-{word}") label="Pause" icon="circle-pause" question=format!("Pause “{title}”?")
            text="None starts until you resume it, whoever’s it is; those that run go back to wait after their step. Nothing is lost."
            keep="Let it work" action=paths::form_anywhere("kind-pause") fields=vec![("kind", word.to_owned()), ("pause", "true".to_owned())]
            calm=true of_row=title>
            <label class="font-medium" for=reason.clone()>"Why"<span class="muted font-normal">" (optional)"</span></label>
            <input class="input mt-1 w-full" id=reason type="text" name="reason" maxlength="200" placeholder="Whoever waits reads it"/>
        </Confirm>
    }
    .into_any()
}

fn capped(waiting: i64) -> Count {
    let waiting = u64::try_from(waiting).unwrap_or(0);
    if waiting >= Count::CAP { Count::AtLeast(Count::CAP) } else { Count::Exact(waiting) }
}
