use super::find;
use super::resolve::resolve;
use super::write::{insert, tell_of};
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::TenantTx;
use crate::{Engine, audit};
use domain::crm::{Draft, Field, Kind, Record};
use domain::{Right, Scope};
use serde_json::json;

/// Makes a record. Whoever makes it owns it, unless the draft says who does.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::Invalid`] at every failing field.
pub async fn create(engine: &Engine, scope: &Scope, kind: Kind, draft: &Draft) -> Result<Record> {
    allow(scope, Right::ChangeContacts)?;
    let mut content = draft.check(kind)?;
    if kind == Kind::Lead && content.stage == "converted" {
        return Err(converted());
    }
    let tx = TenantTx::begin(engine, scope).await?;
    if !draft.has(Field::Owner) {
        content.owner = super::owners::own(&tx, scope).await?;
    }
    let content = resolve(&tx, scope, kind, content, None).await?;
    let id = insert(&tx, scope, kind, &content).await?;
    let record = find(&tx, kind, id).await?;
    tell_of(&tx, scope, &record, "created", &format!("{} created", kind.label()), json!({})).await?;
    let verb = format!("{}.create", kind.as_str());
    audit::record(&tx, scope, audit::Entry::made(&verb, subject(&record), record.draft())?).await?;
    tx.commit().await?;
    Ok(record)
}

/// What an audit entry is about.
pub(super) fn subject(record: &Record) -> String {
    format!("{}:{}", record.kind.as_str(), record.id)
}

/// A lead does not become a contact by a word.
pub(super) fn converted() -> crate::Error {
    domain::FieldErrors::one("stage", "A lead is converted by converting it, which makes the contact.").into()
}
