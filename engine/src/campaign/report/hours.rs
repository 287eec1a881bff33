//! At which hour of their own clock people were called: from when each call began, and the clocks that were known of its number.

use super::Period;
use super::in_force::{RulesInForce, changes, nth};
use crate::campaign::Setting;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::calling_rule::RuleBook;
use domain::campaign::LocalHours;
use domain::dial::{Windows, Zones};
use domain::phone::{AreaCode, Npa};
use sea_orm::FromQueryResult;
use std::collections::HashMap;
use time::OffsetDateTime;

/// Minutes that are counted together: clocks differ by whole quarters of an hour, and hours begin and end at them, where none
/// of the rules says otherwise.
const QUARTER: u16 = 15;

#[derive(FromQueryResult)]
struct Row {
    /// The clocks by which it was allowed: a list, or `null`.
    zones: Option<String>,
    /// Whether somebody set them on a contact.
    was_set: bool,
    npa: i32,
    at: OffsetDateTime,
    /// Behind how many changes of the rules.
    rules: i32,
    calls: i64,
}

/// Counts the attempts of a period.
pub(super) async fn of(
    tx: &TenantTx,
    setting: &Setting,
    period: &Period,
    versions: &[RulesInForce],
) -> Result<LocalHours> {
    let windows = Windows::read(&setting.draft.windows)?;
    let minutes = if of_quarters(versions, &windows) { QUARTER } else { 1 };
    let rows: Vec<Row> = tx
        .all(
            "select (a.verdict_inputs -> 'zones')::text as zones,
                 coalesce((a.verdict_inputs ->> 'zones_set_on_contact')::boolean, false) as was_set,
                 (a.number / 10000000 % 1000)::integer as npa,
                 date_bin(make_interval(mins => $5), a.started_at, timestamptz '2000-01-01 00:00+00') as at,
                 width_bucket(a.started_at, $6::timestamptz[]) as rules, count(*) as calls
             from attempt a
             where a.tenant_id = $1 and a.campaign_id = $2 and a.started_at >= $3 and a.started_at < $4
             group by 1, 2, 3, 4, 5",
            [
                tx.tenant(),
                setting.campaign.id.0.into(),
                period.from.into(),
                period.until.into(),
                i32::from(minutes).into(),
                changes(versions).into(),
            ],
        )
        .await?;
    let mut known: HashMap<String, Option<Zones>> = HashMap::new();
    let mut hours = LocalHours::default();
    for row in rows {
        let npa = u16::try_from(row.npa).ok().and_then(|npa| Npa::new(npa).ok());
        let npa = npa.ok_or_else(|| Error::Internal(format!("a strange area code is stored: {}", row.npa)))?;
        let zones = known.entry(row.zones.unwrap_or_default()).or_insert_with_key(|names| zones(names));
        let law = nth(versions, row.rules).and_then(|book| law(book, npa));
        let calls = row.calls.unsigned_abs();
        hours.add(row.at, calls, zones.as_ref(), law, &windows);
        if row.was_set {
            hours.add_set_zone(row.at, calls, zones.as_ref(), Zones::of_area_code(npa).as_ref(), law);
        }
    }
    Ok(hours)
}

/// The clocks of a list of names; `None` where nobody knew any.
pub(super) fn zones(names: &str) -> Option<Zones> {
    let names: Vec<String> = serde_json::from_str::<Option<Vec<String>>>(names).ok()??;
    Zones::named(names.iter().map(String::as_str)).ok()
}

fn law(book: &RuleBook, npa: Npa) -> Option<&domain::calling_rule::Law> {
    AreaCode::look_up(npa).ok().and_then(|area_code| book.law(area_code.region))
}

/// Whether nothing opens or closes within a quarter of an hour.
fn of_quarters(versions: &[RulesInForce], windows: &Windows) -> bool {
    let regions = domain::phone::Region::all();
    let laws = versions.iter().flat_map(|version| regions.iter().filter_map(|region| version.book.law(region)));
    let of_laws = laws.flat_map(|law| law.edges());
    let of_windows = windows.iter().flat_map(|window| [window.start, window.end]);
    of_laws.chain(of_windows).all(|edge| edge % QUARTER == 0)
}
