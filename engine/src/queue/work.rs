//! What a kind of job brings to the engine.

use super::claim::Claimed;
use super::step::{StepEnd, StepError};
use crate::Engine;
use crate::tenancy::TenantTx;
use async_trait::async_trait;
use serde_json::Value;
use std::sync::Arc;

/// A kind of job: makes the work of a claimed row.
#[async_trait]
pub(crate) trait Kind: Send + Sync {
    /// The word in the row's `kind`.
    fn word(&self) -> &'static str;

    /// Reads the parameters and whatever the steps need in memory. Runs once a claim, outside any transaction.
    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError>;
}

/// One claimed run of a job.
#[async_trait]
pub(crate) trait Work: Send + Sync {
    /// Where the first step of a new job starts.
    fn start(&self) -> Value;

    /// Does the step that starts at `at` within `tx`, which the engine commits together with what it answers. `again` is
    /// set when the same step was rolled back because it met another transaction.
    async fn step(&self, tx: &TenantTx, at: &Value, again: bool) -> Result<StepEnd, StepError>;

    /// Where the step after the one at `at` starts, when that is certain before it has run.
    fn ahead(&self, _at: &Value) -> Option<Value> {
        None
    }
}

struct Retired {
    word: &'static str,
    why: &'static str,
}

#[async_trait]
impl Kind for Retired {
    fn word(&self) -> &'static str {
        self.word
    }

    async fn begin(&self, _engine: &Engine, _job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        Err(StepError::Never(format!("There are no jobs of this kind any more: {}", self.why)))
    }
}

/// The kinds this process can work on.
#[derive(Clone, Default)]
pub struct Registry {
    kinds: Vec<Arc<dyn Kind>>,
}

impl Registry {
    pub(crate) fn with(mut self, kind: impl Kind + 'static) -> Self {
        self.kinds.push(Arc::new(kind));
        self
    }

    /// Takes in a kind that earlier releases had: its jobs are claimed and fail, saying why, instead of waiting for ever.
    pub fn retired(self, word: &'static str, why: &'static str) -> Self {
        self.with(Retired { word, why })
    }

    /// The words of the kinds, as they stand in the rows.
    pub fn words(&self) -> Vec<String> {
        self.kinds.iter().map(|kind| kind.word().to_owned()).collect()
    }

    pub(crate) fn find(&self, word: &str) -> Option<Arc<dyn Kind>> {
        self.kinds.iter().find(|kind| kind.word() == word).cloned()
    }
}
