//! Signing out: the session ends on the server.

use crate::forms::{Done, FormPost};
use crate::paths;
use leptos::prelude::*;

/// Ends the session; signing out twice is the same as once.
#[server(prefix = "/forms", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::sign_in());
    let outcome = post.request.end_session().await;
    post.finish(outcome, |()| Done::at(paths::sign_in())).await
}
