//! What is done to many numbers at once: the page that names the count before it happens, and the posts that start the job.

use crate::components::badge::Tone;
use crate::components::empty::Empty;
use crate::components::field::{Choice, FieldState, SelectField};
use crate::components::figure::{grouped, plural};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::table::{Head, Table};
use crate::forms::{Done, FormPost, refused};
use crate::pages::chosen::{chosen as chosen_rows, value};
use crate::pages::numbers::list::{capital, validity};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::Right;
use domain::filter::{Filter, ListQuery, Numbers, Projects, parse_pairs, print_pairs};
use domain::id::{JobId, ProjectId};
use domain::page::PageSize;
use engine::number::{self, Confirmed, Edit, Number, NumberStatus, VALIDATION_BATCH, Wanted};
use leptos::prelude::*;

/// Numbers shown as a sample of what was chosen.
const SAMPLE: u64 = 5;
/// Projects offered to move to.
const OFFERED: u64 = 200;

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Validate,
    Status,
    Move,
    Delete,
}

impl Deed {
    pub(super) const ALL: [Deed; 4] = [Deed::Validate, Deed::Status, Deed::Move, Deed::Delete];

    pub(super) fn word(self) -> &'static str {
        match self {
            Deed::Validate => "validate",
            Deed::Status => "status",
            Deed::Move => "move",
            Deed::Delete => "delete",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Deed::Validate => "Validate",
            Deed::Status => "Set status",
            Deed::Move => "Move",
            Deed::Delete => "Delete",
        }
    }

    pub(super) fn icon(self) -> &'static str {
        match self {
            Deed::Validate => "badge-check",
            Deed::Status => "tag",
            Deed::Move => "folder-input",
            Deed::Delete => "trash-2",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.word() == word)
    }

    /// What happens, for those who decide.
    fn says(self) -> &'static str {
        match self {
            Deed::Validate => {
                "Each is looked up in the prefix table: carrier, line type and place are filled in, and a number whose code is not assigned becomes invalid, with the reason."
            }
            Deed::Status => {
                "Each gets the status you choose. For 15 minutes after it has ended the change can be undone."
            }
            Deed::Move => {
                "Each goes into the project you choose; one that is there already stays here. For 15 minutes after it has ended the move can be undone."
            }
            Deed::Delete => {
                "They leave the project. For 15 minutes after it has ended the deletion can be undone. A number that was ever generated stays known as generated."
            }
        }
    }
}

/// What the address asks for: a deed, and which numbers.
struct Asked {
    deed: Deed,
    filter: Filter<Numbers>,
}

/// Reads `do`, and which numbers.
fn asked(pairs: &[(String, String)]) -> Result<Asked, Stop> {
    let deed = Deed::of_word(value(pairs, "do")).ok_or(engine::Error::NotFound)?;
    Ok(Asked { deed, filter: chosen(pairs)? })
}

/// The numbers that are chosen.
pub(super) fn chosen(pairs: &[(String, String)]) -> Result<Filter<Numbers>, Stop> {
    let nothing = || FieldErrors::one("id", "Choose at least one number, or all that match.");
    Ok(chosen_rows(pairs)?.ok_or_else(nothing)?)
}

/// The first of the numbers that were chosen.
pub(super) struct Sample(Vec<Number>);

/// Reads the first of them.
pub(super) async fn sample(request: &Request, project: ProjectId, filter: &Filter<Numbers>) -> Result<Sample, Stop> {
    let query = ListQuery { filter: filter.clone(), page_size: PageSize::clamped(SAMPLE), ..ListQuery::default() };
    Ok(Sample(number::list(&request.engine, request.scope()?, project, &query).await?.rows))
}

impl Sample {
    /// The first of them as a table, and how many more there are of so many.
    pub(super) fn table(self, count: u64) -> AnyView {
        let more = count.saturating_sub(self.0.len() as u64);
        let head = vec![Head::text("Number"), Head::text("Carrier"), Head::text("Validity"), Head::text("Status")];
        let row = |number: Number| {
            let carrier = number.brand.or(number.carrier).unwrap_or_else(|| "Unknown".to_owned());
            view! {
                <tr>
                    <td class="mono whitespace-nowrap">{number.number.national()}</td>
                    <td>{carrier}</td>
                    <td>{validity(number.valid)}</td>
                    <td>{capital(number.status.as_str())}</td>
                </tr>
            }
        };
        view! {
            <div class="border-t hairline"><Table label="The first of them".to_owned() head=head>{self.0.into_iter().map(row).collect_view()}</Table></div>
            {(more > 0).then(|| view! { <p class="muted border-t hairline px-3 py-2.5">{format!("And {} more.", grouped(more))}</p> })}
        }
        .into_any()
    }
}

