//! The tables of the four kinds, and a record as they hold it.

use crate::error::{Error, Result};
use domain::crm::{Content, Kind, Money, Named, Phone, PhoneLabel, Record};
use domain::id::{RecordId, UserId};
use domain::phone::E164;
use sea_orm::FromQueryResult;
use serde_json::Value;
use time::{Date, OffsetDateTime};

/// The table of a kind.
pub(crate) fn table(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "contact",
        Kind::Company => "company",
        Kind::Lead => "lead",
        Kind::Deal => "deal",
    }
}

/// The columns that hold what somebody typed.
pub(super) fn columns(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Contact => &["name", "email", "company_id", "stage", "owner_id", "time_zone", "notes", "tags"],
        Kind::Company => &["name", "email", "website", "stage", "owner_id", "notes", "tags"],
        Kind::Lead => &["name", "email", "company_name", "stage", "source", "owner_id", "notes", "tags"],
        Kind::Deal => &[
            "name",
            "amount",
            "currency",
            "stage",
            "company_id",
            "contact_id",
            "owner_id",
            "expected_close",
            "notes",
            "tags",
        ],
    }
}

/// The columns with their types, as a record of JSON has them.
pub(super) fn types(kind: Kind) -> String {
    let of = |column: &str| match column {
        "company_id" | "contact_id" | "owner_id" | "amount" => "bigint",
        "expected_close" => "date",
        "tags" => "text[]",
        _ => "text",
    };
    columns(kind).iter().map(|column| format!("{column} {}", of(column))).collect::<Vec<_>>().join(", ")
}

/// A record's id and what its columns get of its values.
pub(super) fn row(kind: Kind, id: RecordId, content: &Content) -> Value {
    let mut row = serde_json::Map::from_iter([("id".to_owned(), id.0.into())]);
    row.extend(columns(kind).iter().map(|column| ((*column).to_owned(), value(content, column))));
    Value::Object(row)
}

fn value(content: &Content, column: &str) -> Value {
    match column {
        "name" => content.name.clone().into(),
        "email" => content.email.clone().into(),
        "website" => content.website.clone().into(),
        "company_id" => content.company_id.map(|company| company.0).into(),
        "company_name" => content.company.clone().into(),
        "contact_id" => content.contact_id.map(|contact| contact.0).into(),
        "owner_id" => content.owner.map(|owner| owner.0).into(),
        "stage" => content.stage.clone().into(),
        "source" => content.source.clone().into(),
        "amount" => content.amount.as_ref().map(|amount| amount.hundredths).into(),
        "currency" => content.amount.as_ref().map(|amount| amount.currency.clone()).unwrap_or_default().into(),
        "expected_close" => content.expected_close.map(|day| day.to_string()).into(),
        "time_zone" => content.time_zone.clone().into(),
        "tags" => content.tags.clone().into(),
        _ => content.notes.clone().into(),
    }
}

/// A row of any of the four tables, by [`select`].
#[derive(FromQueryResult)]
pub(super) struct Row {
    pub id: i64,
    name: String,
    numbers: Vec<i64>,
    labels: Vec<String>,
    email: String,
    website: String,
    company_id: Option<i64>,
    company: Option<String>,
    company_name: String,
    contact_id: Option<i64>,
    contact: Option<String>,
    deal_id: Option<i64>,
    deal: Option<String>,
    owner_id: Option<i64>,
    owner: Option<String>,
    stage: String,
    source: String,
    amount: Option<i64>,
    currency: String,
    expected_close: Option<Date>,
    time_zone: String,
    tags: Vec<String>,
    notes: String,
    created_at: OffsetDateTime,
    created_by: Option<i64>,
    creator: Option<String>,
    updated_at: OffsetDateTime,
    updated_by: Option<i64>,
    editor: Option<String>,
    version: i64,
    deleted_at: Option<OffsetDateTime>,
    merged_into: Option<i64>,
}

