//! One version of a policy: its text, how it differs from the one before it and from what is in force, and the way back to it.

use super::difference::difference;
use super::{editor_with, page_of};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::CampaignId;
use engine::campaign::{KeptPolicy, PolicyOf, VersionBeside, may_save};
use leptos::prelude::*;

/// A version of the company's policy.
#[component]
pub fn RetryPolicyVersion() -> impl IntoView {
    let version = id_in_path::<i32>("version");
    page(|request: Request| async move {
        request.scope()?;
        let sheet = sheet(&request, PolicyOf::Company, version?, Place::Settings).await?;
        Ok(sheet.beneath_page("Settings", paths::members()).beneath_page("Retry policy", paths::retry_policy()))
    })
}

/// The same of the installation.
#[component]
pub fn InstallationRetryPolicyVersion() -> impl IntoView {
    let version = id_in_path::<i32>("version");
    page(|request: Request| async move {
        request.scope()?;
        let sheet = sheet(&request, PolicyOf::Installation, version?, Place::System).await?;
        let above = paths::installation_retry_policy();
        Ok(sheet.beneath_page("System", paths::system()).beneath_page("Retry policy", above))
    })
}

/// The same of a campaign.
#[component]
pub fn CampaignRetryPolicyVersion() -> impl IntoView {
    let (id, version) = (id_in_path::<CampaignId>("id"), id_in_path::<i32>("version"));
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let campaign = engine::campaign::get(&request.engine, scope, id).await?;
        let sheet = sheet(&request, PolicyOf::Campaign(id), version?, Place::Campaigns).await?;
        Ok(sheet
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(campaign.name, paths::campaign(id))
            .beneath_page("Retry policy", page_of(PolicyOf::Campaign(id))))
    })
}

async fn sheet(request: &Request, of: PolicyOf, version: i32, place: Place) -> Result<Sheet, Stop> {
    let (engine, scope) = (&request.engine, request.scope()?);
    let beside = engine::campaign::policy_version(engine, scope, of, version).await?;
    let kept = engine::campaign::policy(engine, scope, of).await?;
    let is_newest = kept.version == version;
    let face = match (is_newest, &kept.text) {
        (true, Some(_)) => Face::new(Tone::Success, "circle-check", "In force"),
        (true, None) => Face::new(Tone::Neutral, "undo-2", "Took it away"),
        (false, _) => Face::new(Tone::Neutral, "archive", "Was in force"),
    };
    let again = may_save(scope, of).is_ok() && !is_newest;
    let content = content(&beside, &kept, is_newest, request);
    Ok(Sheet::new(format!("Version {version} of the retry policy"), place, content)
        .wide()
        .line(beside.version.note.clone())
        .beside(view! { <Badge face=face/> })
        .actions(again, || {
            let from = if beside.version.text.trim().is_empty() { 0 } else { version };
            view! { <a class="btn btn-primary" href=editor_with(of, from)><Icon name="undo-2"/>"Return to this version"</a> }
                .into_any()
        }))
}

fn content(beside: &VersionBeside, kept: &KeptPolicy, is_newest: bool, request: &Request) -> AnyView {
    let VersionBeside { version, before } = beside;
    let none = || "# There was none of its own.\n".to_owned();
    let text = |text: &str| if text.trim().is_empty() { none() } else { text.to_owned() };
    let written = text(&version.text);
    let earlier = before.as_ref().map(|before| {
        let title = format!("Against version {}, which it took the place of", before.version);
        section("against-before", title, difference(&text(&before.text), &written))
    });
    let now = (!is_newest).then(|| {
        let in_force = kept.text.clone().unwrap_or_else(none);
        section("against-now", "Returning to it changes".to_owned(), difference(&in_force, &written))
    });
    let by = version.by_name.clone().map(|name| format!(" by {name}")).unwrap_or_default();
    view! {
        <div class="flex flex-col gap-6">
            {now}
            {earlier}
            <section class="surface" aria-labelledby="version-text">
                <h2 class="px-4 py-3" id="version-text">"Its text"</h2>
                <pre class="mono overflow-x-auto border-t hairline p-4 text-xs" tabindex="0">{written}</pre>
            </section>
            <p class="muted">"Saved "<Ago at=version.created_at now=request.now/>{by}"."</p>
        </div>
    }
    .into_any()
}

fn section(id: &'static str, title: String, content: AnyView) -> AnyView {
    view! {
        <section class="surface" aria-labelledby=id>
            <h2 class="px-4 py-3" id=id>{title}</h2>
            <div class="border-t hairline">{content}</div>
        </section>
    }
    .into_any()
}