/// The confirmation.
#[component]
pub fn NumbersChange() -> impl IntoView {
    let id = id_in_path::<ProjectId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let project = engine::project::get(&request.engine, scope, id).await?;
        if !scope.may(Right::ChangeNumbers) {
            return Err(engine::Error::Denied("Changing numbers takes the role agent or above.".to_owned()).into());
        }
        let typed = refused(&request).await?;
        let pairs = parse_pairs(&request.query);
        let back = paths::project(id);
        let (title, content) = match asked(&pairs) {
            Err(Stop::Error(engine::Error::Invalid(errors))) => {
                ("Nothing is chosen".to_owned(), nothing(&errors.to_string(), &back))
            }
            Err(other) => return Err(other),
            Ok(Asked { deed, filter }) => {
                let seen = number::confirm(&request.engine, scope, id, &filter).await?;
                let sample = sample(&request, id, &filter).await?;
                let others = match deed {
                    Deed::Move => others(&request, id).await?,
                    _ => Vec::new(),
                };
                let title = format!("{} {}", deed.label(), plural(seen.count, "number", "numbers"));
                let field = |name: &'static str| typed.field(name);
                let errors = typed.elsewhere(&["status", "to"]);
                (title, confirmation(id, deed, &filter, &seen, sample, others, field, errors))
            }
        };
        Ok(Sheet::new(title, Place::Projects, content)
            .beneath_page("Projects", paths::projects())
            .beneath_page(project.name, back))
    })
}

/// The projects that numbers can be moved to.
async fn others(request: &Request, here: ProjectId) -> Result<Vec<Choice>, Stop> {
    let query = ListQuery::<Projects> { page_size: PageSize::clamped(OFFERED), ..ListQuery::default() };
    let page = engine::project::list(&request.engine, request.scope()?, &query).await?;
    let lines = page.rows.into_iter().filter(|line| line.project.id != here);
    Ok(lines.map(|line| Choice::new(line.project.id.to_string(), line.project.name)).collect())
}

pub(super) fn nothing(text: &str, back: &str) -> AnyView {
    let (text, back) = (text.to_owned(), back.to_owned());
    view! {
        <div class="surface"><Empty icon="list-checks" title="Nothing is chosen" text=text>
            <a class="btn btn-primary" href=back>"Back to the numbers"</a>
        </Empty></div>
    }
    .into_any()
}

