//! Changing a campaign, also while it runs. Who saves over what somebody else saved meanwhile is told first, and loses
//! nothing typed.

use super::draft::{CampaignForm, SHOWN, label, values};
use super::fields::fields;
use super::{may_change, policy_field, windows};
use crate::components::badge::Tone;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::meanwhile::{EditForm, Saved};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::campaign::CampaignState;
use domain::id::CampaignId;
use domain::{FieldErrors, Scope};
use engine::campaign::{Campaign, Edited, KeptPolicy, PolicyOf, Setting};
use engine::provider::Provider;
use leptos::prelude::*;

/// The form of a campaign.
#[component]
pub fn CampaignEdit() -> impl IntoView {
    let id = id_in_path::<CampaignId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let setting = engine::campaign::draft_of(&request.engine, scope, id).await?;
        may_change(&request)?;
        let name = setting.campaign.name.clone();
        let providers = engine::provider::list(&request.engine, scope).await?;
        let content = if setting.campaign.state.is_over() {
            let text = "This campaign is over. What it was set to stays as it was.";
            view! { <Notice tone=Tone::Warning>{text}</Notice> }.into_any()
        } else {
            let saved = saved(&setting, &providers);
            let edit = EditForm::of(refused(&request).await?, "campaign", setting.campaign.version, &saved);
            let policy = engine::campaign::policy(&request.engine, scope, PolicyOf::Campaign(id)).await?;
            form(&edit, &setting.campaign, &providers, scope, &policy)
        };
        Ok(Sheet::new("Edit campaign", Place::Campaigns, content)
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(name, paths::campaign(id)))
    })
}

/// The fields with what is saved now.
fn saved(setting: &Setting, providers: &[Provider]) -> Vec<Saved> {
    let provider = setting.campaign.provider;
    let named = providers.iter().find(|known| known.id == provider).map(|known| known.name.clone());
    let readable = |field: &str, now: &str| match field {
        "windows" => windows::readable(&setting.draft.windows),
        "enforce_hours" | "consent_required" | "log_calls" => if now.is_empty() { "off" } else { "on" }.to_owned(),
        _ => now.to_owned(),
    };
    let of = |(name, now): (&'static str, String)| {
        let readable = readable(name, &now);
        Saved { name, label: label(name), now, readable }
    };
    // The policy has a page of its own.
    let fields = values(&setting.draft).into_iter().filter(|(name, _)| *name != "retry_policy");
    let mut saved: Vec<Saved> = fields.map(of).collect();
    let (now, readable) = (provider.to_string(), named.unwrap_or_else(|| provider.to_string()));
    saved.push(Saved { name: "provider", label: label("provider"), now, readable });
    saved
}

fn form(edit: &EditForm, campaign: &Campaign, providers: &[Provider], scope: &Scope, policy: &KeptPolicy) -> AnyView {
    let elsewhere = edit.typed.elsewhere(&[&SHOWN[..], &["version"]].concat());
    let id = campaign.id;
    let note = match campaign.state {
        CampaignState::Running | CampaignState::Draining | CampaignState::Paused => {
            "What changes holds from the next call on; calls that are under way go on."
        }
        _ => "",
    };
    view! {
        <form class="surface" method="post" action=paths::form("campaign-edit")>
            <input type="hidden" name="id" value=id.to_string()/>
            {edit.hidden()}
            {edit.notice.clone().map(|text| view! { <div class="p-4"><Notice tone=Tone::Warning>{text}</Notice></div> })}
            {(!elsewhere.is_empty()).then(|| view! { <div class="p-4"><Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice></div> })}
            {fields(&edit.typed, providers, scope, policy_field::of_campaign(id, policy))}
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Save changes"</button>
                <a class="btn btn-ghost" href=paths::campaign(id)>"Cancel"</a>
                <p class="muted text-xs">{note}</p>
            </div>
        </form>
    }
    .into_any()
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "campaign-edit")]
pub async fn edit_campaign(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] was: String,
    #[server(flatten)] form: CampaignForm,
) -> Result<(), ServerFnError> {
    let id = id.parse::<CampaignId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let post = FormPost::on(id.as_ref().map_or_else(|_| paths::campaigns(), |id| paths::campaign_edit(*id)));
    let post = form.typed(post.typed("version", &version).typed("was", &was));
    let outcome = edit(&post.request, id, &form, &version).await;
    post.finish(outcome, |campaign| {
        Done::at(paths::campaign(campaign.id)).saying(format!("The campaign “{}” is saved.", campaign.name))
    })
    .await
}

async fn edit(
    request: &Request,
    id: Result<CampaignId, Stop>,
    form: &CampaignForm,
    version: &str,
) -> Result<Campaign, Stop> {
    let (scope, id) = (request.scope()?, id?);
    may_change(request)?;
    // Without a version the form would save over whatever is there.
    let version = version.parse().unwrap_or(0);
    let (provider, mut draft) = (form.provider()?, form.draft());
    if form.retry_policy.is_none() {
        // Who changes it meanwhile makes another version of the campaign, and this edit is refused.
        draft.retry_policy = engine::campaign::draft_of(&request.engine, scope, id).await?.draft.retry_policy;
    }
    match engine::campaign::edit(&request.engine, scope, id, provider, &draft, Some(version)).await? {
        Edited::Changed(setting) => Ok(setting.campaign),
        Edited::Stale(_) => Err(FieldErrors::one("version", "Somebody changed this campaign meanwhile.").into()),
    }
}
