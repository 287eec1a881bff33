//! A campaign before it runs: what it would come to, hour by hour, by its policy and by another beside it.

mod told;

use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::icon::Icon;
use crate::components::moment::minute;
use crate::pages::zone::moment;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::filter::parse_pairs;
use domain::id::CampaignId;
use domain::simulation::SimulationDraft;
use engine::Error;
use engine::campaign::{KeptPolicy, PolicyOf, Simulated, Wanted};
use leptos::prelude::*;
use time::format_description::well_known::Rfc3339;

/// The fields of the form.
const FIELDS: [&str; 9] =
    ["start", "seed", "days", "picked", "disconnected", "no_answer", "declined", "abandoned", "other"];

/// The page; it simulates when its form was sent.
#[component]
pub fn CampaignSimulate() -> impl IntoView {
    let id = id_in_path::<CampaignId>("id");
    page(|request: Request| async move {
        let (engine, scope, id) = (&request.engine, request.scope()?, id?);
        let campaign = engine::campaign::get(engine, scope, id).await?;
        let policy = engine::campaign::policy(engine, scope, PolicyOf::Campaign(id)).await?;
        let tells = engine::provider::get(engine, scope, campaign.provider).await?.bridging_since.is_some();
        let mut typed = Typed::default();
        for (key, value) in parse_pairs(&request.query) {
            if FIELDS.contains(&key.as_str()) {
                typed.put(&key, &value);
            }
        }
        let mut told = None;
        if !request.query.is_empty() {
            match run(&request, id, &policy, &typed).await {
                Ok(simulated) => told = Some(simulated),
                Err(Stop::Error(Error::Invalid(errors))) => typed = typed.refused(errors),
                Err(stop) => return Err(stop),
            }
        }
        let told = told.map(|told| {
            // The form and the log are those of this very run: its start is no longer "now".
            let mut of_run = typed.clone();
            of_run.put("start", &told.start.format(&Rfc3339).unwrap_or_default());
            typed.put("start", &minute(told.start).replace(' ', "T"));
            told::content(&told, paths::campaign_simulation_log(id, &query(&of_run)))
        });
        let content = view! { <div class="flex flex-col gap-6">{form(&typed, id, &policy, tells)}{told}</div> };
        Ok(Sheet::new("Simulation", Place::Campaigns, content)
            .wide()
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(campaign.name, paths::campaign(id))
            .line("By the rules by which it dials, on a clock of its own, with whoever waits on its list. Nobody is called."))
    })
}

/// Simulates what was typed.
async fn run(request: &Request, id: CampaignId, policy: &KeptPolicy, typed: &Typed) -> Result<Simulated, Stop> {
    let read = draft(typed).read();
    let mut errors = read.as_ref().err().cloned().unwrap_or_default();
    let start = match typed.text("start").trim() {
        "" => None,
        text => moment(request, text).or_else(|| {
            errors.add("start", "A date and a time, such as 2026-11-30 09:00.");
            None
        }),
    };
    let (model, days) = errors.into_result(()).map_err(Error::from).and(read.map_err(Error::from))?;
    let other_policy = policy.text_of(typed.text("other")).map(str::to_owned);
    let wanted = Wanted { model, start, days, other_policy };
    Ok(engine::campaign::simulate(&request.engine, request.scope()?, id, wanted).await?)
}

/// What was typed, as an address says it.
fn query(typed: &Typed) -> String {
    let filled = FIELDS.iter().filter(|field| !typed.text(field).is_empty());
    let pairs: Vec<String> = filled.map(|field| format!("{field}={}", paths::query_value(typed.text(field)))).collect();
    pairs.join("&")
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

fn form(typed: &Typed, id: CampaignId, policy: &KeptPolicy, tells: bool) -> AnyView {
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
        others.push(Choice::new(KeptPolicy::OTHERWISE, "What counts without its own"));
    }
    let versions = policy.versions.iter().filter(|kept| !kept.text.trim().is_empty() && kept.version != policy.version);
    others.extend(
        versions.map(|kept| Choice::new(kept.version.to_string(), format!("Version {} of its own", kept.version))),
    );
    let field = |name| typed.field(name);
    // What was typed, or is wrong, is shown though its provider tells nothing.
    let asks_abandoned = tells || !typed.text("abandoned").is_empty();
    view! {
        <form class="surface" method="get" action=paths::campaign_simulate(id) role="search">
            <div class="grid gap-4 p-4 sm:grid-cols-2 lg:grid-cols-4">
                <TextField at=field("start") label="Begins" optional=true kind="datetime-local" help="In your time zone. Empty: now, or when it is scheduled for."/>
                <TextField at=field("days") label="Days" inputmode="numeric"/>
                <TextField at=field("seed") label="Seed" inputmode="numeric"/>
                <SelectField at=field("other") label="Policy beside it" choices=others/>
                <TextField at=field("picked") label="Answered, %" inputmode="decimal"/>
                <TextField at=field("disconnected") label="Cut off, %" inputmode="decimal"/>
                <TextField at=field("no_answer") label="No answer, %" inputmode="decimal"/>
                <TextField at=field("declined") label="Declined, %" inputmode="decimal"/>
                {asks_abandoned.then(|| view! {
                    <TextField at=field("abandoned") label="Of the answered abandoned, %" optional=true inputmode="decimal"/>
                })}
            </div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit"><Icon name="sparkles"/>"Simulate"</button>
                <p class="muted text-xs">"What is left of 100 fails. The same seed gives the same calls the same fate, and the mock provider with that seed as well."</p>
            </div>
        </form>
    }
    .into_any()
}
