//! Taking a provider away; the button stands on its page.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::ProviderId;
use leptos::prelude::*;

/// Takes the form.
#[server(prefix = "/forms", endpoint = "provider-remove")]
pub async fn remove_provider(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let id = id.parse::<ProviderId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let post = FormPost::on(id.as_ref().map_or_else(|_| paths::providers(), |id| paths::provider(*id)));
    let outcome = remove(&post.request, id).await;
    post.finish(outcome, |name| Done::at(paths::providers()).saying(format!("The provider “{name}” is gone."))).await
}

async fn remove(request: &Request, id: Result<ProviderId, Stop>) -> Result<String, Stop> {
    let (scope, id) = (request.scope()?, id?);
    Ok(engine::provider::remove(&request.engine, scope, id).await?)
}
