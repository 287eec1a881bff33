//! The administrator's report of codes.

use super::change::{COLUMNS, kept_by, noted, whole};
use super::source::Version;
use super::tally::Tally;
use super::{At, Import, Phase};
use crate::queue::{StepEnd, StepError};
use crate::tenancy::{TenantTx, Tx};
use domain::phone::Prefix;
use domain::prefix::{Brand, CodeReportRow, LineType};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use std::collections::BTreeMap;
use std::ops::Range;

/// Columns of codes, ready for `unnest`. A null inside an array can't be sent, so an empty text stands for it.
#[derive(Default)]
struct Columns {
    prefix: Vec<i32>,
    ocn: Vec<String>,
    carrier: Vec<String>,
    brand: Vec<String>,
    brand_source: Vec<String>,
    line_type: Vec<i16>,
    state: Vec<String>,
    place: Vec<String>,
    zones: Vec<String>,
    assigned: Vec<bool>,
}

/// The line type of a row `g`: what a table of one's own says of the code, the latest first, else the row's own.
pub(super) const OWN_CLAIM: &str =
    "coalesce((select c.line_type from prefix_line_type_claim c where c.prefix = g.prefix
         order by c.source_id desc nulls last, c.source limit 1), g.line_type)";

/// What became of the rows of a statement.
#[derive(FromQueryResult)]
pub(super) struct Written {
    inserted: i64,
    changed: i64,
}

/// The rows of the code report.
pub(super) async fn report(
    import: &Import,
    tx: &TenantTx,
    rows: Range<usize>,
    version: Version,
) -> Result<Tally, StepError> {
    let mut tally = Tally::default();
    // By prefix: one statement can't write a row twice, and the later line counts.
    let mut read: BTreeMap<Prefix, CodeReportRow<'_>> = BTreeMap::new();
    for index in rows {
        match CodeReportRow::parse(import.file.line(index)) {
            Ok(Some(row)) => {
                tally.read += 1;
                if read.insert(row.prefix, row).is_some() {
                    tally.unchanged += 1;
                }
            }
            Ok(None) => {}
            Err(error) => tally.reject(import.file.place(index), error),
        }
    }
    let mut columns = Columns::default();
    for row in read.values() {
        let entry = row.ocn.and_then(|ocn| import.ocns.get(ocn));
        let brand = row.company.as_deref().map(|name| Brand::of(name, entry.and_then(|entry| entry.brand.as_deref())));
        columns.prefix.push(code(row.prefix));
        columns.ocn.push(row.ocn.unwrap_or("").to_owned());
        columns.carrier.push(row.company.as_deref().unwrap_or("").to_owned());
        columns.brand.push(brand.map_or("", |brand| brand.name).to_owned());
        columns.brand_source.push(brand.map_or("", |brand| brand.source.as_str()).to_owned());
        columns.line_type.push(entry.map_or(LineType::Unknown, |entry| entry.line_type).code());
        columns.state.push(row.state.to_owned());
        columns.place.push(row.rate_center.unwrap_or("").to_owned());
        columns.zones.push(import.zones.look_up(row.prefix).join("&"));
        columns.assigned.push(row.assigned);
    }
    let written = write_report(import, tx, columns, version).await?;
    Ok(tally.plus(written))
}

