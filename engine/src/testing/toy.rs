//! Jobs that do nothing but go, to try the queue with.

use crate::Engine;
use crate::error::Result as Answer;
use crate::queue::{self, Claimed, Kind, NewJob, Registry, StepEnd, StepError, Work};
use crate::tenancy::TenantTx;
use async_trait::async_trait;
use domain::Scope;
use domain::id::JobId;
use domain::job::{JobKind, JobPriority};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// A job of so many steps. The queue knows kinds by their word alone, so the toy borrows one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Toy {
    #[serde(skip, default = "Toy::kind")]
    pub kind: JobKind,
    pub title: String,
    pub steps: u32,
    /// Fails for good at this step.
    pub fails_at: Option<u32>,
    #[serde(skip)]
    pub priority: JobPriority,
    #[serde(skip)]
    pub unique: Option<String>,
    #[serde(skip)]
    pub after: Option<JobId>,
}

impl Toy {
    /// A job of one step that is done.
    pub fn new(title: &str) -> Self {
        Self {
            kind: Toy::kind(),
            title: title.into(),
            steps: 1,
            fails_at: None,
            priority: JobPriority::Normal,
            unique: None,
            after: None,
        }
    }

    /// One that fails for good.
    pub fn failing(title: &str) -> Self {
        Self { fails_at: Some(0), ..Toy::new(title) }
    }

    fn kind() -> JobKind {
        JobKind::Housekeeping
    }

    /// Queues it; answers its id, or that of the open one with the same key, and whether it is new.
    pub async fn queue(&self, engine: &Engine, scope: &Scope) -> Answer<(JobId, bool)> {
        let tx = TenantTx::begin(engine, scope).await?;
        let job = NewJob {
            total: i64::from(self.steps),
            steps_total: i64::from(self.steps),
            priority: self.priority,
            unique: self.unique.clone(),
            after: self.after,
            ..NewJob::new(self.kind, &*self.title, serde_json::to_value(self)?)
        };
        let queued = queue::enqueue(&tx, scope, job).await?;
        tx.commit().await?;
        queue::wake(engine, scope, queued.job).await;
        Ok((queued.job, queued.is_new))
    }
}

/// A registry in which the toy stands for its kind.
pub fn toys() -> Registry {
    Registry::default().with(Toys)
}

struct Toys;

#[async_trait]
impl Kind for Toys {
    fn word(&self) -> &'static str {
        Toy::kind().as_str()
    }

    async fn begin(&self, _engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        Ok(Arc::new(serde_json::from_value::<Toy>(job.params.clone())?))
    }
}

#[async_trait]
impl Work for Toy {
    fn start(&self) -> Value {
        json!(0)
    }

    async fn step(&self, _tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let at: u32 = serde_json::from_value(at.clone())?;
        if self.fails_at == Some(at) {
            return Err(StepError::Never("The toy broke.".into()));
        }
        Ok(StepEnd {
            next: (at + 1 < self.steps).then(|| json!(at + 1)),
            says: format!("Step {}", at + 1),
            steps: 1,
            processed: 1,
            succeeded: 1,
            ..StepEnd::default()
        })
    }
}
