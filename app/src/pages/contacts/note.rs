//! Adding a note; its form stands over the timeline.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::crm::Kind;
use domain::id::RecordId;
use leptos::prelude::*;

/// Takes the form.
#[server(prefix = "/forms", endpoint = "record-note")]
pub async fn note_on_record(
    #[server(default)] kind: String,
    #[server(default)] id: String,
    #[server(default)] note: String,
) -> Result<(), ServerFnError> {
    let of = Kind::from_word(&kind).zip(id.parse::<RecordId>().ok());
    let page = of.map_or_else(|| paths::records(Kind::Contact), |(kind, id)| paths::record(kind, id));
    let post = FormPost::on(page.clone()).typed("note", &note);
    let outcome = add(&post.request, of, &note).await;
    post.finish(outcome, |()| Done::at(page).saying("The note is kept.")).await
}

async fn add(request: &Request, of: Option<(Kind, RecordId)>, note: &str) -> Result<(), Stop> {
    let scope = request.scope()?;
    let (kind, id) = of.ok_or(engine::Error::NotFound)?;
    Ok(engine::crm::note(&request.engine, scope, kind, id, note).await?)
}
