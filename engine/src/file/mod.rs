//! Files in the database: an upload is stored in pieces as it arrives, and a job reads it on whichever node it runs.

use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use bytes::{Bytes, BytesMut};
use domain::id::FileId;
use domain::{FieldErrors, Scope};
use futures::{Stream, StreamExt};
use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};

/// A piece of a file, in bytes: large enough to be few, small enough to be nothing in memory.
const PIECE: usize = 256 * 1024;

/// The largest upload of a prefix file: the whole code report as text is 41 MB.
pub(crate) const UPLOAD_MAX: u64 = 256 * 1024 * 1024;

/// A stored file's facts.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Stored {
    pub name: String,
    pub sha256: Vec<u8>,
}

/// Stores what `bytes` brings as a file of the scope's tenant. Each piece is a transaction of its own: a slow upload holds
/// no connection. A file that breaks off is forgotten again.
///
/// # Errors
/// [`Error::Invalid`] at `file` when it is empty, too large, or breaks off.
pub(crate) async fn store(
    engine: &Engine,
    scope: &Scope,
    name: &str,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<FileId> {
    let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    let tx = TenantTx::begin(engine, scope).await?;
    let id = tx
        .figure(
            "insert into stored_file (tenant_id, name, size) values ($1, $2, 0) returning id as n",
            [tx.tenant(), name.into()],
        )
        .await?;
    tx.commit().await?;
    let stored = store_pieces(engine, scope, FileId(id), bytes).await;
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
            if size > UPLOAD_MAX {
                return Err(FieldErrors::one("file", "The file is larger than 256 MB.").into());
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
    tx.execute(
        "update stored_file set size = $3, sha256 = $4 where tenant_id = $1 and id = $2",
        [tx.tenant(), id.0.into(), (size as i64).into(), hash.finalize().to_vec().into()],
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

fn broken_off() -> Error {
    FieldErrors::one("file", "The upload broke off; nothing was kept. Try again.").into()
}

/// A stored file with all its bytes in memory.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no such file.
pub(crate) async fn read(engine: &Engine, scope: &Scope, id: FileId) -> Result<(Stored, Vec<u8>)> {
    let tx = TenantTx::begin(engine, scope).await?;
    let stored: Stored = tx
        .one(
            "select name, sha256 from stored_file where tenant_id = $1 and id = $2 and sha256 is not null",
            [tx.tenant(), id.0.into()],
        )
        .await?
        .ok_or(Error::NotFound)?;
    let pieces = tx.figure(
        "select count(*) as n from stored_file_chunk where tenant_id = $1 and file_id = $2",
        [tx.tenant(), id.0.into()],
    );
    let mut bytes = Vec::new();
    for seq in 0..pieces.await? {
        #[derive(FromQueryResult)]
        struct Piece {
            bytes: Vec<u8>,
        }
        let piece: Piece = tx
            .one(
                "select bytes from stored_file_chunk where tenant_id = $1 and file_id = $2 and seq = $3",
                [tx.tenant(), id.0.into(), (seq as i32).into()],
            )
            .await?
            .ok_or(Error::NotFound)?;
        bytes.extend_from_slice(&piece.bytes);
    }
    tx.commit().await?;
    Ok((stored, bytes))
}

/// Forgets a file's bytes once they have been read to the end; its facts stay.
pub(crate) async fn forget_bytes(tx: &TenantTx, id: FileId) -> Result<()> {
    tx.execute("delete from stored_file_chunk where tenant_id = $1 and file_id = $2", [tx.tenant(), id.0.into()])
        .await?;
    Ok(())
}

/// Forgets files whose upload broke off a day ago or longer: a process that was killed could not tidy up.
pub(crate) async fn forget_unfinished(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let gone = tx
        .execute("delete from stored_file where sha256 is null and created_at < now() - interval '1 day'", [])
        .await?;
    tx.commit().await?;
    Ok(gone)
}
