//! Changes or deletes the records somebody confirmed, some thousands a step, tells each one's timeline, and keeps what they
//! were for the undo.
//!
//! The first step writes down which records they are, and goes no further if those are not the ones confirmed. Each later
//! step takes some of them; one that was changed since is left and listed.

use super::edit_numbers::BY_RANGE;
use crate::Engine;
use crate::bulk::{Changes, edit_sql};
use crate::number::changed_since;
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::phone::grouped;
use sea_orm::{FromQueryResult, Value as Sql};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::marker::PhantomData;
use std::sync::Arc;

/// Records of one step: a second or less of rows held against others.
const BATCH: i64 = 2_000;

/// The job of one kind of change.
pub(crate) struct EditMany<P>(PhantomData<fn() -> P>);

impl<P> EditMany<P> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

#[async_trait]
impl<P: Changes> Kind for EditMany<P> {
    fn word(&self) -> &'static str {
        P::EDIT.as_str()
    }

    async fn begin(&self, _engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: P = serde_json::from_value(job.params.clone())?;
        Ok(Arc::new(Editing { params, job: job.clone() }))
    }
}

/// Where a step starts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    /// Writing down which records they are.
    Choosing,
    /// Behind this record, with so many changed and left so far.
    Behind { id: i64, changed: i64, left: i64 },
}

struct Editing<P> {
    params: P,
    job: Claimed,
}

#[derive(FromQueryResult)]
struct Stepped {
    last: Option<i64>,
    taken: i64,
    changed: i64,
    left_alone: i64,
}

#[async_trait]
impl<P: Changes> Work for Editing<P> {
    fn start(&self) -> Value {
        json!(Place::Choosing)
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        match serde_json::from_value(at.clone())? {
            Place::Choosing => self.choose(tx).await,
            Place::Behind { id, changed, left } => self.edit(tx, id, changed, left).await,
        }
    }
}

impl<P: Changes> Editing<P> {
    async fn choose(&self, tx: &TenantTx) -> Result<StepEnd, StepError> {
        let now = self.params.keep(tx, &self.job).await?;
        let confirmed = self.params.confirmed();
        if now != *confirmed {
            return Err(StepError::Never(changed_since("records", confirmed.count, now.count)));
        }
        Ok(StepEnd {
            next: Some(json!(Place::Behind { id: 0, changed: 0, left: 0 })),
            says: format!("Chose {} {}", grouped(now.count), self.params.target().plural),
            ..StepEnd::default()
        })
    }

    async fn edit(&self, tx: &TenantTx, behind: i64, changed: i64, left: i64) -> Result<StepEnd, StepError> {
        tx.script(BY_RANGE).await?;
        let (target, deed) = (self.params.target(), self.params.deed());
        let sql = edit_sql(&target, &deed);
        let person = self.job.scope().actor().user().map(|user| user.0);
        let mut values: Vec<Sql> =
            vec![tx.tenant(), self.job.id.0.into(), behind.into(), BATCH.into(), person.into(), deed.value];
        values.extend(deed.word.map(Sql::from));
        let stepped: Stepped =
            tx.one(&sql, values).await?.ok_or_else(|| StepError::Later("The step gave no answer.".into()))?;
        let (changed, left) = (changed + stepped.changed, left + stepped.left_alone);
        let next = stepped.last.filter(|_| stepped.taken == BATCH).map(|id| json!(Place::Behind { id, changed, left }));
        Ok(StepEnd {
            says: format!("{} {} {}", deed.done, grouped(u64::try_from(changed).unwrap_or(0)), target.plural),
            steps: 1,
            processed: stepped.taken,
            succeeded: stepped.taken - stepped.left_alone,
            failed: stepped.left_alone,
            outcome: next.is_none().then(|| json!({ "changed": changed, "left": left })),
            next,
            ..StepEnd::default()
        })
    }
}
