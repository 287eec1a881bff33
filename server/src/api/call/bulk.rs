use super::answer::{CallRefusals, CallReply, missing};
use super::body::sent;
use super::filters::meant;
use crate::api::bulk::{self, Bound, Came};
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::call::{PurposeWish, STATUSES, Status};
use domain::filter::{Calls, Filter};
use domain::id::UserId;
use engine::Error;
use engine::call::{Change, LeftCall};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What belongs to a change of many and says nothing of which calls.
const OWN: [&str; 14] = [
    "ids",
    "filters",
    "dry_run",
    "count",
    "digest",
    "confirm",
    "set_status_id",
    "set_owner_id",
    "set_purpose_id",
    "add_tag",
    "remove_tag",
    "close",
    "restore",
    "view",
];

/// Which calls are changed, and how. With `ids`, the fields say what they become; with `filters`, `set_…` does.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct BulkUpdateBody {
    /// At most 10,000 ids; a form may send them with commas between them.
    ids: Option<Vec<i64>>,
    /// Any filters of the portal's addresses, or such an address's query, in place of ids; beside ids, both hold.
    filters: Option<std::collections::BTreeMap<String, String>>,
    /// 1 Scheduled, 2 Connected, 3 Missed, 4 Overdue, 5 Completed.
    status_id: Option<String>,
    owner_id: Option<i64>,
    purpose_id: Option<i64>,
    /// One tag more.
    add_tag: Option<String>,
    /// One tag less.
    remove_tag: Option<String>,
    /// 1 closes them.
    closed: Option<i64>,
    /// 1 restores deleted ones.
    restore: Option<i64>,
    /// Only counts: nothing is changed.
    dry_run: Option<bool>,
    /// What a dry run answered, either or both: with another count or digest by now, nothing is changed.
    count: Option<u64>,
    digest: Option<String>,
}

/// Which calls are deleted.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct BulkDeleteBody {
    /// At most 10,000 ids.
    ids: Option<Vec<i64>>,
    /// Any filters of the portal's addresses, or such an address's query, in place of ids.
    filters: Option<std::collections::BTreeMap<String, String>>,
    /// Only counts: nothing is deleted.
    dry_run: Option<bool>,
    /// What a dry run answered, either or both: with another count or digest by now, nothing is deleted.
    count: Option<u64>,
    digest: Option<String>,
}

/// What was changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkResult {
    modified_count: u64,
    /// The task that did it; null when nothing matched or nothing was to be done.
    task_id: Option<Uuid>,
    /// Calls that were left as they are: somebody else changed them meanwhile, or something about them forbids it. For a dry
    /// run, those of which something forbids it now.
    left_count: u64,
    /// The first hundred of them, each with the reason.
    left: Vec<LeftView>,
    /// How many match, and which they are, for a dry run.
    matched_count: Option<u64>,
    digest: Option<String>,
}

/// A call that was left as it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeftView {
    id: i64,
    subject: String,
    reason: String,
}

/// The most calls that are named of those that were left.
const NAMED: u64 = 100;

