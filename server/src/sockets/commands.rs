//! What a client says, and what it is answered.

use super::events::iso;
use crate::api::phone::task::ActiveTask;
use crate::api::phone::task_progress::{MISSING, TaskProgress};
use domain::Scope;
use domain::filter::{Filter, Jobs, ListQuery};
use domain::id::JobId;
use domain::job::{JobProgress, JobState};
use domain::page::PageSize;
use engine::{Engine, Error};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use time::OffsetDateTime;

/// The tasks that a connection may choose.
const CHOSEN_MAX: usize = 100;
/// The open tasks that are listed.
const LISTED: u64 = 200;

/// Answers a message. `chosen` are the tasks that the client wants to hear of; none yet means all.
///
/// # Errors
/// What is our own fault, or the database's.
pub(super) async fn answer(
    engine: &Engine,
    scope: &Scope,
    chosen: &mut HashSet<JobId>,
    text: &str,
) -> engine::Result<Value> {
    let Ok(said) = serde_json::from_str::<Map<String, Value>>(text) else { return Ok(error("Invalid JSON format")) };
    let answered = match said.get("type").and_then(Value::as_str).unwrap_or_default() {
        "ping" => Ok(json!({ "type": "pong", "timestamp": said.get("timestamp") })),
        "get_active_tasks" => active_tasks(engine, scope).await,
        "get_task_status" => task_status(engine, scope, task_id(&said)).await,
        "subscribe_task" => subscribe(engine, scope, chosen, task_id(&said)).await,
        "cancel_task" => cancel(engine, scope, task_id(&said)).await,
        _ => return Ok(error("Unknown message type")),
    };
    match answered {
        Err(refused @ (Error::NotFound | Error::Denied(_) | Error::Conflict(_) | Error::Invalid(_))) => {
            let text = if let Error::NotFound = refused { MISSING.to_owned() } else { refused.to_string() };
            Ok(json!({ "type": "error", "message": text, "task_id": said.get("task_id") }))
        }
        answered => answered,
    }
}

/// What is said of a message that can't be followed.
pub(super) fn error(text: &str) -> Value {
    json!({ "type": "error", "message": text })
}

/// The tenant's tasks that have not ended, newest first.
pub(super) async fn open_jobs(engine: &Engine, scope: &Scope) -> engine::Result<Vec<JobProgress>> {
    let open = JobState::ALL.into_iter().filter(|state| !state.is_ended());
    let filter: Filter<Jobs> = Filter::parse(open.map(|state| ("state", state.as_str())))?;
    let query = ListQuery { filter, page_size: PageSize::clamped(LISTED), ..ListQuery::default() };
    Ok(engine::job::list(engine, scope, &query).await?.rows)
}

/// The message that lists them.
pub(super) fn listed(open: &[JobProgress]) -> Value {
    let tasks: Vec<ActiveTask> = open.iter().map(ActiveTask::from).collect();
    json!({ "type": "active_tasks", "tasks": tasks })
}

fn task_id(said: &Map<String, Value>) -> JobId {
    // What is no id names no task, like one of somebody else's.
    said.get("task_id").and_then(Value::as_str).and_then(|id| id.parse().ok()).unwrap_or(JobId(uuid::Uuid::nil()))
}

async fn active_tasks(engine: &Engine, scope: &Scope) -> engine::Result<Value> {
    Ok(listed(&open_jobs(engine, scope).await?))
}

async fn task_status(engine: &Engine, scope: &Scope, id: JobId) -> engine::Result<Value> {
    let task = TaskProgress::from(engine::job::get(engine, scope, id).await?);
    Ok(json!({ "type": "task_status", "task_id": id, "task": task }))
}

async fn subscribe(engine: &Engine, scope: &Scope, chosen: &mut HashSet<JobId>, id: JobId) -> engine::Result<Value> {
    engine::job::progress(engine, scope, id).await?;
    if chosen.len() >= CHOSEN_MAX && !chosen.contains(&id) {
        return Ok(error("A connection follows 100 tasks at most."));
    }
    chosen.insert(id);
    Ok(json!({ "type": "subscription_confirmed", "task_id": id, "timestamp": iso(OffsetDateTime::now_utc()) }))
}

async fn cancel(engine: &Engine, scope: &Scope, id: JobId) -> engine::Result<Value> {
    engine::job::cancel(engine, scope, id).await?;
    Ok(json!({ "type": "task_cancelled", "task_id": id, "status": "cancelled" }))
}
