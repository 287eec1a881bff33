//! Changing a provider. Who saves over what somebody else saved meanwhile is told first, and loses nothing typed.

use super::fields::{SHOWN, fields, values};
use super::may_manage;
use crate::components::badge::Tone;
use crate::components::field::CheckField;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::meanwhile::{EditForm, Saved};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::id::ProviderId;
use domain::provider::{ProviderDraft, ProviderKind};
use engine::provider::{Edited, Provider};
use leptos::prelude::*;

/// The form of a provider.
#[component]
pub fn ProviderEdit() -> impl IntoView {
    let id = id_in_path::<ProviderId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let provider = engine::provider::get(&request.engine, scope, id).await?;
        may_manage(&request)?;
        let edit = EditForm::of(refused(&request).await?, "provider", provider.version, &saved(&provider));
        let name = provider.name.clone();
        Ok(Sheet::new("Edit provider", Place::Campaigns, form(&edit, &provider))
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page("Providers", paths::providers())
            .beneath_page(name, paths::provider(id)))
    })
}

/// The fields with what is saved now.
fn saved(provider: &Provider) -> Vec<Saved> {
    let draft = provider.draft();
    let on = |now: &str| if now.is_empty() { "off" } else { "on" }.to_owned();
    let of = |(name, now): (&'static str, &str)| {
        let (label, readable) = match name {
            "name" => ("Name", now.to_owned()),
            "kind" => ("Kind", ProviderKind::from_word(now).map_or("", ProviderKind::label).to_owned()),
            "base_url" => ("Address", now.to_owned()),
            "account_sid" => ("Account SID", now.to_owned()),
            "caller_id" => ("Caller ID", now.to_owned()),
            "detects_machines" => ("Telling machines", on(now)),
            "looks_up" => ("Looking up", on(now)),
            "tells_bridging" => ("Telling of answered calls", on(now)),
            "max_concurrent" => ("Calls at once", now.to_owned()),
            _ => ("Calls a second", now.to_owned()),
        };
        Saved { name, label, now: now.to_owned(), readable }
    };
    values(&draft).into_iter().map(of).collect()
}

fn form(edit: &EditForm, provider: &Provider) -> impl IntoView + use<> {
    let elsewhere = edit.typed.elsewhere(&[&SHOWN[..], &["version", "forget"]].concat());
    let (id, credential) = (provider.id, provider.has_credential);
    let help = if credential {
        "There is one. Type another to replace it; an empty field leaves it as it is."
    } else {
        "Sent with each request: a bearer token, or Twilio’s auth token. There is none yet."
    };
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("provider-edit")>
            <input type="hidden" name="id" value=id.to_string()/>
            {edit.hidden()}
            <div class="flex flex-col gap-4 p-4">
                {edit.notice.clone().map(|text| view! { <Notice tone=Tone::Warning>{text}</Notice> })}
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields(&edit.typed, help)}
                {credential.then(|| view! { <CheckField at=edit.typed.field("forget") label="Forget the credential" help="It is asked without one from then on."/> })}
            </div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Save changes"</button>
                <a class="btn btn-ghost" href=paths::provider(id)>"Cancel"</a>
                <p class="muted text-xs">"What is asked next goes by the new settings; calls that are under way go on."</p>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "provider-edit")]
#[allow(clippy::too_many_arguments, reason = "the fields of the form")]
pub async fn edit_provider(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] was: String,
    #[server(default)] name: String,
    #[server(default)] kind: String,
    #[server(default)] base_url: String,
    #[server(default)] credential: String,
    #[server(default)] account_sid: String,
    #[server(default)] caller_id: String,
    #[server(default)] detects_machines: String,
    #[server(default)] forget: String,
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
    let id = id.parse::<ProviderId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let post = FormPost::on(id.as_ref().map_or_else(|_| paths::providers(), |id| paths::provider_edit(*id)));
    let post = post.typed("version", &version).typed("was", &was).typed("forget", &forget);
    let post = values(&draft).into_iter().fold(post, |post, (field, value)| post.typed(field, value));
    let outcome = edit(&post.request, id, &draft, forget == "true", &version).await;
    post.finish(outcome, |provider| {
        Done::at(paths::provider(provider.id)).saying(format!("The provider “{}” is saved.", provider.name))
    })
    .await
}

async fn edit(
    request: &Request,
    id: Result<ProviderId, Stop>,
    draft: &ProviderDraft,
    forget: bool,
    version: &str,
) -> Result<Provider, Stop> {
    let (scope, id) = (request.scope()?, id?);
    // Without a version the form would save over whatever is there.
    let version = version.parse().unwrap_or(0);
    match engine::provider::edit(&request.engine, scope, id, draft, forget, Some(version)).await? {
        Edited::Changed(provider) => Ok(provider),
        Edited::Stale(_) => Err(FieldErrors::one("version", "Somebody changed this provider meanwhile.").into()),
    }
}
