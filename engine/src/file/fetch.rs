use super::Holds;
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::consent::ProofType;
use domain::id::FileId;
use domain::table_file::FileFormat;
use sea_orm::FromQueryResult;

/// A file that is to be fetched, from some byte on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    pub name: String,
    pub media_type: &'static str,
    pub holds: Holds,
    /// In bytes.
    pub size: u64,
    pub sha256: Vec<u8>,
    /// The piece that holds the byte asked for, and how many bytes of it come before that one.
    pub piece: i32,
    pub skip: u64,
}

/// A file that a job of the scope's tenant made, or that proves a consent. Its bytes come by [`fetch_piece`], so that a slow reader holds no
/// connection and the server never the whole file.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no such file, it is not whole yet, or its time is over; [`Error::Denied`] without
/// the right to what it holds.
pub async fn fetch(engine: &Engine, scope: &Scope, id: FileId, from: u64) -> Result<Fetched> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        format: Option<String>,
        holds: String,
        size: i64,
        sha256: Vec<u8>,
        seq: Option<i32>,
        before: Option<i64>,
    }
    let tx = TenantTx::begin(engine, scope).await?;
    let row: Option<Row> = tx
        .one(
            "select f.name, f.format, f.holds, f.size, f.sha256, p.seq, p.before
             from stored_file f left join lateral (
                 select seq, before from (
                     select seq, (sum(octet_length(bytes)) over (order by seq))::bigint - octet_length(bytes) as before
                     from stored_file_chunk where tenant_id = f.tenant_id and file_id = f.id) pieces
                 where before <= $3 order by before desc limit 1) p on true
             where f.tenant_id = $1 and f.id = $2 and f.purpose <> 'upload' and f.sha256 is not null
                 and (f.expires_at > now() or f.purpose = 'proof')",
            [tx.tenant(), id.0.into(), i64::try_from(from).unwrap_or(i64::MAX).into()],
        )
        .await?;
    tx.commit().await?;
    let row = row.ok_or(Error::NotFound)?;
    let holds = Holds::of_word(&row.holds);
    allow(scope, holds.right())?;
    let media_type = match row.format.as_deref() {
        Some(word) if holds == Holds::Proof => ProofType::from_word(word).map(ProofType::media_type),
        word => word.and_then(FileFormat::from_word).map(FileFormat::media_type),
    };
    Ok(Fetched {
        name: row.name,
        media_type: media_type.unwrap_or("application/octet-stream"),
        holds,
        size: u64::try_from(row.size).unwrap_or(0),
        sha256: row.sha256,
        piece: row.seq.unwrap_or(0),
        skip: from.saturating_sub(u64::try_from(row.before.unwrap_or(0)).unwrap_or(0)),
    })
}

/// One piece of a file that holds this; `None` behind the last one.
///
/// # Errors
/// As [`fetch`] for the rights; when the database is away.
pub async fn fetch_piece(
    engine: &Engine,
    scope: &Scope,
    holds: Holds,
    id: FileId,
    seq: i32,
) -> Result<Option<Vec<u8>>> {
    #[derive(FromQueryResult)]
    struct Bytes {
        bytes: Vec<u8>,
    }
    allow(scope, holds.right())?;
    let tx = TenantTx::begin(engine, scope).await?;
    let found: Option<Bytes> = tx
        .one(
            "select c.bytes from stored_file_chunk c join stored_file f on f.tenant_id = $1 and f.id = c.file_id
             where c.tenant_id = $1 and c.file_id = $2 and c.seq = $3 and f.holds = $4",
            [tx.tenant(), id.0.into(), seq.into(), holds.as_str().into()],
        )
        .await?;
    let bytes = found.map(|found| found.bytes);
    tx.commit().await?;
    Ok(bytes)
}
