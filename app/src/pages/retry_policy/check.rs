//! What there is to say of a policy's text: its faults, each with its line and a mark beneath, or its week and how it differs.

use super::difference::difference;
use super::picture::picture;
use domain::dial::RetryPolicy;
use domain::dial::retry_policy::PolicyFault;
use domain::id::CampaignId;
use engine::campaign::{KeptPolicy, PolicyOf};
use leptos::prelude::*;

/// The faults that are shown; who mended those sees the others.
const SHOWN: usize = 20;

/// What can be told from the text alone, without a look at any dial. An empty one stands for what counts otherwise.
pub(super) fn check(of: PolicyOf, kept: &KeptPolicy, text: &str) -> AnyView {
    let text = if text.trim().is_empty() { &kept.otherwise } else { text };
    let campaign = if let PolicyOf::Campaign(id) = of { Some(id) } else { None };
    match RetryPolicy::read(text) {
        Err(found) => faults(text, &found),
        Ok(policy) => told(&policy, campaign, kept, text),
    }
}

fn told(policy: &RetryPolicy, campaign: Option<CampaignId>, kept: &KeptPolicy, text: &str) -> AnyView {
    let in_force = kept.text.as_ref().unwrap_or(&kept.otherwise);
    let differs = (text.trim() != in_force.trim()).then(|| {
        view! {
            <section class="surface" aria-labelledby="policy-difference">
                <h2 class="px-4 py-3" id="policy-difference">"Against what is in force"</h2>
                <div class="border-t hairline">{difference(in_force, text)}</div>
            </section>
        }
    });
    view! { <div class="flex flex-col gap-6">{differs}{picture(policy, campaign)}</div> }.into_any()
}

fn faults(text: &str, faults: &[PolicyFault]) -> AnyView {
    let lines: Vec<&str> = text.lines().collect();
    let shown = faults.iter().take(SHOWN).map(|fault| {
        let written = usize::try_from(fault.line - 1).ok().and_then(|place| lines.get(place)).copied().unwrap_or("");
        // A tab is as wide as the mark beneath it.
        let written = written.replace('\t', " ");
        let mark = " ".repeat(usize::try_from(fault.column - 1).unwrap_or(0));
        view! {
            <li class="flex flex-col gap-1 border-t hairline px-4 py-3">
                <p class="text-pretty"><span class="figures font-medium">{format!("Line {}, column {}", fault.line, fault.column)}</span>" – "{fault.text.clone()}</p>
                <pre class="mono overflow-x-auto text-xs" tabindex="0">{written}"\n"<span aria-hidden="true" class="tone-error tone-text">{mark}"^"</span></pre>
            </li>
        }
    });
    let shown = shown.collect_view();
    let more = faults.len().saturating_sub(SHOWN);
    let title = match faults.len() {
        1 => "One thing keeps it from being read".to_owned(),
        many => format!("{many} things keep it from being read"),
    };
    view! {
        <section class="surface" aria-labelledby="policy-faults">
            <h2 class="px-4 py-3" id="policy-faults">{title}</h2>
            <ul>{shown}</ul>
            {(more > 0).then(|| view! { <p class="muted border-t hairline px-4 py-3">{format!("And {more} more.")}</p> })}
        </section>
    }
    .into_any()
}
