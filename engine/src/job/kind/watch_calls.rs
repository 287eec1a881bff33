//! Sees what calls have come to by themselves: people are reminded of what begins, and what has passed its start by its grace
//! time is overdue. Each sweep commits by itself and can always run again.

use crate::Engine;
use crate::call::{fall_due, remind};
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::TenantTx;
use async_trait::async_trait;
use domain::job::JobKind;
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) struct WatchCalls;

#[async_trait]
impl Kind for WatchCalls {
    fn word(&self) -> &'static str {
        JobKind::WatchCalls.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        Ok(Arc::new(Watching { engine: engine.clone(), job: job.clone() }))
    }
}

struct Watching {
    engine: Engine,
    job: Claimed,
}

#[async_trait]
impl Work for Watching {
    fn start(&self) -> Value {
        json!(0)
    }

    async fn step(&self, _tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let at: u8 = serde_json::from_value(at.clone())?;
        // First the reminders: what a stand-still made overdue still has its own.
        let (done, says) = match at {
            0 => (remind(&self.engine).await?, "Reminded of calls"),
            _ => (fall_due(&self.engine, &self.job).await?, "Looked for overdue calls"),
        };
        let next = if done > 0 { Some(at) } else { (at == 0).then_some(1) };
        let done = i64::try_from(done).unwrap_or(i64::MAX);
        Ok(StepEnd {
            next: next.map(|next| json!(next)),
            says: says.to_owned(),
            processed: done,
            succeeded: done,
            outcome: Some(json!({})),
            ..StepEnd::default()
        })
    }
}
