//! Records as REST shows them.

use domain::crm::{Named, Record};
use engine::activity::Activity;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// Something else by its id, with its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedView {
    id: i64,
    name: String,
}

impl<T: Into<i64>> From<Named<T>> for NamedView {
    fn from(named: Named<T>) -> Self {
        Self { id: named.id.into(), name: named.name }
    }
}

/// A phone of a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhoneView {
    /// E.164.
    #[schema(examples("+14155550123"))]
    number: String,
    /// mobile, work, home or other.
    label: &'static str,
    primary: bool,
}

/// What every record has.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordView {
    id: i64,
    name: String,
    stage: String,
    /// A member of the company.
    owner: Option<NamedView>,
    tags: Vec<String>,
    notes: String,
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    created_at: OffsetDateTime,
    created_by: Option<NamedView>,
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    updated_at: OffsetDateTime,
    updated_by: Option<NamedView>,
    /// Rises with every change.
    version: i64,
    /// Since when it is deleted; it can be restored for 30 days.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(value_type = Option<String>, format = DateTime)]
    deleted_at: Option<OffsetDateTime>,
    /// The id of the one that took its place.
    merged_into: Option<i64>,
}

/// A contact.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactView {
    #[serde(flatten)]
    record: RecordView,
    /// The primary one first.
    phones: Vec<PhoneView>,
    email: String,
    company: Option<NamedView>,
    /// An IANA name; empty where the number's own zone counts.
    time_zone: String,
}

/// A company.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompanyView {
    #[serde(flatten)]
    record: RecordView,
    /// The primary one first.
    phones: Vec<PhoneView>,
    email: String,
    website: String,
}

/// A lead.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadView {
    #[serde(flatten)]
    record: RecordView,
    /// The primary one first.
    phones: Vec<PhoneView>,
    email: String,
    /// A text: a company is made of it when the lead is converted.
    company: String,
    source: String,
    /// The contact it became.
    contact: Option<NamedView>,
    /// The deal it became.
    deal: Option<NamedView>,
}

/// A deal.
#[derive(Debug, Serialize, ToSchema)]
pub struct DealView {
    #[serde(flatten)]
    record: RecordView,
    /// With two places behind the point.
    #[schema(examples("12500.00"))]
    amount: Option<String>,
    currency: Option<String>,
    company: Option<NamedView>,
    contact: Option<NamedView>,
    /// YYYY-MM-DD.
    expected_close: Option<String>,
}

fn phones(record: &Record) -> Vec<PhoneView> {
    let view = |(place, phone): (usize, &domain::crm::Phone)| PhoneView {
        number: phone.number.to_string(),
        label: phone.label.as_str(),
        primary: place == 0,
    };
    record.phones.iter().enumerate().map(view).collect()
}

impl From<&Record> for RecordView {
    fn from(record: &Record) -> Self {
        Self {
            id: record.id.0,
            name: record.name.clone(),
            stage: record.stage.clone(),
            owner: record.owner.clone().map(NamedView::from),
            tags: record.tags.clone(),
            notes: record.notes.clone(),
            created_at: record.created_at,
            created_by: record.created_by.clone().map(NamedView::from),
            updated_at: record.updated_at,
            updated_by: record.updated_by.clone().map(NamedView::from),
            version: record.version,
            deleted_at: record.deleted_at,
            merged_into: record.merged_into.map(|id| id.0),
        }
    }
}

impl From<Record> for ContactView {
    fn from(record: Record) -> Self {
        Self {
            phones: phones(&record),
            record: (&record).into(),
            email: record.email,
            company: record.company.map(NamedView::from),
            time_zone: record.time_zone,
        }
    }
}

impl From<Record> for CompanyView {
    fn from(record: Record) -> Self {
        Self { phones: phones(&record), record: (&record).into(), email: record.email, website: record.website }
    }
}

impl From<Record> for LeadView {
    fn from(record: Record) -> Self {
        Self {
            phones: phones(&record),
            record: (&record).into(),
            email: record.email,
            company: record.company_name,
            source: record.source,
            contact: record.contact.map(NamedView::from),
            deal: record.deal.map(NamedView::from),
        }
    }
}

impl From<Record> for DealView {
    fn from(record: Record) -> Self {
        Self {
            record: (&record).into(),
            amount: record.amount.as_ref().map(domain::crm::Money::plain),
            currency: record.amount.map(|amount| amount.currency),
            company: record.company.map(NamedView::from),
            contact: record.contact.map(NamedView::from),
            expected_close: record.expected_close.map(|day| day.to_string()),
        }
    }
}

/// A line of a timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActivityView {
    id: i64,
    /// contact_created, contact_updated, note_added and others.
    activity_type: String,
    entity_type: &'static str,
    entity_id: i64,
    /// Who did it; null where no person did.
    user: Option<NamedView>,
    title: String,
    description: String,
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    timestamp: OffsetDateTime,
    /// `changes` holds the fields that were changed, each with before and after.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    metadata: serde_json::Value,
}

impl ActivityView {
    /// A line as a timeline has it; that of a record tells of its calls too.
    pub fn of(line: Activity) -> Self {
        Self {
            id: line.id.0,
            activity_type: line.kind,
            entity_type: line.of.as_str(),
            entity_id: line.entity,
            user: line.by.map(NamedView::from),
            title: line.title,
            description: line.description,
            timestamp: line.at,
            metadata: line.metadata,
        }
    }
}

/// A page of a timeline, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelinePage {
    pub activities: Vec<ActivityView>,
    /// Goes on after this page; null at the end.
    pub next: Option<String>,
    /// Goes back before it; null at the beginning.
    pub previous: Option<String>,
}
