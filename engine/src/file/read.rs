use super::Holds;
use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::id::{FileId, ProjectId};
use sea_orm::FromQueryResult;

/// A stored file's facts.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Stored {
    pub name: String,
    pub size: i64,
    pub sha256: Vec<u8>,
}

#[derive(FromQueryResult)]
struct Bytes {
    bytes: Vec<u8>,
}

/// A stored file with all its bytes in memory.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no such file.
pub(crate) async fn read(engine: &Engine, scope: &Scope, id: FileId) -> Result<(Stored, Vec<u8>)> {
    let tx = TenantTx::begin(engine, scope).await?;
    let stored = read_facts(&tx, id).await?;
    let mut bytes = Vec::new();
    for seq in 0.. {
        let Some(piece) = piece(&tx, id, seq).await? else { break };
        bytes.extend_from_slice(&piece);
    }
    tx.commit().await?;
    Ok((stored, bytes))
}

/// The facts of a file that is whole.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no such file.
pub(crate) async fn read_facts(tx: &TenantTx, id: FileId) -> Result<Stored> {
    let found: Option<Stored> = tx
        .one(
            "select name, size, sha256 from stored_file where tenant_id = $1 and id = $2 and sha256 is not null",
            [tx.tenant(), id.0.into()],
        )
        .await?;
    found.ok_or(Error::NotFound)
}

/// One piece of a file; `None` behind the last one.
pub(crate) async fn piece(tx: &TenantTx, id: FileId, seq: i32) -> Result<Option<Vec<u8>>> {
    let found: Option<Bytes> = tx
        .one(
            "select bytes from stored_file_chunk where tenant_id = $1 and file_id = $2 and seq = $3",
            [tx.tenant(), id.0.into(), seq.into()],
        )
        .await?;
    Ok(found.map(|found| found.bytes))
}

/// The facts of an upload that can still be read, its row locked: it is not forgotten before this transaction
/// ends. One that was brought before its project was named may be any project's.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or its time is over.
pub(crate) async fn upload(tx: &TenantTx, holds: Holds, project: Option<ProjectId>, id: FileId) -> Result<Stored> {
    let found: Option<Stored> = tx
        .one(
            "select name, size, sha256 from stored_file f
             where tenant_id = $1 and id = $2 and (project_id = $3 or project_id is null) and holds = $4
                 and expires_at is not null and purpose = 'upload' and sha256 is not null
                 and exists (select 1 from stored_file_chunk c where c.tenant_id = f.tenant_id and c.file_id = f.id)
             for update",
            [tx.tenant(), id.0.into(), project.map(|project| project.0).into(), holds.as_str().into()],
        )
        .await?;
    found.ok_or(Error::NotFound)
}
