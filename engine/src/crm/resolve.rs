//! What a record's values refer to: members, companies, contacts, zones.

use super::find;
use super::table::table;
use super::write::{insert, tell_of};
use crate::audit;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::crm::{Content, Draft, Field, Kind, Record, Reference};
use domain::id::RecordId;
use domain::{FieldErrors, Scope};
use sea_orm::FromQueryResult;
use serde_json::json;

/// The values with everything they refer to found; a company that is only named, and that there is none of, is made.
///
/// # Errors
/// [`crate::Error::Invalid`] at each field that refers to what is not there.
pub(super) async fn resolve(
    tx: &TenantTx,
    scope: &Scope,
    kind: Kind,
    mut content: Content,
    before: Option<&Record>,
) -> Result<Content> {
    let mut errors = FieldErrors::new();
    let was = before.map(Record::content).unwrap_or_default();
    if let Some(owner) = content.owner.filter(|owner| was.owner != Some(*owner)) {
        let member = "select count(*) as n from membership where tenant_id = $1 and user_id = $2";
        if tx.figure(member, [tx.tenant(), owner.0.into()]).await? == 0 {
            errors.add("owner", "Choose a member of the company.");
        }
    }
    if !content.time_zone.is_empty() && content.time_zone != was.time_zone {
        let known = "select count(*) as n from pg_timezone_names where name = $1";
        if tx.figure(known, [content.time_zone.clone().into()]).await? == 0 {
            errors.add("time_zone", "This must be the name of a time zone, such as America/Denver.");
        }
    }
    if let Some(company) = content.company_id.filter(|company| was.company_id != Some(*company))
        && !lives(tx, Kind::Company, company, &content.company).await?
    {
        content.company_id = None;
        match content.company.as_str() {
            "" => errors.add("company", "There is no such company."),
            // Another company's number behind it, or a name that ends like one: it is a name.
            name => content.company = Reference::to(name, company.0),
        }
    }
    if let Some(contact) = content.contact_id.filter(|contact| was.contact_id != Some(*contact))
        && !lives(tx, Kind::Contact, contact, &content.contact).await?
    {
        content.contact_id = None;
        match content.contact.as_str() {
            "" => errors.add("contact", "There is no such contact."),
            name => content.contact = Reference::to(name, contact.0),
        }
    }
    if kind == Kind::Deal && content.contact_id.is_none() && !content.contact.is_empty() {
        match named(tx, Kind::Contact, &content.contact).await?.as_slice() {
            [one] => content.contact_id = Some(*one),
            [] => errors.add("contact", "No contact has this name."),
            _ => errors.add("contact", "Several contacts have this name. Write # and the id of the one you mean."),
        }
    }
    errors.into_result(())?;
    if kind != Kind::Lead && content.company_id.is_none() && !content.company.is_empty() {
        content.company_id = Some(company(tx, scope, &content.company).await?);
    }
    if kind != Kind::Lead {
        content.company = String::new();
    }
    content.contact = String::new();
    Ok(content)
}

/// Whether there is a living record of this id, and of this name where one is given.
async fn lives(tx: &TenantTx, kind: Kind, id: RecordId, name: &str) -> Result<bool> {
    let sql = format!(
        "select count(*) as n from {} where tenant_id = $1 and id = $2 and deleted_at is null
             and ($3 = '' or name_key = lower($3))",
        table(kind)
    );
    Ok(tx.figure(&sql, [tx.tenant(), id.0.into(), name.into()]).await? > 0)
}

/// The first two living records that have exactly this name, in any case.
async fn named(tx: &TenantTx, kind: Kind, name: &str) -> Result<Vec<RecordId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
    }
    let sql = format!(
        "select id from {} where tenant_id = $1 and name_key = lower($2) and deleted_at is null order by id limit 2",
        table(kind)
    );
    let rows: Vec<Row> = tx.all(&sql, [tx.tenant(), name.into()]).await?;
    Ok(rows.into_iter().map(|row| RecordId(row.id)).collect())
}

/// The company of a name: the oldest there is, or a new one. Two who name a new one at once get the same.
pub(super) async fn company(tx: &TenantTx, scope: &Scope, name: &str) -> Result<RecordId> {
    tx.execute(
        "select pg_advisory_xact_lock(hashtextextended('company ' || $1::bigint || ' ' || lower($2), 0))",
        [tx.tenant(), name.into()],
    )
    .await?;
    if let Some(known) = named(tx, Kind::Company, name).await?.first() {
        return Ok(*known);
    }
    let content = Draft::default().with(Field::Name, name).check(Kind::Company)?;
    let id = insert(tx, scope, Kind::Company, &content).await?;
    let made = find(tx, Kind::Company, id).await?;
    tell_of(tx, scope, &made, "created", "Company created", json!({})).await?;
    let entry = audit::Entry::made("company.create", format!("company:{id}"), made.draft())?;
    audit::record(tx, scope, entry).await?;
    Ok(id)
}
