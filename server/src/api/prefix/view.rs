//! What programs see of the prefix table.

use domain::prefix::PrefixChange;
use engine::prefix::{LineTypeClaim, PrefixRow, Version};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A code.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrefixView {
    /// Six digits.
    #[schema(examples("415234"))]
    prefix: String,
    /// The operating company number.
    ocn: Option<String>,
    /// The legal name.
    carrier: Option<String>,
    brand: Option<String>,
    /// ocn, rule or legal_name: who says that this is the brand.
    brand_source: Option<&'static str>,
    /// Mobile, Landline, VoIP or Unknown; never guessed.
    line_type: &'static str,
    /// Two sources say different line types.
    disputed: bool,
    /// The rate centre.
    city: Option<String>,
    state: Option<String>,
    time_zones: Vec<String>,
    assigned: bool,
    /// code_report or own_table.
    source: String,
    /// The day the source says it is of.
    source_date: Option<String>,
}

impl From<PrefixRow> for PrefixView {
    fn from(row: PrefixRow) -> Self {
        Self {
            prefix: row.prefix.to_string(),
            ocn: row.ocn,
            carrier: row.carrier,
            brand: row.brand,
            brand_source: row.brand_source.map(|source| source.as_str()),
            line_type: row.line_type.as_str(),
            disputed: row.disputed,
            city: row.place,
            state: row.state,
            time_zones: row.time_zones,
            assigned: row.assigned,
            source: row.source,
            source_date: row.source_date.map(|date| date.to_string()),
        }
    }
}

/// An import.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    id: i64,
    /// code_report, area_code_report, ocn_line_types, time_zones, prefix_csv or prefix_json.
    kind: Option<&'static str>,
    file_name: String,
    /// The day the file says it is of.
    source_date: Option<String>,
    /// `false` while the import runs, and for one that broke off.
    complete: bool,
    /// It filled an empty table: there is nothing to compare before it.
    baseline: bool,
    rows: u64,
    rejected: u64,
    /// Codes that came; all codes for a baseline.
    came: u64,
    changed: u64,
    withdrawn: u64,
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    imported_at: OffsetDateTime,
}

impl From<Version> for VersionView {
    fn from(version: Version) -> Self {
        Self {
            id: version.id,
            kind: version.kind.map(|kind| kind.as_str()),
            file_name: version.file_name,
            source_date: version.source_date.map(|date| date.to_string()),
            complete: version.complete,
            baseline: version.baseline,
            rows: version.rows,
            rejected: version.rejected,
            came: version.came,
            changed: version.changed,
            withdrawn: version.withdrawn,
            imported_at: version.imported_at,
        }
    }
}

/// A fact before and after, in words; null where nothing was or is known.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactView {
    /// assigned, carrier, ocn, brand, brand_source, line_type, place, state, time_zones or source.
    fact: &'static str,
    before: Option<String>,
    after: Option<String>,
}

/// A code that differs.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeView {
    prefix: String,
    /// came, changed or withdrawn.
    kind: &'static str,
    facts: Vec<FactView>,
}

impl From<PrefixChange> for ChangeView {
    fn from(change: PrefixChange) -> Self {
        let facts = change.facts.into_iter();
        Self {
            prefix: change.prefix.to_string(),
            kind: change.kind.as_str(),
            facts: facts
                .map(|fact| FactView { fact: fact.fact.as_str(), before: fact.before, after: fact.after })
                .collect(),
        }
    }
}

/// What a source says of a code's line type.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimView {
    /// ocn_line_types, prefix_csv or prefix_json.
    source: &'static str,
    line_type: &'static str,
    /// The version that said so.
    version: Option<i64>,
    /// The claim that counts.
    counts: bool,
}

impl From<LineTypeClaim> for ClaimView {
    fn from(claim: LineTypeClaim) -> Self {
        Self {
            source: claim.source.as_str(),
            line_type: claim.line_type.as_str(),
            version: claim.version.map(|version| version.id),
            counts: claim.counts,
        }
    }
}
