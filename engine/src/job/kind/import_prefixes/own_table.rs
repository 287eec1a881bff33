//! Rows of a table of one's own.

use super::Import;
use super::change::{COLUMNS, kept_by, noted};
use super::codes::{Written, code, counted};
use super::source::Version;
use super::tally::Tally;
use crate::queue::StepError;
use crate::tenancy::{TenantTx, Tx};
use domain::phone::Prefix;
use domain::prefix::{Brand, LineType, PrefixEntry};
use sea_orm::Value;
use std::collections::BTreeMap;
use std::ops::Range;

/// Columns of codes, ready for `unnest`; an empty text and a line type of -1 stand for null.
#[derive(Default)]
struct Columns {
    prefix: Vec<i32>,
    carrier: Vec<String>,
    brand: Vec<String>,
    brand_source: Vec<String>,
    line_type: Vec<i16>,
    state: Vec<String>,
    place: Vec<String>,
    zones: Vec<String>,
}

/// What a cell leaves empty stays as it is. A line type is kept as this source's claim; the word Unknown claims nothing,
/// and takes back what the source claimed before. A carrier that is the table's already leaves the brand as it is: the
/// file does not say brands, and a table that was exported must not lose those of the OCN file when it comes back.
const WRITE: &str = "with given as (
         select prefix, nullif(carrier, '') as carrier, nullif(brand, '') as brand,
             nullif(brand_source, '') as brand_source, nullif(line_type, -1) as line_type,
             nullif(state, '') as state, nullif(place, '') as place,
             string_to_array(nullif(zones, ''), '&') as zones
         from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::text[], $7::text[],
             $8::text[]) as g (prefix, carrier, brand, brand_source, line_type, state, place, zones)),
     old as (select p.* from given join prefix p using (prefix)),
     claimed as (
         insert into prefix_line_type_claim (prefix, source, line_type, source_id)
         select prefix, $9, line_type, $10 from given where line_type > 0
         on conflict (prefix, source) do update set line_type = excluded.line_type, source_id = excluded.source_id),
     taken_back as (
         delete from prefix_line_type_claim c using given g
         where c.prefix = g.prefix and c.source = $9 and g.line_type = 0),
     merged as (
         select g.prefix, coalesce(g.carrier, p.carrier) as carrier,
             case when coalesce(g.carrier, p.carrier) = p.carrier then p.brand else g.brand end as brand,
             case when coalesce(g.carrier, p.carrier) = p.carrier then p.brand_source else g.brand_source end
                 as brand_source,
             case when g.line_type > 0 then g.line_type
                 when g.line_type is null then coalesce(p.line_type, 0::smallint)
                 else coalesce(
                     (select c.line_type from prefix_line_type_claim c where c.prefix = g.prefix and c.source <> $9),
                     (select o.line_type from ocn o where o.ocn = p.ocn), 0::smallint) end as line_type,
             coalesce(g.state, p.state) as state, coalesce(g.place, p.place) as place,
             coalesce(g.zones, p.time_zones, '{}') as zones
         from given g left join old p using (prefix)),
     written as (
         insert into prefix as p (prefix, carrier, brand, brand_source, line_type, state, place, time_zones,
             assigned, listed, source, source_id)
         select prefix, carrier, brand, brand_source, line_type, state, place, zones, true, true, 'own_table', $10
         from merged
         on conflict (prefix) do update set carrier = excluded.carrier, brand = excluded.brand,
             brand_source = excluded.brand_source, line_type = excluded.line_type, state = excluded.state,
             place = excluded.place, time_zones = excluded.time_zones, assigned = true, listed = true,
             source = excluded.source, source_date = null, source_id = excluded.source_id, updated_at = now()
         where (p.carrier, p.brand, p.line_type, p.state, p.place, p.assigned, p.listed)
             is distinct from (excluded.carrier, excluded.brand, excluded.line_type, excluded.state,
                 excluded.place, true, true)
         returning p.*, p.xmax = 0 as inserted),";

/// Writes the next rows of a table of one's own.
pub(super) async fn own_table(
    import: &Import,
    tx: &TenantTx,
    rows: Range<usize>,
    version: Version,
) -> Result<Tally, StepError> {
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
    let sql = format!(
        "{WRITE} {}
         select count(*) filter (where inserted) as inserted, count(*) filter (where not inserted) as changed
         from written",
        noted(&COLUMNS, 10)
    );
    let mut values: Vec<Value> = vec![
        columns.prefix.into(),
        columns.carrier.into(),
        columns.brand.into(),
        columns.brand_source.into(),
        columns.line_type.into(),
        columns.state.into(),
        columns.place.into(),
        columns.zones.into(),
        import.file.kind.as_str().into(),
    ];
    values.extend(kept_by(version));
    let written: Option<Written> = tx.one(&sql, values).await?;
    Ok(tally.plus(counted(written, rows)))
}
