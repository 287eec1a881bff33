//! A policy as a picture: the hours of a week in which it is tried again, and what each outcome leads to.

use crate::components::table::{Head, Table};
use crate::components::week::{OpenDay, Week};
use domain::dial::retry_policy::{Clock, Rule, week};
use domain::dial::{Outcome, RetryPolicy};
use domain::id::CampaignId;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The week by the rules for a campaign, or for all, with whose clock it is of, and the outcomes.
pub(super) fn picture(policy: &RetryPolicy, campaign: Option<CampaignId>) -> AnyView {
    let clock = match &policy.clock {
        Clock::CalledParty => "By the clock of whoever is called.".to_owned(),
        Clock::Zone(zone) => format!("By the clock of {zone}."),
    };
    let own = campaign.is_some_and(|id| policy.campaign_rules.contains_key(&id));
    let whose = if own { " By the entry of this campaign in campaign_rules." } else { "" };
    let others = match (campaign, policy.campaign_rules.len()) {
        (None, 1) => " One campaign has rules of its own in it.".to_owned(),
        (None, many) if many > 1 => format!(" {many} campaigns have rules of their own in it."),
        _ => String::new(),
    };
    view! {
        <section class="surface" aria-labelledby="policy-week">
            <header class="p-4 pb-2">
                <h2 id="policy-week">"When it is tried again"</h2>
                <p class="muted mt-0.5 text-pretty">{clock}{whose}{others}</p>
            </header>
            <div class="px-4 pb-4">{hours(policy.rules(campaign))}</div>
            <div class="border-t hairline">{outcomes(policy)}</div>
        </section>
    }
    .into_any()
}

fn hours(rules: &[Rule]) -> AnyView {
    let days = week(rules);
    if days.iter().all(|(_, stretches)| stretches.is_empty()) {
        return view! { <p class="muted">"At no hour: nothing is tried again."</p> }.into_any();
    }
    // Each kind of hour once, in the order of the week.
    let mut seen = BTreeSet::new();
    let mut kinds = Vec::new();
    for stretch in days.iter().flat_map(|(_, stretches)| stretches) {
        let minutes = stretch.interval.whole_minutes();
        let text = format!(
            "{}: at most {} where the first call falls into it, the next after {}",
            stretch.rule,
            plural(i64::from(stretch.max_attempts), "attempt", "attempts"),
            plural(minutes, "minute", "minutes")
        );
        if seen.insert(text.clone()) {
            kinds.push(view! { <li>{text}</li> });
        }
    }
    let open = |(day, stretches): (time::Weekday, Vec<domain::dial::retry_policy::Stretch<'_>>)| {
        let mut minutes: Vec<(u16, u16)> = Vec::new();
        for stretch in stretches {
            match minutes.last_mut().filter(|last| last.1 == stretch.start) {
                Some(last) => last.1 = stretch.end,
                None => minutes.push((stretch.start, stretch.end)),
            }
        }
        OpenDay { label: day.to_string(), minutes }
    };
    let days = days.into_iter().map(open).collect();
    view! {
        <Week title="Hours of each day" days=days/>
        <ul class="muted mt-3 list-disc ps-4 text-xs">{kinds.collect_view()}</ul>
    }
    .into_any()
}

fn plural(figure: i64, one: &str, many: &str) -> String {
    crate::components::figure::plural(figure.unsigned_abs(), one, many)
}

fn outcomes(policy: &RetryPolicy) -> AnyView {
    let rows = Outcome::ALL.map(|outcome| {
        let rule = policy.outcome(outcome);
        let again = match (rule.should_retry, rule.max_attempts) {
            (false, _) => "No".to_owned(),
            (true, None) => "Yes".to_owned(),
            (true, Some(most)) => format!("Until {most} ended so"),
        };
        let counts = if !rule.should_retry { "–" } else if rule.increments { "Yes" } else { "No" };
        view! {
            <tr><th scope="row" class="text-start font-normal">{outcome.label()}</th><td>{again}</td><td class="w-full">{counts}</td></tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![Head::text("Outcome"), Head::text("Tried again"), Head::text("Counts")];
    view! { <Table label="What an outcome leads to".to_owned() head=head>{rows}</Table> }.into_any()
}
