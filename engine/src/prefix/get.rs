//! One code of the prefix table: its facts, where each comes from, and what happened to it.

use super::list::{self, PrefixRow};
use super::net::facts;
use super::touched::{ProjectNumbers, numbers_in};
use super::version::{self, Version};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::phone::{AreaCode, Prefix};
use domain::prefix::{ChangeKind, FactChange, LineType, SourceKind};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::Value;
use std::collections::BTreeMap;

/// The most changes of a code that are shown; a code has one an import at most.
const HISTORY: i64 = 200;

/// A code with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrefixDetail {
    pub row: PrefixRow,
    /// The newest report names it; one that a newer report does not name any more keeps its facts, and is not assigned.
    pub listed: bool,
    pub provenance: Provenance,
    /// What each source says of its line type, the one that counts first. Empty: no source says, and it is Unknown.
    pub claims: Vec<LineTypeClaim>,
    /// The area code as the plan has it; `None` for one that is none of the plan's.
    pub area_code: Option<&'static AreaCode>,
    /// The overlay complexes it is part of, "415/628"; of the imported report where there is one, else of the shipped list.
    pub overlays: Vec<String>,
    /// What each import changed of it, newest first; what the first import into an empty table brought is no change.
    pub history: Vec<CodeChange>,
    /// The tenant's numbers in it, by project.
    pub numbers: Vec<ProjectNumbers>,
}

/// Which imports a code's facts come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The import that last said who holds the code and where it is; `None` for one made before imports were named.
    pub code: Option<Version>,
    /// The import of line types by company, where the line type or the brand comes from it.
    pub company: Option<Version>,
    /// The import of the zones, where the code has any.
    pub time_zones: Option<Version>,
}

/// What a source says of a code's line type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineTypeClaim {
    /// The OCN file, or a table of one's own.
    pub source: SourceKind,
    pub line_type: LineType,
    /// The import that said so; `None` for one made before imports were named.
    pub version: Option<Version>,
    /// The line type that counts.
    pub counts: bool,
}

/// What an import changed of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeChange {
    pub version: Version,
    pub kind: ChangeKind,
    pub facts: Vec<FactChange>,
}

/// A code with its facts, provenance, history, and the tenant's numbers in it.
///
/// # Errors
/// [`Error::NotFound`] when the table does not have it, [`Error::Denied`] for a token without the scope.
pub async fn get(engine: &Engine, scope: &Scope, prefix: Prefix) -> Result<PrefixDetail> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let row = list::find(&tx, prefix).await?.ok_or(Error::NotFound)?;
    let (listed, source_id) = standing(&tx, prefix).await?;
    let claims = claims(&tx, scope, &row).await?;
    let provenance = Provenance {
        code: match source_id {
            Some(id) => version::find(&tx, scope, id).await?,
            None => None,
        },
        company: match row.ocn {
            Some(_) => version::last_of(&tx, scope, SourceKind::OcnLineTypes).await?,
            None => None,
        },
        time_zones: match row.time_zones.is_empty() {
            true => None,
            false => version::last_of(&tx, scope, SourceKind::TimeZones).await?,
        },
    };
    let history = history(&tx, scope, prefix).await?;
    let numbers = numbers_in(&tx, prefix).await?;
    let area_code = AreaCode::look_up(prefix.area_code()).ok();
    let overlays = overlays(&tx, prefix, area_code).await?;
    tx.commit().await?;
    Ok(PrefixDetail { row, listed, provenance, claims, area_code, overlays, history, numbers })
}

async fn standing(tx: &TenantTx, prefix: Prefix) -> Result<(bool, Option<i64>)> {
    #[derive(FromQueryResult)]
    struct Row {
        listed: bool,
        source_id: Option<i64>,
    }
    let row: Option<Row> =
        tx.one("select listed, source_id from prefix where prefix = $1", [list::code(prefix).into()]).await?;
    Ok(row.map_or((true, None), |row| (row.listed, row.source_id)))
}

/// A table of one's own speaks of the code itself and counts before what the code's company is known for; of two such
/// tables the one imported later counts.
async fn claims(tx: &TenantTx, scope: &Scope, row: &PrefixRow) -> Result<Vec<LineTypeClaim>> {
    #[derive(FromQueryResult)]
    struct Claim {
        source: String,
        line_type: i16,
        source_id: Option<i64>,
    }
    let found: Vec<Claim> = tx
        .all(
            "select * from (
                 select source, line_type, source_id from prefix_line_type_claim where prefix = $1
                 union all
                 select 'ocn_line_types', line_type,
                     (select max(id) from prefix_source where complete and kind = 'ocn_line_types')
                 from ocn where ocn = $2) claims
             order by (source = 'ocn_line_types'), source_id desc nulls last, source",
            [list::code(row.prefix).into(), row.ocn.clone().into()],
        )
        .await?;
    let mut claims = Vec::new();
    for claim in found {
        let Some(source) = SourceKind::from_word(&claim.source) else { continue };
        let version = match claim.source_id {
            Some(id) => version::find(tx, scope, id).await?,
            None => None,
        };
        let line_type = LineType::from_code(claim.line_type);
        claims.push(LineTypeClaim { source, line_type, version, counts: claims.is_empty() });
    }
    Ok(claims)
}

async fn history(tx: &TenantTx, scope: &Scope, prefix: Prefix) -> Result<Vec<CodeChange>> {
    #[derive(FromQueryResult)]
    struct Row {
        source_id: i64,
        before: Option<Value>,
        after: Option<Value>,
    }
    let rows: Vec<Row> = tx
        .all(
            "select source_id, before, after from prefix_change where prefix = $1 order by seq desc limit $2",
            [list::code(prefix).into(), HISTORY.into()],
        )
        .await?;
    let mut history = Vec::new();
    for row in rows {
        let Some(version) = version::find(tx, scope, row.source_id).await? else { continue };
        let kind = match (&row.before, &row.after) {
            (None, _) => ChangeKind::Came,
            (_, None) => ChangeKind::Withdrawn,
            _ => ChangeKind::Changed,
        };
        history.push(CodeChange { version, kind, facts: facts(row.before.as_ref(), row.after.as_ref()) });
    }
    Ok(history)
}

async fn overlays(tx: &TenantTx, prefix: Prefix, shipped: Option<&AreaCode>) -> Result<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        overlay: Option<String>,
    }
    let npa = prefix.area_code().code() as i16;
    let reported: Option<Row> = tx.one("select overlay from area_code_report where npa = $1", [npa.into()]).await?;
    let text = match reported {
        Some(row) => row.overlay.unwrap_or_default(),
        None => shipped.map_or_else(String::new, |area_code| area_code.overlay.to_owned()),
    };
    let each: BTreeMap<&str, ()> = text.split_whitespace().map(|complex| (complex, ())).collect();
    Ok(each.into_keys().map(str::to_owned).collect())
}
