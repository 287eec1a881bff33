//! New dials, written many at a time.

use super::judge::Judged;
use crate::campaign::Setup;
use crate::tenancy::Tx;
use domain::dial::DialState;
use domain::id::{TenantId, UserId};
use domain::phone::PhoneNumber;
use sea_orm::{DbErr, FromQueryResult};
use serde_json::Value;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// A dial that was written.
#[derive(FromQueryResult)]
struct Made {
    call_id: Uuid,
    created_at: OffsetDateTime,
}

/// Dials of one campaign as columns; 0 stands for nobody, as a list of the database's driver holds no null.
#[derive(Default)]
pub(super) struct Rows {
    call_ids: Vec<Uuid>,
    numbers: Vec<i64>,
    contacts: Vec<i64>,
    states: Vec<DialState>,
    due: Vec<OffsetDateTime>,
    verdicts: Vec<String>,
    inputs: Vec<Value>,
    errors: Vec<String>,
    by: Vec<i64>,
}

impl Rows {
    pub fn push(
        &mut self,
        number: PhoneNumber,
        contact: Option<i64>,
        by: Option<UserId>,
        state: DialState,
        due: OffsetDateTime,
        judged: &Judged,
    ) {
        self.call_ids.push(Uuid::now_v7());
        self.numbers.push(number.value());
        self.contacts.push(contact.unwrap_or(0));
        self.states.push(state);
        self.due.push(due);
        self.verdicts.push(judged.verdict.as_str().to_owned());
        self.inputs.push(judged.inputs.clone());
        self.errors.push(if state == DialState::Blocked { judged.verdict.says() } else { String::new() });
        self.by.push(by.map_or(0, |user| user.0));
    }

    /// The ids and states, in the order in which they were pushed.
    pub fn accepted(&self) -> impl Iterator<Item = (Uuid, DialState)> {
        self.call_ids.iter().copied().zip(self.states.iter().copied())
    }

    /// Writes them, each tied to the campaign's contact with its number where there is one; answers which were written, and
    /// when: their moment is that of this statement, after the looks and the judging. A number with an open dial, of whichever
    /// campaign, gets no second one, and a campaign that ended since its setup was read gets none at all: nobody would ever
    /// place or cancel it.
    pub async fn insert(
        &self,
        tx: &impl Tx,
        tenant: TenantId,
        setup: &Setup,
        batch: Option<Uuid>,
    ) -> Result<HashMap<Uuid, OffsetDateTime>, DbErr> {
        if self.call_ids.is_empty() {
            return Ok(HashMap::new());
        }
        let states: Vec<i16> = self.states.iter().map(|state| state.code()).collect();
        let made: Vec<Made> = tx
            .all(
                // Shared until the commit: who cancels or completes the campaign comes before this, or sees these dials.
                // `any($7)` finds the contacts by their numbers however the statement is planned; the join alone may read
                // the whole list.
                "with c as materialized (
                     select id from campaign
                     where tenant_id = $1 and id = $2 and (state not in (6, 7) or state = $14) for share),
                 made as (
                     insert into dial (tenant_id, call_id, campaign_id, provider_id, number, contact_id, campaign_contact_id,
                         batch_id, state, due_at, verdict, verdict_inputs, error, created_by, created_at, ended_at)
                     select $1, w.call_id, $2, $3, w.number, nullif(w.contact, 0), k.id, $4, w.state, w.due, w.verdict,
                         w.inputs, nullif(w.error, ''), nullif(w.by, 0), statement_timestamp(),
                         case when w.state >= 6 then statement_timestamp() end
                     from unnest($6::uuid[], $7::bigint[], $8::bigint[], $9::smallint[], $10::timestamptz[], $11::text[],
                         $12::jsonb[], $13::text[], $5::bigint[]) with ordinality
                         as w (call_id, number, contact, state, due, verdict, inputs, error, by, place)
                     cross join c
                     left join campaign_contact k
                         on k.tenant_id = $1 and k.campaign_id = $2 and k.number = any($7) and k.number = w.number
                     order by w.place
                     on conflict (tenant_id, number) where state <= 5 do nothing
                     returning id, call_id, campaign_contact_id, verdict, created_at),
                 tied as (
                     update campaign_contact k set dial_id = made.id, verdict = made.verdict, verdict_at = clock_timestamp(),
                         wait_until = null
                     from made where k.tenant_id = $1 and k.campaign_id = $2 and k.number = any($7)
                         and k.id = made.campaign_contact_id)
                 select call_id, created_at from made",
                [
                    tenant.0.into(),
                    setup.id.0.into(),
                    setup.provider.0.into(),
                    batch.into(),
                    self.by.clone().into(),
                    self.call_ids.clone().into(),
                    self.numbers.clone().into(),
                    self.contacts.clone().into(),
                    states.into(),
                    self.due.clone().into(),
                    self.verdicts.clone().into(),
                    self.inputs.clone().into(),
                    self.errors.clone().into(),
                    setup.state.code().into(),
                ],
            )
            .await?;
        Ok(made.into_iter().map(|made| (made.call_id, made.created_at)).collect())
    }
}
