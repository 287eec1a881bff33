//! What a claim writes down of the dials it took up, many by one statement.

use super::claim::Due;
use super::judge::Judged;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::{DialEvent, DialState};
use domain::id::TenantId;
use sea_orm::DbErr;
use serde_json::Value;
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

/// Those that are called now, as columns.
#[derive(Default)]
pub(super) struct Called {
    ids: Vec<i64>,
    keys: Vec<Uuid>,
    budgets: Vec<i16>,
    inputs: Vec<Value>,
}

impl Called {
    pub fn push(&mut self, dial: &Due, key: Uuid, judged: &Judged, budget: i16) {
        debug_assert!(DialState::of_code(dial.state).is_some_and(|state| state.apply(DialEvent::Place).is_ok()));
        debug_assert!(dial.attempts < 20);
        self.ids.push(dial.id);
        self.keys.push(key);
        self.budgets.push(budget);
        self.inputs.push(judged.inputs.clone());
    }

    pub async fn write(
        self,
        tx: &PlatformTx,
        tenant: TenantId,
        longest: time::Duration,
        silence: Duration,
    ) -> std::result::Result<(), DbErr> {
        if self.ids.is_empty() {
            return Ok(());
        }
        tx.execute(
            "with w as (
                 select * from unnest($2::bigint[], $3::uuid[], $4::smallint[], $5::jsonb[]) as w (id, key, budget, inputs)),
             made as (
                 insert into attempt (tenant_id, key, dial_id, campaign_id, provider_id, number, place, check_at, verdict_inputs)
                 select d.tenant_id, w.key, d.id, d.campaign_id, d.provider_id, d.number, d.attempts + 1,
                     clock_timestamp() + make_interval(secs => $7), w.inputs
                 from w join dial d on d.tenant_id = $1 and d.id = any($2) and d.id = w.id order by w.key)
             update dial d set state = 4, attempts = d.attempts + 1, budget = w.budget,
                 slot_until = clock_timestamp() + make_interval(secs => $6), verdict = 'ALLOWED', verdict_inputs = w.inputs,
                 verdict_at = clock_timestamp(), last_attempt_at = clock_timestamp(), updated_at = clock_timestamp(),
                 error = null
             from w where d.tenant_id = $1 and d.id = any($2) and d.id = w.id",
            [
                tenant.0.into(),
                self.ids.into(),
                self.keys.into(),
                self.budgets.into(),
                self.inputs.into(),
                longest.as_seconds_f64().into(),
                silence.as_secs_f64().into(),
            ],
        )
        .await?;
        Ok(())
    }
}

/// Those that wait for another time.
#[derive(Default)]
pub(super) struct Held {
    ids: Vec<i64>,
    states: Vec<i16>,
    due: Vec<OffsetDateTime>,
    verdicts: Vec<String>,
    inputs: Vec<Value>,
}

impl Held {
    pub fn push(&mut self, dial: &Due, at: OffsetDateTime, judged: &Judged) -> Result<()> {
        let state = DialState::of_code(dial.state).and_then(|state| state.apply(DialEvent::Wait).ok());
        let state = state.ok_or_else(|| Error::Internal(format!("dial {} can't wait", dial.id)))?;
        self.ids.push(dial.id);
        self.states.push(state.code());
        self.due.push(at);
        self.verdicts.push(judged.verdict.as_str().to_owned());
        self.inputs.push(judged.inputs.clone());
        Ok(())
    }

    pub async fn write(self, tx: &PlatformTx, tenant: TenantId) -> std::result::Result<(), DbErr> {
        if self.ids.is_empty() {
            return Ok(());
        }
        tx.execute(
            "update dial d set state = w.state, due_at = w.due, verdict = w.verdict, verdict_inputs = w.inputs,
                 verdict_at = clock_timestamp(), updated_at = clock_timestamp()
             from unnest($2::bigint[], $3::smallint[], $4::timestamptz[], $5::text[], $6::jsonb[])
                 as w (id, state, due, verdict, inputs)
             where d.tenant_id = $1 and d.id = any($2) and d.id = w.id",
            [
                tenant.0.into(),
                self.ids.into(),
                self.states.into(),
                self.due.into(),
                self.verdicts.into(),
                self.inputs.into(),
            ],
        )
        .await?;
        Ok(())
    }
}

/// Those that may not be called.
#[derive(Default)]
pub(super) struct Refused {
    ids: Vec<i64>,
    verdicts: Vec<String>,
    says: Vec<String>,
    inputs: Vec<Value>,
}

impl Refused {
    pub fn push(&mut self, dial: &Due, judged: &Judged) {
        self.ids.push(dial.id);
        self.verdicts.push(judged.verdict.as_str().to_owned());
        self.says.push(judged.verdict.says());
        self.inputs.push(judged.inputs.clone());
    }

    pub async fn write(self, tx: &PlatformTx, tenant: TenantId) -> std::result::Result<(), DbErr> {
        if self.ids.is_empty() {
            return Ok(());
        }
        tx.execute(
            "update dial d set state = 8, verdict = w.verdict, verdict_inputs = w.inputs, verdict_at = clock_timestamp(),
                 error = w.says, ended_at = clock_timestamp(), updated_at = clock_timestamp()
             from unnest($2::bigint[], $3::text[], $4::text[], $5::jsonb[]) as w (id, verdict, says, inputs)
             where d.tenant_id = $1 and d.id = any($2) and d.id = w.id",
            [tenant.0.into(), self.ids.into(), self.verdicts.into(), self.says.into(), self.inputs.into()],
        )
        .await?;
        Ok(())
    }
}
