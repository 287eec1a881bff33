//! Files about codes rather than of codes: line types by company, time zones by leading digits, area codes.

use super::Import;
use super::tally::Tally;
use crate::Engine;
use crate::error::Result as VerbResult;
use crate::queue::StepError;
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::phone::Standing;
use domain::prefix::{LineType, OcnRow, OcnTable, TimeZoneRow, TimeZoneTable};
use sea_orm::FromQueryResult;
use std::ops::Range;

/// What was imported of line types and time zones before.
pub(super) async fn load(engine: &Engine, scope: &Scope) -> VerbResult<(OcnTable, TimeZoneTable)> {
    let tx = TenantTx::begin(engine, scope).await?;
    let tables = load_within(&tx).await?;
    tx.commit().await?;
    Ok(tables)
}

/// The same within a step.
pub(super) async fn load_within(tx: &TenantTx) -> VerbResult<(OcnTable, TimeZoneTable)> {
    #[derive(FromQueryResult)]
    struct OcnLine {
        ocn: String,
        line_type: i16,
        brand: Option<String>,
    }
    #[derive(FromQueryResult)]
    struct ZoneLine {
        digits: String,
        zones: Vec<String>,
    }
    let ocn_lines: Vec<OcnLine> = tx.all("select ocn, line_type, brand from ocn", []).await?;
    let zone_lines: Vec<ZoneLine> = tx.all("select digits, zones from time_zone_prefix", []).await?;
    let (mut ocns, mut zones) = (OcnTable::default(), TimeZoneTable::default());
    for line in &ocn_lines {
        let line_type = LineType::from_code(line.line_type);
        ocns.insert(OcnRow { ocn: &line.ocn, line_type, brand: line.brand.as_deref() });
    }
    for line in &zone_lines {
        zones.insert(TimeZoneRow { digits: &line.digits, zones: line.zones.iter().map(String::as_str).collect() });
    }
    Ok((ocns, zones))
}

#[derive(FromQueryResult)]
struct Written {
    inserted: i64,
    changed: i64,
}

fn counted(read: &mut Tally, written: Option<Written>, distinct: usize) {
    let (inserted, changed) = written.map_or((0, 0), |written| (written.inserted, written.changed));
    read.inserted = inserted;
    read.changed = changed;
    read.unchanged += distinct as i64 - inserted - changed;
}

/// Rows of the file of line types; a company that comes twice in a step counts once, with the brand either row gives.
pub(super) async fn line_types(import: &Import, tx: &TenantTx, rows: Range<usize>) -> Result<Tally, StepError> {
    let mut tally = Tally::default();
    let mut table = OcnTable::default();
    for index in rows {
        match OcnRow::parse(import.file.line(index)) {
            Ok(Some(row)) => {
                tally.read += 1;
                table.insert(row);
            }
            Ok(None) => {}
            Err(error) => tally.reject(import.file.place(index), error),
        }
    }
    tally.unchanged = table.duplicates() as i64;
    let (mut ocns, mut types, mut brands) = (vec![], vec![], vec![]);
    for (ocn, entry) in table.iter() {
        ocns.push(ocn.to_owned());
        types.push(entry.line_type.code());
        brands.push(entry.brand.clone().unwrap_or_default());
    }
    let written = tx
        .one(
            "with written as (
                 insert into ocn as o (ocn, line_type, brand)
                 select ocn, line_type, nullif(brand, '')
                 from unnest($1::text[], $2::smallint[], $3::text[]) as g (ocn, line_type, brand)
                 on conflict (ocn) do update set line_type = excluded.line_type, brand = coalesce(excluded.brand, o.brand)
                 where (o.line_type, o.brand) is distinct from (excluded.line_type, coalesce(excluded.brand, o.brand))
                 returning xmax = 0 as inserted)
             select count(*) filter (where inserted) as inserted, count(*) filter (where not inserted) as changed
             from written",
            [ocns.into(), types.into(), brands.into()],
        )
        .await?;
    counted(&mut tally, written, table.len());
    Ok(tally)
}

/// Rows of the file of time zones.
pub(super) async fn time_zones(import: &Import, tx: &TenantTx, rows: Range<usize>) -> Result<Tally, StepError> {
    let mut tally = Tally::default();
    let mut read = std::collections::BTreeMap::new();
    for index in rows {
        match TimeZoneRow::parse(import.file.line(index)) {
            Ok(Some(row)) => {
                tally.read += 1;
                if read.insert(row.digits.to_owned(), row.zones.join("&")).is_some() {
                    tally.unchanged += 1;
                }
            }
            Ok(None) => {}
            Err(error) => tally.reject(import.file.place(index), error),
        }
    }
    let distinct = read.len();
    let (digits, zones): (Vec<String>, Vec<String>) = read.into_iter().unzip();
    let written = tx
        .one(
            "with written as (
                 insert into time_zone_prefix as z (digits, zones)
                 select digits, string_to_array(zones, '&') from unnest($1::text[], $2::text[]) as g (digits, zones)
                 on conflict (digits) do update set zones = excluded.zones where z.zones is distinct from excluded.zones
                 returning xmax = 0 as inserted)
             select count(*) filter (where inserted) as inserted, count(*) filter (where not inserted) as changed
             from written",
            [digits.into(), zones.into()],
        )
        .await?;
    counted(&mut tally, written, distinct);
    Ok(tally)
}

/// Rows of the area-code report.
pub(super) async fn area_codes(import: &Import, tx: &TenantTx, rows: Range<usize>) -> Result<Tally, StepError> {
    let mut tally = Tally::default();
    let (mut npas, mut places, mut services, mut overlays, mut zones) = (vec![], vec![], vec![], vec![], vec![]);
    for index in rows {
        let Some((header, cells)) = import.file.area_code(index) else { continue };
        match header.row(&cells) {
            Ok(row) => {
                tally.read += 1;
                npas.push(row.npa.code() as i16);
                places.push(row.location.to_owned());
                services.push(row.standing == Standing::InService);
                overlays.push(row.overlay);
                zones.push(row.zones.to_owned());
            }
            Err(error) => tally.reject(import.file.place(index), error),
        }
    }
    let distinct = npas.len();
    let written = tx
        .one(
            "with given as (
                 select distinct on (npa) npa, nullif(place, '') as place, service, nullif(overlay, '') as overlay,
                     nullif(zone, '') as zone
                 from unnest($1::smallint[], $2::text[], $3::bool[], $4::text[], $5::text[])
                     with ordinality as g (npa, place, service, overlay, zone, row) order by npa, row desc),
             written as (
                 insert into area_code_report as a (npa, location, in_service, overlay, time_zone, source_date)
                 select npa, place, service, overlay, zone, $6 from given
                 on conflict (npa) do update set location = excluded.location, in_service = excluded.in_service,
                     overlay = excluded.overlay, time_zone = excluded.time_zone, source_date = excluded.source_date
                 where (a.location, a.in_service, a.overlay, a.time_zone)
                     is distinct from (excluded.location, excluded.in_service, excluded.overlay, excluded.time_zone)
                 returning xmax = 0 as inserted)
             select count(*) filter (where inserted) as inserted, count(*) filter (where not inserted) as changed
             from written",
            [npas.into(), places.into(), services.into(), overlays.into(), zones.into(), import.file.date.into()],
        )
        .await?;
    counted(&mut tally, written, distinct);
    Ok(tally)
}
