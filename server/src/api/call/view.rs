//! A call as old clients know it.

use domain::call::{Call, Field, Party, party_word, print_duration};
use domain::crm::Named;
use domain::id::UserId;
use engine::activity::Activity;
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// A person.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallPerson {
    id: i64,
    name: String,
}

/// A record that a call refers to.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallParty {
    id: i64,
    /// contact, lead, account or deal.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Empty when the record has been forgotten since.
    name: String,
}

/// A call.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallView {
    id: i64,
    /// The company's id, `000` and the call's; with a hyphen and the company's id behind it where two calls would share that.
    ukey: String,
    tenant_id: i64,
    /// Who made it.
    add_by: Option<i64>,
    user_id: Option<i64>,
    subject: String,
    call_for: Option<&'static str>,
    call_for_id: Option<i64>,
    related_to: Option<&'static str>,
    related_to_id: Option<i64>,
    /// inbound or outbound.
    #[serde(rename = "type")]
    direction: &'static str,
    type_id: i16,
    #[serde(with = "time::serde::rfc3339")]
    start_time: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    end_time: Option<OffsetDateTime>,
    /// As people read it, `5m 30s`.
    duration: Option<String>,
    duration_seconds: Option<u32>,
    purpose: Option<String>,
    purpose_id: Option<i64>,
    agenda: String,
    description: String,
    result: String,
    /// With commas between them.
    tag: String,
    caller_id: String,
    dialled_number: String,
    /// Minutes before the start.
    reminder: Option<u32>,
    /// A digit as a text: 1 Scheduled, 2 Connected, 3 Missed, 4 Overdue, 5 Completed.
    status_id: String,
    status: &'static str,
    owner_id: Option<i64>,
    assigned_to_id: Option<i64>,
    closed: u8,
    active: u8,
    deletable: u8,
    deleted: u8,
    favorite: u8,
    sort_by: String,
    /// The task that made it for a demonstration.
    demo_batch: Option<Uuid>,
    #[serde(with = "time::serde::rfc3339")]
    createdon: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updatedon: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    last_activity_date: OffsetDateTime,
    /// Rises with every edit.
    version: i64,
    owner_details: Option<CallPerson>,
    assigned_to_details: Option<CallPerson>,
    call_for_details: Option<CallParty>,
    related_to_details: Option<CallParty>,
}

fn person(named: Option<Named<UserId>>) -> Option<CallPerson> {
    named.map(|named| CallPerson { id: named.id.0, name: named.name })
}

fn party(party: Option<Party>) -> Option<CallParty> {
    party.map(|party| CallParty { id: party.id.0, kind: party_word(party.kind), name: party.name })
}

impl From<Call> for CallView {
    fn from(call: Call) -> Self {
        let add_by = call.created_by.as_ref().map(|person| person.id.0);
        let flag = u8::from;
        CallView {
            ukey: call.ukey(),
            tag: call.text(Field::Tag),
            id: call.id.0,
            tenant_id: call.tenant.0,
            add_by,
            user_id: add_by,
            call_for: call.call_for.as_ref().map(|party| party_word(party.kind)),
            call_for_id: call.call_for.as_ref().map(|party| party.id.0),
            related_to: call.related_to.as_ref().map(|party| party_word(party.kind)),
            related_to_id: call.related_to.as_ref().map(|party| party.id.0),
            direction: call.direction.as_str(),
            type_id: call.direction.code(),
            start_time: call.start,
            end_time: call.end,
            duration: call.duration_s.map(print_duration),
            duration_seconds: call.duration_s,
            purpose_id: call.purpose.as_ref().map(|purpose| purpose.id),
            purpose: call.purpose.map(|purpose| purpose.name),
            reminder: call.reminder,
            status_id: call.status.code().to_string(),
            status: call.status.label(),
            owner_id: call.owner.as_ref().map(|owner| owner.id.0),
            assigned_to_id: call.assigned_to.as_ref().map(|person| person.id.0),
            closed: flag(call.closed),
            active: flag(call.active),
            deletable: flag(call.deletable),
            deleted: flag(call.deleted_at.is_some()),
            favorite: flag(call.favourite),
            demo_batch: call.demo_batch.map(|batch| batch.0),
            createdon: call.created_at,
            updatedon: call.updated_at,
            last_activity_date: call.active_at,
            version: call.version,
            owner_details: person(call.owner),
            assigned_to_details: person(call.assigned_to),
            call_for_details: party(call.call_for),
            related_to_details: party(call.related_to),
            subject: call.subject,
            agenda: call.agenda,
            description: call.description,
            result: call.result,
            caller_id: call.caller_id,
            dialled_number: call.dialled_number,
            sort_by: call.sort_by,
        }
    }
}

/// A line of a call's timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallActivity {
    id: i64,
    /// call_created, call_updated, call_status_changed, call_marked_as_favorite and so on.
    activity_type: String,
    /// "call".
    entity_type: &'static str,
    entity_id: i64,
    tenant_id: i64,
    /// Nobody where no person did it.
    user_id: Option<i64>,
    user_name: Option<String>,
    title: String,
    description: String,
    #[serde(with = "time::serde::rfc3339")]
    timestamp: OffsetDateTime,
    /// `changes` holds fields with what they were before and after.
    #[schema(value_type = Object)]
    metadata: Value,
}

impl CallActivity {
    /// A line of a tenant's.
    pub fn of(line: Activity, tenant_id: i64) -> Self {
        CallActivity {
            id: line.id.0,
            activity_type: line.kind,
            entity_type: line.of.as_str(),
            entity_id: line.entity,
            tenant_id,
            user_id: line.by.as_ref().map(|by| by.id.0),
            user_name: line.by.map(|by| by.name),
            title: line.title,
            description: line.description,
            timestamp: line.at,
            metadata: line.metadata,
        }
    }
}
