//! How a campaign stood, hour by hour: why those waited who waited, as a picture and as a table.

use super::days;
use crate::components::badge::{Badge, Face};
use crate::components::empty::Empty;
use crate::components::figure::{grouped, plural};
use crate::components::moment::minute;
use crate::components::stack::Stack;
use crate::components::table::{Head, Table};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::campaign::{CampaignHour, CampaignState, HistoryDraft};
use domain::filter::verdict_label;
use domain::id::CampaignId;
use engine::Error;
use engine::campaign::History;
use leptos::prelude::*;

mod bands;

/// The page.
#[component]
pub fn CampaignHistory() -> impl IntoView {
    let id = id_in_path::<CampaignId>("id");
    page(|request: Request| async move {
        let (engine, scope, id) = (&request.engine, request.scope()?, id?);
        let campaign = engine::campaign::get(engine, scope, id).await?;
        let [from, to] = days::asked(&request.query);
        let draft = HistoryDraft { from, to };
        let (history, errors) = match engine::campaign::history(engine, scope, id, &draft).await {
            Ok(history) => (Some(history), FieldErrors::new()),
            Err(Error::Invalid(errors)) => (None, errors),
            Err(other) => return Err(Stop::Error(other)),
        };
        let shown = history.as_ref().map(|history| history.period.days);
        let content = view! {
            <div class="flex flex-col gap-6">
                {days::choice(paths::campaign_history(id), [&draft.from, &draft.to], shown, &errors)}
                {history.map(|history| content(&history))}
            </div>
        };
        Ok(Sheet::new("History", Place::Campaigns, content)
            .wide()
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(campaign.name, paths::campaign(id))
            .line("How its list stood, counted once an hour from its start to its end."))
    })
}

fn content(history: &History) -> AnyView {
    let (Some(first), Some(last)) = (history.hours.first(), history.hours.last()) else {
        return nothing(history);
    };
    let said = sentence(&history.hours, first, last);
    let zone = format!("Times by the clock of {}.", history.period.zone.replace('_', " "));
    view! {
        <section class="surface">
            <header class="p-4 pb-2"><h2>"Who waited, and why"</h2><p class="muted mt-0.5 text-pretty">{said.clone()}</p></header>
            <div class="px-4 pb-4"><Stack said=said bands=bands::of(&history.hours) ticks=bands::ticks(&history.hours)/></div>
        </section>
        <section class="surface">
            <header class="p-4 pb-3"><h2>"Hour by hour"</h2><p class="muted mt-0.5">{zone}</p></header>
            <div class="border-t hairline">{table(&history.hours)}</div>
        </section>
    }
    .into_any()
}

/// What the picture shows, in words.
fn sentence(hours: &[CampaignHour], first: &CampaignHour, last: &CampaignHour) -> String {
    let mut text = format!(
        "{} from {} to {}.",
        plural(hours.len() as u64, "hour was counted", "hours were counted"),
        minute(first.hour),
        minute(last.hour)
    );
    if let Some(most) = hours.iter().rev().max_by_key(|row| row.waits()).filter(|row| row.waits() > 0) {
        text.push_str(&format!(" At most {} waited, at {}.", grouped(most.waits()), minute(most.counted_at)));
    }
    match last.waiting.first() {
        Some((word, many)) => text.push_str(&format!(
            " When it was counted last, {} waited; most of them: {}, {}.",
            grouped(last.waits()),
            verdict_label(word),
            grouped(*many)
        )),
        None => text.push_str(" When it was counted last, nobody waited."),
    }
    text
}

/// No hour within the days: none at all, or others.
fn nothing(history: &History) -> AnyView {
    let (title, text) = match (history.recorded, history.campaign.state) {
        (Some((first, last)), _) => (
            "Nothing in this period",
            format!("Hours were counted from {} to {}. Choose other days above.", minute(first), minute(last)),
        ),
        (None, CampaignState::Completed | CampaignState::Cancelled) => (
            "Nothing was recorded",
            "It ended without ever being started, or before its hours were counted.".to_owned(),
        ),
        (None, _) => {
            ("Nothing was recorded yet", "The first hour is written when it is started or scheduled.".to_owned())
        }
    };
    view! { <section class="surface"><Empty icon="chart-column" title=title text=text/></section> }.into_any()
}

fn table(hours: &[CampaignHour]) -> AnyView {
    let head = vec![
        Head::text("Hour"),
        Head::text("State").class("hidden @xl:table-cell"),
        Head::figures("Under way").class("hidden @xl:table-cell"),
        Head::figures("Waiting"),
        Head::text("Why they waited"),
        Head::figures("Ended").class("hidden @xl:table-cell"),
        Head::text("How they ended").class("hidden @4xl:table-cell"),
    ];
    let rows = hours.iter().rev().map(line).collect_view();
    view! { <Table label="How it stood in each hour".to_owned() head=head>{rows}</Table> }.into_any()
}

fn line(row: &CampaignHour) -> AnyView {
    let why = row.waiting.iter().map(|(word, many)| (verdict_label(word), *many));
    let ends =
        [("Completed", row.completed), ("Failed", row.failed), ("Blocked", row.blocked), ("Cancelled", row.cancelled)];
    view! {
        <tr>
            <th scope="row" class="figures text-start font-normal whitespace-nowrap">{minute(row.hour)}{counted(row)}</th>
            <td class="hidden @xl:table-cell"><Badge face=Face::of_campaign(row.state)/></td>
            <td class="num hidden @xl:table-cell">{grouped(row.in_flight)}</td>
            <td class="num">{grouped(row.waits())}</td>
            <td class="w-1/2">{words(why)}</td>
            <td class="num hidden @xl:table-cell">{grouped(row.ended())}</td>
            <td class="hidden w-1/2 @4xl:table-cell">{words(ends.into_iter())}</td>
        </tr>
    }
    .into_any()
}

/// When it was counted, where that was not as the hour began: after the start of a campaign, after its end.
fn counted(row: &CampaignHour) -> Option<AnyView> {
    let (hour, counted) = (minute(row.hour), minute(row.counted_at));
    // The day is told where it is another one: an end that nobody counted in time.
    let told = match (hour.split_once(' '), counted.split_once(' ')) {
        (Some((day, _)), Some((same, time))) if day == same => time.to_owned(),
        _ => counted.clone(),
    };
    (hour != counted).then(|| view! { <span class="block text-xs muted">"counted "{told}</span> }.into_any())
}

/// Words with their counts, in as few lines as there is room for.
fn words<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> AnyView {
    let words = counts.filter(|(_, many)| *many > 0).map(|(label, many)| {
        view! { <li>{label.to_owned()}" "<span class="figures font-medium">{grouped(many)}</span></li> }
    });
    view! { <ul class="flex flex-wrap gap-x-4 text-xs">{words.collect_view()}</ul> }.into_any()
}
