//! A policy's page: its editor with what there is to say of the text, and its versions.

use super::check::check;
use super::dry_run::dry_run;
use super::{editor_with, version_of, word};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::field::{TextField, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::text_area::TextArea;
use crate::forms::refused;
use crate::islands::policy_editor::{FORM, LOOK, PolicyEditor};
use crate::pages::settings::tabs::{Section, tabs};
use crate::pages::system::tabs as system;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::dial::RetryPolicy;
use domain::filter::parse_pairs;
use domain::id::CampaignId;
use engine::campaign::{KeptPolicy, NOTE_MAX, PolicyLevel, PolicyOf, PolicyVersion, may_save};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The company's policy, and its form for who may change it.
#[component]
pub fn RetryPolicyShow() -> impl IntoView {
    page(|request: Request| async move {
        let tabs = tabs(Section::RetryPolicy, request.scope()?);
        let line =
            "When a contact that was not reached is tried again, for every campaign without a policy of its own.";
        Ok(sheet(&request, PolicyOf::Company, Place::Settings, tabs)
            .await?
            .beneath_page("Settings", paths::members())
            .line(line))
    })
}

/// The same of the installation.
#[component]
pub fn InstallationRetryPolicyShow() -> impl IntoView {
    page(|request: Request| async move {
        request.scope()?;
        let tabs = system::tabs(system::Section::RetryPolicy);
        let line = "When a contact that was not reached is tried again, for every company without a policy of its own.";
        Ok(sheet(&request, PolicyOf::Installation, Place::System, tabs)
            .await?
            .beneath_page("System", paths::system())
            .line(line))
    })
}

/// The same of a campaign.
#[component]
pub fn CampaignRetryPolicyShow() -> impl IntoView {
    let id = id_in_path::<CampaignId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let campaign = engine::campaign::get(&request.engine, scope, id).await?;
        Ok(sheet(&request, PolicyOf::Campaign(id), Place::Campaigns, ().into_any())
            .await?
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(campaign.name, paths::campaign(id))
            .line("When a contact of this campaign that was not reached is tried again."))
    })
}

/// Whose policy counts, in words.
pub(in crate::pages) fn in_force(of: PolicyOf, kept: &KeptPolicy) -> &'static str {
    match (&kept.text, of, kept.otherwise_of) {
        (Some(_), PolicyOf::Campaign(_), _) => "The campaign’s own",
        (Some(_), PolicyOf::Company, _) => "The company’s own",
        (Some(_), PolicyOf::Installation, _) => "The installation’s own",
        (None, _, PolicyLevel::Company) => "The company’s",
        (None, _, PolicyLevel::Installation) => "The installation’s",
        (None, _, PolicyLevel::Shipped) => "The shipped one",
    }
}

async fn sheet(request: &Request, of: PolicyOf, place: Place, tabs: AnyView) -> Result<Sheet, Stop> {
    let (engine, scope) = (&request.engine, request.scope()?);
    let kept = engine::campaign::policy(engine, scope, of).await?;
    let may = may_save(scope, of).is_ok();
    let mut typed = refused(request).await?;
    let mut checked = typed.text("intent") == "check" || !typed.errors("retry_policy").is_empty();
    let from = parse_pairs(&request.query).into_iter().find(|(key, _)| key == "from").map(|(_, value)| value);
    if let Some(from) = from.filter(|_| may && !checked && !typed.is_refused()) {
        let version = from.parse::<i32>().map_err(|_| Stop::Error(engine::Error::NotFound))?;
        let text = if version == 0 {
            typed = typed.or("note", "Back to what counts otherwise");
            String::new()
        } else {
            typed = typed.or("note", &format!("Back to version {version}"));
            engine::campaign::policy_version(engine, scope, of, version).await?.version.text
        };
        typed = typed.or("retry_policy", &text);
        checked = true;
    }
    let shown = kept.text.as_ref().unwrap_or(&kept.otherwise);
    let typed = typed.or("retry_policy", shown);
    let text = typed.text("retry_policy").to_owned();
    let run = if may && checked {
        match engine::campaign::dry_run(engine, scope, of, &text).await {
            Ok(run) => Some(dry_run(&run)),
            // The faults stand beside the text.
            Err(engine::Error::Invalid(_)) => None,
            Err(error) => return Err(error.into()),
        }
    } else {
        None
    };
    let face = match kept.text {
        Some(_) => Face::new(Tone::Info, "scroll-text", in_force(of, &kept)),
        None => Face::new(Tone::Neutral, "scroll-text", in_force(of, &kept)),
    };
    let look = check(of, &kept, &text);
    let content = view! {
        {tabs}
        <div class="mt-4 grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
            <div class="flex min-w-0 flex-col gap-6">
                {if may { form(&typed, of, &kept, checked) } else { reading(&kept) }}
                {versions(of, &kept.versions, request.now)}
            </div>
            <div class="flex min-w-0 flex-col gap-6">
                {run}
                <div id=LOOK>{look}</div>
            </div>
        </div>
    };
    Ok(Sheet::new("Retry policy", place, content).wide().beside(view! { <Badge face=face/> }))
}

