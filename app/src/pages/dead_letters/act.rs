//! What is done to dead letters: the buttons stand in the list and on each one's page.

use crate::components::confirm::Confirm;
use crate::components::figure::plural;
use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::filter::{DeadLetters, Filter};
use domain::id::DeadLetterId;
use leptos::prelude::*;

/// The buttons of one, small ones for a row; `of_row` says which row.
pub(super) fn buttons(id: DeadLetterId, of_row: &str) -> AnyView {
    let fields = || vec![("id", id.to_string())];
    let text =
        "A new dial is made and judged as every dial is. If the call did go out after all, they are called twice.";
    view! {
        <div class="flex justify-end gap-2">
            <Confirm id=format!("discard-{id}") label="Discard" icon="ban" question="Discard this dead letter?"
                text="Nobody is called for it. This can’t be taken back." keep="Keep it open"
                action=paths::form("dead-letter-discard") fields=fields() of_row=of_row.to_owned()/>
            <Confirm id=format!("replay-{id}") label="Replay" icon="rotate-ccw" question="Dial this number anew?" calm=true
                text=text keep="Keep it open" action=paths::form("dead-letter-replay") fields=fields() of_row=of_row.to_owned()/>
        </div>
    }
    .into_any()
}

/// The buttons for all that match.
pub(super) fn settle_all(filter: &Filter<DeadLetters>, many: u64) -> AnyView {
    let label = format!("Replay {}", plural(many, "dead letter", "dead letters"));
    let discard = format!("Discard {}", plural(many, "dead letter", "dead letters"));
    view! {
        <Confirm id="discard-all" label=discard icon="ban" question="Discard all of them?"
            text="Nobody is called for any that is open and matches. This can’t be taken back." keep="Keep them open"
            action=paths::form("dead-letters-discard") fields=vec![("filter", filter.to_query())]/>
        <Confirm id="replay-all" label=label icon="rotate-ccw" question="Dial all of them anew?" calm=true
            text="Each that is open, whose campaign was not cancelled, nor is being drained, and whose number is not being dialled gets a new dial, judged as every dial is. A campaign that was completed dials again. Where nobody knows whether a call went out, the number may be called twice."
            keep="Keep them open" action=paths::form("dead-letters-replay") fields=vec![("filter", filter.to_query())]/>
    }
    .into_any()
}

/// Has one dialled anew.
#[server(prefix = "/forms", endpoint = "dead-letter-replay")]
pub async fn replay_dead_letter(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::dead_letters());
    let outcome = async {
        let (scope, id) = (post.request.scope()?, read(&id)?);
        Ok(engine::dial::dead_letter::replay(&post.request.engine, scope, id).await?)
    };
    let outcome = outcome.await;
    post.finish(outcome, |()| Done::at(paths::dead_letters()).saying("It is dialled anew.")).await
}

/// Discards one.
#[server(prefix = "/forms", endpoint = "dead-letter-discard")]
pub async fn discard_dead_letter(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::dead_letters());
    let outcome = async {
        let (scope, id) = (post.request.scope()?, read(&id)?);
        Ok(engine::dial::dead_letter::discard(&post.request.engine, scope, id).await?)
    };
    let outcome = outcome.await;
    post.finish(outcome, |()| Done::at(paths::dead_letters()).saying("It is discarded.")).await
}

/// Has all that match dialled anew.
#[server(prefix = "/forms", endpoint = "dead-letters-replay")]
pub async fn replay_dead_letters(#[server(default)] filter: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::dead_letters());
    let outcome = replay_matching(&post.request, &filter).await;
    post.finish(outcome, |many| {
        let said = match many {
            0 => {
                "None was dialled anew: their campaigns were cancelled or are being drained, or their numbers are being dialled.".to_owned()
            }
            many => format!("{} dialled anew.", plural(many, "number is", "numbers are")),
        };
        Done::at(paths::dead_letters()).saying(said)
    })
    .await
}

/// Lets all that match be.
#[server(prefix = "/forms", endpoint = "dead-letters-discard")]
pub async fn discard_dead_letters(#[server(default)] filter: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::dead_letters());
    let outcome = async {
        let filter = Filter::<DeadLetters>::parse_query(&filter)?;
        Ok(engine::dial::dead_letter::discard_matching(&post.request.engine, post.request.scope()?, &filter).await?)
    };
    let outcome = outcome.await;
    post.finish(outcome, |many| {
        let said = match many {
            0 => "None was open any more.".to_owned(),
            many => format!("{} discarded.", plural(many, "dead letter is", "dead letters are")),
        };
        Done::at(paths::dead_letters()).saying(said)
    })
    .await
}

async fn replay_matching(request: &Request, filter: &str) -> Result<u64, Stop> {
    let filter = Filter::<DeadLetters>::parse_query(filter)?;
    Ok(engine::dial::dead_letter::replay_matching(&request.engine, request.scope()?, &filter).await?)
}

fn read(id: &str) -> Result<DeadLetterId, Stop> {
    id.parse().map_err(|_| Stop::Error(engine::Error::NotFound))
}
