//! What is done to one call by a press: its status, the mark of a favourite, closing, cloning, deleting, a note.

use super::row::anchor;
use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::call::{Call, Draft, Field, STATUSES, Status};
use domain::id::CallId;
use engine::call::Edited;
use leptos::prelude::*;

/// The call's page, or the list where no call is named.
fn home(id: Option<CallId>) -> String {
    id.map_or_else(paths::calls, paths::call)
}

fn there(id: Option<CallId>) -> Result<CallId, Stop> {
    Ok(id.ok_or(engine::Error::NotFound)?)
}

/// A page at the call's row; its own page has none.
fn at_row(page: &str, call: &Call) -> Done {
    let own = page == paths::call(call.id);
    Done::at(if own { page.to_owned() } else { format!("{page}#{}", anchor(call)) })
}

/// Sets where a call stands, unless it stands elsewhere by now than `seen` says. Leads back to the call's row.
#[server(prefix = "/forms", endpoint = "call-status")]
pub async fn set_call_status(
    #[server(default)] id: String,
    #[server(default)] status: String,
    #[server(default)] seen: String,
    #[server(default)] back: String,
) -> Result<(), ServerFnError> {
    let id = id.parse::<CallId>().ok();
    let page = paths::local(&back).map_or_else(|| home(id), str::to_owned);
    let post = FormPost::on(page.clone());
    let outcome = set_status(&post.request, id, &status, &seen).await;
    post.finish(outcome, |call| {
        at_row(&page, &call).saying(format!("“{}” is {}.", call.subject, call.status.label().to_lowercase()))
    })
    .await
}

async fn set_status(request: &Request, id: Option<CallId>, status: &str, seen: &str) -> Result<Call, Stop> {
    let (scope, id) = (request.scope()?, there(id)?);
    let status = Status::read(status).ok_or_else(|| FieldErrors::one("status", STATUSES))?;
    Ok(engine::call::set_status(&request.engine, scope, id, status, Status::read(seen), None).await?)
}

/// Marks a favourite, or takes the mark away.
#[server(prefix = "/forms", endpoint = "call-favourite")]
pub async fn mark_call(
    #[server(default)] id: String,
    #[server(default)] favourite: String,
    #[server(default)] back: String,
) -> Result<(), ServerFnError> {
    let id = id.parse::<CallId>().ok();
    let page = paths::local(&back).map_or_else(|| home(id), str::to_owned);
    let post = FormPost::on(page.clone());
    let outcome = mark(&post.request, id, favourite == "true").await;
    post.finish(outcome, |call| at_row(&page, &call)).await
}

async fn mark(request: &Request, id: Option<CallId>, favourite: bool) -> Result<Call, Stop> {
    let (scope, id) = (request.scope()?, there(id)?);
    Ok(engine::call::favourite(&request.engine, scope, id, favourite).await?)
}

/// Closes a call, or opens it again.
#[server(prefix = "/forms", endpoint = "call-close")]
pub async fn close_call(#[server(default)] id: String, #[server(default)] closed: String) -> Result<(), ServerFnError> {
    let id = id.parse::<CallId>().ok();
    let post = FormPost::on(home(id));
    let outcome = close(&post.request, id, closed != "false").await;
    post.finish(outcome, |call| {
        let said = if call.closed { "is closed." } else { "is open again." };
        Done::at(paths::call(call.id)).saying(format!("“{}” {said}", call.subject))
    })
    .await
}

async fn close(request: &Request, id: Option<CallId>, closed: bool) -> Result<Call, Stop> {
    let (scope, id) = (request.scope()?, there(id)?);
    let draft = Draft::default().with(Field::Closed, if closed { "1" } else { "0" });
    match engine::call::edit(&request.engine, scope, id, &draft, None).await? {
        Edited::Changed(call) | Edited::Stale(call) => Ok(call),
        Edited::Duplicate(duplicate) => Err(engine::Error::Conflict(duplicate.text()).into()),
    }
}

/// Makes a call like another, and leads to its form.
#[server(prefix = "/forms", endpoint = "call-clone")]
pub async fn clone_call(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let id = id.parse::<CallId>().ok();
    let post = FormPost::on(home(id));
    let outcome = clone(&post.request, id).await;
    post.finish(outcome, |call| Done::at(paths::call_edit(call.id)).saying("This is the clone. Say what is different."))
        .await
}

async fn clone(request: &Request, id: Option<CallId>) -> Result<Call, Stop> {
    let (scope, id) = (request.scope()?, there(id)?);
    Ok(engine::call::clone(&request.engine, scope, id).await?)
}

/// Deletes a call, or with `delete=false` takes it back.
#[server(prefix = "/forms", endpoint = "call-delete")]
pub async fn delete_call(
    #[server(default)] id: String,
    #[server(default)] delete: String,
) -> Result<(), ServerFnError> {
    let id = id.parse::<CallId>().ok();
    let post = FormPost::on(home(id));
    let outcome = set_deleted(&post.request, id, delete != "false").await;
    post.finish(outcome, |call| {
        let said =
            if call.deleted_at.is_some() { "is deleted. It can be restored for 30 days." } else { "is restored." };
        Done::at(paths::call(call.id)).saying(format!("“{}” {said}", call.subject))
    })
    .await
}

async fn set_deleted(request: &Request, id: Option<CallId>, delete: bool) -> Result<Call, Stop> {
    let (engine, scope, id) = (&request.engine, request.scope()?, there(id)?);
    Ok(if delete {
        engine::call::delete(engine, scope, id, None).await?
    } else {
        engine::call::restore(engine, scope, id, None).await?
    })
}

/// Adds a note.
#[server(prefix = "/forms", endpoint = "call-note")]
pub async fn note_on_call(#[server(default)] id: String, #[server(default)] note: String) -> Result<(), ServerFnError> {
    let id = id.parse::<CallId>().ok();
    let page = home(id);
    let post = FormPost::on(page.clone()).typed("note", &note);
    let outcome = add_note(&post.request, id, &note).await;
    post.finish(outcome, |()| Done::at(page).saying("The note is kept.")).await
}

async fn add_note(request: &Request, id: Option<CallId>, note: &str) -> Result<(), Stop> {
    let (scope, id) = (request.scope()?, there(id)?);
    Ok(engine::call::note(&request.engine, scope, id, note).await?)
}
