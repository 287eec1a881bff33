//! The table of calls, and a call as it holds it.

use crate::error::{Error, Result};
use domain::call::{Call, Content, Direction, Party, Purpose, PurposeWish, Status};
use domain::crm::{Kind, Named};
use domain::id::{CallId, JobId, RecordId, TenantId, UserId};
use sea_orm::{FromQueryResult, Value};
use time::OffsetDateTime;
use uuid::Uuid;

/// The columns that hold what somebody typed.
pub(crate) const COLUMNS: [&str; 24] = [
    "subject",
    "call_for",
    "call_for_id",
    "related_to",
    "related_to_id",
    "direction",
    "status",
    "purpose_id",
    "start_time",
    "end_time",
    "duration_s",
    "agenda",
    "description",
    "result",
    "tags",
    "caller_id",
    "dialled_number",
    "reminder",
    "owner_id",
    "assigned_to_id",
    "closed",
    "active",
    "deletable",
    "sort_by",
];

/// What a column gets of a call's values. What they refer to has been found.
pub(super) fn value(content: &Content, column: &str) -> Value {
    let figure = |figure: Option<u32>| figure.map(|figure| i32::try_from(figure).unwrap_or(i32::MAX));
    match column {
        "subject" => content.subject.clone().into(),
        "call_for" => content.call_for.map(|(kind, _)| kind.entity().code()).into(),
        "call_for_id" => content.call_for.map(|(_, id)| id.0).into(),
        "related_to" => content.related_to.map(|(kind, _)| kind.entity().code()).into(),
        "related_to_id" => content.related_to.map(|(_, id)| id.0).into(),
        "direction" => content.direction.code().into(),
        "status" => content.status.code().into(),
        "purpose_id" => purpose(content).into(),
        "start_time" => content.start.into(),
        "end_time" => content.end.into(),
        "duration_s" => figure(content.duration_s).into(),
        "agenda" => content.agenda.clone().into(),
        "description" => content.description.clone().into(),
        "result" => content.result.clone().into(),
        "tags" => content.tags.clone().into(),
        "caller_id" => content.caller_id.clone().into(),
        "dialled_number" => content.dialled_number.clone().into(),
        "reminder" => figure(content.reminder).into(),
        "owner_id" => content.owner.map(|owner| owner.0).into(),
        "assigned_to_id" => content.assigned_to.map(|person| person.0).into(),
        "closed" => content.closed.into(),
        "active" => content.active.into(),
        "deletable" => content.deletable.into(),
        _ => content.sort_by.clone().into(),
    }
}

fn purpose(content: &Content) -> Option<i64> {
    match &content.purpose {
        Some(PurposeWish::Id(id)) => Some(*id),
        Some(PurposeWish::Name(_)) | None => None,
    }
}

/// A row by [`select`].
#[derive(FromQueryResult)]
pub(crate) struct Row {
    tenant_id: i64,
    pub id: i64,
    subject: String,
    call_for: Option<i16>,
    call_for_id: Option<i64>,
    call_for_name: Option<String>,
    related_to: Option<i16>,
    related_to_id: Option<i64>,
    related_to_name: Option<String>,
    direction: i16,
    status: i16,
    purpose_id: Option<i64>,
    purpose_name: Option<String>,
    start_time: OffsetDateTime,
    end_time: Option<OffsetDateTime>,
    duration_s: Option<i32>,
    agenda: String,
    description: String,
    result: String,
    tags: Vec<String>,
    caller_id: String,
    dialled_number: String,
    reminder: Option<i32>,
    owner_id: Option<i64>,
    owner: Option<String>,
    assigned_to_id: Option<i64>,
    assigned_to: Option<String>,
    favourite: bool,
    closed: bool,
    active: bool,
    deletable: bool,
    sort_by: String,
    demo_batch: Option<Uuid>,
    created_at: OffsetDateTime,
    created_by: Option<i64>,
    creator: Option<String>,
    updated_at: OffsetDateTime,
    updated_by: Option<i64>,
    editor: Option<String>,
    active_at: OffsetDateTime,
    version: i64,
    deleted_at: Option<OffsetDateTime>,
}