#[allow(clippy::too_many_arguments, reason = "what the page shows")]
fn confirmation(
    project: ProjectId,
    deed: Deed,
    filter: &Filter<Numbers>,
    seen: &Confirmed,
    sample: Sample,
    others: Vec<Choice>,
    field: impl Fn(&'static str) -> FieldState,
    errors: Vec<String>,
) -> AnyView {
    if seen.count == 0 {
        return nothing("No number matches any more.", &paths::project(project));
    }
    let hidden = [
        ("project_id", project.to_string()),
        ("filter", filter.to_query()),
        ("deed", deed.word().to_owned()),
        ("count", seen.count.to_string()),
        ("digest", seen.digest.clone()),
    ];
    let choose = match deed {
        Deed::Status => {
            let choices = STATUSES.map(|status| Choice::new(status.as_str(), capital(status.as_str()))).to_vec();
            view! { <div class="sm:w-72"><SelectField at=field("status") label="New status" choices=choices/></div> }.into_any()
        }
        Deed::Move if others.is_empty() => {
            view! { <Notice tone=Tone::Warning>"There is no other project to move them to."</Notice> }.into_any()
        }
        Deed::Move => {
            view! { <div class="sm:w-72"><SelectField at=field("to") label="To the project" choices=others.clone()/></div> }.into_any()
        }
        Deed::Validate | Deed::Delete => ().into_any(),
    };
    let can = deed != Deed::Move || !others.is_empty();
    let button = if deed == Deed::Delete { "btn btn-error" } else { "btn btn-primary" };
    let says = format!("{} {}", deed.label(), plural(seen.count, "number", "numbers"));
    view! {
        <form class="surface max-w-3xl" method="post" action=paths::form("numbers-change")>
            {hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <div class="flex flex-col gap-4 p-4">
                {(!errors.is_empty()).then(|| view! { <Notice tone=Tone::Error>{errors.join(" ")}</Notice> })}
                <p class="text-pretty">{deed.says()}</p>
                {choose}
            </div>
            {sample.table(seen.count)}
            <div class="flex flex-wrap items-center gap-2 border-t hairline p-4">
                {can.then(|| view! { <button class=button type="submit"><Icon name=deed.icon()/>{says}</button> })}
                <a class="btn" href=paths::project(project)>"Leave them as they are"</a>
            </div>
        </form>
    }
    .into_any()
}

const STATUSES: [NumberStatus; 5] = [
    NumberStatus::Active,
    NumberStatus::Inactive,
    NumberStatus::Assigned,
    NumberStatus::Blocked,
    NumberStatus::Pending,
];

/// Starts the job.
#[server(prefix = "/forms", endpoint = "numbers-change")]
#[allow(clippy::too_many_arguments, reason = "a form's fields are a server function's arguments")]
pub async fn change_numbers(
    #[server(default)] project_id: String,
    #[server(default)] filter: String,
    #[server(default)] deed: String,
    #[server(default)] count: String,
    #[server(default)] digest: String,
    #[server(default)] status: String,
    #[server(default)] to: String,
) -> Result<(), ServerFnError> {
    let project = ProjectId(project_id.parse().unwrap_or_default());
    // Where the confirmation stands: it is shown again, with what matches by then.
    let again = print_pairs(&[
        ("do".to_owned(), deed.clone()),
        ("all".to_owned(), "1".to_owned()),
        ("filter".to_owned(), filter.clone()),
    ]);
    let post =
        FormPost::on(format!("{}?{again}", paths::numbers_change(project))).typed("status", &status).typed("to", &to);
    let outcome = start(
        &post.request,
        project,
        &filter,
        &deed,
        Confirmed { count: count.parse().unwrap_or_default(), digest },
        &status,
        &to,
    )
    .await;
    post.finish(outcome, |job| Done::at(paths::job(job))).await
}

async fn start(
    request: &Request,
    project: ProjectId,
    filter: &str,
    deed: &str,
    seen: Confirmed,
    status: &str,
    to: &str,
) -> Result<JobId, Stop> {
    let (engine, scope) = (&request.engine, request.scope()?);
    let filter = Filter::<Numbers>::parse_query(filter)?;
    let edit = match Deed::of_word(deed).ok_or(engine::Error::NotFound)? {
        Deed::Validate => {
            let wanted = Wanted::Matching(filter);
            return Ok(number::validate(engine, scope, Some(project), &wanted, VALIDATION_BATCH).await?.job);
        }
        Deed::Status => {
            let chosen = STATUSES.into_iter().find(|known| known.as_str() == status);
            Edit::Status(chosen.ok_or_else(|| FieldErrors::one("status", "Choose a status."))?)
        }
        Deed::Move => {
            let chosen = to.parse().map(ProjectId);
            Edit::Move(chosen.map_err(|_| FieldErrors::one("to", "Choose a project."))?)
        }
        Deed::Delete => Edit::Delete,
    };
    Ok(number::edit(engine, scope, project, &filter, edit, &seen).await?)
}

/// Takes back what a job did to many numbers.
#[server(prefix = "/forms", endpoint = "numbers-undo")]
pub async fn undo_numbers(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let job = id.parse::<JobId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let page = job.as_ref().map_or_else(|_| paths::jobs(), |job| paths::job(*job));
    let post = FormPost::on(page);
    let outcome = async {
        let scope = post.request.scope()?;
        Ok(number::undo(&post.request.engine, scope, job?).await?)
    }
    .await;
    post.finish(outcome, |job| Done::at(paths::job(job)).saying("The change is being undone.")).await
}
