//! What a policy would change for whoever waits, before anybody saves it.

use crate::components::badge::Tone;
use crate::components::figure::{grouped, plural};
use crate::components::flash::Notice;
use crate::components::moment::minute;
use crate::components::table::{Head, Table};
use crate::paths;
use domain::dial::retry_policy::Next;
use engine::campaign::{DRY_RUN_MAX, DryRun, Sample};
use leptos::prelude::*;

/// The figures, and some of the dials.
pub(super) fn dry_run(run: &DryRun) -> AnyView {
    let of = if run.more { format!("the first {}", grouped(DRY_RUN_MAX as u64)) } else { grouped(run.looked_at) };
    let said = match (run.campaigns, run.looked_at) {
        (0, _) => "No campaign goes by it: each has a policy of its own, or is over.".to_owned(),
        (_, 0) => "Nobody waits for another attempt now.".to_owned(),
        _ => format!(
            "Saving it changes {} of {of} who wait for another attempt or are being called.",
            grouped(run.changed)
        ),
    };
    let lines = [
        ("Called sooner than now", run.earlier),
        ("Called later than now", run.later),
        ("Not called again: they fail at once", run.given_up),
        ("Of those, dead letters", run.dead_letters),
        ("Allowed more attempts", run.more_attempts),
        ("Allowed fewer attempts", run.fewer_attempts),
    ];
    let rows = lines.map(|(label, figure)| {
        view! { <tr><th scope="row" class="w-full text-start font-normal">{label}</th><td class="num">{grouped(figure)}</td></tr> }
    });
    let rows = rows.collect_view();
    let first = (run.first_calls > 0).then(|| {
        let who = plural(run.first_calls, "contact waits", "contacts wait");
        view! { <p class="muted border-t hairline px-4 py-3">{who}" for the first call. It comes when it would have come; then the new policy counts."</p> }
    });
    let more = run.more.then(|| {
        let text = "There are more than were looked at. Saving it brings all of them to the policy.";
        view! { <div class="px-4 pb-3"><Notice tone=Tone::Warning>{text}</Notice></div> }
    });
    let head = vec![Head::text("What").unseen(), Head::figures("Contacts")];
    view! {
        <section class="surface" aria-labelledby="policy-dry-run">
            <header class="p-4 pb-3">
                <h2 id="policy-dry-run">"What saving it changes"</h2>
                <p class="mt-0.5 text-pretty">{said}" Of "{plural(run.campaigns, "campaign", "campaigns")}"."</p>
            </header>
            {more}
            <div class="border-t hairline"><Table label="Contacts that change".to_owned() head=head>{rows}</Table></div>
            {samples(&run.samples)}
            {first}
        </section>
    }
    .into_any()
}

fn samples(samples: &[Sample]) -> Option<AnyView> {
    if samples.is_empty() {
        return None;
    }
    let rows = samples.iter().map(|sample| {
        let now = sample.due_at.map_or_else(|| "Being called".to_owned(), minute);
        let then = match sample.next {
            Next::Same => "The same time".to_owned(),
            Next::Earlier(at) | Next::Later(at) => minute(at),
            Next::GivesUp(why) => why.says().to_owned(),
        };
        let (was, is) = sample.budget;
        let budget = if was == is { was.to_string() } else { format!("{was} → {is}") };
        view! {
            <tr>
                <td><a class="text-link figures whitespace-nowrap" href=paths::dial(sample.call_id)>{sample.number.national()}</a></td>
                <td class="hidden @lg:table-cell">{sample.campaign_name.clone()}</td>
                <td class="whitespace-nowrap">{now}</td>
                <td class="w-full">{then}</td>
                <td class="num whitespace-nowrap">{budget}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![
        Head::text("Number"),
        Head::text("Campaign").class("hidden @lg:table-cell"),
        Head::text("Next call now"),
        Head::text("Then"),
        Head::figures("Attempts"),
    ];
    Some(
        view! { <div class="border-t hairline"><Table label="Some of them".to_owned() head=head>{rows}</Table></div> }
            .into_any(),
    )
}
