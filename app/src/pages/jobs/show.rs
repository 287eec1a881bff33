//! One job: its live card, what it was asked to do, what came of it, its attempts.

use crate::components::badge::{Badge, Face, Tone};
use crate::components::confirm::Confirm;
use crate::components::figure::{count, duration, grouped, plural};
use crate::components::icon::Icon;
use crate::components::moment::{Ago, Exact};
use crate::components::table::{Head, Table};
use crate::islands::job_card::{ATTEMPTS, FACTS, JobCard};
use crate::pages::numbers::list::capital;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Renewal, Request, Stop};
use domain::Right;
use domain::crm::Kind;
use domain::do_not_call::List;
use domain::id::JobId;
use domain::job::{JobKind, JobPriority, JobProgress, JobState};
use domain::live::Topic;
use engine::job::{Attempt, JobDetail};
use engine::number::Left;
use leptos::prelude::*;
use serde_json::Value;
use time::OffsetDateTime;

/// A job as it goes.
#[component]
pub fn JobShow() -> impl IntoView {
    let id = id_in_path::<JobId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let detail = engine::job::get(&request.engine, scope, id).await?;
        let looked_at = request.renewal != Some(Renewal::Unseen);
        if looked_at && detail.progress.state.is_ended() && scope.actor().user().is_some() {
            // Whoever looks at it has seen how it ended.
            engine::notification::read(&request.engine, scope, id).await?;
        }
        let first = engine::live::snapshot(&request.engine, scope, Topic::Job(id)).await?;
        let may_act = scope.may(Right::SteerJobs);
        let kind = detail.progress.kind.map_or("Job of another release", |kind| kind.title());
        let title = detail.progress.title.clone();
        let here = request.here();
        let told = (detail.progress.attempt, detail.progress.state.is_ended());
        let undo = undo(&request, &detail, may_act).await?;
        let left = engine::number::left(&request.engine, scope, id, LEFT_SHOWN).await.unwrap_or_default();
        let records = super::records::records(&request, &detail, may_act).await?;
        let acts = acts(&detail.progress, may_act);
        let files = super::files::card(&request, &detail, may_act).await?;
        let content = view! {
            <div class="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
                <div class="flex min-w-0 flex-col gap-6">
                    <JobCard first=first here=here told=told>{acts}</JobCard>
                    <div id=ATTEMPTS class="flex flex-col gap-6">
                        {undo}
                        {records}
                        {files}
                        {attempts(&detail.attempts, request.now)}
                        {detail.outcome.as_ref().map(rejected)}
                        {left_alone(left, detail.progress.failed)}
                    </div>
                </div>
                {facts(&detail, may_act, request.now)}
            </div>
        };
        Ok(Sheet::new(title, Place::Jobs, content).beneath_page("Jobs", paths::jobs()).line(kind))
    })
}

