use super::{Holds, PIECE, UPLOAD_KEPT};
use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use bytes::{Bytes, BytesMut};
use domain::id::{FileId, ProjectId};
use domain::phone::grouped;
use domain::{FieldErrors, Scope};
use futures::{Stream, StreamExt};
use sha2::{Digest, Sha256};

/// A file that somebody brings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Brought<'a> {
    pub name: &'a str,
    /// What it is brought for, where that is known already.
    pub project: Option<ProjectId>,
    pub holds: Holds,
    /// The most bytes that are taken.
    pub most: u64,
    /// Forgotten after [`UPLOAD_KEPT`] unless a job is reading it; else its job forgets it.
    pub expires: bool,
}

/// Stores what `bytes` brings as an upload of the scope's tenant. Each piece is a transaction of its own: a slow upload
/// holds no connection. A file that breaks off is forgotten again.
///
/// # Errors
/// [`Error::Invalid`] at `file` when it is empty, too large, or breaks off.
pub(crate) async fn store(
    engine: &Engine,
    scope: &Scope,
    brought: Brought<'_>,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<FileId> {
    let name: String = brought.name.chars().filter(|c| !domain::unseen::is_unseen(*c)).take(200).collect();
    let tx = TenantTx::begin(engine, scope).await?;
    let id = tx
        .figure(
            "insert into stored_file (tenant_id, name, size, project_id, created_by, holds) values ($1, $2, 0, $3, $4, $5)
             returning id as n",
            [
                tx.tenant(),
                name.into(),
                brought.project.map(|project| project.0).into(),
                scope.actor().user().map(|user| user.0).into(),
                brought.holds.as_str().into(),
            ],
        )
        .await?;
    tx.commit().await?;
    let stored = store_pieces(engine, scope, FileId(id), brought, bytes).await;
    if stored.is_err() {
        let tx = TenantTx::begin(engine, scope).await?;
        tx.execute("delete from stored_file where tenant_id = $1 and id = $2", [tx.tenant(), id.into()]).await?;
        tx.commit().await?;
    }
    stored
}

async fn store_pieces(
    engine: &Engine,
    scope: &Scope,
    id: FileId,
    brought: Brought<'_>,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<FileId> {
    let mut bytes = std::pin::pin!(bytes);
    let (mut size, mut seq, mut hash, mut piece) = (0u64, 0i32, Sha256::new(), BytesMut::new());
    loop {
        let next = bytes.next().await;
        let ended = next.is_none();
        if let Some(part) = next {
            let part = part.map_err(|_| broken_off())?;
            size += part.len() as u64;
            if size > brought.most {
                let text = format!("The file is larger than {} MB.", grouped(brought.most >> 20));
                return Err(FieldErrors::one("file", text).into());
            }
            hash.update(&part);
            piece.extend_from_slice(&part);
        }
        while piece.len() >= PIECE || (ended && !piece.is_empty()) {
            let cut = piece.split_to(piece.len().min(PIECE));
            let tx = TenantTx::begin(engine, scope).await?;
            tx.execute(
                "insert into stored_file_chunk (tenant_id, file_id, seq, bytes) values ($1, $2, $3, $4)",
                [tx.tenant(), id.0.into(), seq.into(), cut.to_vec().into()],
            )
            .await?;
            tx.commit().await?;
            seq += 1;
        }
        if ended {
            break;
        }
    }
    if size == 0 {
        return Err(FieldErrors::one("file", "Choose a file; this one is empty.").into());
    }
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = format!(
        "update stored_file set size = $3, sha256 = $4, expires_at = case when $5 then now() + interval '{UPLOAD_KEPT}' end
         where tenant_id = $1 and id = $2"
    );
    let hash = hash.finalize().to_vec();
    tx.execute(&sql, [tx.tenant(), id.0.into(), (size as i64).into(), hash.into(), brought.expires.into()]).await?;
    tx.commit().await?;
    Ok(id)
}

fn broken_off() -> Error {
    FieldErrors::one("file", "The upload broke off; nothing was kept. Try again.").into()
}
