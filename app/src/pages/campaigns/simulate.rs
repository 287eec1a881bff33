//! A campaign before it runs: what it would come to, hour by hour, by its policy and by another beside it.

use crate::components::badge::Tone;
use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::figure::{duration, grouped};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::{exact, minute};
use crate::components::table::{Head, Table};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::filter::parse_pairs;
use domain::id::CampaignId;
use domain::simulation::{Hour, Report, SimulationDraft, Tally};
use engine::campaign::{KeptPolicy, PolicyOf, SIMULATED_MAX, Simulated, Wanted};
use leptos::prelude::*;

/// The fields of the form.
const FIELDS: [&str; 8] = ["seed", "days", "picked", "disconnected", "no_answer", "declined", "abandoned", "other"];

/// The page; it simulates when its form was sent.
#[component]
pub fn CampaignSimulate() -> impl IntoView {
    let id = id_in_path::<CampaignId>("id");
    page(|request: Request| async move {
        let (engine, scope, id) = (&request.engine, request.scope()?, id?);
        let campaign = engine::campaign::get(engine, scope, id).await?;
        let policy = engine::campaign::policy(engine, scope, PolicyOf::Campaign(id)).await?;
        let mut typed = Typed::default();
        for (key, value) in parse_pairs(&request.query) {
            if FIELDS.contains(&key.as_str()) {
                typed.put(&key, &value);
            }
        }
        let mut told = None;
        if !request.query.is_empty() {
            let draft = draft(&typed);
            match draft.read() {
                Err(errors) => typed = typed.refused(errors),
                Ok((model, days)) => {
                    let wanted = Wanted { model, start: None, days, other_policy: other(&policy, typed.text("other")) };
                    told = Some(run(&request, id, wanted).await?);
                }
            }
        }
        let told = told.map(|told| content(&told));
        let content = view! { <div class="flex flex-col gap-6">{form(&typed, id, &policy)}{told}</div> };
        Ok(Sheet::new("Simulation", Place::Campaigns, content)
            .wide()
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(campaign.name, paths::campaign(id))
            .line("By the rules by which it dials, on a clock of its own, with whoever waits on its list and was not called yet. Nobody is called."))
    })
}

async fn run(request: &Request, id: CampaignId, wanted: Wanted) -> Result<Simulated, Stop> {
    Ok(engine::campaign::simulate(&request.engine, request.scope()?, id, wanted).await?)
}

fn draft(typed: &Typed) -> SimulationDraft {
    let text = |field| typed.text(field).to_owned();
    SimulationDraft {
        seed: text("seed"),
        days: text("days"),
        picked: text("picked"),
        disconnected: text("disconnected"),
        no_answer: text("no_answer"),
        declined: text("declined"),
        abandoned: text("abandoned"),
    }
}

/// What counts where the campaign had no policy of its own.
const OTHERWISE: &str = "otherwise";

/// The text of the policy that is set beside the campaign's.
fn other(policy: &KeptPolicy, chosen: &str) -> Option<String> {
    if chosen == OTHERWISE {
        return Some(policy.otherwise.clone());
    }
    let version = chosen.parse::<i32>().ok()?;
    policy
        .versions
        .iter()
        .find(|kept| kept.version == version && !kept.text.trim().is_empty())
        .map(|kept| kept.text.clone())
}

