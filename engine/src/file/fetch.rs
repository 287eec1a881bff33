use super::read::piece;
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::id::FileId;
use domain::job::JobKind;
use domain::table_file::FileFormat;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// A file that is to be fetched, from some byte on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    pub name: String,
    pub media_type: &'static str,
    /// In bytes.
    pub size: u64,
    pub sha256: Vec<u8>,
    /// The piece that holds the byte asked for, and how many bytes of it come before that one.
    pub piece: i32,
    pub skip: u64,
}

/// A file that a job of the scope's tenant made. Its bytes come by [`fetch_piece`], so that a slow reader holds no
/// connection and the server never the whole file.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no such file, it is not whole yet, or its time is over; [`Error::Denied`] for a
/// token without the scope to read what the file holds.
pub async fn fetch(engine: &Engine, scope: &Scope, id: FileId, from: u64) -> Result<Fetched> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        format: Option<String>,
        size: i64,
        sha256: Vec<u8>,
        seq: Option<i32>,
        before: Option<i64>,
    }
    let tx = TenantTx::begin(engine, scope).await?;
    allow_what_it_holds(&tx, scope, id).await?;
    let row: Option<Row> = tx
        .one(
            "select f.name, f.format, f.size, f.sha256, p.seq, p.before
             from stored_file f left join lateral (
                 select seq, before from (
                     select seq, (sum(octet_length(bytes)) over (order by seq))::bigint - octet_length(bytes) as before
                     from stored_file_chunk where tenant_id = f.tenant_id and file_id = f.id) pieces
                 where before <= $3 order by before desc limit 1) p on true
             where f.tenant_id = $1 and f.id = $2 and f.purpose <> 'upload' and f.sha256 is not null
                 and f.expires_at > now()",
            [tx.tenant(), id.0.into(), i64::try_from(from).unwrap_or(i64::MAX).into()],
        )
        .await?;
    tx.commit().await?;
    let row = row.ok_or(Error::NotFound)?;
    let format = row.format.as_deref().and_then(FileFormat::from_word);
    Ok(Fetched {
        name: row.name,
        media_type: format.map_or("application/octet-stream", FileFormat::media_type),
        size: u64::try_from(row.size).unwrap_or(0),
        sha256: row.sha256,
        piece: row.seq.unwrap_or(0),
        skip: from.saturating_sub(u64::try_from(row.before.unwrap_or(0)).unwrap_or(0)),
    })
}

/// One piece of such a file; `None` behind the last one.
///
/// # Errors
/// As [`fetch`] for the rights; when the database is away.
pub async fn fetch_piece(engine: &Engine, scope: &Scope, id: FileId, seq: i32) -> Result<Option<Vec<u8>>> {
    let tx = TenantTx::begin(engine, scope).await?;
    allow_what_it_holds(&tx, scope, id).await?;
    let bytes = piece(&tx, id, seq).await?;
    tx.commit().await?;
    Ok(bytes)
}

/// Lets pass who may see what a job wrote into a file: calls, or else numbers.
async fn allow_what_it_holds(tx: &TenantTx, scope: &Scope, id: FileId) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Made {
        kind: String,
    }
    let sql = "select j.kind from stored_file f join job j on j.tenant_id = f.tenant_id and j.id = f.job_id
         where f.tenant_id = $1 and f.id = $2";
    let made: Option<Made> = tx.one(sql, [tx.tenant(), id.0.into()]).await?;
    let kind = made.and_then(|made| JobKind::from_word(&made.kind));
    let of_calls = matches!(kind, Some(JobKind::ExportCalls | JobKind::ImportCalls));
    allow(scope, if of_calls { Right::SeeCalls } else { Right::SeeNumbers })
}
