use crate::Engine;
use crate::allow::allow_platform;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::Scope;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;
use uuid::Uuid;

/// Something that repeats, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct ScheduleStanding {
    pub name: String,
    pub due_at: OffsetDateTime,
    pub ran_at: Option<OffsetDateTime>,
    /// The job it queued last, if that is still kept.
    pub job_id: Option<Uuid>,
    /// The state of that job.
    pub state: Option<String>,
}

/// What repeats, by name.
///
/// # Errors
/// [`crate::Error::Denied`] for anybody but a platform admin.
pub async fn schedules(engine: &Engine, scope: &Scope) -> Result<Vec<ScheduleStanding>> {
    allow_platform(scope)?;
    let tx = PlatformTx::begin(engine).await?;
    let rows = tx
        .all(
            "select s.name, s.due_at, s.ran_at, j.id as job_id, j.state
             from job_schedule s left join job j on j.id = s.job_id order by s.name",
            [],
        )
        .await?;
    tx.commit().await?;
    Ok(rows)
}
