//! Retry policies: the company's, which counts for every campaign without one of its own, and the installation's, which counts
//! for every company without one; each with its versions.

use crate::components::badge::{Badge, Face, Tone};
use crate::components::field::Typed;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::text_area::TextArea;
use crate::forms::{Done, FormPost, refused};
use crate::pages::settings::tabs::{Section, tabs};
use crate::pages::system::tabs as system;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::{FieldErrors, Right};
use engine::campaign::{KeptPolicy, PolicyOf, PolicyVersion};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The company's policy, and its form for who may change it.
#[component]
pub fn RetryPolicyShow() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let may = scope.may(Right::ManageProviders);
        let line =
            "When a contact that was not reached is tried again, for every campaign without a policy of its own.";
        Ok(sheet(&request, PolicyOf::Company, may, tabs(Section::RetryPolicy, scope))
            .await?
            .beneath_page("Settings", paths::members())
            .line(line))
    })
}

/// The same of the installation.
#[component]
pub fn InstallationRetryPolicyShow() -> impl IntoView {
    page(|request: Request| async move {
        let tabs = system::tabs(system::Section::RetryPolicy);
        let line = "When a contact that was not reached is tried again, for every company without a policy of its own.";
        Ok(sheet(&request, PolicyOf::Installation, true, tabs)
            .await?
            .beneath_page("System", paths::system())
            .line(line))
    })
}

async fn sheet(request: &Request, of: PolicyOf, may: bool, tabs: AnyView) -> Result<Sheet, Stop> {
    let kept = engine::campaign::policy(&request.engine, request.scope()?, of).await?;
    let typed = refused(request).await?;
    let (place, own) = match of {
        PolicyOf::Installation => (Place::System, "The installation’s own"),
        PolicyOf::Company | PolicyOf::Campaign(_) => (Place::Settings, "The company’s own"),
    };
    let face = if kept.text.is_some() {
        Face::new(Tone::Info, "scroll-text", own)
    } else {
        Face::new(Tone::Neutral, "scroll-text", "The usual")
    };
    let content = view! {
        {tabs}
        <div class="mt-4 grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            {if may { form(&typed, of, &kept) } else { text(&kept) }}
            {versions(&kept.versions, request.now)}
        </div>
    };
    Ok(Sheet::new("Retry policy", place, content).beside(view! { <Badge face=face/> }))
}

/// As the form says whose it is.
const INSTALLATION: &str = "installation";

fn form(typed: &Typed, of: PolicyOf, kept: &KeptPolicy) -> AnyView {
    let shown = kept.text.as_ref().unwrap_or(&kept.otherwise);
    let typed = typed.clone().or("retry_policy", shown);
    let elsewhere = typed.elsewhere(&["retry_policy"]);
    let own = kept.text.is_some();
    let note = if own { "Its own policy counts." } else { "The usual counts: it stands here until you save one." };
    let whose = if of == PolicyOf::Installation { INSTALLATION } else { "" };
    let version = kept.version.to_string();
    view! {
        <div class="flex min-w-0 flex-col gap-4">
            <form class="surface" method="post" action=paths::form("retry-policy-save")>
                <input type="hidden" name="of" value=whose/>
                <input type="hidden" name="version" value=version.clone()/>
                <div class="flex flex-col gap-4 p-4">
                    {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                    <TextArea at=typed.field("retry_policy") label="Policy" rows=26 code=true
                        help="YAML. One that can’t be read is refused, and the one that is in force stays."/>
                </div>
                <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                    <button class="btn btn-primary" type="submit">"Save policy"</button>
                    <p class="muted text-xs">{note}</p>
                </div>
            </form>
            {own.then(|| view! {
                <form class="surface flex flex-wrap items-center justify-between gap-3 p-4" method="post" action=paths::form("retry-policy-save")>
                    <input type="hidden" name="of" value=whose/>
                    <input type="hidden" name="version" value=version/>
                    <input type="hidden" name="retry_policy" value=""/>
                    <p class="muted text-pretty">"Go back to the usual. What was written stays among the versions."</p>
                    <button class="btn" type="submit"><Icon name="undo-2"/>"Use the usual policy"</button>
                </form>
            })}
        </div>
    }
    .into_any()
}

/// The text for who may not change it.
fn text(kept: &KeptPolicy) -> AnyView {
    let shown = kept.text.as_ref().unwrap_or(&kept.otherwise).clone();
    view! { <section class="surface p-4"><pre class="mono overflow-x-auto text-xs">{shown}</pre></section> }.into_any()
}

fn versions(versions: &[PolicyVersion], now: OffsetDateTime) -> AnyView {
    let lines = versions
        .iter()
        .map(|version| {
            let by = version.by_name.clone().map(|name| format!(" by {name}")).unwrap_or_default();
            let what = if version.text.trim().is_empty() { "Back to the usual" } else { "Written" };
            view! {
                <details class="border-t hairline first:border-t-0">
                    <summary class="flex items-center gap-1.5 px-4 py-2.5 quiet-link">
                        <Icon name="chevron-right" class="twist"/>
                        <span class="figures font-medium">{version.version.to_string()}</span>
                        <span class="muted">{what}{by}", "<Ago at=version.created_at now=now/></span>
                    </summary>
                    <pre class="mono overflow-x-auto px-4 pb-3 text-xs">{version.text.clone()}</pre>
                </details>
            }
        })
        .collect_view();
    let none = versions.is_empty();
    view! {
        <aside class="surface" aria-labelledby="versions-title">
            <h2 class="px-4 py-3" id="versions-title">"Versions"</h2>
            <div class="border-t hairline">
                {if none { view! { <p class="muted p-4">"None yet."</p> }.into_any() } else { lines.into_any() }}
            </div>
        </aside>
    }
    .into_any()
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "retry-policy-save")]
pub async fn save_retry_policy(
    #[server(default)] of: String,
    #[server(default)] version: String,
    #[server(default)] retry_policy: String,
) -> Result<(), ServerFnError> {
    let (of, here) = if of == INSTALLATION {
        (PolicyOf::Installation, paths::installation_retry_policy())
    } else {
        (PolicyOf::Company, paths::retry_policy())
    };
    // A browser sends line breaks of its own.
    let text = retry_policy.replace("\r\n", "\n");
    let post = FormPost::on(here.clone()).typed("retry_policy", &text);
    let outcome = save(&post.request, of, &text, &version).await;
    post.finish(outcome, |kept| {
        let said = match kept.text {
            Some(_) => format!("Version {} of the policy is in force.", kept.version),
            None => "The usual policy is in force.".to_owned(),
        };
        Done::at(here).saying(said)
    })
    .await
}

async fn save(request: &Request, of: PolicyOf, text: &str, version: &str) -> Result<KeptPolicy, Stop> {
    // Without a version the form would save over whatever is there.
    let version = version.parse().unwrap_or(-1);
    let saved = engine::campaign::save_policy(&request.engine, request.scope()?, of, text, Some(version)).await;
    saved.map_err(|error| match error {
        // The form again, with what was typed: who saves once more means to.
        engine::Error::Conflict(text) => FieldErrors::one("version", text).into(),
        error => error.into(),
    })
}
