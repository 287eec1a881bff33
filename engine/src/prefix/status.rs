use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::{Date, OffsetDateTime};

/// What the prefix table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrefixTable {
    /// 0: nothing has been imported, and carriers are unknown.
    pub codes: u64,
    pub assigned: u64,
    pub area_codes: u64,
    /// Assigned codes whose line type no source tells.
    pub type_unknown: u64,
    /// The last import of each kind of file.
    pub sources: Vec<Source>,
}

/// A file that was imported.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Source {
    /// The word of `domain::prefix::SourceKind`.
    pub kind: String,
    pub file_name: String,
    /// The day the file says it is of.
    pub source_date: Option<Date>,
    pub rows: i64,
    pub inserted: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub withdrawn: i64,
    pub rejected: i64,
    pub imported_at: OffsetDateTime,
}

#[derive(FromQueryResult)]
struct Figures {
    codes: i64,
    assigned: i64,
    area_codes: i64,
    type_unknown: i64,
}

/// What the prefix table holds and where it comes from.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope.
pub async fn status(engine: &Engine, scope: &Scope) -> Result<PrefixTable> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let figures: Option<Figures> = tx
        .one(
            "select count(*) as codes, count(*) filter (where assigned) as assigned,
                 count(distinct area_code) as area_codes,
                 count(*) filter (where assigned and line_type = 0) as type_unknown
             from prefix",
            [],
        )
        .await?;
    let sources = tx
        .all(
            "select distinct on (kind) kind, file_name, source_date, rows, inserted, changed, unchanged, withdrawn,
                 rejected, imported_at
             from prefix_source where complete order by kind, id desc",
            [],
        )
        .await?;
    tx.commit().await?;
    let figure = |of: fn(&Figures) -> i64| u64::try_from(figures.as_ref().map_or(0, of)).unwrap_or(0);
    Ok(PrefixTable {
        codes: figure(|f| f.codes),
        assigned: figure(|f| f.assigned),
        area_codes: figure(|f| f.area_codes),
        type_unknown: figure(|f| f.type_unknown),
        sources,
    })
}