fn form(typed: &Typed, of: PolicyOf, kept: &KeptPolicy, checked: bool) -> AnyView {
    let own = kept.text.is_some();
    // What is wrong with the text stands beside it, each fault with its line.
    let mut at = typed.field("retry_policy");
    if !at.errors.is_empty() {
        at.errors = vec!["It can’t be read, so nothing was saved: see what is wrong with it.".to_owned()];
    } else if checked && !at.value.trim().is_empty() && RetryPolicy::read(&at.value).is_err() {
        at.errors = vec!["It can’t be read: see what is wrong with it.".to_owned()];
    }
    let elsewhere = typed.elsewhere(&["retry_policy", "note"]);
    let note = match (own, kept.otherwise_of) {
        (true, _) => "Its own policy counts.",
        (false, PolicyLevel::Company) => {
            "The company’s policy counts and stands here; what you save is this campaign’s own."
        }
        (false, PolicyLevel::Installation) => {
            "The installation’s policy counts and stands here; what you save counts instead."
        }
        (false, PolicyLevel::Shipped) => "The shipped policy counts and stands here; what you save counts instead.",
    };
    let back = own.then(|| {
        view! { <a class="btn btn-ghost" href=editor_with(of, 0)><Icon name="undo-2"/>"Go back to what counts otherwise"</a> }
    });
    view! {
        <form class="surface" method="post" action=paths::form("retry-policy-save") id=FORM>
            <input type="hidden" name="of" value=word(of)/>
            <input type="hidden" name="version" value=kept.version.to_string()/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <TextArea at=at label="Policy" rows=26 code=true
                    help="YAML. One that can’t be read is refused, and the one that is in force stays. An empty one takes it away."/>
                <PolicyEditor/>
                <TextField at=typed.field("note") label="Why" optional=true maxlength=NOTE_MAX as u32 autocomplete="off"/>
            </div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn" type="submit" name="intent" value="check"><Icon name="search"/>"Check"</button>
                <button class="btn btn-primary" type="submit" name="intent" value="save">"Save policy"</button>
                {back}
                <p class="muted text-xs">{note}" Check tells what saving would change, and changes nothing."</p>
            </div>
        </form>
    }
    .into_any()
}

/// The text for who may not change it.
fn reading(kept: &KeptPolicy) -> AnyView {
    let shown = kept.text.as_ref().unwrap_or(&kept.otherwise).clone();
    view! { <section class="surface p-4" aria-label="Policy in force"><pre class="mono overflow-x-auto text-xs" tabindex="0">{shown}</pre></section> }.into_any()
}

fn versions(of: PolicyOf, versions: &[PolicyVersion], now: OffsetDateTime) -> AnyView {
    let lines = versions
        .iter()
        .map(|version| {
            let by = version.by_name.clone().map(|name| format!(" by {name}")).unwrap_or_default();
            let what = if version.text.trim().is_empty() { "Taken away" } else { "Written" };
            let note = (!version.note.is_empty()).then(|| view! { <span class="block text-pretty">{version.note.clone()}</span> });
            view! {
                <li class="flex items-baseline gap-3 border-t hairline px-4 py-2.5">
                    <a class="text-link figures font-medium whitespace-nowrap" href=version_of(of, version.version)>{format!("Version {}", version.version)}</a>
                    <span class="min-w-0">{note}<span class="muted">{what}{by}", "<Ago at=version.created_at now=now/></span></span>
                </li>
            }
        })
        .collect_view();
    let none = versions.is_empty();
    view! {
        <section class="surface" aria-labelledby="versions-title">
            <h2 class="px-4 py-3" id="versions-title">"Versions"</h2>
            {if none { view! { <p class="muted border-t hairline p-4">"None yet: nobody wrote one here."</p> }.into_any() } else { view! { <ul>{lines}</ul> }.into_any() }}
        </section>
    }
    .into_any()
}