/// What can be done, for every state the job may come into while the page is open; the card shows what fits.
fn acts(job: &JobProgress, may_act: bool) -> AnyView {
    let id = job.id.to_string();
    let again = id.clone();
    let then = match (job.kind, job.project) {
        (Some(JobKind::GenerateNumbers), Some(project)) => {
            vec![
                ("Generate more", paths::generate(project), "btn when-done"),
                ("See the numbers", paths::project(project), "btn btn-primary when-done when-stopped"),
            ]
        }
        (Some(JobKind::ValidateNumbers | JobKind::EditNumbers | JobKind::UndoNumbers), Some(project)) => {
            vec![("See the numbers", paths::project(project), "btn btn-primary when-done when-stopped")]
        }
        (Some(JobKind::ExportNumbers), Some(project)) => {
            vec![
                ("See the numbers", paths::project(project), "btn when-done"),
                ("See all files", paths::exports(), "btn when-done"),
            ]
        }
        (Some(JobKind::ImportNumbers), Some(project)) => {
            vec![("See the numbers", paths::project(project), "btn when-done when-stopped")]
        }
        (Some(JobKind::RecordConsents), Some(project)) => {
            vec![
                ("See the numbers", paths::project(project), "btn when-done when-stopped"),
                ("See the consents", paths::consents(), "btn btn-primary when-done when-stopped"),
            ]
        }
        (Some(JobKind::GenerateCalls), _) => {
            let of_batch = paths::calls_where("demo=true");
            vec![("See the calls", of_batch, "btn btn-primary when-done when-stopped")]
        }
        (Some(JobKind::CleanCalls | JobKind::EditCalls | JobKind::UndoCalls | JobKind::ImportCalls), _) => {
            vec![("See the calls", paths::calls(), "btn when-done when-stopped")]
        }
        (Some(JobKind::ExportRecords | JobKind::ExportCalls), _) => {
            vec![("See all files", paths::exports(), "btn when-done")]
        }
        (Some(JobKind::EditRecords | JobKind::UndoRecords | JobKind::ImportRecords), _) => {
            vec![("See the contacts", paths::records(Kind::Contact), "btn when-done when-stopped")]
        }
        (Some(JobKind::ImportConsents), _) => {
            vec![("See the consents", paths::consents(), "btn when-done when-stopped")]
        }
        (Some(JobKind::ImportDoNotCall), _) => {
            vec![("See the list", paths::do_not_call(List::Company), "btn when-done when-stopped")]
        }
        (Some(JobKind::ImportPrefixes), _) => {
            vec![("See the prefixes", paths::prefixes(), "btn btn-primary when-done")]
        }
        _ => Vec::new(),
    };
    view! {
        {(may_act && job.kind != Some(JobKind::DeleteProject)).then(|| view! {
            <div class="when-open">
                <Confirm id="cancel-job" label="Cancel job" icon="ban" question="Cancel this job?"
                    text="It stops after the batch it is working on. What is done already stays."
                    keep="Keep it running" action=paths::form("job-cancel") fields=vec![("id", id)]/>
            </div>
        })}
        {may_act.then(|| view! {
            <form class="when-stopped" method="post" action=paths::form("job-retry")>
                <input type="hidden" name="id" value=again/>
                <button class="btn" type="submit"><Icon name="rotate-ccw"/>"Retry"</button>
            </form>
        })}
        {then.into_iter().filter(|(label, ..)| may_act || *label != "Generate more").map(|(label, href, class)| view! { <a class=class href=href>{label}</a> }).collect_view()}
    }
    .into_any()
}

/// Numbers listed that a job left as they were.
const LEFT_SHOWN: u64 = 100;

/// The way back from a change of many numbers, while there is one.
async fn undo(request: &Request, detail: &JobDetail, may_act: bool) -> Result<AnyView, Stop> {
    if detail.progress.kind != Some(JobKind::EditNumbers) || !may_act {
        return Ok(().into_any());
    }
    let id = detail.progress.id;
    let until = engine::number::undoable_until(&request.engine, request.scope()?, id).await?;
    let Some(until) = until.filter(|_| detail.progress.state.is_ended()) else { return Ok(().into_any()) };
    let now = request.now;
    let minutes = ((until - now).whole_seconds().max(0) + 59) / 60;
    let text =
        format!("Can be undone for {}.", plural(u64::try_from(minutes).unwrap_or(0), "more minute", "more minutes"));
    Ok(view! {
        <form class="surface flex flex-wrap items-center gap-3 p-4" method="post" action=paths::form("numbers-undo")>
            <input type="hidden" name="id" value=id.to_string()/>
            <button class="btn" type="submit"><Icon name="undo-2"/>"Undo"</button>
            <p class="muted">{text}" Numbers that somebody changed since are left and listed."</p>
        </form>
    }
    .into_any())
}

/// The numbers that the job left as they were, each with the reason.
fn left_alone(left: Vec<Left>, all: i64) -> AnyView {
    if left.is_empty() {
        return ().into_any();
    }
    let more = u64::try_from(all).unwrap_or(0).saturating_sub(left.len() as u64);
    let rows = left
        .into_iter()
        .map(|left| view! { <tr><td class="mono whitespace-nowrap">{left.number.national()}</td><td class="wrap-anywhere">{left.reason}</td></tr> })
        .collect_view();
    let head = vec![Head::text("Number"), Head::text("Reason")];
    view! {
        <div class="surface">
            <h2 class="px-3 py-3">"Left as they were"</h2>
            <div class="border-t hairline"><Table label="Left as they were".to_owned() head=head>{rows}</Table></div>
            {(more > 0).then(|| view! { <p class="muted border-t hairline px-3 py-2.5">{format!("And {} more.", grouped(more))}</p> })}
        </div>
    }
    .into_any()
}