fn form(typed: &Typed, id: CampaignId, policy: &KeptPolicy) -> AnyView {
    let typed = [
        ("seed", "1"),
        ("days", "7"),
        ("picked", "70"),
        ("disconnected", "15"),
        ("no_answer", "10"),
        ("declined", "0"),
    ]
    .into_iter()
    .fold(typed.clone(), |typed, (field, usual)| typed.or(field, usual));
    let mut others = vec![Choice::new("", "None")];
    if policy.text.is_some() {
        others.push(Choice::new(OTHERWISE, "That of the company, or the usual"));
    }
    let versions = policy.versions.iter().filter(|kept| !kept.text.trim().is_empty() && kept.version != policy.version);
    others.extend(
        versions.map(|kept| Choice::new(kept.version.to_string(), format!("Version {} of its own", kept.version))),
    );
    let field = |name| typed.field(name);
    view! {
        <form class="surface" method="get" action=paths::campaign_simulate(id) role="search">
            <div class="grid gap-4 p-4 sm:grid-cols-3 xl:grid-cols-8">
                <TextField at=field("days") label="Days"/>
                <TextField at=field("seed") label="Seed"/>
                <TextField at=field("picked") label="Answered, %"/>
                <TextField at=field("disconnected") label="Cut off, %"/>
                <TextField at=field("no_answer") label="No answer, %"/>
                <TextField at=field("declined") label="Declined, %"/>
                <TextField at=field("abandoned") label="Abandoned, %" placeholder="Not told"/>
                <SelectField at=field("other") label="Policy beside it" choices=others/>
            </div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit"><Icon name="sparkles"/>"Simulate"</button>
                <p class="muted text-xs">"What is left of 100 fails. The same seed gives the same calls the same fate, and the mock provider with that seed as well."</p>
            </div>
        </form>
    }
    .into_any()
}

fn content(told: &Simulated) -> AnyView {
    let report = &told.report;
    if report.contacts == 0 {
        return view! { <Notice tone=Tone::Info>"Nobody waits on its list who was not called yet: there is nothing to simulate."</Notice> }.into_any();
    }
    let more = told.more.then(|| {
        let text = format!("The first {} contacts are simulated; there are more.", grouped(SIMULATED_MAX as u64));
        view! { <Notice tone=Tone::Warning>{text}</Notice> }
    });
    let other = told.other.as_ref().map(|(report, _)| report);
    view! {
        {more}
        <section class="surface">
            <header class="p-4 pb-2"><h2>"What it comes to"</h2><p class="muted mt-0.5 text-pretty">{sentence(told)}</p></header>
            {figures(report, other)}
        </section>
        {curve("Calls that begin, by hour", report)}
        {other.map(|other| curve("By the other policy", other))}
        <div class="grid items-start gap-6 lg:grid-cols-2">
            {tallies("Who is never reached", "Everybody on the list is reached.", &report.unreached)}
            {tallies("Who still waits at the end", "Nobody waits any more.", &report.waiting)}
        </div>
        <p class="muted text-xs">"The log of this run: "<span class="mono">{told.digest.clone()}</span></p>
    }
    .into_any()
}

fn sentence(told: &Simulated) -> String {
    let report = &told.report;
    let ends = match (report.last_call_ends_at, report.is_over()) {
        (Some(at), true) => format!("The last call ends {}.", exact(at)),
        (Some(at), false) => format!("The last call within these days ends {}; some still wait then.", exact(at)),
        (None, _) => "Nobody is called within these days.".to_owned(),
    };
    format!(
        "{} of {} contacts are reached, by {} calls. {ends}",
        grouped(report.completed),
        grouped(report.contacts),
        grouped(report.calls)
    )
}

/// One figure of a report, as it reads.
type Figure = fn(&Report) -> String;

fn figures(report: &Report, other: Option<&Report>) -> AnyView {
    let lines: [(&str, Figure); 10] = [
        ("Reached", |report| grouped(report.completed)),
        ("Given up", |report| grouped(report.failed)),
        ("Not called", |report| grouped(report.blocked)),
        ("Still waiting", |report| grouped(report.waiting())),
        ("Calls", |report| grouped(report.calls)),
        ("Calls a contact", |report| format!("{:.2}", report.calls as f64 / report.contacts.max(1) as f64)),
        ("Abandoned calls", |report| grouped(report.abandoned)),
        ("Most calls at once", |report| grouped(report.peak)),
        ("Talked", |report| duration(report.talked_s as f64)),
        ("Over", |report| match report.last_call_ends_at.filter(|_| report.is_over()) {
            Some(at) => minute(at),
            None => "Not within these days".to_owned(),
        }),
    ];
    let mut head = vec![Head::text("Figure").unseen(), Head::figures("By its policy")];
    if other.is_some() {
        head.push(Head::figures("By the other"));
    }
    let rows = lines.map(|(label, figure)| {
        let beside = other.map(|other| view! { <td class="num">{figure(other)}</td> });
        view! { <tr><th scope="row" class="w-full text-start font-normal">{label}</th><td class="num">{figure(report)}</td>{beside}</tr> }
    });
    let rows = rows.collect_view();
    view! { <Table label="What it comes to".to_owned() head=head>{rows}</Table> }.into_any()
}

