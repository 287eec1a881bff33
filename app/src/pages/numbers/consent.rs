//! Recording one consent for each of the chosen numbers, or for all that match: the page that names the count first.

use super::change::{Sample, chosen, nothing, sample};
use crate::components::badge::Tone;
use crate::components::field::Typed;
use crate::components::figure::plural;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
use crate::pages::dialling::consents::fields::{TERMS, terms};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::consent::TermsDraft;
use domain::filter::{Filter, Numbers, parse_pairs, print_pairs};
use domain::id::{JobId, ProjectId};
use engine::number::{self, Confirmed};
use leptos::prelude::*;

/// The confirmation.
#[component]
pub fn NumbersConsent() -> impl IntoView {
    let id = id_in_path::<ProjectId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let project = engine::project::get(&request.engine, scope, id).await?;
        if !scope.may(Right::RecordConsent) {
            return Err(engine::Error::Denied("Recording consent takes the role agent or above.".to_owned()).into());
        }
        let typed = refused(&request).await?;
        let back = paths::project(id);
        let (title, content) = match chosen(&parse_pairs(&request.query)) {
            Err(Stop::Error(engine::Error::Invalid(errors))) => {
                ("Nothing is chosen".to_owned(), nothing(&errors.to_string(), &back))
            }
            Err(other) => return Err(other),
            Ok(filter) => {
                let seen = number::confirm(&request.engine, scope, id, &filter).await?;
                let first = sample(&request, id, &filter).await?;
                let title = format!("Record consent for {}", plural(seen.count, "number", "numbers"));
                let content = match seen.count {
                    0 => nothing("No number matches any more.", &back),
                    _ => form(id, &filter, &seen, first, &typed),
                };
                (title, content)
            }
        };
        Ok(Sheet::new(title, Place::Projects, content)
            .beneath_page("Projects", paths::projects())
            .beneath_page(project.name, back))
    })
}

fn form(project: ProjectId, filter: &Filter<Numbers>, seen: &Confirmed, first: Sample, typed: &Typed) -> AnyView {
    let elsewhere = typed.elsewhere(&TERMS);
    let hidden = [
        ("project_id", project.to_string()),
        ("filter", filter.to_query()),
        ("count", seen.count.to_string()),
        ("digest", seen.digest.clone()),
    ];
    let says = format!("Record consent for {}", plural(seen.count, "number", "numbers"));
    view! {
        <form class="surface max-w-3xl" method="post" action=paths::form("consents-matching")>
            {hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <p class="text-pretty">"Each of these numbers gets a record of its own that says what you say here. You state that its owner agreed to be called; your name stays with it."</p>
                {terms(typed, false)}
            </div>
            {first.table(seen.count)}
            <div class="flex flex-wrap items-center gap-2 border-t hairline p-4">
                <button class="btn btn-primary" type="submit"><Icon name="shield-check"/>{says}</button>
                <a class="btn" href=paths::project(project)>"Leave them as they are"</a>
            </div>
        </form>
    }
    .into_any()
}

/// Starts the job.
#[server(prefix = "/forms", endpoint = "consents-matching")]
#[allow(clippy::too_many_arguments, reason = "a form's fields are a server function's arguments")]
pub async fn record_matching(
    #[server(default)] project_id: String,
    #[server(default)] filter: String,
    #[server(default)] count: String,
    #[server(default)] digest: String,
    #[server(default)] kind: String,
    #[server(default)] source: String,
    #[server(default)] given_at: String,
    #[server(default)] expires_at: String,
    #[server(default)] proof: String,
) -> Result<(), ServerFnError> {
    let project = ProjectId(project_id.parse().unwrap_or_default());
    // Where the confirmation stands: it is shown again, with what matches by then.
    let again = print_pairs(&[("all".to_owned(), "1".to_owned()), ("filter".to_owned(), filter.clone())]);
    let post = FormPost::on(format!("{}?{again}", paths::numbers_consent(project)));
    let post = TERMS
        .into_iter()
        .zip([&kind, &source, &given_at, &expires_at, &proof])
        .fold(post, |post, (field, value)| post.typed(field, value));
    let seen = Confirmed { count: count.parse().unwrap_or_default(), digest };
    let terms = TermsDraft { kind, source, given_at, expires_at, proof };
    let outcome = start(&post.request, project, &filter, &terms, &seen).await;
    post.finish(outcome, |job| Done::at(paths::job(job))).await
}

async fn start(
    request: &Request,
    project: ProjectId,
    filter: &str,
    terms: &TermsDraft,
    seen: &Confirmed,
) -> Result<JobId, Stop> {
    let (engine, scope) = (&request.engine, request.scope()?);
    let filter = Filter::<Numbers>::parse_query(filter)?;
    Ok(engine::consent::record_matching(engine, scope, project, &filter, terms, seen).await?)
}