fn facts(detail: &JobDetail, may_act: bool, now: OffsetDateTime) -> AnyView {
    let job = detail.progress.clone();
    // What came of a file stands in a card of its own, with its filter in words.
    let of_file = matches!(
        detail.progress.kind,
        Some(
            JobKind::ExportNumbers
                | JobKind::ExportRecords
                | JobKind::ImportNumbers
                | JobKind::ImportRecords
                | JobKind::ImportConsents
                | JobKind::ImportDoNotCall
        )
    );
    let mut asked = entries(&detail.params);
    asked.retain(|(name, _)| !of_file || name != "Filter");
    let outcome = detail.outcome.as_ref().filter(|_| !of_file).map(entries).unwrap_or_default();
    view! {
        <aside class="surface divide-y hairline divide-base-300" id=FACTS aria-label="Facts">
            <section class="p-4">
                <h2 class="mb-3">"Facts"</h2>
                <dl class="facts">
                    {job.project.map(|project| view! { <dt>"Project"</dt><dd><a class="text-link" href=paths::project(project)>"Open its numbers"</a></dd> })}
                    <dt>"Priority"</dt><dd>{priority(&job, may_act)}</dd>
                    {job.after.map(|before| view! { <dt>"Behind"</dt><dd><a class="text-link" href=paths::job(before)>"the job before it"</a></dd> })}
                    <dt>"Started by"</dt><dd>{job.started_by_name.clone().unwrap_or_else(|| "–".to_owned())}</dd>
                    <dt>"Made"</dt><dd><Ago at=job.created_at now=now/><br/><span class="text-xs muted"><Exact at=job.created_at/></span></dd>
                    <dt>"Id"</dt><dd class="mono text-xs">{job.id.to_string()}</dd>
                </dl>
            </section>
            {(!asked.is_empty()).then(|| view! { <section class="p-4"><h2 class="mb-3">"Asked for"</h2>{list(asked)}</section> })}
            {(!outcome.is_empty()).then(|| view! { <section class="p-4"><h2 class="mb-3">"Outcome"</h2>{list(outcome)}</section> })}
        </aside>
    }
    .into_any()
}

/// The priority, and a way to change it while it matters.
fn priority(job: &JobProgress, may_act: bool) -> AnyView {
    let word = capital(job.priority.as_str());
    if !may_act || job.state.is_ended() || job.state == JobState::Running {
        return word.into_any();
    }
    let now = job.priority;
    let others = JobPriority::ALL.into_iter().filter(move |priority| *priority != now);
    view! {
        <span class="block">{word}</span>
        <form class="mt-1.5 flex flex-wrap gap-1.5" method="post" action=paths::form("job-priority")>
            <input type="hidden" name="id" value=job.id.to_string()/>
            {others.map(|priority| view! {
                <button class="btn btn-sm" type="submit" name="priority" value=priority.as_str()>{format!("Make {}", priority.as_str())}</button>
            }).collect_view()}
        </form>
    }
    .into_any()
}

fn list(entries: Vec<(String, String)>) -> impl IntoView {
    view! {
        <dl class="facts">
            {entries.into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd class="figures">{value}</dd> }).collect_view()}
        </dl>
    }
}

/// A job's parameters or outcome as words. The queue keeps them as JSON and knows no field of them; neither does this
/// page, beyond leaving out what people can't read: nested values and the exchange set's two hundred digits.
fn entries(value: &Value) -> Vec<(String, String)> {
    const UNREADABLE: usize = 120;
    let Value::Object(fields) = value else { return Vec::new() };
    let mut entries = Vec::new();
    for (name, value) in fields {
        let text = match value {
            Value::String(text) if !text.is_empty() && text.len() <= UNREADABLE => text.clone(),
            // A seed is a name, not an amount: it is copied, so its digits stay together.
            Value::Number(figure) => match figure.as_i64().filter(|_| !name.ends_with("seed")) {
                Some(figure) if figure >= 0 => count(figure),
                _ => figure.to_string(),
            },
            Value::Bool(true) => "yes".to_owned(),
            _ => continue,
        };
        let text = if name.ends_with("_rate") { format!("{text} %") } else { text };
        // Ids of what the page shows by name.
        if name != "project" && name != "file" {
            entries.push((title_of(name), text));
        }
    }
    entries
}

