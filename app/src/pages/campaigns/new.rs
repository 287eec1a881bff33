//! Making a campaign.

use super::draft::{CampaignForm, SHOWN, filled, usual};
use super::fields::fields;
use super::{may_change, policy_field};
use crate::components::badge::Tone;
use crate::components::field::Typed;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Scope;
use engine::campaign::{Campaign, KeptPolicy, PolicyOf};
use engine::provider::Provider;
use leptos::prelude::*;

/// The form for a new campaign.
#[component]
pub fn CampaignNew() -> impl IntoView {
    page(|request: Request| async move {
        may_change(&request)?;
        let scope = request.scope()?;
        let providers = engine::provider::list(&request.engine, scope).await?;
        let policy = engine::campaign::policy(&request.engine, scope, PolicyOf::Company).await?;
        let typed = refused(&request).await?;
        // An empty box sends nothing, so only a form that was never sent has the usual ones checked.
        let typed = if typed.is_refused() { typed } else { filled(typed, &usual()) };
        Ok(Sheet::new("New campaign", Place::Campaigns, form(&typed, &providers, scope, &policy))
            .beneath_page("Campaigns", paths::campaigns())
            .line("It is a draft at first: nobody is called before you start it."))
    })
}

fn form(typed: &Typed, providers: &[Provider], scope: &Scope, policy: &KeptPolicy) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&SHOWN);
    view! {
        <form class="surface" method="post" action=paths::form("campaign-create")>
            {(!elsewhere.is_empty()).then(|| view! { <div class="p-4"><Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice></div> })}
            {fields(typed, providers, scope, policy_field::of_new(typed, policy))}
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Create campaign"</button>
                <a class="btn btn-ghost" href=paths::campaigns()>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "campaign-create")]
pub async fn create_campaign(#[server(flatten)] form: CampaignForm) -> Result<(), ServerFnError> {
    let post = form.typed(FormPost::on(paths::campaign_new()));
    let outcome = create(&post.request, &form).await;
    post.finish(outcome, |campaign| {
        Done::at(paths::campaign(campaign.id))
            .saying(format!("The campaign “{}” is there, as a draft. Now say whom it calls.", campaign.name))
    })
    .await
}

async fn create(request: &Request, form: &CampaignForm) -> Result<Campaign, Stop> {
    let (scope, draft) = (request.scope()?, form.draft());
    may_change(request)?;
    let provider = match form.provider() {
        Ok(provider) => provider,
        // Without a provider the rest is checked all the same: every fault is told at once.
        Err(mut errors) => {
            errors.merge(draft.check().err().unwrap_or_default());
            return Err(errors.into());
        }
    };
    Ok(engine::campaign::create(&request.engine, scope, provider, &draft, false).await?)
}
