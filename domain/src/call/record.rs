//! A call as stored.

use super::{Content, Direction, Draft, Field, Party, Purpose, PurposeWish, Status, party_word, print_duration};
use crate::crm::Named;
use crate::id::{CallId, JobId, TenantId, UserId};
use crate::ukey::ukey;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub tenant: TenantId,
    pub id: CallId,
    pub subject: String,
    pub call_for: Option<Party>,
    pub related_to: Option<Party>,
    pub direction: Direction,
    pub status: Status,
    pub purpose: Option<Purpose>,
    pub start: OffsetDateTime,
    pub end: Option<OffsetDateTime>,
    /// In seconds.
    pub duration_s: Option<u32>,
    pub agenda: String,
    pub description: String,
    pub result: String,
    pub tags: Vec<String>,
    pub caller_id: String,
    pub dialled_number: String,
    /// Minutes before the start.
    pub reminder: Option<u32>,
    pub owner: Option<Named<UserId>>,
    pub assigned_to: Option<Named<UserId>>,
    pub favourite: bool,
    pub closed: bool,
    pub active: bool,
    pub deletable: bool,
    pub sort_by: String,
    /// The job that made it for a demonstration.
    pub demo_batch: Option<JobId>,
    pub created_at: OffsetDateTime,
    pub created_by: Option<Named<UserId>>,
    pub updated_at: OffsetDateTime,
    pub updated_by: Option<Named<UserId>>,
    /// When its timeline was last written to.
    pub active_at: OffsetDateTime,
    /// Rises with every change.
    pub version: i64,
    /// Since when it is deleted; it can be restored for 30 days.
    pub deleted_at: Option<OffsetDateTime>,
}

impl Call {
    /// The key that old clients know it by.
    pub fn ukey(&self) -> String {
        ukey(self.tenant, self.id.0)
    }

    /// The call as a form shows it.
    pub fn draft(&self) -> Draft {
        Field::ALL.into_iter().fold(Draft::default(), |draft, field| draft.with(field, self.text(field)))
    }

    /// The call's values, without the names of what it refers to.
    pub fn content(&self) -> Content {
        Content {
            subject: self.subject.clone(),
            call_for: self.call_for.as_ref().map(|party| (party.kind, party.id)),
            related_to: self.related_to.as_ref().map(|party| (party.kind, party.id)),
            direction: self.direction,
            status: self.status,
            purpose: self.purpose.as_ref().map(|purpose| PurposeWish::Id(purpose.id)),
            start: self.start,
            end: self.end,
            duration_s: self.duration_s,
            agenda: self.agenda.clone(),
            description: self.description.clone(),
            result: self.result.clone(),
            tags: self.tags.clone(),
            caller_id: self.caller_id.clone(),
            dialled_number: self.dialled_number.clone(),
            reminder: self.reminder,
            owner: self.owner.as_ref().map(|owner| owner.id),
            assigned_to: self.assigned_to.as_ref().map(|person| person.id),
            closed: self.closed,
            active: self.active,
            deletable: self.deletable,
            sort_by: self.sort_by.clone(),
        }
    }

