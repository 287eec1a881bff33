use crate::api::bulk::{self, Bound, Came};
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::list_export;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::filter::{Companies, Contacts, Deals, Filter, Leads, OfKind};
use domain::id::UserId;
use engine::Error;
use engine::crm::Change;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// All that the body may hold; what is passed over could touch more records than were meant.
const FIELDS: [&str; 12] = [
    "ids",
    "filter",
    "stage",
    "owner_id",
    "add_tag",
    "remove_tag",
    "delete",
    "dry_run",
    "count",
    "digest",
    "user_id",
    "tenant_id",
];

/// Which records are changed, and how: `ids`, a `filter` or both, and one change.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct RecordBulkBody {
    /// At most 10,000 ids.
    ids: Option<Vec<i64>>,
    /// Those that match, as the query of the list has it: `stage=new&tag=vip`.
    #[schema(examples("stage=new"))]
    filter: Option<String>,
    /// One of the stages that can be chosen.
    #[schema(examples("customer"))]
    stage: Option<String>,
    /// A member of the company; 0 for nobody.
    owner_id: Option<u64>,
    /// One tag more.
    add_tag: Option<String>,
    /// One tag less.
    remove_tag: Option<String>,
    /// true deletes them; each can be restored for 30 days.
    delete: Option<bool>,
    /// Only counts: nothing is changed.
    dry_run: Option<bool>,
    /// What a dry run answered, either or both: with another count or digest by now, nothing is changed.
    count: Option<u64>,
    digest: Option<String>,
}

/// What a change of many did, or would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordBulkView {
    /// How many match.
    matched_count: u64,
    /// Which they are, each as it is now: what the change is bound to.
    digest: String,
    /// How many were changed; 0 for a dry run, and while it goes on in the background.
    changed_count: u64,
    /// Those that somebody else changed meanwhile, or that something about them forbids it of; they were left as they are.
    left_count: u64,
    /// The task that did it; null when nothing was to be done.
    task_id: Option<Uuid>,
}

/// The records that are meant.
fn which<S: OfKind>(fields: &Fields, errors: &mut FieldErrors) -> Filter<S> {
    let ids = fields.ids("ids", errors);
    let filter = list_export::filter::<S>(fields, errors);
    if errors.is_empty() && ids.is_empty() && filter.is_empty() {
        errors.add("ids", "Name ids, or a filter.");
    }
    let chosen = Filter::parse(ids.iter().map(|id| ("id", id.to_string())));
    let named = chosen.and_then(|chosen| filter.and(&chosen));
    named.unwrap_or_else(|wrong| {
        errors.add("ids", wrong.iter().flat_map(|(_, texts)| texts.to_vec()).collect::<Vec<_>>().join(" "));
        Filter::everything()
    })
}

/// The one change that is asked for, and the field that it stands in.
fn change(fields: &Fields, errors: &mut FieldErrors) -> Option<(&'static str, Change)> {
    let mut text = |name: &'static str| {
        let typed = fields.only_text(name, errors).trim().to_owned();
        (!typed.is_empty()).then_some((name, typed))
    };
    let (stage, add, remove) = (text("stage"), text("add_tag"), text("remove_tag"));
    let owner = fields.whole("owner_id", errors).map(|id| i64::try_from(id).unwrap_or(i64::MAX));
    let delete = fields.flag("delete", errors);
    let changes: Vec<(&'static str, Change)> = [
        stage.map(|(name, stage)| (name, Change::Stage(stage))),
        owner.map(|id| ("owner_id", Change::Owner((id > 0).then_some(UserId(id))))),
        add.map(|(name, tag)| (name, Change::Tag(tag))),
        remove.map(|(name, tag)| (name, Change::Untag(tag))),
        delete.then_some(("delete", Change::Delete)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if changes.len() != 1 && errors.is_empty() {
        errors.add("body", "Name one change: stage, owner_id, add_tag, remove_tag or delete.");
    }
    changes.into_iter().next()
}

/// What the verb says of its own fields, at those of the body.
fn at(field: &'static str) -> impl Fn(Error) -> Refusal {
    move |error| match error {
        Error::Invalid(errors) => {
            let texts: Vec<String> = errors.iter().flat_map(|(_, texts)| texts.to_vec()).collect();
            Refusal::invalid(field, texts.join(" "))
        }
        other => other.into(),
    }
}

async fn run<S: OfKind>(
    state: &AppState,
    caller: &Caller,
    fields: &Fields,
) -> Result<(StatusCode, Json<RecordBulkView>), Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let mut errors = FieldErrors::new();
    for unknown in fields.names().filter(|name| !FIELDS.contains(name)) {
        errors.add(unknown, "There is no such field.");
    }
    let bound = Bound::read(fields, &mut errors);
    let filter = which::<S>(fields, &mut errors);
    let change = change(fields, &mut errors);
    errors.into_result(())?;
    let Some((field, change)) = change else { return Err(Refusal::NoSuchPath) };
    let seen = engine::crm::confirm(engine, scope, &filter).await?;
    let answer = |changed_count, left_count, task_id| {
        Json(RecordBulkView {
            matched_count: seen.count,
            digest: seen.digest.clone(),
            changed_count,
            left_count,
            task_id,
        })
    };
    if bound.dry_run {
        return Ok((StatusCode::OK, answer(0, 0, None)));
    }
    let job = match engine::crm::change_many(engine, scope, &filter, change, &bound.to(&seen)).await {
        Ok(job) => job,
        Err(Error::Conflict(_)) if bound.is_of_nothing(&seen) => return Ok((StatusCode::OK, answer(0, 0, None))),
        Err(error) => return Err(at(field)(error)),
    };
    Ok(match bulk::came(state, caller, job).await? {
        Came::Done { changed, left } => (StatusCode::OK, answer(changed, left, Some(job.0))),
        Came::GoesOn => (StatusCode::ACCEPTED, answer(0, 0, Some(job.0))),
    })
}

// It would be indented anew each time.
#[rustfmt::skip]
macro_rules! operation {
    ($name:ident, $path:tt, $tag:tt, $id:tt, $list:ident, $doc:tt) => {
        #[doc = $doc]
        ///
        /// A task does it, which can be undone for 15 minutes. Exactly those that matched are changed.
        #[utoipa::path(
            post, path = $path, tag = $tag, operation_id = $id,
            request_body = RecordBulkBody,
            responses(
                (status = 200, description = "Changed, or what would be", body = RecordBulkView),
                (status = 202, description = "It goes on in the background", body = RecordBulkView),
                Problems
            )
        )]
        pub async fn $name(
            State(state): State<AppState>,
            caller: Caller,
            fields: Fields,
        ) -> Result<(StatusCode, Json<RecordBulkView>), Refusal> {
            run::<$list>(&state, &caller, &fields).await
        }
    };
}

operation!(
    change_contacts,
    "/api/v1/contacts/bulk/",
    "Contacts",
    "change_contacts",
    Contacts,
    "Changes or deletes many contacts."
);
operation!(
    change_companies,
    "/api/v1/companies/bulk/",
    "Companies",
    "change_companies",
    Companies,
    "Changes or deletes many companies."
);
operation!(change_leads, "/api/v1/leads/bulk/", "Leads", "change_leads", Leads, "Changes or deletes many leads.");
operation!(change_deals, "/api/v1/deals/bulk/", "Deals", "change_deals", Deals, "Changes or deletes many deals.");
