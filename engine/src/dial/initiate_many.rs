use super::accept::{Wanted, accept, room, running};
use crate::Engine;
use crate::allow::allow;
use crate::campaign::Setup;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::dial::DialState;
use domain::id::CampaignId;
use domain::phone::PhoneNumber;
use domain::{FieldErrors, Right, Scope};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashSet;
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

/// One number on its way.
struct Sent<'a> {
    wanted: Wanted,
    text: &'a str,
}

/// Accepts up to 100,000 numbers for a running campaign, each with its row and its id at once and in the order they were sent.
/// What can't be taken is named with its reason; the rest is accepted. `None` where the tenant has no such campaign that runs.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::Invalid`] at `phone_numbers` for none or too many, and at
/// `use_campaign_numbers` when nobody is left on the list.
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
            if listed.is_empty() {
                let text = "Nobody is left on the campaign's list: of everybody on it there is a call.";
                return Err(FieldErrors::one("use_campaign_numbers", text).into());
            }
            listed.as_slice()
        }
    };
    if numbers.is_empty() || numbers.len() > NUMBERS_MAX {
        return Err(FieldErrors::one("phone_numbers", "Send 1 to 100,000 numbers.").into());
    }
    let tx = TenantTx::begin(engine, scope).await?;
    let Some(setup) = running(engine, &tx, scope, campaign).await? else { return Ok(None) };
    let mut accepting = Accepting::new(&tx, &setup, numbers.len()).await?;
    let (mut sent, mut seen) = (Vec::new(), HashSet::new());
    for text in numbers {
        match text.parse::<PhoneNumber>() {
            Ok(number) if seen.insert(number) => {
                sent.push(Sent { wanted: Wanted { number, by: scope.actor().user() }, text });
            }
            Ok(_) => accepting.fail(text, "Duplicate number in this request"),
            Err(_) => accepting.fail(text, "Invalid phone number format"),
        }
    }
    for batch in sent.chunks(BATCH) {
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
        let free = room(tx, setup).await?;
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

    async fn accept(&mut self, tx: &TenantTx, scope: &Scope, setup: &Setup, sent: &[Sent<'_>]) -> Result<()> {
        let wanted: Vec<Wanted> = sent.iter().map(|sent| sent.wanted).collect();
        let accepted = accept(tx, scope, setup, &wanted, Some(self.batch.id), &mut self.free).await?;
        for (accepted, sent) in accepted.into_iter().zip(sent) {
            match accepted {
                Some(accepted) => {
                    self.count(accepted.state);
                    self.batch.call_ids.push(accepted.call_id);
                }
                None => self.fail(sent.text, "Duplicate call within window"),
            }
        }
        Ok(())
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
