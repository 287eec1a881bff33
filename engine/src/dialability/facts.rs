//! What is known of numbers, by one statement however many there are.

use crate::do_not_call::stopped_by;
use crate::tenancy::Tx;
use domain::consent::{ConsentKind, Given};
use domain::dialability::Facts;
use domain::do_not_call::ListKind;
use domain::id::{CampaignId, TenantId};
use domain::phone::PhoneNumber;
use sea_orm::{DbErr, FromQueryResult};
use std::collections::HashMap;
use time::OffsetDateTime;

/// The most consents of a number that are looked at, the newest first. Nobody has so many; beyond them it is not dialled.
const CONSENTS: i64 = 1_000;

/// Facts by number, and the moment they are of by the database's clock.
pub(crate) struct Gathered {
    pub facts: HashMap<PhoneNumber, Facts>,
    pub now: OffsetDateTime,
}

/// A number, or one of its consents: then it has a kind.
#[derive(FromQueryResult)]
struct Known {
    now: OffsetDateTime,
    /// Nothing where no number was asked about.
    number: Option<i64>,
    ever_generated: bool,
    stopped: Option<i16>,
    kind: Option<i16>,
    given_at: Option<OffsetDateTime>,
    expires_at: Option<OffsetDateTime>,
    withdrawn_at: Option<OffsetDateTime>,
}

/// Gathers what decides whether a tenant may dial these numbers, for a campaign where one is named. It takes its own
/// `tenant_id` along, so it may run for many tenants in turn within one transaction.
pub(crate) async fn gather(
    tx: &impl Tx,
    tenant: TenantId,
    campaign: Option<CampaignId>,
    numbers: &[PhoneNumber],
) -> Result<Gathered, DbErr> {
    let values: Vec<i64> = numbers.iter().map(|number| number.value()).collect();
    // Scalar subqueries with a limit: an `exists` may be turned into reading the whole ledger.
    let sql = format!(
        "select now() as now, d.number,
             coalesce((select true from generated_number g where g.tenant_id = $1 and g.number = d.number limit 1), false)
                 as ever_generated,
             {} as stopped, null::smallint as kind, null::timestamptz as given_at, null::timestamptz as expires_at,
             null::timestamptz as withdrawn_at
         from (select 1) as one left join unnest($2::bigint[]) as d (number) on true
         union all
         select now(), c.number, false, null, c.kind, c.given_at, c.expires_at, c.withdrawn_at
         from unnest($2::bigint[]) as d (number) cross join lateral (
             select number, kind, given_at, expires_at, withdrawn_at from consent
             where tenant_id = $1 and number = d.number order by number, id desc limit $4) c",
        stopped_by("d.number", "$1", "$3::bigint")
    );
    let campaign = campaign.map_or(0, |campaign| campaign.0);
    let rows: Vec<Known> = tx.all(&sql, [tenant.0.into(), values.into(), campaign.into(), CONSENTS.into()]).await?;
    let now = rows.first().map(|row| row.now);
    let (known, consents): (Vec<Known>, Vec<Known>) = rows.into_iter().partition(|row| row.kind.is_none());
    let mut facts = HashMap::with_capacity(known.len());
    for row in known {
        let Some(Ok(number)) = row.number.map(PhoneNumber::from_stored) else { continue };
        let stopped_by = row.stopped.and_then(ListKind::of_code);
        facts.insert(number, Facts { ever_generated: row.ever_generated, stopped_by, consents: Vec::new() });
    }
    for Known { number, kind, given_at, expires_at, withdrawn_at, .. } in consents {
        let (Some(Ok(number)), Some(kind)) =
            (number.map(PhoneNumber::from_stored), kind.and_then(ConsentKind::of_code))
        else {
            continue;
        };
        if let (Some(facts), Some(given_at)) = (facts.get_mut(&number), given_at) {
            facts.consents.push(Given { kind, given_at, expires_at, withdrawn_at });
        }
    }
    Ok(Gathered { facts, now: now.ok_or_else(|| DbErr::RecordNotFound("the time".into()))? })
}
