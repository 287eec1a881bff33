//! One dial as the row of a table.

use crate::components::badge::{Badge, Face};
use crate::components::figure::duration;
use crate::components::moment::{Ago, exact, near};
use crate::components::table::Head;
use crate::paths;
use domain::dial::DialState;
use domain::filter::verdict_label;
use engine::dial::Dial;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The heads of [`line`]; `all` has room for more of them.
pub(super) fn heads(all: bool) -> Vec<Head> {
    let wide = if all { "hidden @3xl:table-cell" } else { "hidden @4xl:table-cell" };
    vec![
        Head::text("Number"),
        Head::text("State"),
        Head::text("Says").class("hidden @xl:table-cell"),
        Head::figures("Attempts").class("hidden @md:table-cell"),
        Head::figures("Talk").class("hidden @2xl:table-cell"),
        Head::text("Next").class(wide),
        Head::text("Moved").class("hidden @lg:table-cell"),
    ]
}

/// A dial's row; its number leads to its page.
pub(super) fn line(dial: Dial, all: bool, now: OffsetDateTime) -> AnyView {
    let says = says(&dial);
    let attempts = match dial.budget {
        Some(budget) => format!("{} of {budget}", dial.attempts),
        None => dial.attempts.to_string(),
    };
    let talk = dial.talk_seconds.map_or("–".to_owned(), |seconds| duration(f64::from(seconds)));
    let next = match dial.next_at {
        Some(at) if at > now => view! { <time title=exact(at)>{near(at, now)}</time> }.into_any(),
        Some(_) => "Now".into_any(),
        None => "–".into_any(),
    };
    let wide = if all {
        "hidden whitespace-nowrap @3xl:table-cell muted"
    } else {
        "hidden whitespace-nowrap @4xl:table-cell muted"
    };
    view! {
        <tr>
            <td>
                <a class="block font-medium quiet-link mono whitespace-nowrap" href=paths::dial(dial.call_id)>{dial.number.national()}</a>
                {dial.contact_name.clone().map(|name| view! { <span class="block max-w-48 truncate text-xs muted">{name}</span> })}
            </td>
            <td><Badge face=Face::of_dial(dial.state)/></td>
            <td class="hidden w-full max-w-0 @xl:table-cell"><span class="block truncate" title=says.clone()>{says.clone()}</span></td>
            <td class="num hidden @md:table-cell">{attempts}</td>
            <td class="num hidden @2xl:table-cell">{talk}</td>
            <td class=wide>{next}</td>
            <td class="hidden @lg:table-cell muted"><Ago at=dial.updated_at now=now/></td>
        </tr>
    }
    .into_any()
}

/// What there is to say of a dial in few words: why it waits or ended, and how its last attempt went.
pub(super) fn says(dial: &Dial) -> String {
    if let Some(error) = dial.error.as_ref().filter(|error| !error.is_empty() && dial.state != DialState::Completed) {
        return error.clone();
    }
    match (dial.outcome, dial.state) {
        (Some(outcome), _) => format!("Last attempt: {}", outcome.label().to_lowercase()),
        (None, DialState::Queued) if dial.verdict == "ALLOWED" => "Waits for its turn".to_owned(),
        (None, DialState::Blocked | DialState::Queued) => verdict_label(&dial.verdict).to_owned(),
        _ => "–".to_owned(),
    }
}
