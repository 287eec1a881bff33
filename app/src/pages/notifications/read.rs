//! Marking notifications as read.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use leptos::prelude::*;

/// Marks everything as read.
#[server(prefix = "/forms", endpoint = "notifications-read")]
pub async fn read_notifications() -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::notifications());
    let outcome = read_all(&post.request).await;
    post.finish(outcome, |()| Done::at(paths::notifications())).await
}

async fn read_all(request: &Request) -> Result<(), Stop> {
    Ok(engine::notification::read_all(&request.engine, request.scope()?).await?)
}