/// Width of a bar in the drawing.
const STEP: usize = 4;

fn curve(title: &'static str, report: &Report) -> AnyView {
    let most = report.hours.iter().map(|hour| hour.placed).max().unwrap_or(0).max(1);
    let width = (report.hours.len() * STEP).max(STEP);
    let height = |figure: u64| figure as f64 * 48.0 / most as f64;
    let bars = report.hours.iter().enumerate().map(|(place, hour)| {
        let (tall, answered) = (height(hour.placed), height(hour.picked.min(hour.placed)));
        let x = (place * STEP).to_string();
        view! {
            <rect class="minute" x=x.clone() y=format!("{:.1}", 48.0 - tall) width="3" height=format!("{tall:.1}")/>
            <rect class="minute is-answered" x=x y=format!("{:.1}", 48.0 - answered) width="3" height=format!("{answered:.1}")/>
        }
    });
    let bars = bars.collect_view();
    let said = match (report.hours.first(), report.hours.last()) {
        (Some(first), Some(last)) => {
            format!(
                "From {} to {}, at most {} an hour; the darker part of a bar are answered calls that end in its hour.",
                minute(first.at),
                minute(last.at),
                grouped(most)
            )
        }
        _ => "No call begins within these days.".to_owned(),
    };
    let rows =
        report.hours.iter().filter(|hour| hour.placed + hour.picked + hour.unanswered > 0).map(line).collect_view();
    let head = vec![
        Head::text("Hour"),
        Head::figures("Begin"),
        Head::figures("Answered"),
        Head::figures("Others that end").class("hidden @md:table-cell"),
        Head::figures("Most at once").class("hidden @md:table-cell"),
    ];
    view! {
        <section class="surface flex flex-col">
            <header class="p-4 pb-2"><h2>{title}</h2><p class="muted mt-0.5 text-pretty">{said.clone()}</p></header>
            <div class="px-4 pb-3">
                <svg class="minutes" viewBox=format!("0 0 {width} 48") preserveAspectRatio="none" role="img" aria-label=said>{bars}</svg>
            </div>
            <details class="border-t hairline">
                <summary class="flex items-center gap-1.5 px-4 py-2.5 quiet-link"><Icon name="chevron-right" class="twist"/>"As a table"</summary>
                <div class="border-t hairline"><Table label=title.to_owned() head=head>{rows}</Table></div>
            </details>
        </section>
    }
    .into_any()
}

fn line(hour: &Hour) -> impl IntoView + use<> {
    view! {
        <tr>
            <td class="w-full whitespace-nowrap">{minute(hour.at)}</td>
            <td class="num">{grouped(hour.placed)}</td>
            <td class="num">{grouped(hour.picked)}</td>
            <td class="num hidden @md:table-cell">{grouped(hour.unanswered)}</td>
            <td class="num hidden @md:table-cell">{grouped(hour.peak)}</td>
        </tr>
    }
}

fn tallies(title: &'static str, none: &'static str, tallies: &[Tally]) -> AnyView {
    let lines = tallies.iter().map(|tally| {
        view! {
            <li class="flex items-start justify-between gap-4 border-t hairline px-4 py-2.5">
                <span class="text-pretty">{tally.says.clone()}</span>
                <span class="figures font-medium">{grouped(tally.contacts)}</span>
            </li>
        }
    });
    let lines = lines.collect_view();
    let empty = tallies.is_empty();
    view! {
        <section class="surface">
            <h2 class="px-4 py-3">{title}</h2>
            {if empty { view! { <p class="muted border-t hairline px-4 py-3">{none}</p> }.into_any() } else { view! { <ul>{lines}</ul> }.into_any() }}
        </section>
    }
    .into_any()
}