/// A query of [`Row`]s for some rows `r` of the table; the tenant is `$1`.
pub(crate) fn select(rows: &str) -> String {
    let named = |kind: &str, id: &str| {
        let of = |code: i16, table: &str| {
            format!("when {code} then (select p.name from {table} p where p.tenant_id = $1 and p.id = r.{id})")
        };
        let names = [(1, "contact"), (2, "company"), (3, "lead"), (4, "deal")].map(|(code, table)| of(code, table));
        format!("case r.{kind} {} end as {kind}_name", names.join(" "))
    };
    format!(
        "select r.tenant_id, r.id, r.subject, r.call_for, r.call_for_id, {for_name}, r.related_to, r.related_to_id,
             {related_name}, r.direction, r.status, r.purpose_id,
             (select p.name from call_purpose p where p.tenant_id = $1 and p.id = r.purpose_id) as purpose_name,
             r.start_time, r.end_time, r.duration_s, r.agenda, r.description, r.result, r.tags, r.caller_id,
             r.dialled_number, r.reminder, r.owner_id, o.name as owner, r.assigned_to_id, a.name as assigned_to,
             r.favourite, r.closed, r.active, r.deletable, r.sort_by, r.demo_batch, r.created_at, r.created_by,
             c.name as creator, r.updated_at, r.updated_by, u.name as editor, r.active_at, r.version, r.deleted_at
         from {rows} r
         left join app_user o on o.id = r.owner_id left join app_user a on a.id = r.assigned_to_id
         left join app_user c on c.id = r.created_by left join app_user u on u.id = r.updated_by",
        for_name = named("call_for", "call_for_id"),
        related_name = named("related_to", "related_to_id"),
    )
}

impl Row {
    /// The call it is.
    pub(crate) fn call(self) -> Result<Call> {
        let strange = |what: &str| Error::Internal(format!("call {} has a strange {what}", self.id));
        let person =
            |id: Option<i64>, name: Option<String>| id.zip(name).map(|(id, name)| Named { id: UserId(id), name });
        let party = |kind: Option<i16>, id: Option<i64>, name: Option<String>| {
            let kind = Kind::ALL.into_iter().find(|known| Some(known.entity().code()) == kind);
            kind.zip(id).map(|(kind, id)| Party { kind, id: RecordId(id), name: name.unwrap_or_default() })
        };
        let figure = |figure: Option<i32>| figure.and_then(|figure| u32::try_from(figure).ok());
        Ok(Call {
            tenant: TenantId(self.tenant_id),
            id: CallId(self.id),
            direction: Direction::of_code(self.direction).ok_or_else(|| strange("direction"))?,
            status: Status::of_code(self.status).ok_or_else(|| strange("status"))?,
            subject: self.subject,
            call_for: party(self.call_for, self.call_for_id, self.call_for_name),
            related_to: party(self.related_to, self.related_to_id, self.related_to_name),
            purpose: self.purpose_id.map(|id| {
                let own = Purpose { id, name: self.purpose_name.unwrap_or_default() };
                Purpose::shipped(id).unwrap_or(own)
            }),
            start: self.start_time,
            end: self.end_time,
            duration_s: figure(self.duration_s),
            agenda: self.agenda,
            description: self.description,
            result: self.result,
            tags: self.tags,
            caller_id: self.caller_id,
            dialled_number: self.dialled_number,
            reminder: figure(self.reminder),
            owner: person(self.owner_id, self.owner),
            assigned_to: person(self.assigned_to_id, self.assigned_to),
            favourite: self.favourite,
            closed: self.closed,
            active: self.active,
            deletable: self.deletable,
            sort_by: self.sort_by,
            demo_batch: self.demo_batch.map(JobId),
            created_at: self.created_at,
            created_by: person(self.created_by, self.creator),
            updated_at: self.updated_at,
            updated_by: person(self.updated_by, self.editor),
            active_at: self.active_at,
            version: self.version,
            deleted_at: self.deleted_at,
        })
    }
}
