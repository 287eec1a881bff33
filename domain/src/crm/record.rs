//! A record as stored.

use super::{Content, Draft, Field, Kind, Money, Phone, Reference};
use crate::id::{RecordId, UserId};
use time::{Date, OffsetDateTime};

/// Something else by its id, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<T> {
    pub id: T,
    pub name: String,
}

/// A contact, company, lead or deal. What its kind does not have is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub kind: Kind,
    pub id: RecordId,
    pub name: String,
    /// The primary one first.
    pub phones: Vec<Phone>,
    pub email: String,
    pub website: String,
    pub company: Option<Named<RecordId>>,
    /// A lead's company, which is a text.
    pub company_name: String,
    /// A deal's contact, and the contact that a lead became.
    pub contact: Option<Named<RecordId>>,
    /// The deal that a lead became.
    pub deal: Option<Named<RecordId>>,
    pub owner: Option<Named<UserId>>,
    /// One of [`Kind::stages`].
    pub stage: String,
    pub source: String,
    pub amount: Option<Money>,
    pub expected_close: Option<Date>,
    /// An IANA name, or empty.
    pub time_zone: String,
    pub tags: Vec<String>,
    pub notes: String,
    pub created_at: OffsetDateTime,
    pub created_by: Option<Named<UserId>>,
    pub updated_at: OffsetDateTime,
    pub updated_by: Option<Named<UserId>>,
    /// Rises with every change.
    pub version: i64,
    /// Since when it is deleted; it can be restored for 30 days, unless it was merged.
    pub deleted_at: Option<OffsetDateTime>,
    /// The one that took its place.
    pub merged_into: Option<RecordId>,
}

impl Record {
    /// The record as a form shows it.
    pub fn draft(&self) -> Draft {
        let fields = Field::of(self.kind).iter().map(|field| (*field, self.text(*field)));
        fields.fold(Draft::default(), |draft, (field, text)| draft.with(field, text))
    }

    /// The record's values, without the names of what it refers to.
    pub fn content(&self) -> Content {
        Content {
            name: self.name.clone(),
            phones: self.phones.clone(),
            email: self.email.clone(),
            website: self.website.clone(),
            company: self.company_name.clone(),
            company_id: self.company.as_ref().map(|company| company.id),
            contact: String::new(),
            contact_id: self.contact.as_ref().map(|contact| contact.id).filter(|_| self.kind == Kind::Deal),
            owner: self.owner.as_ref().map(|owner| owner.id),
            stage: self.stage.clone(),
            source: self.source.clone(),
            amount: self.amount.clone(),
            expected_close: self.expected_close,
            time_zone: self.time_zone.clone(),
            tags: self.tags.clone(),
            notes: self.notes.clone(),
        }
    }

    /// A field as a form shows it: what [`Draft::check`] reads back as the same.
    pub fn text(&self, field: Field) -> String {
        let named = |named: &Option<Named<RecordId>>| {
            named.as_ref().map(|named| Reference::to(&named.name, named.id.0)).unwrap_or_default()
        };
        match field {
            Field::Name => self.name.clone(),
            Field::Phones => self.phones.iter().map(Phone::line).collect::<Vec<_>>().join("\n"),
            Field::Email => self.email.clone(),
            Field::Website => self.website.clone(),
            Field::Company if self.kind == Kind::Lead => self.company_name.clone(),
            Field::Company => named(&self.company),
            Field::Contact => named(&self.contact),
            Field::Owner => self.owner.as_ref().map(|owner| owner.id.to_string()).unwrap_or_default(),
            Field::Stage => self.stage.clone(),
            Field::Source => self.source.clone(),
            Field::Amount => self.amount.as_ref().map(Money::plain).unwrap_or_default(),
            Field::Currency => self.amount.as_ref().map(|amount| amount.currency.clone()).unwrap_or_default(),
            Field::ExpectedClose => self.expected_close.map(|day| day.to_string()).unwrap_or_default(),
            Field::TimeZone => self.time_zone.clone(),
            Field::Tags => self.tags.join(", "),
            Field::Notes => self.notes.clone(),
        }
    }

    /// A field as people read it on a timeline.
    pub fn readable(&self, field: Field) -> String {
        match field {
            Field::Owner => self.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default(),
            Field::Company if self.kind != Kind::Lead => {
                self.company.as_ref().map(|company| company.name.clone()).unwrap_or_default()
            }
            Field::Contact => self.contact.as_ref().map(|contact| contact.name.clone()).unwrap_or_default(),
            Field::Phones => {
                let phone = |phone: &Phone| format!("{} {}", phone.number.readable(), phone.label.as_str());
                self.phones.iter().map(phone).collect::<Vec<_>>().join(", ")
            }
            other => self.text(other),
        }
    }
}
