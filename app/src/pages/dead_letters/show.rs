//! One dead letter: what failed, what was known then, and what somebody made of it.

use super::act::buttons;
use super::face;
use crate::components::badge::{Badge, Tone};
use crate::components::flash::Notice;
use crate::components::moment::{Ago, Exact};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use domain::id::DeadLetterId;
use engine::dial::dead_letter::DeadLetter;
use leptos::prelude::*;
use time::OffsetDateTime;

/// A dead letter's page.
#[component]
pub fn DeadLetterShow() -> impl IntoView {
    let id = id_in_path::<DeadLetterId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let letter = engine::dial::dead_letter::get(&request.engine, scope, id).await?;
        let may = scope.may(Right::StartDials) && letter.settled.is_none();
        let (title, face) = (letter.topic.label(), face(&letter));
        Ok(Sheet::new(title, Place::Campaigns, content(letter, request.now))
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page("Dead letters", paths::dead_letters())
            .beside(view! { <Badge face=face/> })
            .actions(may, || buttons(id, "")))
    })
}

fn content(letter: DeadLetter, now: OffsetDateTime) -> AnyView {
    let dial = match (letter.call_id, letter.number) {
        (Some(call_id), Some(number)) => {
            view! { <a class="text-link mono" href=paths::dial(call_id)>{number.national()}</a> }.into_any()
        }
        _ => "–".into_any(),
    };
    let settled = letter.settled.map(|settled| {
        let what = if settled.replayed { "Dialled anew" } else { "Discarded" };
        let by = settled.by_name.map(|name| format!(" by {name}")).unwrap_or_default();
        view! { <dt>"Settled"</dt><dd>{what}{by}<br/><span class="text-xs muted"><Exact at=settled.at/></span></dd> }
    });
    let payload = serde_json::to_string_pretty(&letter.payload).unwrap_or_default();
    view! {
        <div class="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <div class="flex min-w-0 flex-col gap-6">
                <Notice tone=Tone::Error>{letter.error}</Notice>
                <section class="surface p-4">
                    <h2 class="mb-3">"What was known"</h2>
                    <pre class="mono overflow-x-auto text-xs">{payload}</pre>
                </section>
            </div>
            <aside class="surface p-4" aria-label="Facts">
                <h2 class="mb-3">"Facts"</h2>
                <dl class="facts">
                    <dt>"Dial"</dt><dd>{dial}</dd>
                    <dt>"Campaign"</dt><dd><a class="text-link" href=paths::campaign(letter.campaign)>{letter.campaign_name}</a></dd>
                    <dt>"Attempts"</dt><dd class="figures">{letter.attempts.to_string()}</dd>
                    <dt>"Since"</dt><dd><Ago at=letter.created_at now=now/><br/><span class="text-xs muted"><Exact at=letter.created_at/></span></dd>
                    <dt>"Last tried"</dt><dd><Ago at=letter.last_tried_at now=now/></dd>
                    {settled}
                    <dt>"Id"</dt><dd class="mono text-xs">{letter.id.to_string()}</dd>
                </dl>
            </aside>
        </div>
    }
    .into_any()
}
