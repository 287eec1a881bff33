//! The versions of the prefix table: each import that was completed makes one.

use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::selection::Keyset;
use crate::tenancy::{TenantTx, Tx};
use domain::page::{Cursor, Page, PageSize};
use domain::prefix::SourceKind;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::{Date, OffsetDateTime};

/// An import as a version of the table: the table as it was when the import had ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Rises with each import.
    pub id: i64,
    /// `None` for a kind of file of another release.
    pub kind: Option<SourceKind>,
    pub file_name: String,
    /// The day the file says it is of.
    pub source_date: Option<Date>,
    /// Whether the import ran to its end; one that broke off has changed the table in part.
    pub complete: bool,
    /// It filled an empty table, or was made before changes were kept: there is nothing to compare before it.
    pub baseline: bool,
    /// Rows of the file that were read.
    pub rows: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// Codes that came with it; all codes for a baseline.
    pub came: u64,
    pub changed: u64,
    pub withdrawn: u64,
    /// When it ended, or began if it has not.
    pub imported_at: OffsetDateTime,
    /// Who imported it, for platform admins: the installation's tenants share the table, not their people.
    pub imported_by: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    kind: String,
    file_name: String,
    source_date: Option<Date>,
    complete: bool,
    baseline: bool,
    rows: i64,
    rejected: i64,
    codes_came: i64,
    codes_changed: i64,
    codes_withdrawn: i64,
    imported_at: OffsetDateTime,
    imported_by: Option<String>,
}

const COLUMNS: &str =
    "s.id, s.kind, s.file_name, s.source_date, s.complete, s.baseline, s.rows, s.rejected, s.codes_came,
    s.codes_changed, s.codes_withdrawn, s.imported_at, u.name as imported_by";
const FROM: &str = "prefix_source s left join app_user u on u.id = s.imported_by";

/// The versions, newest first.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope; [`Error::Invalid`] for a cursor that is none of this list's.
pub async fn versions(
    engine: &Engine,
    scope: &Scope,
    cursor: Option<&Cursor>,
    size: PageSize,
) -> Result<Page<Version>> {
    allow(scope, Right::SeeNumbers)?;
    let keyset = Keyset::<i64>::of(cursor)?;
    let (order, beyond) = if keyset.backwards { ("asc", ">") } else { ("desc", "<") };
    let from = keyset.key.unwrap_or(if keyset.backwards { 0 } else { i64::MAX });
    let tx = TenantTx::begin(engine, scope).await?;
    let rows: Vec<Row> = tx
        .all(
            &format!("select {COLUMNS} from {FROM} where s.id {beyond} $1 order by s.id {order} limit $2"),
            [from.into(), (size.rows() as i64 + 1).into()],
        )
        .await?;
    tx.commit().await?;
    let versions = rows.into_iter().map(|row| row.read(scope)).collect();
    Ok(keyset.page(versions, size.rows(), |version: &Version| version.id.to_string(), None))
}

/// One version.
///
/// # Errors
/// [`Error::NotFound`] when there is none with this id, [`Error::Denied`] for a token without the scope.
pub async fn version(engine: &Engine, scope: &Scope, id: i64) -> Result<Version> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let version = find(&tx, scope, id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    Ok(version)
}

/// The version with this id, if there is one.
pub(super) async fn find(tx: &TenantTx, scope: &Scope, id: i64) -> Result<Option<Version>> {
    let row: Option<Row> = tx.one(&format!("select {COLUMNS} from {FROM} where s.id = $1"), [id.into()]).await?;
    Ok(row.map(|row| row.read(scope)))
}

/// The last completed version before `id`; the newest of all without one.
pub(super) async fn before(tx: &TenantTx, scope: &Scope, id: Option<i64>) -> Result<Option<Version>> {
    let sql = format!("select {COLUMNS} from {FROM} where s.complete and s.id < $1 order by s.id desc limit 1");
    let row: Option<Row> = tx.one(&sql, [id.unwrap_or(i64::MAX).into()]).await?;
    Ok(row.map(|row| row.read(scope)))
}

/// The last completed version whose file is of one of these kinds.
pub(super) async fn last_of(tx: &TenantTx, scope: &Scope, kind: SourceKind) -> Result<Option<Version>> {
    let sql = format!("select {COLUMNS} from {FROM} where s.complete and s.kind = $1 order by s.id desc limit 1");
    let row: Option<Row> = tx.one(&sql, [kind.as_str().into()]).await?;
    Ok(row.map(|row| row.read(scope)))
}

impl Row {
    fn read(self, scope: &Scope) -> Version {
        let figure = |n: i64| u64::try_from(n).unwrap_or(0);
        Version {
            id: self.id,
            kind: SourceKind::from_word(&self.kind),
            file_name: self.file_name,
            source_date: self.source_date,
            complete: self.complete,
            baseline: self.baseline,
            rows: figure(self.rows),
            rejected: figure(self.rejected),
            came: figure(self.codes_came),
            changed: figure(self.codes_changed),
            withdrawn: figure(self.codes_withdrawn),
            imported_at: self.imported_at,
            imported_by: self.imported_by.filter(|_| scope.is_platform_admin()),
        }
    }
}