async fn write_report(import: &Import, tx: &TenantTx, columns: Columns, version: Version) -> Result<Tally, StepError> {
    let rows = columns.prefix.len() as i64;
    // What a table of one's own says of a code's line type stands before what its company is known for.
    let sql = format!(
        "with given as (
             select g.prefix, nullif(ocn, '') as ocn, nullif(carrier, '') as carrier, nullif(brand, '') as brand,
                 nullif(brand_source, '') as brand_source, {OWN_CLAIM} as line_type, nullif(state, '') as state,
                 nullif(place, '') as place, string_to_array(nullif(zones, ''), '&') as zones, assigned
             from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::text[],
                 $8::text[], $9::text[], $10::bool[])
                 as g (prefix, ocn, carrier, brand, brand_source, line_type, state, place, zones, assigned)),
         old as (select p.* from given join prefix p using (prefix)),
         written as (
             insert into prefix as p (prefix, ocn, carrier, brand, brand_source, line_type, state, place, time_zones,
                 assigned, listed, source, source_date, source_id)
             select prefix, ocn, carrier, brand, brand_source, line_type, state, place, coalesce(zones, '{{}}'),
                 assigned, true, 'code_report', $11, $12
             from given
             on conflict (prefix) do update set ocn = excluded.ocn, carrier = excluded.carrier,
                 brand = excluded.brand, brand_source = excluded.brand_source, line_type = excluded.line_type,
                 state = excluded.state, place = excluded.place, time_zones = excluded.time_zones,
                 assigned = excluded.assigned, listed = true, source = excluded.source,
                 source_date = excluded.source_date, source_id = excluded.source_id, updated_at = now()
             where (p.ocn, p.carrier, p.brand, p.brand_source, p.line_type, p.state, p.place, p.time_zones,
                     p.assigned, p.listed, p.source)
                 is distinct from (excluded.ocn, excluded.carrier, excluded.brand, excluded.brand_source,
                     excluded.line_type, excluded.state, excluded.place, excluded.time_zones, excluded.assigned,
                     true, excluded.source)
             returning p.*, p.xmax = 0 as inserted),
         {}
         select count(*) filter (where inserted) as inserted, count(*) filter (where not inserted) as changed
         from written",
        noted(&COLUMNS, 12)
    );
    let mut values: Vec<Value> = vec![
        columns.prefix.into(),
        columns.ocn.into(),
        columns.carrier.into(),
        columns.brand.into(),
        columns.brand_source.into(),
        columns.line_type.into(),
        columns.state.into(),
        columns.place.into(),
        columns.zones.into(),
        columns.assigned.into(),
        import.file.date.into(),
    ];
    values.extend(kept_by(version));
    let written: Option<Written> = tx.one(&sql, values).await?;
    Ok(counted(written, rows))
}

/// The tally of a statement that was given so many rows.
pub(super) fn counted(written: Option<Written>, rows: i64) -> Tally {
    let (inserted, changed) = written.map_or((0, 0), |written| (written.inserted, written.changed));
    Tally { inserted, changed, unchanged: rows - inserted - changed, ..Tally::default() }
}

/// Codes of an earlier report that this one does not list are assigned no more; their rows stay, with what was known.
pub(super) async fn withdraw(import: &Import, tx: &TenantTx, at: At, version: Version) -> Result<StepEnd, StepError> {
    let listed: Vec<i32> = (0..import.file.rows())
        .filter_map(|index| CodeReportRow::parse(import.file.line(index)).ok().flatten())
        .map(|row| code(row.prefix))
        .collect();
    let sql = format!(
        "with gone as (
             update prefix p set assigned = false, listed = false, source_date = $2, source_id = $3, updated_at = now()
             from prefix o
             where o.prefix = p.prefix and p.source = 'code_report' and p.listed
               and not exists (select 1 from unnest($1::int[]) l (prefix) where l.prefix = p.prefix)
             returning p.prefix, {} as before),
         noted as (
             insert into prefix_change as c (source_id, prefix, before)
             select $3, prefix, before from gone where not $4
             on conflict (prefix, source_id) do update set before = excluded.before || c.before, after = null)
         select count(*) as n from gone",
        whole("o", &COLUMNS)
    );
    let mut values: Vec<Value> = vec![listed.into(), import.file.date.into()];
    values.extend(kept_by(version));
    let withdrawn = tx.figure(&sql, values).await?;
    let tally = at.tally.plus(Tally { withdrawn, ..Tally::default() });
    Ok(StepEnd {
        next: Some(json!(At { phase: Phase::Record, from: 0, tally, version: Some(version) })),
        says: "Looking for codes that are listed no more".into(),
        ..StepEnd::default()
    })
}

pub(super) fn code(prefix: Prefix) -> i32 {
    i32::try_from(prefix.code()).unwrap_or(0)
}
