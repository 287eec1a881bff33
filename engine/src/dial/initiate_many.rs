use super::initiate::running;
use super::judge::{Subject, judge};
use super::rows::Rows;
use crate::Engine;
use crate::allow::allow;
use crate::campaign::Setup;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::dial::DialState;
use domain::dial::verdict::Verdict;
use domain::id::CampaignId;
use domain::phone::PhoneNumber;
use domain::{FieldErrors, Right, Scope};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

/// The most numbers of one request (CONTRACTS C).
pub const NUMBERS_MAX: usize = 100_000;
/// The most refused numbers that are named; all are counted.
pub const FAILURES_MAX: usize = 1_000;
/// Numbers of one statement.
const BATCH: usize = 5_000;

/// A number that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// As it was sent.
    pub phone_number: String,
    pub reason: String,
}

/// Which numbers are meant.
#[derive(Debug, Clone, Copy)]
pub enum Numbers<'a> {
    /// As people write them.
    These(&'a [String]),
    /// Those on the campaign's list that are in no dial yet, at most [`NUMBERS_MAX`].
    OfCampaign,
}

/// What came of many numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    pub id: Uuid,
    pub campaign: CampaignId,
    pub campaign_name: String,
    pub requested: usize,
    /// In the order they were sent, blocked ones included.
    pub call_ids: Vec<Uuid>,
    /// Those for which there was room.
    pub immediate: usize,
    pub queued: usize,
    pub blocked: usize,
    /// The first [`FAILURES_MAX`] that were not taken.
    pub failures: Vec<Failure>,
    pub failed: usize,
    /// Calls that could begin when they were accepted.
    pub slots: usize,
    /// Dials of the campaign that wait.
    pub waiting: u64,
}

#[derive(FromQueryResult)]
struct Known {
    number: i64,
    taken: bool,
    contact: Option<i64>,
    time_zone: Option<String>,
}

/// One number on its way.
struct Wanted {
    number: PhoneNumber,
    as_sent: String,
}

/// Accepts up to 100,000 numbers for a running campaign, each with its row and its id at once and in the order they were sent.
/// What can't be taken is named with its reason; the rest is accepted. `None` where the tenant has no such campaign that runs.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::Invalid`] at `phone_numbers` for none or too many.
pub async fn initiate_many(
    engine: &Engine,
    scope: &Scope,
    campaign: CampaignId,
    numbers: &Numbers<'_>,
) -> Result<Option<Batch>> {
    allow(scope, Right::StartDials)?;
    let listed;
    let numbers = match numbers {
        Numbers::These(numbers) => *numbers,
        Numbers::OfCampaign => {
            listed = of_campaign(engine, scope, campaign).await?;
            listed.as_slice()
        }
    };
    if numbers.is_empty() || numbers.len() > NUMBERS_MAX {
        return Err(FieldErrors::one("phone_numbers", "Send 1 to 100,000 numbers.").into());
    }
    let tx = TenantTx::begin(engine, scope).await?;
    let Some(setup) = running(engine, &tx, scope, campaign).await? else { return Ok(None) };
    let mut accepting = Accepting::new(&tx, &setup, numbers.len()).await?;
    let mut wanted = Vec::new();
    let mut seen = HashSet::new();
    for sent in numbers {
        match sent.parse::<PhoneNumber>() {
            Ok(number) if seen.insert(number) => wanted.push(Wanted { number, as_sent: sent.clone() }),
            Ok(_) => accepting.fail(sent, "Duplicate number in this request"),
            Err(_) => accepting.fail(sent, "Invalid phone number format"),
        }
    }
    for batch in wanted.chunks(BATCH) {
        accepting.accept(&tx, scope, &setup, batch).await?;
    }
    let batch = accepting.finish(&tx, scope, &setup).await?;
    tx.commit().await?;
    engine.dialling().due.notify_one();
    Ok(Some(batch))
}

/// The numbers on a campaign's list that are in no dial yet, in the order in which they came there.
async fn of_campaign(engine: &Engine, scope: &Scope, campaign: CampaignId) -> Result<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
    }
    let tx = TenantTx::begin(engine, scope).await?;
    let rows: Vec<Row> = tx
        .all(
            "select number from campaign_contact where tenant_id = $1 and campaign_id = $2 and dial_id is null
             order by id limit $3",
            [tx.tenant(), campaign.0.into(), i64::try_from(NUMBERS_MAX).unwrap_or(i64::MAX).into()],
        )
        .await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(|row| format!("+{}", row.number)).collect())
}

struct Accepting {
    batch: Batch,
    /// Calls that may begin at once.
    free: usize,
}

impl Accepting {
    async fn new(tx: &TenantTx, setup: &Setup, requested: usize) -> Result<Self> {
        let busy = tx
            .figure(
                "select count(*) as n from dial d
                 where d.provider_id = $2 and d.tenant_id = $1 and d.campaign_id = $3 and d.slot_until is not null",
                [tx.tenant(), setup.provider.0.into(), setup.id.0.into()],
            )
            .await?;
        let busy = usize::try_from(busy).unwrap_or(usize::MAX);
        let free = usize::try_from(setup.max_concurrent).unwrap_or(usize::MAX).saturating_sub(busy);
        let batch = Batch {
            id: Uuid::now_v7(),
            campaign: setup.id,
            campaign_name: setup.name.clone(),
            requested,
            call_ids: Vec::new(),
            immediate: 0,
            queued: 0,
            blocked: 0,
            failures: Vec::new(),
            failed: 0,
            slots: free,
            waiting: 0,
        };
        Ok(Self { batch, free })
    }