/// "batch_size" as "Batch size".
fn title_of(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The rows of a file that were not taken, each with where it stands and why; the outcome names the first of them.
fn rejected(outcome: &Value) -> AnyView {
    let named: Vec<(String, String)> = ["errors", "parse_errors", "validation_errors"]
        .into_iter()
        .filter_map(|name| outcome[name].as_array())
        .flatten()
        .filter_map(Value::as_str)
        .map(|error| error.split_once(": ").unwrap_or(("–", error)))
        .map(|(place, reason)| (place.to_owned(), reason.to_owned()))
        .collect();
    if named.is_empty() {
        return ().into_any();
    }
    let all = outcome["rejected"].as_u64().or(outcome["total_errors"].as_u64()).unwrap_or(0);
    let more = all.saturating_sub(named.len() as u64);
    let rows = named
        .into_iter()
        .map(|(place, reason)| {
            view! { <tr><td class="whitespace-nowrap">{place}</td><td class="wrap-anywhere">{reason}</td></tr> }
        })
        .collect_view();
    let kept = if outcome["rejects_url"].is_string() {
        "all of them are in their file."
    } else {
        "only the first ones are kept."
    };
    let head = vec![Head::text("Where"), Head::text("Reason")];
    view! {
        <div class="surface">
            <h2 class="px-3 py-3">"Rejected rows"</h2>
            <div class="border-t hairline"><Table label="Rejected rows".to_owned() head=head>{rows}</Table></div>
            {(more > 0).then(|| view! { <p class="muted border-t hairline px-3 py-2.5">{format!("And {} more; {kept}", grouped(more))}</p> })}
        </div>
    }
    .into_any()
}

fn attempts(attempts: &[Attempt], now: OffsetDateTime) -> AnyView {
    if attempts.is_empty() {
        return ().into_any();
    }
    let head = vec![
        Head::text("Attempt"),
        Head::text("Ended as"),
        Head::text("Began"),
        Head::figures("Ran for").class("hidden @xl:table-cell"),
        Head::text("Node").class("hidden @2xl:table-cell"),
    ];
    let rows = attempts.iter().cloned().map(|attempt| attempt_row(attempt, now)).collect_view();
    view! {
        <div class="surface">
            <h2 class="px-3 py-3">"Attempts"</h2>
            <div class="border-t hairline"><Table label="Attempts".to_owned() head=head>{rows}</Table></div>
        </div>
    }
    .into_any()
}

fn attempt_row(attempt: Attempt, now: OffsetDateTime) -> impl IntoView {
    let face = match attempt.ended_as.as_deref() {
        None => Face::new(Tone::Info, "activity", "Running"),
        Some("done") => Face::new(Tone::Success, "circle-check", "Done"),
        Some("failed") => Face::new(Tone::Error, "circle-x", "Failed"),
        Some("cancelled") => Face { class: "is-struck", ..Face::new(Tone::Neutral, "ban", "Cancelled") },
        Some("paused") => Face { class: "is-outlined", ..Face::new(Tone::Warning, "circle-pause", "Paused") },
        Some("handed back") => Face::new(Tone::Neutral, "rotate-ccw", "Handed back"),
        Some(_) => Face::new(Tone::Warning, "triangle-alert", "Lost"),
    };
    let run =
        attempt.ended_at.map_or("–".to_owned(), |ended| duration((ended - attempt.started_at).as_seconds_f64()));
    let error = attempt.error.clone();
    view! {
        <tr>
            <td class="figures">{attempt.attempt.to_string()}</td>
            <td><Badge face=face/></td>
            <td class="muted"><Ago at=attempt.started_at now=now/></td>
            <td class="num hidden @xl:table-cell">{run}</td>
            <td class="hidden @2xl:table-cell mono text-xs"><span class="block max-w-56 truncate" title=attempt.node.clone()>{attempt.node.clone()}</span></td>
        </tr>
        {error.map(|error| view! {
            <tr><td></td><td colspan="4"><p class="tone-error tone-text wrap-anywhere">{error}</p></td></tr>
        })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_job_was_asked_reads_as_words() {
        let params = json!({ "area_code": "415", "batch_size": 1000, "carrier": null, "exchanges": "0".repeat(200),
            "fiction": false, "project": 7, "quantity": 100_000, "seed": 1234567, "success_rate": 100.0 });
        let expected = [
            ("Area code", "415"),
            ("Batch size", "1,000"),
            ("Quantity", "100,000"),
            ("Seed", "1234567"),
            ("Success rate", "100.0 %"),
        ];
        assert_eq!(entries(&params), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
