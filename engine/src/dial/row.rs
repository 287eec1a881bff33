//! A dial as it is read.

use crate::error::{Error, Result};
use crate::selection::{Clause, Column};
use crate::tenancy::TenantTx;
use crate::window::Listing;
use domain::dial::{DialState, Outcome};
use domain::id::{CampaignId, DialId, RecordId};
use domain::phone::PhoneNumber;
use sea_orm::FromQueryResult;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

/// A dial as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Dial {
    pub id: DialId,
    /// What programs and providers call it by.
    pub call_id: Uuid,
    pub campaign: CampaignId,
    pub campaign_name: String,
    pub number: PhoneNumber,
    pub contact: Option<RecordId>,
    pub contact_name: Option<String>,
    pub batch: Option<Uuid>,
    pub state: DialState,
    /// When it is tried next, while it waits.
    pub next_at: Option<OffsetDateTime>,
    pub attempts: u32,
    /// The most attempts; `None` before the first one.
    pub budget: Option<u32>,
    /// Of the last attempt that ended.
    pub outcome: Option<Outcome>,
    /// The word of the verdict, one of [`domain::dial::verdict::Verdict::words`].
    pub verdict: String,
    /// What the verdict was made of.
    pub verdict_inputs: Option<Value>,
    pub verdict_at: OffsetDateTime,
    pub error: Option<String>,
    pub external_id: Option<String>,
    pub talk_seconds: Option<u32>,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub last_attempt_at: Option<OffsetDateTime>,
    pub ended_at: Option<OffsetDateTime>,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    pub id: i64,
    call_id: Uuid,
    campaign_id: i64,
    campaign_name: String,
    number: i64,
    contact_id: Option<i64>,
    contact_name: Option<String>,
    batch_id: Option<Uuid>,
    state: i16,
    due_at: OffsetDateTime,
    attempts: i16,
    budget: Option<i16>,
    outcome: Option<i16>,
    verdict: String,
    verdict_inputs: Option<Value>,
    verdict_at: OffsetDateTime,
    error: Option<String>,
    external_id: Option<String>,
    talk_s: Option<i32>,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
    last_attempt_at: Option<OffsetDateTime>,
    ended_at: Option<OffsetDateTime>,
}

/// The dials of a tenant, or of one of its campaigns, as a list. A filter that names one campaign reads that campaign's
/// index.
pub(super) fn listing(tx: &TenantTx, campaign: Option<CampaignId>) -> Listing<'static> {
    let mut reach = Clause::new("tenant_id = $1", [tx.tenant()]);
    if let Some(campaign) = campaign {
        let campaign = reach.value(campaign.0);
        reach.and(&format!("campaign_id = {campaign}"));
    }
    Listing {
        table: "dial",
        key: "id",
        columns: "m.id, m.call_id, m.campaign_id, c.name as campaign_name, m.number, m.contact_id, k.name as contact_name,
            m.batch_id, m.state, m.due_at, m.attempts, m.budget, m.outcome, m.verdict, m.verdict_inputs, m.verdict_at, m.error,
            (select a.external_id from attempt a
                where a.tenant_id = m.tenant_id and a.dial_id = m.id and a.external_id is not null
                order by a.place desc limit 1) as external_id, m.talk_s, m.created_at, m.updated_at, m.last_attempt_at, m.ended_at",
        joins: "join campaign c on c.tenant_id = m.tenant_id and c.id = m.campaign_id
            left join contact k on k.tenant_id = m.tenant_id and k.id = m.contact_id",
        reach,
        column,
    }
}

fn state_code(word: &str) -> i16 {
    DialState::ALL.into_iter().find(|state| state.as_str() == word).map_or(-1, DialState::code)
}

fn outcome_code(word: &str) -> i16 {
    Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == word).map_or(-1, Outcome::code)
}

fn column(field: &str) -> Option<Column> {
    Some(match field {
        "number" => Column::Digits("number", 11),
        "campaign" => Column::Id("campaign_id"),
        "state" => Column::Code("state", state_code),
        "outcome" => Column::Code("outcome", outcome_code),
        "verdict" => Column::Word("verdict"),
        "accepted" => Column::Day("created_at"),
        _ => return None,
    })
}

impl Row {
    pub fn dial(self) -> Result<Dial> {
        let id = self.id;
        let strange = |what: &str| Error::Internal(format!("dial {id} has a strange {what}"));
        let count = |stored: i16| u32::try_from(stored).unwrap_or(0);
        let state = DialState::of_code(self.state).ok_or_else(|| strange("state"))?;
        Ok(Dial {
            id: DialId(id),
            call_id: self.call_id,
            campaign: CampaignId(self.campaign_id),
            campaign_name: self.campaign_name,
            number: PhoneNumber::from_stored(self.number).map_err(|_| strange("number"))?,
            contact: self.contact_id.map(RecordId),
            contact_name: self.contact_name,
            batch: self.batch_id,
            state,
            next_at: state.is_waiting().then_some(self.due_at),
            attempts: count(self.attempts),
            budget: self.budget.map(count),
            outcome: self.outcome.and_then(Outcome::of_code),
            verdict: self.verdict,
            verdict_inputs: self.verdict_inputs,
            verdict_at: self.verdict_at,
            error: self.error,
            external_id: self.external_id,
            talk_seconds: self.talk_s.and_then(|seconds| u32::try_from(seconds).ok()),
            created_at: self.created_at,
            updated_at: self.updated_at,
            last_attempt_at: self.last_attempt_at,
            ended_at: self.ended_at,
        })
    }
}
