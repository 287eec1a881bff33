//! One provider: how it stands, what it is set to, its key, and a test call.

use super::key::shown_once;
use super::{face, test_call, trouble};
use crate::components::badge::{Badge, Tone};
use crate::components::confirm::Confirm;
use crate::components::field::Typed;
use crate::components::figure::grouped;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, Exact};
use crate::forms::refused;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use domain::id::ProviderId;
use domain::provider::ProviderKind;
use engine::provider::reach::stays_here;
use engine::provider::{Provider, TestStanding};
use leptos::prelude::*;
use time::OffsetDateTime;

/// A provider's page.
#[component]
pub fn ProviderShow() -> impl IntoView {
    let id = id_in_path::<ProviderId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let provider = engine::provider::get(&request.engine, scope, id).await?;
        let tests = engine::provider::tests(&request.engine, scope, id).await?;
        let may = scope.may(Right::ManageProviders);
        let typed = refused(&request).await?;
        let made = request.take_once().await?;
        let (name, kind) = (provider.name.clone(), provider.kind.label());
        let (face, actions) = (face(&provider), actions(&provider));
        let callback = format!("{}/api/v1/callback/", request.public_url);
        let unheard = (stays_here(&callback) && !stays_here(&provider.base_url)).then(|| {
            let text = format!(
                "It can’t reach {callback}, so nothing that it tells of a call arrives: whoever runs this installation sets                  TRUNKLINE_PUBLIC_URL to an address of the internet."
            );
            view! { <div class="mb-4"><Notice tone=Tone::Warning>{text}</Notice></div> }
        });
        let content = view! {
            {made.as_ref().map(shown_once)}
            {unheard}
            {content(&typed, &provider, &tests, may, callback, request.now)}
        };
        Ok(Sheet::new(name, Place::Campaigns, content)
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page("Providers", paths::providers())
            .beside(view! { <Badge face=face/> })
            .line(kind)
            .actions(may, || actions))
    })
}

fn actions(provider: &Provider) -> AnyView {
    let id = provider.id;
    let gone = format!("“{}” and its credential are forgotten. This can’t be taken back.", provider.name);
    view! {
        {(provider.campaigns == 0).then(|| view! {
            <Confirm id="remove-provider" label="Remove" icon="trash-2" question="Remove this provider?" text=gone
                keep="Keep it" action=paths::form("provider-remove") fields=vec![("id", id.to_string())]/>
        })}
        {provider.kind.signs_with_our_key().then(|| view! {
            <Confirm id="rotate-key" label="New signing key" icon="key-round" question="Make a new signing key?" calm=true
                text="The old one is not believed any more from that moment: calls whose end the provider still signs with it are looked up."
                keep="Keep the old one" action=paths::form("provider-key") fields=vec![("id", id.to_string())]/>
        })}
        <a class="btn btn-primary" href=paths::provider_edit(id)><Icon name="pencil"/>"Edit"</a>
    }
    .into_any()
}

fn content(
    typed: &Typed,
    provider: &Provider,
    tests: &[TestStanding],
    may: bool,
    callback: String,
    now: OffsetDateTime,
) -> AnyView {
    let elsewhere = typed.elsewhere(&["phone_number"]);
    let tone = if provider.open_until.is_some() { Tone::Error } else { Tone::Warning };
    let trouble = trouble(provider, now).map(|text| {
        let then =
            provider.open_until.map(|_| " Its campaigns go on by themselves then, or when a test call goes well.");
        view! { <Notice tone=tone>{text}{then}</Notice> }
    });
    view! {
        <div class="flex flex-col gap-4">
            {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
            {trouble}
            <div class="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
                <div class="flex min-w-0 flex-col gap-6">
                    {room(provider)}
                    {settings(provider, callback)}
                </div>
                <div class="flex min-w-0 flex-col gap-6">
                    {may.then(|| test_call::form(typed, provider))}
                    {test_call::tests(tests, now)}
                    {facts(provider, now)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// How many calls are under way, of how many.
fn room(provider: &Provider) -> impl IntoView + use<> {
    let most = u64::from(provider.max_concurrent);
    let percent = provider.in_flight * 100 / most.max(1);
    let tone = if provider.in_flight >= most { "tone-warning" } else { "tone-info" };
    view! {
        <section class="surface p-4" aria-labelledby="room-title">
            <div class="flex flex-wrap items-baseline justify-between gap-2">
                <h2 id="room-title">"Calls under way"</h2>
                <p class="figures"><b class="text-lg font-semibold">{grouped(provider.in_flight)}</b><span class="muted">{format!(" of {}", grouped(most))}</span></p>
            </div>
            <progress class=["progress progress-thick mt-3 block w-full ", tone].concat() max="100" value=percent.min(100).to_string() aria-labelledby="room-title"></progress>
        </section>
    }
}

fn settings(provider: &Provider, callback: String) -> impl IntoView + use<> {
    let a_second = provider.calls_per_second.map_or("No limit of its own".to_owned(), |most| grouped(u64::from(most)));
    let looks_up = if provider.looks_up {
        "Yes: a call of which nothing is heard is looked up"
    } else {
        "No: such a call keeps its place until the longest call would be over"
    };
    let twilio = (provider.kind == ProviderKind::Twilio).then(|| {
        let caller_id = provider.caller_id.map(|number| number.national()).unwrap_or_default();
        view! {
            <dt>"Account SID"</dt><dd class="mono break-all">{provider.account_sid.clone()}</dd>
            <dt>"Caller ID"</dt><dd class="figures">{caller_id}</dd>
            <dt>"Machines"</dt><dd>{if provider.detects_machines { "Told from people" } else { "Not told from people" }}</dd>
        }
    });
    let bridging = if provider.bridging_since.is_some() {
        "Told: the share of abandoned calls is known and kept"
    } else {
        "Not told: the share of abandoned calls can’t be known"
    };
    view! {
        <section class="surface p-4" aria-labelledby="settings-title">
            <h2 id="settings-title" class="mb-3">"Settings"</h2>
            <dl class="facts">
                <dt>"Address"</dt><dd class="mono">{provider.base_url.clone()}</dd>
                <dt>"Credential"</dt><dd>{if provider.has_credential { "Set, kept encrypted" } else { "None" }}</dd>
                {twilio}
                <dt>"Callbacks to"</dt><dd class="mono">{callback}</dd>
                <dt>"Looks up"</dt><dd>{looks_up}</dd>
                <dt>"Answered by a person, and connected"</dt><dd>{bridging}</dd>
                <dt>"Calls a second"</dt><dd class="figures">{a_second}</dd>
            </dl>
        </section>
    }
}

fn facts(provider: &Provider, now: OffsetDateTime) -> impl IntoView + use<> {
    view! {
        <aside class="surface p-4" aria-label="Facts">
            <h2 class="mb-3">"Facts"</h2>
            <dl class="facts">
                <dt>"Campaigns"</dt><dd class="figures">{grouped(provider.campaigns)}</dd>
                <dt>"Made"</dt><dd><Ago at=provider.created_at now=now/><br/><span class="text-xs muted"><Exact at=provider.created_at/></span></dd>
                <dt>"Changed"</dt><dd><Ago at=provider.updated_at now=now/></dd>
                <dt>"Id"</dt><dd class="mono text-xs">{provider.id.to_string()}</dd>
            </dl>
        </aside>
    }
}
