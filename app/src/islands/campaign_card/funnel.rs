//! The way of a campaign's contacts, from its list to their ends; each stage leads to its dials.

use super::share;
use crate::components::figure::grouped;
use crate::paths;
use domain::campaign::Figures;
use domain::id::CampaignId;
use leptos::prelude::*;

#[component]
pub(super) fn Funnel(figures: Figures, id: CampaignId) -> impl IntoView {
    let all = figures.accepted + figures.contacts_left;
    let of = |states: &str| paths::campaign_dials_where(id, states);
    let stages = [
        ("Not dialled yet", "tone-neutral", figures.contacts_left, paths::campaign_contacts_left(id)),
        ("Queued", "tone-neutral", figures.queued, of("state=INITIATED&state=QUEUED")),
        ("Under way", "tone-info", figures.in_flight, of("state=PROCESSING&state=PICKED")),
        ("To retry", "tone-warning", figures.retrying, of("state=RETRYING")),
        ("Completed", "tone-success", figures.completed, of("state=COMPLETED")),
        ("Failed", "tone-error", figures.failed, of("state=FAILED")),
        ("Blocked", "tone-warning", figures.blocked, of("state=BLOCKED")),
        ("Cancelled", "tone-neutral", figures.cancelled, of("state=CANCELLED")),
    ];
    view! {
        <ul class="funnel" aria-label="Where its contacts are">
            {stages
                .into_iter()
                .map(|(label, tone, figure, href)| {
                    view! {
                        <li class=tone>
                            <a class="funnel-stage" href=href>
                                <span class="flex items-center gap-1.5 text-xs muted"><span class="dot" aria-hidden="true"></span>{label}</span>
                                <span class="stat-figure">{grouped(figure)}</span>
                                <progress class="progress" max="100" value=share(figure, all) aria-hidden="true"></progress>
                            </a>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}
