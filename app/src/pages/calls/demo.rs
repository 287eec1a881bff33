//! Calls for a demonstration: making some, their figures, and taking them away again by batch, by ids, or the newest of them.

use super::sections::{Section, tabs};
use crate::components::badge::Tone;
use crate::components::empty::Empty;
use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::figure::grouped;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::stat::Stat;
use crate::components::table::{Head, Table};
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::call::DemoDraft;
use domain::id::JobId;
use domain::{FieldErrors, Right};
use engine::call::{Batch, CleanUp, Cleaning, DemoFigures, Generating};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the two forms.
const SHOWN: [&str; 8] = ["count", "days", "seed", "which", "batch", "ids", "last", "confirm"];

/// The page.
#[component]
pub fn CallDemo() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let figures = engine::call::demo_figures(&request.engine, scope).await?;
        let typed = refused(&request).await?;
        let may_change = scope.may(Right::ChangeCalls);
        Ok(Sheet::new("Demo calls", Place::Calls, content(&figures, &typed, may_change, request.now))
            .beneath_page("Calls", paths::calls())
            .line("Made up, coherent, and marked: taking them away touches no other call. Their numbers ring nowhere."))
    })
}

fn content(figures: &DemoFigures, typed: &Typed, may_change: bool, now: OffsetDateTime) -> AnyView {
    let elsewhere = typed.elsewhere(&SHOWN);
    let demo = paths::calls_where("demo=true");
    let orphans = figures.orphans > 0;
    view! {
        {tabs(Section::Demo)}
        <div class="mt-4 flex flex-col gap-5">
            {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
            {orphans.then(|| view! { <Notice tone=Tone::Warning>{format!("{} lines of timelines belong to no call.", grouped(figures.orphans))}</Notice> })}
            <div class="stats is-three">
                <Stat label="Demo calls" figure=grouped(figures.calls) href=demo note="marked with their batch"/>
                <Stat label="Lines of their timelines" figure=grouped(figures.activities) href=paths::calls_where("demo=true")/>
                <Stat label="All calls" figure=grouped(figures.all_calls) href=paths::calls() note="deleted ones too"/>
            </div>
            <div class="grid items-start gap-5 xl:grid-cols-2">
                {may_change.then(|| making(typed))}
                {(may_change && figures.calls > 0).then(|| cleaning(figures, typed))}
            </div>
            {batches(&figures.batches, now)}
        </div>
    }
    .into_any()
}

fn making(typed: &Typed) -> impl IntoView + use<> {
    let (count, days, seed) = (typed.field("count"), typed.field("days"), typed.field("seed"));
    view! {
        <form class="surface" method="post" action=paths::form("calls-demo")>
            <div class="flex flex-col gap-4 p-4">
                <h2>"Make demo calls"</h2>
                <div class="grid gap-4 sm:grid-cols-3">
                    <TextField at=count label="How many" optional=true inputmode="numeric" placeholder="500" help="At most 100,000."/>
                    <TextField at=days label="Over days" optional=true inputmode="numeric" placeholder="30" help="Most behind today."/>
                    <TextField at=seed label="Seed" optional=true inputmode="numeric" help="The same makes the same."/>
                </div>
            </div>
            <div class="border-t hairline px-4 py-3"><button class="btn btn-primary" type="submit"><Icon name="sparkles"/>"Make them"</button></div>
        </form>
    }
}

fn cleaning(figures: &DemoFigures, typed: &Typed) -> impl IntoView + use<> {
    let which = vec![
        Choice::new("batch", "A batch"),
        Choice::new("last", "The newest so many"),
        Choice::new("ids", "From one id to another"),
    ];
    let newest = figures.batches.first().map(|batch| batch.id.to_string()).unwrap_or_default();
    let typed = typed.clone().or("which", "batch").or("batch", &newest);
    let batches = figures
        .batches
        .iter()
        .map(|batch| {
            let name = format!("{} calls, ids {} to {}", grouped(batch.calls), batch.first_id, batch.last_id);
            Choice::new(batch.id.to_string(), name)
        })
        .collect();
    view! {
        <form class="surface" method="post" action=paths::form("calls-clean")>
            <div class="flex flex-col gap-4 p-4">
                <h2>"Take demo calls away"</h2>
                <p class="muted text-pretty">"They go for good, with their timelines. No other call is touched, whatever its id."</p>
                <div class="grid gap-4 sm:grid-cols-2">
                    <SelectField at=typed.field("which") label="Which" choices=which/>
                    <SelectField at=typed.field("batch") label="Batch" choices=batches/>
                    <TextField at=typed.field("last") label="How many of the newest" optional=true inputmode="numeric"/>
                    <TextField at=typed.field("ids") label="Ids" optional=true placeholder="1001..1500"/>
                    <TextField at=typed.field("confirm") label="Type DELETE to confirm" autocomplete="off"/>
                </div>
            </div>
            <div class="border-t hairline px-4 py-3"><button class="btn btn-danger" type="submit"><Icon name="trash-2"/>"Take them away"</button></div>
        </form>
    }
}

fn batches(batches: &[Batch], now: OffsetDateTime) -> AnyView {
    if batches.is_empty() {
        return view! {
            <div class="surface"><Empty icon="sparkles" title="No demo calls" text="Make some to see lists, the board and the figures with something in them; they can be taken away again at any time."/></div>
        }
        .into_any();
    }
    let head = vec![
        Head::text("Batch"),
        Head::figures("Calls"),
        Head::figures("First id"),
        Head::figures("Last id"),
        Head::text("Made"),
    ];
    let rows = batches
        .iter()
        .map(|batch| {
            view! {
                <tr>
                    <td><a class="text-link mono text-xs" href=paths::job(batch.id)>{batch.id.to_string()}</a></td>
                    <td class="num">{grouped(batch.calls)}</td>
                    <td class="num">{batch.first_id}</td>
                    <td class="num">{batch.last_id}</td>
                    <td class="muted"><Ago at=batch.made_at now=now/></td>
                </tr>
            }
        })
        .collect_view();
    view! { <section class="surface"><Table label="Batches".to_owned() head=head>{rows}</Table></section> }.into_any()
}

/// Starts the making.
#[server(prefix = "/forms", endpoint = "calls-demo")]
pub async fn make_demo_calls(
    #[server(default)] count: String,
    #[server(default)] days: String,
    #[server(default)] seed: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::calls_demo()).typed("count", &count).typed("days", &days).typed("seed", &seed);
    let outcome = make(&post.request, DemoDraft { count, days, seed }).await;
    post.finish(outcome, |started| Done::at(paths::job(started.job))).await
}

async fn make(request: &Request, draft: DemoDraft) -> Result<Generating, Stop> {
    Ok(engine::call::generate(&request.engine, request.scope()?, &draft, None).await?)
}

/// Starts the taking away.
#[server(prefix = "/forms", endpoint = "calls-clean")]
pub async fn clean_demo_calls(
    #[server(default)] which: String,
    #[server(default)] batch: String,
    #[server(default)] last: String,
    #[server(default)] ids: String,
    #[server(default)] confirm: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::calls_demo())
        .typed("which", &which)
        .typed("batch", &batch)
        .typed("last", &last)
        .typed("ids", &ids)
        .typed("confirm", &confirm);
    let outcome = clean(&post.request, &which, &batch, &last, &ids, confirm.trim()).await;
    post.finish(outcome, |cleaning| Done::at(paths::job(cleaning.job))).await
}

async fn clean(
    request: &Request,
    which: &str,
    batch: &str,
    last: &str,
    ids: &str,
    confirm: &str,
) -> Result<CleanUp, Stop> {
    let scope = request.scope()?;
    let wrong = |field: &'static str, text: &str| Stop::from(FieldErrors::one(field, text));
    let asked = match which {
        "last" => Cleaning::Last(last.trim().parse().map_err(|_| wrong("last", "Name how many."))?),
        "ids" => {
            let ends =
                ids.split_once("..").and_then(|(from, to)| Some((from.trim().parse().ok()?, to.trim().parse().ok()?)));
            let (from, to) = ends.ok_or_else(|| wrong("ids", "Name the first id and the last, such as 1001..1500."))?;
            Cleaning::Ids(from, to)
        }
        _ => Cleaning::Batch(batch.parse::<JobId>().map_err(|_| wrong("batch", "Choose a batch."))?),
    };
    Ok(engine::call::clean(&request.engine, scope, asked, confirm).await?)
}
