//! The share of abandoned calls of a campaign, with what it is counted from; or why it can't be known.

use crate::components::badge::Tone;
use crate::components::figure::{grouped, plural};
use crate::components::flash::Notice;
use crate::components::moment::day;
use domain::dial::abandoned::{AbandonedShare, BASIS, Known};
use leptos::prelude::*;

/// The section of a campaign's page; nothing for a campaign that was not started.
pub(super) fn section(share: Option<&AbandonedShare>) -> AnyView {
    let Some(share) = share else { return ().into_any() };
    let stops = share.stops().then(|| {
        let text = format!(
            "Nobody is called: one more abandoned call would be past the limit. It goes on with the next 30 days, on {}.",
            day(share.until)
        );
        view! { <div class="mt-3"><Notice tone=Tone::Warning>{text}</Notice></div> }
    });
    view! {
        <section class="surface mt-6 p-4" aria-labelledby="abandoned-title">
            <h2 id="abandoned-title">"Abandoned calls"</h2>
            <p class="mt-2 text-pretty" data-abandoned="">{says(share)}</p>
            {stops}
            {basis(share)}
        </section>
    }
    .into_any()
}

/// What is known of the share, in a sentence.
pub(super) fn says(share: &AbandonedShare) -> String {
    let (worst, limit) = share.percents();
    let limit = limit.map_or_else(
        || " No rule that is in force limits it.".to_owned(),
        |limit| format!(" The law’s limit is {limit}."),
    );
    let known = match share.known() {
        Known::Share(_) if share.counts.answered == 0 => "Nobody has answered in this period: 0 of 0.".to_owned(),
        Known::Share(_) if share.counts.answered < BASIS => format!(
            "{} of {} that people answered: too few to tell a share.",
            grouped(share.counts.abandoned),
            plural(share.counts.answered, "call", "calls")
        ),
        Known::Share(_) => format!("{worst} of the calls that people answered."),
        Known::Between(least, _) => format!(
            "It can’t be known: of {} answered calls the provider did not tell enough. It is between {:.1} % and {worst}; calls \
             are held back as if it were the higher.",
            grouped(share.counts.unknown),
            (least * 1_000.0).floor() / 10.0
        ),
        Known::NotFromTheStart(since) => format!(
            "It can’t be known for this period: the provider reports since {}, and of the calls before nobody knows. Since then \
             it is {worst}.",
            day(since)
        ),
        Known::NotReported => {
            return "It can’t be known: this provider does not report when a person answered and when they were connected to \
                    one. So nothing is held back either; whoever runs the campaign has to keep to the law’s limit themselves."
                .to_owned();
        }
    };
    [known, limit].concat()
}

fn basis(share: &AbandonedShare) -> Option<AnyView> {
    share.reported_since?;
    let counts = share.counts;
    let unknown = (counts.unknown > 0)
        .then(|| view! { <dt>"Nobody knows"</dt><dd class="figures">{grouped(counts.unknown)}</dd> });
    let room =
        share.room().map(|room| view! { <dt>"Calls at once, at most"</dt><dd class="figures">{grouped(room)}</dd> });
    let rule = share.limit.as_ref().map(|limit| {
        view! {
            <dt>"Rule"</dt>
            <dd><span class="mono text-xs">{limit.rule.clone()}</span><span class="block text-xs muted text-pretty">{limit.source.clone()}</span></dd>
        }
    });
    let view = view! {
        <dl class="facts mt-3">
            <dt>"Answered by a person"</dt><dd class="figures">{grouped(counts.answered)}</dd>
            <dt>"Abandoned"</dt><dd class="figures">{grouped(counts.abandoned)}</dd>
            {unknown}
            <dt>"Period"</dt><dd>{format!("{} to {}", day(share.from), day(share.until))}</dd>
            {room}
            {rule}
        </dl>
        <p class="mt-3 text-xs muted text-pretty">{format!(
            "Each call under way counts as if it would be abandoned, so that the limit is never passed. Before {BASIS} calls \
             are answered, as many may be abandoned as the limit leaves of {BASIS}."
        )}</p>
    };
    Some(view.into_any())
}
