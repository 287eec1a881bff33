use super::change_many::ChangeParams;
use crate::Engine;
use crate::allow::allow;
use crate::bulk;
use crate::error::Result;
use crate::tenancy::TenantTx;
use domain::crm::{Kind, Named};
use domain::id::{JobId, RecordId};
use domain::job::JobKind;
use domain::{Right, Scope};
use time::OffsetDateTime;

/// Until when a change of many records can be taken back; `None` when it can't, or no longer.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has no such job.
pub async fn undoable_until(engine: &Engine, scope: &Scope, job: JobId) -> Result<Option<OffsetDateTime>> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let until = bulk::undoable_until(&tx, job).await?;
    tx.commit().await?;
    Ok(until)
}

/// Queues a job that takes back what another did: each record becomes again what it was, but for those that somebody has
/// changed since; they are left and listed.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`] when the tenant has no such job;
/// [`crate::Error::Conflict`] when it has not ended, its time is over, or nothing of it is left to take back.
pub async fn undo_many(engine: &Engine, scope: &Scope, job: JobId) -> Result<JobId> {
    allow(scope, Right::ChangeContacts)?;
    bulk::queue_undo(engine, scope, job, JobKind::UndoRecords, |did| {
        let did: ChangeParams = serde_json::from_value(did.clone())?;
        Ok(format!("{}.undo", did.kind.as_str()))
    })
    .await
}

/// A record that a job left as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftRecord {
    pub kind: Kind,
    pub record: Named<RecordId>,
    pub reason: String,
}

/// The first records that a job left as they were, in the order of their ids, at most `most`.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts.
pub async fn left_records(engine: &Engine, scope: &Scope, job: JobId, most: u64) -> Result<Vec<LeftRecord>> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let left = bulk::left(&tx, job, most).await?;
    tx.commit().await?;
    let kind = |params: &serde_json::Value| {
        let word = params["kind"].as_str().or_else(|| params["did"]["kind"].as_str());
        word.and_then(Kind::from_word).unwrap_or(Kind::Contact)
    };
    Ok(left
        .into_iter()
        .map(|row| LeftRecord {
            kind: kind(&row.params),
            record: Named { id: RecordId(row.entity_id), name: row.name },
            reason: row.reason,
        })
        .collect())
}
