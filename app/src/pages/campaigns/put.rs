//! Takes the forms that put people on a campaign's list.

use super::add::{Source, said};
use crate::forms::{Done, FormPost};
use crate::pages::imports::brought::brought;
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::campaign::{NUMBER_FILE_MAX, numbers_of_file, text_of_file};
use domain::filter::Filter;
use domain::id::{CampaignId, ProjectId};
use engine::campaign::contact::Added;
use futures::StreamExt;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

type Id = Result<CampaignId, Stop>;

fn read(id: &str) -> Id {
    id.parse().map_err(|_| Stop::Error(engine::Error::NotFound))
}

fn page(id: &Id, source: Source) -> String {
    id.as_ref().map_or_else(|_| paths::campaigns(), |id| source.page(*id))
}

async fn finish(post: FormPost, id: Option<CampaignId>, outcome: Result<Added, Stop>) -> Result<(), ServerFnError> {
    let then = id.map_or_else(paths::campaigns, paths::campaign);
    post.finish(outcome, |added| Done::at(then).saying(said(&added))).await
}

/// Those that somebody typed.
#[server(prefix = "/forms", endpoint = "campaign-add-numbers")]
pub async fn add_campaign_numbers(
    #[server(default)] id: String,
    #[server(default)] phone_numbers: String,
) -> Result<(), ServerFnError> {
    let id = read(&id);
    let post = FormPost::on(page(&id, Source::Hand)).typed("phone_numbers", &phone_numbers);
    let known = id.as_ref().ok().copied();
    let outcome = by_hand(&post.request, id, &phone_numbers).await;
    finish(post, known, outcome).await
}

async fn by_hand(request: &Request, id: Id, text: &str) -> Result<Added, Stop> {
    let (scope, id) = (request.scope()?, id?);
    let texts = text.split(['\n', ',', ';']).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let texts: Vec<String> = texts.collect();
    Ok(engine::campaign::contact::add_numbers(&request.engine, scope, id, &texts).await?)
}

/// Those of a project that match.
#[server(prefix = "/forms", endpoint = "campaign-add-project")]
pub async fn add_campaign_project(
    #[server(default)] id: String,
    #[server(default)] project: String,
    #[server(default)] area_code: String,
    #[server(default)] state: String,
    #[server(default)] r#type: String,
    #[server(default)] valid: String,
) -> Result<(), ServerFnError> {
    let id = read(&id);
    let pairs = [("area_code", area_code), ("state", state), ("type", r#type), ("valid", valid)];
    let post = FormPost::on(page(&id, Source::Project)).typed("project", &project);
    let post = pairs.iter().fold(post, |post, (field, value)| post.typed(field, value));
    let known = id.as_ref().ok().copied();
    let outcome = from_project(&post.request, id, &project, &pairs).await;
    finish(post, known, outcome).await
}

async fn from_project(request: &Request, id: Id, project: &str, pairs: &[(&str, String)]) -> Result<Added, Stop> {
    let (scope, id) = (request.scope()?, id?);
    let project: ProjectId = project.parse().map_err(|_| FieldErrors::one("project", "Choose a project."))?;
    let filter = Filter::parse(pairs.iter().cloned())?;
    let added = engine::campaign::contact::add_from_project(&request.engine, scope, id, project, &filter).await;
    let added = added.map_err(|error| match error {
        // It is the project that is not there, or the campaign; the form says so where it was chosen.
        engine::Error::NotFound => FieldErrors::one("project", "There is no such project.").into(),
        error => Stop::from(error),
    })?;
    some(added, "project", "No number of this project matches: nobody was put on the list.")
}

/// Refuses what put nobody on the list because nobody was meant.
fn some(added: Added, field: &str, text: &str) -> Result<Added, Stop> {
    if added.added + added.there_already + added.not_numbers_count == 0 {
        return Err(FieldErrors::one(field, text).into());
    }
    Ok(added)
}

/// Those of contacts that match.
#[server(prefix = "/forms", endpoint = "campaign-add-contacts")]
pub async fn add_campaign_contacts(
    #[server(default)] id: String,
    #[server(default)] find: String,
    #[server(default)] stage: String,
    #[server(default)] tag: String,
) -> Result<(), ServerFnError> {
    let id = read(&id);
    let post = FormPost::on(page(&id, Source::Contacts)).typed("find", &find).typed("stage", &stage).typed("tag", &tag);
    let pairs = [("find.contains", find), ("stage", stage), ("tag", tag)];
    let known = id.as_ref().ok().copied();
    let outcome = async {
        let (scope, id) = (post.request.scope()?, id?);
        let filter = Filter::parse(pairs.iter().cloned())?;
        let added = engine::campaign::contact::add_from_contacts(&post.request.engine, scope, id, &filter).await?;
        some(added, "find", "No contact with a number matches: nobody was put on the list.")
    };
    let outcome = outcome.await;
    finish(post, known, outcome).await
}

/// Those of a file.
#[server(prefix = "/forms", endpoint = "campaign-add-file", input = MultipartFormData)]
pub async fn add_campaign_file(data: MultipartData) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::campaigns());
    let (id, outcome) = from_file(&post.request, data).await;
    let post = post.of_page(id.map_or_else(paths::campaigns, |id| Source::File.page(id)));
    finish(post, id, outcome).await
}

/// Reads the file; the part before it says whose list it is for.
async fn from_file(request: &Request, data: MultipartData) -> (Option<CampaignId>, Result<Added, Stop>) {
    if let Err(stop) = request.scope() {
        return (None, Err(stop));
    }
    match brought(data).await {
        Err((stop, texts)) => (texts.get("id").and_then(|id| id.parse().ok()), Err(stop)),
        Ok(brought) => {
            let id = read(&brought.text("id"));
            let known = id.as_ref().ok().copied();
            (known, put_file(request, id, brought.file).await)
        }
    }
}

async fn put_file<F>(request: &Request, id: Id, file: F) -> Result<Added, Stop>
where
    F: futures::Stream<Item = std::io::Result<axum::body::Bytes>>,
{
    let (scope, id) = (request.scope()?, id?);
    // Who may not is told before the file is read.
    engine::campaign::get(&request.engine, scope, id).await?;
    super::may_change(request)?;
    let mut bytes = Vec::new();
    let mut file = std::pin::pin!(file);
    while let Some(piece) = file.next().await {
        let piece =
            piece.map_err(|_| FieldErrors::one("file", "The upload broke off. Nothing was kept; try again."))?;
        if bytes.len() + piece.len() > NUMBER_FILE_MAX {
            return Err(FieldErrors::one("file", "The file is larger than 64 MB. Divide it.").into());
        }
        bytes.extend_from_slice(&piece);
    }
    let text = text_of_file(bytes).map_err(|error| FieldErrors::one("file", error.to_string()))?;
    let texts = numbers_of_file(&text);
    if texts.is_empty() {
        return Err(FieldErrors::one("file", "There is no number in this file.").into());
    }
    Ok(engine::campaign::contact::add_numbers(&request.engine, scope, id, &texts).await?)
}
