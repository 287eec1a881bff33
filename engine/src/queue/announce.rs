use crate::Engine;
use crate::live;
use domain::id::{JobId, TenantId};
use domain::live::Topic;

/// Says that a job changed, after the change is committed.
pub(crate) async fn announce(engine: &Engine, tenant: TenantId, job: JobId) {
    live::publish(engine, tenant, Topic::Job(job)).await;
}