    fn fail(&mut self, sent: &str, reason: &str) {
        self.batch.failed += 1;
        if self.batch.failures.len() < FAILURES_MAX {
            let phone_number = sent.chars().take(40).collect();
            self.batch.failures.push(Failure { phone_number, reason: reason.to_owned() });
        }
    }

    async fn accept(&mut self, tx: &TenantTx, scope: &Scope, setup: &Setup, wanted: &[Wanted]) -> Result<()> {
        let mut known = known(tx, setup, wanted).await?;
        let mut open = Vec::with_capacity(wanted.len());
        let mut subjects = Vec::with_capacity(wanted.len());
        for one in wanted {
            let known = known.remove(&one.number.value());
            if known.as_ref().is_some_and(|known| known.taken) {
                self.fail(&one.as_sent, "Duplicate call within window");
                continue;
            }
            let (contact, time_zone) = known.map_or((None, None), |known| (known.contact, known.time_zone));
            subjects.push(Subject { number: one.number, time_zone });
            open.push((one, contact));
        }
        let (judged, now) = judge(tx, scope.tenant(), setup.id, &setup.terms, &subjects).await?;
        let mut rows = Rows::default();
        for ((one, contact), judged) in open.iter().zip(judged) {
            let (state, due) = self.place(judged.verdict, now);
            rows.push(one.number, *contact, state, due, &judged);
        }
        let by = scope.actor().user();
        let made = rows.insert(tx, scope.tenant(), by, setup, Some(self.batch.id)).await?;
        // Somebody else may have begun with one of them meanwhile.
        for ((call_id, state), (one, _)) in rows.accepted().zip(&open) {
            if made.contains(&call_id) {
                self.count(state);
                self.batch.call_ids.push(call_id);
            } else {
                self.fail(&one.as_sent, "Duplicate call within window");
            }
        }
        Ok(())
    }

    fn place(&mut self, verdict: Verdict, now: OffsetDateTime) -> (DialState, OffsetDateTime) {
        match verdict {
            Verdict::Now(_) if self.free > 0 => {
                self.free -= 1;
                (DialState::Initiated, now)
            }
            Verdict::Now(_) => (DialState::Queued, now),
            Verdict::Later(_, at) => (DialState::Queued, at),
            Verdict::Never(_) => (DialState::Blocked, now),
        }
    }

    fn count(&mut self, state: DialState) {
        match state {
            DialState::Initiated => self.batch.immediate += 1,
            DialState::Blocked => self.batch.blocked += 1,
            _ => self.batch.queued += 1,
        }
    }

    /// The batch, kept so that it can be read back.
    async fn finish(mut self, tx: &TenantTx, scope: &Scope, setup: &Setup) -> Result<Batch> {
        let waiting = "select count(*) as n from dial where tenant_id = $1 and campaign_id = $2 and state <= 3";
        let waiting = tx.figure(waiting, [tx.tenant(), setup.id.0.into()]).await?;
        self.batch.waiting = u64::try_from(waiting).unwrap_or(0);
        let whole = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        tx.execute(
            "insert into dial_batch (tenant_id, id, campaign_id, requested, accepted, failed, failures, created_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            [
                tx.tenant(),
                self.batch.id.into(),
                setup.id.0.into(),
                whole(self.batch.requested).into(),
                whole(self.batch.call_ids.len()).into(),
                whole(self.batch.failed).into(),
                json!(self.batch.failures).into(),
                scope.actor().user().map(|user| user.0).into(),
            ],
        )
        .await?;
        Ok(self.batch)
    }
}

/// What one look says of the numbers: whether they are taken, and whose they are.
async fn known(tx: &TenantTx, setup: &Setup, wanted: &[Wanted]) -> Result<HashMap<i64, Known>> {
    let numbers: Vec<i64> = wanted.iter().map(|one| one.number.value()).collect();
    let rows: Vec<Known> = tx
        .all(
            "select w.number, coalesce((select d.state <= 5
                     or (d.attempts > 0 and coalesce(d.ended_at, d.updated_at) > now() - make_interval(secs => $3))
                 from dial d where d.tenant_id = $1 and d.number = w.number order by d.number, d.id desc limit 1), false)
                     as taken,
                 k.id as contact, k.time_zone
             from unnest($2::bigint[]) as w (number) left join lateral (
                 select k.id, k.time_zone from phone p join contact k on k.tenant_id = p.tenant_id and k.id = p.entity_id
                 where p.tenant_id = $1 and p.number = w.number and p.entity_type = 1 and k.deleted_at is null
                 order by p.entity_id limit 1) k on true",
            [tx.tenant(), numbers.into(), setup.policy.defaults.duplicate_window.as_seconds_f64().into()],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.number, row)).collect())
}