    /// A field as a form shows it: what [`Draft::check`] reads back as the same.
    pub fn text(&self, field: Field) -> String {
        let id = |party: &Option<Party>| party.as_ref().map(|party| party.id.to_string()).unwrap_or_default();
        let kind = |party: &Option<Party>| party.as_ref().map(|party| party_word(party.kind)).unwrap_or_default();
        let person = |named: &Option<Named<UserId>>| named.as_ref().map(|named| named.id.to_string());
        let flag = |flag: bool| if flag { "1" } else { "0" }.to_owned();
        match field {
            Field::Subject => self.subject.clone(),
            Field::CallFor => kind(&self.call_for).to_owned(),
            Field::CallForId => id(&self.call_for),
            Field::RelatedTo => kind(&self.related_to).to_owned(),
            Field::RelatedToId => id(&self.related_to),
            Field::Type => self.direction.as_str().to_owned(),
            Field::StartTime => printed(self.start),
            Field::EndTime => self.end.map(printed).unwrap_or_default(),
            Field::Duration => self.duration_s.map(print_duration).unwrap_or_default(),
            Field::Purpose => self.purpose.as_ref().map(|purpose| purpose.id.to_string()).unwrap_or_default(),
            Field::Agenda => self.agenda.clone(),
            Field::Description => self.description.clone(),
            Field::Result => self.result.clone(),
            Field::Tag => self.tags.join(", "),
            Field::CallerId => self.caller_id.clone(),
            Field::DialledNumber => self.dialled_number.clone(),
            Field::Reminder => self.reminder.map(|minutes| minutes.to_string()).unwrap_or_default(),
            Field::StatusId => self.status.code().to_string(),
            Field::OwnerId => person(&self.owner).unwrap_or_default(),
            Field::AssignedToId => person(&self.assigned_to).unwrap_or_default(),
            Field::Closed => flag(self.closed),
            Field::Active => flag(self.active),
            Field::Deletable => flag(self.deletable),
            Field::SortBy => self.sort_by.clone(),
        }
    }

    /// A field as people read it on a timeline.
    pub fn readable(&self, field: Field) -> String {
        let named = |named: &Option<Named<UserId>>| named.as_ref().map(|named| named.name.clone()).unwrap_or_default();
        let party = |party: &Option<Party>| party.as_ref().map(|party| party.name.clone()).unwrap_or_default();
        match field {
            Field::OwnerId => named(&self.owner),
            Field::AssignedToId => named(&self.assigned_to),
            Field::StatusId => self.status.label().to_owned(),
            Field::Purpose => self.purpose.as_ref().map(|purpose| purpose.name.clone()).unwrap_or_default(),
            Field::CallForId if !party(&self.call_for).is_empty() => party(&self.call_for),
            Field::RelatedToId if !party(&self.related_to).is_empty() => party(&self.related_to),
            Field::Closed => yes(self.closed),
            Field::Active => yes(self.active),
            Field::Deletable => yes(self.deletable),
            other => self.text(other),
        }
    }
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

fn printed(at: OffsetDateTime) -> String {
    // A moment that the database holds has a year that can be printed.
    at.format(&Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::Kind;
    use crate::id::RecordId;
    use time::macros::datetime;

    #[test]
    fn a_calls_draft_reads_back_as_its_content() {
        let at = datetime!(2026-11-21 10:00:00.123456 UTC);
        let person = Named { id: UserId(7), name: "Ada".to_owned() };
        let call = Call {
            tenant: TenantId(3),
            id: CallId(12),
            subject: "Review".into(),
            call_for: Some(Party { kind: Kind::Company, id: RecordId(4), name: "Acme".into() }),
            related_to: Some(Party { kind: Kind::Deal, id: RecordId(5), name: String::new() }),
            direction: Direction::Inbound,
            status: Status::Connected,
            purpose: Purpose::shipped(4),
            start: at,
            end: Some(at + time::Duration::seconds(330)),
            duration_s: Some(330),
            agenda: "a\nb".into(),
            description: String::new(),
            result: "well".into(),
            tags: vec!["vip".into(), "two words".into()],
            caller_id: "+14155550100".into(),
            dialled_number: "+14155550101".into(),
            reminder: Some(15),
            owner: Some(person.clone()),
            assigned_to: None,
            favourite: true,
            closed: true,
            active: false,
            deletable: true,
            sort_by: "3".into(),
            demo_batch: None,
            created_at: at,
            created_by: Some(person),
            updated_at: at,
            updated_by: None,
            active_at: at,
            version: 1,
            deleted_at: None,
        };
        let read = call.draft().check(|local| local.assume_utc()).expect("what is stored reads");
        assert_eq!(read, call.content());
        assert_eq!(call.ukey(), "300012");
        assert_eq!((call.readable(Field::CallForId), call.readable(Field::OwnerId)), ("Acme".into(), "Ada".into()));
        assert_eq!(call.readable(Field::Duration), "5m 30s");
    }
}
