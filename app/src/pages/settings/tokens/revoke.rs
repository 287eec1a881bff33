//! Revoking a token; the button stands in its row.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::ApiTokenId;
use leptos::prelude::*;

/// Takes the form.
#[server(prefix = "/forms", endpoint = "token-revoke")]
pub async fn revoke_token(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::tokens());
    let outcome = revoke(&post.request, &id).await;
    post.finish(outcome, |name| {
        Done::at(paths::tokens()).saying(format!("The token “{name}” is revoked: what still uses it is refused."))
    })
    .await
}

async fn revoke(request: &Request, id: &str) -> Result<String, Stop> {
    let scope = request.scope()?;
    let id: ApiTokenId = id.parse().map_err(|_| Stop::Error(engine::Error::NotFound))?;
    Ok(engine::api_token::revoke(&request.engine, scope, id).await?)
}
