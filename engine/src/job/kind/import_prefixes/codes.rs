//! Rows that are codes: the administrator's report, and tables of one's own.

use super::tally::Tally;
use super::{At, Import, Phase};
use crate::queue::{StepEnd, StepError};
use crate::tenancy::{TenantTx, Tx};
use domain::phone::Prefix;
use domain::prefix::{Brand, CodeReportRow, LineType, PrefixEntry};
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

#[derive(FromQueryResult)]
struct Written {
    inserted: i64,
    changed: i64,
}

/// The rows of the code report.
pub(super) async fn report(import: &Import, tx: &TenantTx, rows: Range<usize>) -> Result<Tally, StepError> {
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
    let written = write_report(import, tx, columns).await?;
    Ok(tally.plus(written))
}

async fn write_report(import: &Import, tx: &TenantTx, columns: Columns) -> Result<Tally, StepError> {
    let rows = columns.prefix.len() as i64;
    let written: Option<Written> = tx
        .one(
            "with given as (
                 select prefix, nullif(ocn, '') as ocn, nullif(carrier, '') as carrier, nullif(brand, '') as brand,
                     nullif(brand_source, '') as brand_source, line_type, nullif(state, '') as state,
                     nullif(place, '') as place, string_to_array(nullif(zones, ''), '&') as zones, assigned
                 from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::text[],
                     $8::text[], $9::text[], $10::bool[])
                     as g (prefix, ocn, carrier, brand, brand_source, line_type, state, place, zones, assigned)),
             written as (
                 insert into prefix as p (prefix, ocn, carrier, brand, brand_source, line_type, state, place, time_zones,
                     assigned, source, source_date)
                 select prefix, ocn, carrier, brand, brand_source, line_type, state, place, coalesce(zones, '{}'),
                     assigned, 'code_report', $11
                 from given
                 on conflict (prefix) do update set ocn = excluded.ocn, carrier = excluded.carrier,
                     brand = excluded.brand, brand_source = excluded.brand_source, line_type = excluded.line_type,
                     state = excluded.state, place = excluded.place, time_zones = excluded.time_zones,
                     assigned = excluded.assigned, source = excluded.source, source_date = excluded.source_date,
                     updated_at = now()
                 where (p.ocn, p.carrier, p.brand, p.brand_source, p.line_type, p.state, p.place, p.time_zones,
                         p.assigned, p.source)
                     is distinct from (excluded.ocn, excluded.carrier, excluded.brand, excluded.brand_source,
                         excluded.line_type, excluded.state, excluded.place, excluded.time_zones, excluded.assigned,
                         excluded.source)
                 returning xmax = 0 as inserted)
             select count(*) filter (where inserted) as inserted, count(*) filter (where not inserted) as changed
             from written",
            [
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
            ],
        )
        .await?;
    Ok(counted(written, rows))
}

fn counted(written: Option<Written>, rows: i64) -> Tally {
    let (inserted, changed) = written.map_or((0, 0), |written| (written.inserted, written.changed));
    Tally { inserted, changed, unchanged: rows - inserted - changed, ..Tally::default() }
}