/// Changes many calls, as a task that can be undone for 15 minutes. Exactly those that matched are changed.
#[utoipa::path(
    post, path = "/crm/calls/bulk-update", tag = "Calls", operation_id = "bulk_update_calls",
    request_body = BulkUpdateBody,
    responses(
        (status = 200, description = "Changed", body = CallReply<BulkResult>),
        (status = 202, description = "It goes on in the background", body = CallReply<BulkResult>),
        CallRefusals
    )
)]
pub async fn update(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<CallReply<BulkResult>, Refusal> {
    let mut errors = FieldErrors::new();
    let changes = changes(&fields, &mut errors);
    if changes.len() != 1 && errors.is_empty() {
        let text = "Name one change: status_id, owner_id, purpose_id, add_tag, remove_tag, closed or restore.";
        errors.add("body", text);
    }
    let filter = which(&state, &caller, &fields, "No IDs provided for update.", errors).await?;
    let Some(change) = changes.into_iter().next() else { return Err(Refusal::NoSuchPath) };
    let filter = match change {
        // Only deleted calls can be restored.
        Change::Restore => filter.and(&Filter::parse([("deleted", "true")])?)?,
        _ => filter,
    };
    run(&state, &caller, &fields, &filter, change, "updated").await
}

/// Deletes many calls, as a task that can be undone for 15 minutes; each can be restored for 30 days.
#[utoipa::path(
    post, path = "/crm/calls/bulk-delete", tag = "Calls", operation_id = "bulk_delete_calls",
    request_body = BulkDeleteBody,
    responses(
        (status = 200, description = "Deleted", body = CallReply<BulkResult>),
        (status = 202, description = "It goes on in the background", body = CallReply<BulkResult>),
        CallRefusals
    )
)]
pub async fn delete(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<CallReply<BulkResult>, Refusal> {
    let filter = which(&state, &caller, &fields, "No IDs provided for deletion.", FieldErrors::new()).await?;
    run(&state, &caller, &fields, &filter, Change::Delete, "soft deleted").await
}

/// The calls that are meant: those of `ids`, or those that match `filters`; one of them is needed.
async fn which(
    state: &AppState,
    caller: &Caller,
    fields: &Fields,
    nothing: &str,
    mut errors: FieldErrors,
) -> Result<Filter<Calls>, Refusal> {
    let ids = match fields.value("ids") {
        None | Some(serde_json::Value::Null) => Vec::new(),
        // A form has no lists: its ids stand behind each other.
        Some(serde_json::Value::String(text)) if fields.is_form() => {
            let ids: Option<Vec<i64>> = text.split(',').map(|id| id.trim().parse().ok()).collect();
            ids.unwrap_or_else(|| {
                errors.add("ids", "IDs must be a list.");
                Vec::new()
            })
        }
        Some(serde_json::Value::Array(_)) => fields.ids("ids", &mut errors),
        Some(_) => {
            errors.add("ids", "IDs must be a list.");
            Vec::new()
        }
    };
    let has = |name: &str| fields.value(name).is_some_and(|value| !value.is_null() && value != "");
    let by_filter = has("filters") || has("view");
    if ids.is_empty() && !by_filter && errors.is_empty() {
        errors.add("ids", nothing);
    }
    errors.into_result(())?;
    let filters = if by_filter {
        let named: Vec<String> = fields.names().map(str::to_owned).collect();
        let own: Vec<&str> = named.iter().map(String::as_str).filter(|name| *name != "filters").collect();
        let own: Vec<&str> = own.into_iter().chain(OWN.into_iter().filter(|name| *name != "filters")).collect();
        let filter = meant(&state.engine, &caller.scope, fields, &own).await?;
        if filter.is_empty() && ids.is_empty() {
            return Err(Refusal::invalid("filters", "Name at least one filter."));
        }
        filter
    } else {
        Filter::everything()
    };
    let chosen = Filter::parse(ids.iter().map(|id| ("id", id.to_string())));
    chosen.and_then(|chosen| filters.and(&chosen)).map_err(|wrong| {
        let texts: Vec<String> = wrong.iter().flat_map(|(_, texts)| texts.iter().cloned()).collect();
        Refusal::invalid("ids", texts.join(" "))
    })
}

fn changes(fields: &Fields, errors: &mut FieldErrors) -> Vec<Change> {
    let mut text = |name: &str| sent(fields, name, errors).map(|text| text.trim().to_owned());
    let status = text("status_id").filter(|text| !text.is_empty());
    let owner = text("owner_id");
    let purpose = text("purpose_id").or(text("purpose"));
    let (add, remove) = (text("add_tag"), text("remove_tag"));
    let closed = text("closed").is_some_and(|text| ["1", "true"].contains(&text.as_str()));
    let restore = text("restore").is_some_and(|text| ["1", "true"].contains(&text.as_str()));
    let mut changes = Vec::new();
    if let Some(status) = status {
        match Status::read(&status) {
            Some(status) => changes.push(Change::Status(status)),
            None => errors.add("status_id", STATUSES),
        }
    }
    if let Some(owner) = owner {
        match owner.as_str() {
            "" | "0" => changes.push(Change::Owner(None)),
            id => match id.parse() {
                Ok(id) => changes.push(Change::Owner(Some(UserId(id)))),
                Err(_) => errors.add("owner_id", "Choose a member of the company."),
            },
        }
    }
    if let Some(purpose) = purpose {
        match PurposeWish::read(&purpose) {
            _ if purpose == "0" => changes.push(Change::Purpose(None)),
            None => changes.push(Change::Purpose(None)),
            Some(PurposeWish::Id(id)) => changes.push(Change::Purpose(Some(id))),
            Some(PurposeWish::Name(_)) => errors.add("purpose_id", "There is no such purpose."),
        }
    }
    changes.extend(add.filter(|tag| !tag.is_empty()).map(Change::Tag));
    changes.extend(remove.filter(|tag| !tag.is_empty()).map(Change::Untag));
    if closed {
        changes.push(Change::Close);
    }
    if restore {
        changes.push(Change::Restore);
    }
    changes
}

async fn run(
    state: &AppState,
    caller: &Caller,
    fields: &Fields,
    filter: &Filter<Calls>,
    change: Change,
    done: &str,
) -> Result<CallReply<BulkResult>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let mut errors = FieldErrors::new();
    let bound = Bound::read(fields, &mut errors);
    errors.into_result(())?;
    let seen = engine::call::confirm(engine, scope, filter).await?;
    let result = |modified_count, task_id, left_count| BulkResult {
        modified_count,
        task_id,
        left_count,
        left: Vec::new(),
        matched_count: None,
        digest: None,
    };
    if bound.dry_run {
        let leaves = engine::call::would_leave(engine, scope, filter, &change).await?;
        let told = BulkResult { matched_count: Some(seen.count), digest: Some(seen.digest), ..result(0, None, leaves) };
        return Ok(CallReply::ok(format!("{} call(s) match; nothing was changed.", seen.count), told));
    }
    let said = |count: u64| format!("{count} call(s) {done} successfully.");
    let job = match engine::call::change_many(engine, scope, filter, change, &bound.to(&seen)).await {
        Ok(job) => job,
        Err(Error::Conflict(_)) if bound.is_of_nothing(&seen) => return Ok(CallReply::ok(said(0), result(0, None, 0))),
        Err(error) => return Err(missing(error)),
    };
    match bulk::came(state, caller, job).await.map_err(missing)? {
        Came::Done { changed, left } => {
            let named = if left > 0 { engine::call::left_calls(engine, scope, job, NAMED).await? } else { Vec::new() };
            let view = |left: LeftCall| LeftView { id: left.call.id.0, subject: left.call.name, reason: left.reason };
            let named = named.into_iter().map(view).collect();
            Ok(CallReply::ok(said(changed), BulkResult { left: named, ..result(changed, Some(job.0), left) }))
        }
        Came::GoesOn => Ok(CallReply::accepted("The change goes on in the background", result(0, Some(job.0), 0))),
    }
}
