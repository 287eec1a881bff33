//! Signing out: the session ends on the server.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use leptos::prelude::*;

/// Ends the session; signing out twice is the same as once.
#[server(prefix = "/forms", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::sign_in());
    if let Some(person) = &post.request.identity {
        tracing::info!(request_id = post.request.request_id, user = %person.user, "signed out");
    }
    let outcome = leave(&post.request).await;
    post.finish(outcome, |()| Done::at(paths::sign_in())).await
}

/// Who acts in a company leaves that too, or its people would read for an hour that somebody is there.
async fn leave(request: &Request) -> Result<(), Stop> {
    if let Ok(scope) = request.scope()
        && scope.is_acting()
    {
        engine::acting::stop(&request.engine, scope).await?;
    }
    request.end_session().await
}