/// The rows of a table of one's own: what a cell leaves empty stays as it is.
pub(super) async fn own_table(import: &Import, tx: &TenantTx, rows: Range<usize>) -> Result<Tally, StepError> {
    let mut tally = Tally::default();
    let mut read: BTreeMap<Prefix, PrefixEntry> = BTreeMap::new();
    for index in rows {
        match import.file.entry(index) {
            Ok(Some(entry)) => {
                tally.read += 1;
                if read.insert(entry.prefix, entry).is_some() {
                    tally.unchanged += 1;
                }
            }
            Ok(None) => {}
            Err(error) => tally.reject(import.file.place(index), error),
        }
    }
    let mut columns = Columns::default();
    for entry in read.values() {
        let carrier = entry.carrier.as_deref().unwrap_or("");
        let brand = (!carrier.is_empty()).then(|| Brand::of(carrier, None));
        columns.prefix.push(code(entry.prefix));
        columns.carrier.push(carrier.to_owned());
        columns.brand.push(brand.map_or("", |brand| brand.name).to_owned());
        columns.brand_source.push(brand.map_or("", |brand| brand.source.as_str()).to_owned());
        columns.line_type.push(entry.line_type.map_or(-1, LineType::code));
        columns.state.push(entry.state.clone().unwrap_or_default());
        columns.place.push(entry.city.clone().unwrap_or_default());
        columns.zones.push(import.zones.look_up(entry.prefix).join("&"));
    }
    let rows = columns.prefix.len() as i64;
    let values: [Value; 8] = [
        columns.prefix.into(),
        columns.carrier.into(),
        columns.brand.into(),
        columns.brand_source.into(),
        columns.line_type.into(),
        columns.state.into(),
        columns.place.into(),
        columns.zones.into(),
    ];
    let written: Option<Written> = tx
        .one(
            "with given as (
                 select prefix, nullif(carrier, '') as carrier, nullif(brand, '') as brand,
                     nullif(brand_source, '') as brand_source, nullif(line_type, -1) as line_type,
                     nullif(state, '') as state, nullif(place, '') as place,
                     string_to_array(nullif(zones, ''), '&') as zones
                 from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::text[], $7::text[],
                     $8::text[]) as g (prefix, carrier, brand, brand_source, line_type, state, place, zones)),
             merged as (
                 select g.prefix, coalesce(g.carrier, p.carrier) as carrier, coalesce(g.brand, p.brand) as brand,
                     coalesce(g.brand_source, p.brand_source) as brand_source,
                     coalesce(g.line_type, p.line_type, 0::smallint) as line_type, coalesce(g.state, p.state) as state,
                     coalesce(g.place, p.place) as place, coalesce(g.zones, p.time_zones, '{}') as zones
                 from given g left join prefix p using (prefix)),
             written as (
                 insert into prefix as p (prefix, carrier, brand, brand_source, line_type, state, place, time_zones,
                     assigned, source)
                 select prefix, carrier, brand, brand_source, line_type, state, place, zones, true, 'own_table' from merged
                 on conflict (prefix) do update set carrier = excluded.carrier, brand = excluded.brand,
                     brand_source = excluded.brand_source, line_type = excluded.line_type, state = excluded.state,
                     place = excluded.place, time_zones = excluded.time_zones, assigned = true,
                     source = excluded.source, updated_at = now()
                 where (p.carrier, p.brand, p.line_type, p.state, p.place, p.assigned)
                     is distinct from (excluded.carrier, excluded.brand, excluded.line_type, excluded.state,
                         excluded.place, true)
                 returning xmax = 0 as inserted)
             select count(*) filter (where inserted) as inserted, count(*) filter (where not inserted) as changed
             from written",
            values,
        )
        .await?;
    Ok(tally.plus(counted(written, rows)))
}

/// Codes of an earlier report that this one does not list are assigned no more.
pub(super) async fn withdraw(import: &Import, tx: &TenantTx, at: At) -> Result<StepEnd, StepError> {
    let listed: Vec<i32> = (0..import.file.rows())
        .filter_map(|index| CodeReportRow::parse(import.file.line(index)).ok().flatten())
        .map(|row| code(row.prefix))
        .collect();
    let withdrawn = tx
        .execute(
            "update prefix p set assigned = false, source_date = $2, updated_at = now()
             where p.source = 'code_report' and p.assigned
               and not exists (select 1 from unnest($1::int[]) l (prefix) where l.prefix = p.prefix)",
            [listed.into(), import.file.date.into()],
        )
        .await?;
    let tally = at.tally.plus(Tally { withdrawn: withdrawn as i64, ..Tally::default() });
    Ok(StepEnd {
        next: Some(json!(At { phase: Phase::Record, from: 0, tally })),
        says: "Looking for codes that are listed no more".into(),
        ..StepEnd::default()
    })
}

pub(super) fn code(prefix: Prefix) -> i32 {
    i32::try_from(prefix.code()).unwrap_or(0)
}
