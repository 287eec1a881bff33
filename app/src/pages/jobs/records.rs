//! What a job page shows of a change of many contacts, companies, leads, deals or calls: the way back, and what was left.

use crate::components::figure::{grouped, plural};
use crate::components::icon::Icon;
use crate::components::table::{Head, Table};
use crate::paths;
use crate::request::{Request, Stop};
use domain::job::JobKind;
use engine::job::JobDetail;
use leptos::prelude::*;

/// Records listed that a job left as they were.
const SHOWN: u64 = 100;

/// Something that a job left as it was.
struct Left {
    href: String,
    name: String,
    reason: String,
}

/// Both parts; nothing for jobs of another kind.
pub(super) async fn records(request: &Request, detail: &JobDetail, may_act: bool) -> Result<AnyView, Stop> {
    let (engine, scope, id) = (&request.engine, request.scope()?, detail.progress.id);
    let (until, left, action) = match detail.progress.kind {
        Some(JobKind::EditRecords | JobKind::UndoRecords) => {
            let left = engine::crm::left_records(engine, scope, id, SHOWN).await?.into_iter().map(|left| Left {
                href: paths::record(left.kind, left.record.id),
                name: if left.record.name.is_empty() { left.record.id.to_string() } else { left.record.name },
                reason: left.reason,
            });
            (engine::crm::undoable_until(engine, scope, id).await?, left.collect::<Vec<_>>(), "records-undo")
        }
        Some(JobKind::EditCalls | JobKind::UndoCalls) => {
            let left = engine::call::left_calls(engine, scope, id, SHOWN).await?.into_iter().map(|left| Left {
                href: paths::call(left.call.id),
                name: if left.call.name.is_empty() { left.call.id.to_string() } else { left.call.name },
                reason: left.reason,
            });
            (engine::call::undoable_until(engine, scope, id).await?, left.collect(), "calls-undo")
        }
        _ => return Ok(().into_any()),
    };
    let failed = u64::try_from(detail.progress.failed).unwrap_or(0);
    let undo = until.filter(|_| may_act && detail.progress.state.is_ended()).map(|until| {
        let minutes = ((until - request.now).whole_seconds().max(0) + 59) / 60;
        let more = plural(u64::try_from(minutes).unwrap_or(0), "more minute", "more minutes");
        view! {
            <form class="surface flex flex-wrap items-center gap-3 p-4" method="post" action=paths::form(action)>
                <input type="hidden" name="id" value=id.to_string()/>
                <button class="btn" type="submit"><Icon name="undo-2"/>"Undo"</button>
                <p class="muted">{format!("Can be undone for {more}. What somebody changed since is left and listed.")}</p>
            </form>
        }
    });
    Ok(view! {
        {undo}
        {left_alone(left, failed)}
    }
    .into_any())
}

fn left_alone(left: Vec<Left>, all: u64) -> AnyView {
    if left.is_empty() {
        return ().into_any();
    }
    let more = all.saturating_sub(left.len() as u64);
    let rows = left
        .into_iter()
        .map(|left| {
            view! {
                <tr>
                    <td><a class="quiet-link" href=left.href>{left.name}</a></td>
                    <td class="wrap-anywhere">{left.reason}</td>
                </tr>
            }
        })
        .collect_view();
    let head = vec![Head::text("Name"), Head::text("Reason")];
    view! {
        <div class="surface">
            <h2 class="px-3 py-3">"Left as they were"</h2>
            <div class="border-t hairline"><Table label="Left as they were".to_owned() head=head>{rows}</Table></div>
            {(more > 0).then(|| view! { <p class="muted border-t hairline px-3 py-2.5">{format!("And {} more.", grouped(more))}</p> })}
        </div>
    }
    .into_any()
}
