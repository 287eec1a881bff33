//! Writing a provider down.

use super::fields::{SHOWN, fields, values};
use super::may_manage;
use crate::components::badge::Tone;
use crate::components::field::Typed;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::ProviderId;
use domain::provider::{ProviderDraft, ProviderKind};
use leptos::prelude::*;

/// The form for a new provider.
#[component]
pub fn ProviderNew() -> impl IntoView {
    page(|request: Request| async move {
        may_manage(&request)?;
        let typed = refused(&request).await?;
        // An empty box sends nothing, so only a form that was never sent has it checked.
        let typed = if typed.is_refused() { typed } else { typed.or("looks_up", "true").or("kind", "http") };
        Ok(Sheet::new("New provider", Place::Campaigns, form(&typed))
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page("Providers", paths::providers()))
    })
}

fn form(typed: &Typed) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&SHOWN);
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("provider-create")>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields(typed, "Sent with each request: a bearer token, or Twilio’s auth token. It is kept encrypted and never shown again.")}
            </div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Create provider"</button>
                <a class="btn btn-ghost" href=paths::providers()>"Cancel"</a>
                <p class="muted text-xs">"The next page shows the key that it signs its callbacks with, once; Twilio signs with its auth token."</p>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "provider-create")]
#[allow(clippy::too_many_arguments, reason = "the fields of the form")]
pub async fn create_provider(
    #[server(default)] name: String,
    #[server(default)] kind: String,
    #[server(default)] base_url: String,
    #[server(default)] credential: String,
    #[server(default)] account_sid: String,
    #[server(default)] caller_id: String,
    #[server(default)] detects_machines: String,
    #[server(default)] looks_up: String,
    #[server(default)] tells_bridging: String,
    #[server(default)] max_concurrent: String,
    #[server(default)] calls_per_second: String,
) -> Result<(), ServerFnError> {
    let draft = ProviderDraft {
        name,
        kind,
        base_url,
        credential,
        account_sid,
        caller_id,
        detects_machines: detects_machines == "true",
        looks_up: looks_up == "true",
        tells_bridging: tells_bridging == "true",
        max_concurrent,
        calls_per_second,
    };
    let post = FormPost::on(paths::provider_new());
    let post = values(&draft).into_iter().fold(post, |post, (field, value)| post.typed(field, value));
    let outcome = create(&post.request, &draft).await;
    post.finish(outcome, |id| {
        Done::at(paths::provider(id)).saying(format!("The provider “{}” is there.", draft.name.trim()))
    })
    .await
}

async fn create(request: &Request, draft: &ProviderDraft) -> Result<ProviderId, Stop> {
    let created = engine::provider::create(&request.engine, request.scope()?, draft).await?;
    if ProviderKind::from_word(&draft.kind).is_some_and(ProviderKind::signs_with_our_key) {
        request.carry_once(&created.signing_key, &paths::provider(created.id)).await?;
    }
    Ok(created.id)
}
