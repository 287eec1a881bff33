//! A provider's signing key: shown once, and made anew.

use crate::components::icon::Icon;
use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::ProviderId;
use leptos::prelude::*;
use secrecy::{ExposeSecret, SecretString};

/// The key, on the one page that ever shows it.
pub(super) fn shown_once(key: &SecretString) -> AnyView {
    let text = key.expose_secret().to_owned();
    view! {
        <section class="surface mb-4 p-4" aria-labelledby="key-title">
            <h2 id="key-title" class="flex items-center gap-2"><Icon name="key-round"/>"The signing key"</h2>
            <p class="muted mt-1 max-w-3xl text-pretty">"Copy it now and give it to the provider: it is shown this once. With it the provider signs its callbacks, and nothing that is not signed with it is believed."</p>
            <div class="mt-3 flex items-center gap-2">
                <input class="input mono w-auto min-w-0 flex-1" type="text" readonly=true autocomplete="off" spellcheck="false" value=text.clone() aria-label="The signing key"/>
                <button class="btn copy-button shrink-0" type="button" data-copy=text><Icon name="copy"/>"Copy"</button>
            </div>
        </section>
    }
    .into_any()
}

/// Makes a new key.
#[server(prefix = "/forms", endpoint = "provider-key")]
pub async fn rotate_provider_key(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let id = id.parse::<ProviderId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let post = FormPost::on(id.as_ref().map_or_else(|_| paths::providers(), |id| paths::provider(*id)));
    let outcome = rotate(&post.request, id).await;
    post.finish(outcome, |id| {
        Done::at(paths::provider(id)).saying("There is a new signing key. The old one is not believed any more.")
    })
    .await
}

async fn rotate(request: &Request, id: Result<ProviderId, Stop>) -> Result<ProviderId, Stop> {
    let (scope, id) = (request.scope()?, id?);
    let made = engine::provider::rotate_key(&request.engine, scope, id).await?;
    request.carry_once(&made.signing_key, &paths::provider(id)).await?;
    Ok(id)
}
