use super::Holds;
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::selection::{Clause, Keyset};
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::id::{FileId, JobId, ProjectId};
use domain::page::{Cursor, Page, PageSize};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;
use uuid::Uuid;

/// A file that a job made and that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeFile {
    pub id: FileId,
    pub name: String,
    /// Rows that an import did not take; else an export.
    pub is_rejects: bool,
    pub holds: Holds,
    pub rows: u64,
    /// In bytes.
    pub size: u64,
    /// In hexadecimal.
    pub sha256: String,
    pub job: Option<JobId>,
    pub project: Option<ProjectId>,
    /// The project's name, while it is there.
    pub project_name: Option<String>,
    pub made_by: Option<String>,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    name: String,
    purpose: String,
    holds: String,
    rows: Option<i64>,
    size: i64,
    sha256: Vec<u8>,
    job_id: Option<Uuid>,
    project_id: Option<i64>,
    project_name: Option<String>,
    made_by: Option<String>,
    created_at: OffsetDateTime,
    expires_at: OffsetDateTime,
}

impl From<Row> for MadeFile {
    fn from(row: Row) -> Self {
        let whole = |figure: i64| u64::try_from(figure).unwrap_or(0);
        MadeFile {
            id: FileId(row.id),
            name: row.name,
            is_rejects: row.purpose == "rejects",
            holds: Holds::of_word(&row.holds),
            rows: whole(row.rows.unwrap_or(0)),
            size: whole(row.size),
            sha256: row.sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
            job: row.job_id.map(JobId),
            project: row.project_id.map(ProjectId),
            project_name: row.project_name,
            made_by: row.made_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// The files that jobs of the scope's tenant made, that are still kept, and that the scope may fetch, the newest first;
/// those of one job alone when it is named.
///
/// # Errors
/// [`crate::Error::Denied`] for a token that may fetch none; [`crate::Error::Invalid`] for a cursor that is
/// none of this list's.
pub async fn list(
    engine: &Engine,
    scope: &Scope,
    job: Option<JobId>,
    cursor: Option<&Cursor>,
    size: PageSize,
) -> Result<Page<MadeFile>> {
    let may: Vec<String> = Holds::ALL
        .into_iter()
        .filter(|holds| scope.may(holds.right()))
        .map(|holds| holds.as_str().to_owned())
        .collect();
    if may.is_empty() {
        allow(scope, Holds::Numbers.right())?;
    }
    let keyset = Keyset::<i64>::of(cursor)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let first = "f.tenant_id = $1 and f.purpose <> 'upload' and f.purpose <> 'proof' and f.sha256 is not null and f.expires_at > now()";
    let mut clause = Clause::new(first, [tx.tenant()]);
    let may = clause.value(may);
    clause.and(&format!("f.holds = any({may})"));
    if let Some(job) = job {
        let job = clause.value(job.0);
        clause.and(&format!("f.job_id = {job}"));
    }
    let (order, beyond) = if keyset.backwards { ("asc", ">") } else { ("desc", "<") };
    if let Some(from) = keyset.key {
        let from = clause.value(from);
        clause.and(&format!("f.id {beyond} {from}"));
    }
    let limit = clause.value(size.rows() as i64 + 1);
    let sql = format!(
        "select f.id, f.name, f.purpose, f.holds, f.rows, f.size, f.sha256, f.job_id, f.project_id, p.name as project_name,
             u.name as made_by, f.created_at, f.expires_at
         from stored_file f
             left join project p on p.tenant_id = f.tenant_id and p.id = f.project_id
             left join app_user u on u.id = f.created_by
         where {} order by f.id {order} limit {limit}",
        clause.sql()
    );
    let rows: Vec<Row> = tx.all(&sql, clause.values()).await?;
    tx.commit().await?;
    let page = keyset.page(rows, size.rows(), |row| row.id.to_string(), None);
    let Page { rows, next, previous, searched } = page;
    Ok(Page { rows: rows.into_iter().map(MadeFile::from).collect(), next, previous, searched })
}
