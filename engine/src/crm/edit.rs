use super::create::{converted, subject};
use super::find;
use super::get::lock_living;
use super::resolve::resolve;
use super::write::{changes, tell_of, update};
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::TenantTx;
use crate::{Engine, audit};
use domain::crm::{Draft, Kind, Record};
use domain::id::RecordId;
use domain::{Right, Scope};

/// What came of an edit.
#[derive(Debug, Clone, PartialEq)]
pub enum Edited {
    /// The record as it is now.
    Changed(Record),
    /// Somebody changed it after the version that the edit is of, so nothing was done: the record as it is.
    Stale(Record),
}

/// Changes the fields that a draft has. With a `version` only that one is changed; an edit that changes nothing leaves no
/// trace.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`]; [`crate::Error::Conflict`] for one that is
/// deleted or merged; [`crate::Error::Invalid`] at every failing field.
pub async fn edit(
    engine: &Engine,
    scope: &Scope,
    kind: Kind,
    id: RecordId,
    draft: &Draft,
    version: Option<i64>,
) -> Result<Edited> {
    allow(scope, Right::ChangeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock_living(&tx, kind, id).await?;
    if version.is_some_and(|version| version != before.version) {
        return Ok(Edited::Stale(before));
    }
    let content = draft.on(before.draft()).check(kind)?;
    if kind == Kind::Lead && (content.stage == "converted") != (before.stage == "converted") {
        return Err(converted());
    }
    let content = resolve(&tx, scope, kind, content, Some(&before)).await?;
    if content == before.content() {
        return Ok(Edited::Changed(before));
    }
    update(&tx, scope, kind, id, &content).await?;
    let after = find(&tx, kind, id).await?;
    let title = format!("{} changed", kind.label());
    tell_of(&tx, scope, &after, "updated", &title, changes(&before, &after)).await?;
    let verb = format!("{}.edit", kind.as_str());
    let entry = audit::Entry::changed(&verb, subject(&after), before.draft(), after.draft())?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(Edited::Changed(after))
}
