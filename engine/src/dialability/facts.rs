//! What is known of numbers, by two statements however many there are.

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

#[derive(FromQueryResult)]
struct Known {
    now: OffsetDateTime,
    /// Nothing where no number was asked about.
    number: Option<i64>,
    ever_generated: bool,
    stopped: Option<i16>,
}

#[derive(FromQueryResult)]
struct Consent {
    number: i64,
    kind: i16,
    given_at: OffsetDateTime,
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
             {} as stopped
         from (select 1) as one left join unnest($2::bigint[]) as d (number) on true",
        stopped_by("d.number", "$1", "$3::bigint")
    );
    let known: Vec<Known> = tx
        .all(&sql, [tenant.0.into(), values.clone().into(), campaign.map_or(0, |campaign| campaign.0).into()])
        .await?;
    let consents: Vec<Consent> = tx
        .all(
            "select c.number, c.kind, c.given_at, c.expires_at, c.withdrawn_at
             from unnest($2::bigint[]) as d (number) cross join lateral (
                 select number, kind, given_at, expires_at, withdrawn_at from consent
                 where tenant_id = $1 and number = d.number order by number, id desc limit $3) c",
            [tenant.0.into(), values.into(), CONSENTS.into()],
        )
        .await?;
    let mut facts = HashMap::with_capacity(known.len());
    let mut now = None;
    for row in known {
        now = Some(row.now);
        let Some(Ok(number)) = row.number.map(PhoneNumber::from_stored) else { continue };
        let stopped_by = row.stopped.and_then(ListKind::of_code);
        facts.insert(number, Facts { ever_generated: row.ever_generated, stopped_by, consents: Vec::new() });
    }
    for row in consents {
        let (Ok(number), Some(kind)) = (PhoneNumber::from_stored(row.number), ConsentKind::of_code(row.kind)) else {
            continue;
        };
        if let Some(facts) = facts.get_mut(&number) {
            let Consent { given_at, expires_at, withdrawn_at, .. } = row;
            facts.consents.push(Given { kind, given_at, expires_at, withdrawn_at });
        }
    }
    Ok(Gathered { facts, now: now.ok_or_else(|| DbErr::RecordNotFound("the time".into()))? })
}
