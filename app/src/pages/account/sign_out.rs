//! Signing out: the session ends on the server.

use crate::forms::{Done, FormPost};
use crate::paths;
use leptos::prelude::*;

/// Ends the session; signing out twice is the same as once.
#[server(prefix = "/forms", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::sign_in());
    if let Some(person) = &post.request.identity {
        tracing::info!(request_id = post.request.request_id, user = %person.user, "signed out");
    }
    let outcome = post.request.end_session().await;
    post.finish(outcome, |()| Done::at(paths::sign_in())).await
}
