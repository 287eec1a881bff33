//! What a campaign's form says of its retry policy: which one counts, with its text, and the way to one of its own.

use crate::components::field::Typed;
use crate::components::icon::Icon;
use crate::components::text_area::TextArea;
use crate::pages::retry_policy::show::in_force;
use crate::paths;
use domain::id::CampaignId;
use engine::campaign::{KeptPolicy, PolicyOf};
use leptos::prelude::*;

/// Of a new campaign: it may bring its own, and what counts otherwise can be read.
pub(super) fn of_new(typed: &Typed, company: &KeptPolicy) -> AnyView {
    let whose = in_force(PolicyOf::Company, company);
    view! {
        <TextArea at=typed.field("retry_policy") label="Retry policy" optional=true rows=10 code=true
            help="YAML. Where nothing stands here, the policy beneath counts; once the campaign is made it can have its own with a check of what that changes."/>
        {text(format!("{whose} counts where nothing stands above"), company)}
    }
    .into_any()
}

/// Of one that is there: its policy has a page of its own, where each change is told before it is made.
pub(super) fn of_campaign(id: CampaignId, kept: &KeptPolicy) -> AnyView {
    let own = kept.text.is_some();
    let label = if own { "Change its policy" } else { "Give it a policy of its own" };
    view! {
        <div class="flex flex-col gap-2">
            <p class="font-medium">"Retry policy"</p>
            {text(format!("{} counts", in_force(PolicyOf::Campaign(id), kept)), kept)}
            <p><a class="btn" href=paths::campaign_policy(id)><Icon name="scroll-text"/>{label}</a></p>
        </div>
    }
    .into_any()
}

fn text(title: String, kept: &KeptPolicy) -> AnyView {
    let shown = kept.text.as_ref().unwrap_or(&kept.otherwise).clone();
    view! {
        <details class="rounded-box border hairline">
            <summary class="flex items-center gap-1.5 px-3 py-2 quiet-link"><Icon name="chevron-right" class="twist"/>{title}</summary>
            <pre class="mono overflow-x-auto border-t hairline p-3 text-xs" tabindex="0">{shown}</pre>
        </details>
    }
    .into_any()
}
