use super::answer::{CallRefusals, CallReply, missing};
use super::body::sent;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::call::DemoDraft;
use engine::call::{Cleaning, DemoFigures};
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// How many demo calls are made.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct DemoBody {
    /// 1 to 100,000; 500 when not given.
    count: Option<u64>,
    /// Over how many days, 1 to 3,650; 30 when not given.
    days: Option<u64>,
    /// The same seed makes the same calls.
    seed: Option<u64>,
}

/// Demo calls on their way.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoStarted {
    task_id: Uuid,
    /// What the calls are marked with: the task.
    batch: Uuid,
    count: u64,
    days: u32,
    seed: u64,
}

/// The demo calls of one task that are there.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoBatch {
    batch: Uuid,
    calls: u64,
    first_id: i64,
    last_id: i64,
    #[serde(with = "time::serde::rfc3339")]
    made_at: OffsetDateTime,
}

/// What there is to clean up.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoView {
    demo_calls: u64,
    demo_activities: u64,
    all_calls: u64,
    /// Lines of timelines without their call: none.
    orphans: u64,
    batches: Vec<DemoBatch>,
}

/// Which demo calls are taken away: one of the three, and the word.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct CleanUpBody {
    /// The first id and the last.
    ids: Option<Vec<i64>>,
    /// The newest so many.
    last: Option<u64>,
    /// Those of one task.
    batch: Option<Uuid>,
    /// DELETE.
    confirm: String,
}

/// A clean-up on its way.
#[derive(Debug, Serialize, ToSchema)]
pub struct CleanUpStarted {
    task_id: Uuid,
    /// How many calls it takes away.
    calls: u64,
}

/// Starts to make demo calls.
#[utoipa::path(
    post, path = "/crm/calls/demo", tag = "Calls", operation_id = "make_demo_calls",
    request_body = DemoBody,
    responses((status = 201, description = "Started", body = CallReply<DemoStarted>), CallRefusals)
)]
pub async fn make(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<CallReply<DemoStarted>, Refusal> {
    let mut errors = FieldErrors::new();
    let mut text = |name: &str| sent(&fields, name, &mut errors).unwrap_or_default();
    let draft = DemoDraft { count: text("count"), days: text("days"), seed: text("seed") };
    errors.into_result(())?;
    let started = engine::call::generate(&state.engine, &caller.scope, &draft, None).await?;
    let (task_id, batch) = (started.job.0, started.job.0);
    let data = DemoStarted { task_id, batch, count: started.count, days: started.days, seed: started.seed };
    Ok(CallReply::created("Demo call generation started", data))
}

/// The figures of the demo calls.
#[utoipa::path(
    get, path = "/crm/calls/demo", tag = "Calls", operation_id = "demo_calls",
    responses((status = 200, description = "The figures", body = CallReply<DemoView>), CallRefusals)
)]
pub async fn figures(State(state): State<AppState>, caller: Caller) -> Result<CallReply<DemoView>, Refusal> {
    let DemoFigures { calls, activities, all_calls, orphans, batches } =
        engine::call::demo_figures(&state.engine, &caller.scope).await?;
    let batches = batches.into_iter().map(|batch| DemoBatch {
        batch: batch.id.0,
        calls: batch.calls,
        first_id: batch.first_id,
        last_id: batch.last_id,
        made_at: batch.made_at,
    });
    let data =
        DemoView { demo_calls: calls, demo_activities: activities, all_calls, orphans, batches: batches.collect() };
    Ok(CallReply::ok("Records retrieved successfully", data))
}

/// Starts to take demo calls away with their timelines, for good. Other calls are never touched.
#[utoipa::path(
    delete, path = "/crm/calls/demo", tag = "Calls", operation_id = "clean_demo_calls",
    request_body = CleanUpBody,
    responses((status = 202, description = "Started", body = CallReply<CleanUpStarted>), CallRefusals)
)]
pub async fn clean(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<CallReply<CleanUpStarted>, Refusal> {
    let mut errors = FieldErrors::new();
    let asked = asked(&fields, &mut errors);
    let confirm = sent(&fields, "confirm", &mut errors).unwrap_or_default();
    errors.into_result(())?;
    let Some(asked) = asked else { return Err(Refusal::NoSuchPath) };
    let started = engine::call::clean(&state.engine, &caller.scope, asked, &confirm).await.map_err(missing)?;
    let data = CleanUpStarted { task_id: started.job.0, calls: started.calls };
    Ok(CallReply::accepted("Demo call clean-up started", data))
}

/// The one of the three that was named.
fn asked(fields: &Fields, errors: &mut FieldErrors) -> Option<Cleaning> {
    let is_there = |name: &str| fields.value(name).is_some_and(|value| !value.is_null());
    let named: Vec<&str> = ["ids", "last", "batch"].into_iter().filter(|name| is_there(name)).collect();
    match named.as_slice() {
        ["ids"] => {
            let ids: Option<Vec<i64>> = match fields.value("ids") {
                Some(Value::Array(ids)) => ids.iter().map(Value::as_i64).collect(),
                Some(Value::String(text)) => text.split(',').map(|id| id.trim().parse().ok()).collect(),
                _ => None,
            };
            match ids.as_deref() {
                Some([from, to]) => Some(Cleaning::Ids(*from, *to)),
                _ => {
                    errors.add("ids", "Name the first id and the last.");
                    None
                }
            }
        }
        ["last"] => match fields.whole("last", errors) {
            Some(last) => Some(Cleaning::Last(last)),
            None => {
                errors.add("last", "Name how many.");
                None
            }
        },
        ["batch"] => match sent(fields, "batch", errors).unwrap_or_default().trim().parse() {
            Ok(batch) => Some(Cleaning::Batch(batch)),
            Err(_) => {
                errors.add("batch", "This must be the id of a batch.");
                None
            }
        },
        _ => {
            errors.add("body", "Name one of ids, last and batch.");
            None
        }
    }
}
