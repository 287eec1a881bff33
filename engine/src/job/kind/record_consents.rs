//! Records one consent for each of the numbers somebody confirmed, some thousands a step. The first step writes down which
//! numbers they are, and goes no further if those are not the ones confirmed. A number that has just this consent already,
//! by a worker that died or by an import, is not given it again.

use super::import::{ConsentRow as Row, store_consents, withdrawn_since, without};
use crate::Engine;
use crate::consent::RecordParams;
use crate::number::{changed_since, keep_matching};
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::filter::{Filter, Numbers};
use domain::job::JobKind;
use domain::phone::{PhoneNumber, grouped};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// Numbers of one step.
const BATCH: i64 = 5_000;

pub(crate) struct RecordConsents;

#[async_trait]
impl Kind for RecordConsents {
    fn word(&self) -> &'static str {
        JobKind::RecordConsents.as_str()
    }

    async fn begin(&self, _engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: RecordParams = serde_json::from_value(job.params.clone())?;
        let filter = Filter::parse_query(&params.filter)
            .map_err(|errors| StepError::Never(format!("The filter can't be read: {errors}")))?;
        Ok(Arc::new(Recording { params, filter, job: job.clone() }))
    }
}

/// Where a step starts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    /// Writing down which numbers they are.
    Choosing,
    /// With so many recorded, so many that had it already, and so many that withdrew theirs since it was given.
    Going { recorded: i64, there: i64, withdrawn: i64 },
}

struct Recording {
    params: RecordParams,
    filter: Filter<Numbers>,
    job: Claimed,
}

#[async_trait]
impl Work for Recording {
    fn start(&self) -> Value {
        json!(Place::Choosing)
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        match serde_json::from_value(at.clone())? {
            Place::Choosing => self.choose(tx).await,
            Place::Going { recorded, there, withdrawn } => self.record(tx, recorded, there, withdrawn).await,
        }
    }
}

impl Recording {
    async fn choose(&self, tx: &TenantTx) -> Result<StepEnd, StepError> {
        let now = keep_matching(tx, self.job.id, self.params.project, &self.filter).await?;
        if now != self.params.confirmed {
            return Err(StepError::Never(changed_since("numbers", self.params.confirmed.count, now.count)));
        }
        Ok(StepEnd {
            next: Some(json!(Place::Going { recorded: 0, there: 0, withdrawn: 0 })),
            says: format!("Chose {} numbers", grouped(now.count)),
            ..StepEnd::default()
        })
    }

    async fn record(&self, tx: &TenantTx, recorded: i64, there: i64, withdrawn: i64) -> Result<StepEnd, StepError> {
        #[derive(FromQueryResult)]
        struct Taken {
            number: i64,
        }
        let taken: Vec<Taken> = tx
            .all(
                "delete from number_selection where tenant_id = $1 and job_id = $2 and number_id in (
                     select number_id from number_selection where tenant_id = $1 and job_id = $2
                     order by number_id limit $3)
                 returning number",
                [tx.tenant(), self.job.id.0.into(), BATCH.into()],
            )
            .await?;
        let taken_now = i64::try_from(taken.len()).unwrap_or(0);
        let rows: Vec<Row> = taken
            .into_iter()
            .filter_map(|taken| PhoneNumber::from_stored(taken.number).ok())
            .map(|number| Row::new(number, &self.params.terms))
            .collect();
        let stale = withdrawn_since(tx, &rows).await?;
        let stored = store_consents(tx, &self.job, &without(&rows, &stale)).await?;
        let stale = stale.len() as i64;
        let (recorded, there, withdrawn) = (recorded + stored, there + taken_now - stored - stale, withdrawn + stale);
        let more = taken_now == BATCH;
        Ok(StepEnd {
            next: more.then(|| json!(Place::Going { recorded, there, withdrawn })),
            says: format!("Recorded consent for {} numbers", grouped(recorded.unsigned_abs())),
            steps: 1,
            processed: taken_now,
            succeeded: taken_now - stale,
            failed: stale,
            outcome: (!more)
                .then(|| json!({ "recorded": recorded, "there_already": there, "withdrawn_since": withdrawn })),
            ..StepEnd::default()
        })
    }
}
