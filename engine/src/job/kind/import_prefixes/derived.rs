//! What line types and time zones say about codes that are there already.

use super::change::{kept_by, noted};
use super::codes::{OWN_CLAIM, code};
use super::source::Version;
use super::tally::Tally;
use super::{At, Phase, ROWS, side_tables};
use crate::queue::{StepEnd, StepError};
use crate::tenancy::{TenantTx, Tx};
use domain::phone::{Prefix, grouped};
use domain::prefix::{Brand, LineType};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;

/// The columns that follow from other files.
const DERIVED: [&str; 4] = ["line_type", "brand", "brand_source", "time_zones"];

#[derive(FromQueryResult)]
struct Row {
    prefix: i32,
    ocn: Option<String>,
    carrier: Option<String>,
}

/// How many codes [`step`] will look at.
pub(super) async fn count(tx: &TenantTx) -> Result<usize, StepError> {
    let codes = tx.figure("select count(*) as n from prefix where listed", []).await?;
    Ok(usize::try_from(codes).unwrap_or(0))
}

/// Writes line type, brand and zones of the next [`ROWS`] codes, where they differ. What a table of one's own says of a code
/// stands: its line type, and the brand of the carrier it names.
pub(super) async fn step(tx: &TenantTx, at: At, version: Version) -> Result<StepEnd, StepError> {
    let rows: Vec<Row> = tx
        .all(
            "select prefix, ocn, carrier from prefix where listed and prefix > $1 order by prefix limit $2",
            [i32::try_from(at.from).unwrap_or(i32::MAX).into(), (ROWS as i64).into()],
        )
        .await?;
    let Some(last) = rows.last().map(|row| row.prefix) else {
        return Ok(StepEnd {
            next: Some(json!(At { phase: Phase::Record, from: 0, tally: at.tally, version: Some(version) })),
            says: "The codes are up to date".into(),
            ..StepEnd::default()
        });
    };
    // The rows of this very file were committed by earlier steps, so they are read again with all others.
    let (ocns, zones) = side_tables::load_within(tx).await?;
    let (mut codes, mut types, mut brands, mut sources, mut zone_lists) = (vec![], vec![], vec![], vec![], vec![]);
    for row in &rows {
        let Some(prefix) = u32::try_from(row.prefix).ok().and_then(|code| Prefix::from_code(code).ok()) else {
            continue;
        };
        let entry = row.ocn.as_deref().and_then(|ocn| ocns.get(ocn));
        let brand = row.carrier.as_deref().map(|name| Brand::of(name, entry.and_then(|entry| entry.brand.as_deref())));
        codes.push(code(prefix));
        types.push(entry.map_or(LineType::Unknown, |entry| entry.line_type).code());
        brands.push(brand.map_or("", |brand| brand.name).to_owned());
        sources.push(brand.map_or("", |brand| brand.source.as_str()).to_owned());
        zone_lists.push(zones.look_up(prefix).join("&"));
    }
    let sql = format!(
        "with given as (
             select g.prefix, {OWN_CLAIM} as line_type, nullif(g.brand, '') as brand,
                 nullif(g.brand_source, '') as brand_source,
                 coalesce(string_to_array(nullif(g.zones, ''), '&'), '{{}}') as zones
             from unnest($1::int[], $2::smallint[], $3::text[], $4::text[], $5::text[])
                 as g (prefix, line_type, brand, brand_source, zones)),
         old as (select p.* from given join prefix p using (prefix)),
         merged as (
             select prefix, g.line_type, g.zones,
                 case when p.source = 'own_table' then p.brand else g.brand end as brand,
                 case when p.source = 'own_table' then p.brand_source else g.brand_source end as brand_source
             from given g join old p using (prefix)),
         written as (
             update prefix p set line_type = g.line_type, brand = g.brand, brand_source = g.brand_source,
                 time_zones = g.zones, updated_at = now()
             from merged g
             where p.prefix = g.prefix
               and (p.line_type, p.brand, p.brand_source, p.time_zones)
                   is distinct from (g.line_type, g.brand, g.brand_source, g.zones)
             returning p.*),
         {}
         select count(*) as n from written",
        noted(&DERIVED, 6)
    );
    let mut values: Vec<Value> = vec![codes.into(), types.into(), brands.into(), sources.into(), zone_lists.into()];
    values.extend(kept_by(version));
    let derived = tx.figure(&sql, values).await?;
    let tally = at.tally.plus(Tally { derived, ..Tally::default() });
    let says = format!("Bringing codes up to date: {} changed", grouped(tally.derived as u64));
    let from = usize::try_from(last).unwrap_or(usize::MAX);
    let looked_at = rows.len() as i64;
    Ok(StepEnd {
        next: Some(json!(At { phase: Phase::Derive, from, tally, version: Some(version) })),
        says,
        steps: 1,
        processed: looked_at,
        succeeded: looked_at,
        ..StepEnd::default()
    })
}