/// A query of [`Row`]s for some rows `r` of the kind's table; the tenant is `$1`. What the kind does not have is empty.
pub(super) fn select(kind: Kind, rows: &str) -> String {
    let has = |column: &str| columns(kind).contains(&column);
    let text = |column: &str| if has(column) { format!("r.{column}") } else { format!("'' as {column}") };
    let (lead, code) = (kind == Kind::Lead, kind.entity().code());
    let contact = has("contact_id") || lead;
    let other = |there: bool, id: &str, name: &str| {
        if there {
            format!("r.{id}, {name}.name as {name}")
        } else {
            format!("null::bigint as {id}, null::text as {name}")
        }
    };
    let join = |there: bool, table: &str| {
        if there {
            format!("left join {table} on {table}.tenant_id = $1 and {table}.id = r.{table}_id")
        } else {
            String::new()
        }
    };
    let phones = |column: &str| {
        format!(
            "array(select p.{column} from phone p where p.tenant_id = $1 and p.entity_type = {code} and p.entity_id = r.id
                 order by p.place)"
        )
    };
    let (numbers, labels) = if kind == Kind::Deal {
        ("'{}'::bigint[]".to_owned(), "'{}'::text[]".to_owned())
    } else {
        (phones("number"), phones("label"))
    };
    format!(
        "select r.id, r.name, {numbers} as numbers, {labels} as labels, {email}, {website}, {company}, {company_name},
             {contact_column}, {deal}, r.owner_id, o.name as owner, r.stage, {source}, {amount} as amount, {currency},
             {close} as expected_close, {time_zone}, r.tags, r.notes, r.created_at, r.created_by, c.name as creator,
             r.updated_at, r.updated_by, u.name as editor, r.version, r.deleted_at, r.merged_into
         from {rows} r
         left join app_user o on o.id = r.owner_id left join app_user c on c.id = r.created_by
         left join app_user u on u.id = r.updated_by {join_company} {join_contact} {join_deal}",
        email = text("email"),
        website = text("website"),
        company = other(has("company_id"), "company_id", "company"),
        company_name = text("company_name"),
        contact_column = other(contact, "contact_id", "contact"),
        deal = other(lead, "deal_id", "deal"),
        source = text("source"),
        amount = if has("amount") { "r.amount" } else { "null::bigint" },
        currency = text("currency"),
        close = if has("expected_close") { "r.expected_close" } else { "null::date" },
        time_zone = text("time_zone"),
        join_company = join(has("company_id"), "company"),
        join_contact = join(contact, "contact"),
        join_deal = join(lead, "deal"),
    )
}

impl Row {
    /// The record it is.
    pub(super) fn record(self, kind: Kind) -> Result<Record> {
        let strange = |what: &str| Error::Internal(format!("{} {} has a strange {what}", kind.as_str(), self.id));
        let mut phones = Vec::new();
        for (number, label) in self.numbers.iter().zip(&self.labels) {
            let number = E164::from_stored(*number).map_err(|_| strange("phone"))?;
            phones.push(Phone { number, label: PhoneLabel::from_word(label).unwrap_or_default() });
        }
        let named =
            |id: Option<i64>, name: Option<String>| id.zip(name).map(|(id, name)| Named { id: RecordId(id), name });
        let person =
            |id: Option<i64>, name: Option<String>| id.zip(name).map(|(id, name)| Named { id: UserId(id), name });
        Ok(Record {
            kind,
            id: RecordId(self.id),
            name: self.name,
            phones,
            email: self.email,
            website: self.website,
            company: named(self.company_id, self.company),
            company_name: self.company_name,
            contact: named(self.contact_id, self.contact),
            deal: named(self.deal_id, self.deal),
            owner: person(self.owner_id, self.owner),
            stage: self.stage,
            source: self.source,
            amount: self.amount.map(|hundredths| Money { hundredths, currency: self.currency }),
            expected_close: self.expected_close,
            time_zone: self.time_zone,
            tags: self.tags,
            notes: self.notes,
            created_at: self.created_at,
            created_by: person(self.created_by, self.creator),
            updated_at: self.updated_at,
            updated_by: person(self.updated_by, self.editor),
            version: self.version,
            deleted_at: self.deleted_at,
            merged_into: self.merged_into.map(RecordId),
        })
    }
}
