//! What a provider tells of a call, stored as it came: who tells it twice is heard once. It is applied afterwards.

use crate::tenancy::Tx;
use domain::dial::{CallEvent, Outcome};
use domain::id::{DialId, ProviderId, TenantId};
use sea_orm::DbErr;
use time::OffsetDateTime;
use uuid::Uuid;

/// Something that was told.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub provider: ProviderId,
    pub dial: DialId,
    /// What tells two apart: the provider's own id of it.
    pub event_id: String,
    pub event: CallEvent,
    /// The attempt by its key; else by the provider's id; else the newest.
    pub attempt: Option<Uuid>,
    pub external_id: Option<String>,
    pub detail: Option<String>,
    pub at: Option<OffsetDateTime>,
}

impl Told {
    /// About an attempt that is known.
    pub(super) fn of_attempt(
        provider: ProviderId,
        dial: DialId,
        attempt: Uuid,
        event_id: String,
        event: CallEvent,
    ) -> Told {
        Told { provider, dial, event_id, event, attempt: Some(attempt), external_id: None, detail: None, at: None }
    }
}

/// Stores it; `false` when it was told before.
pub(crate) async fn tell(tx: &impl Tx, tenant: TenantId, told: &Told) -> Result<bool, DbErr> {
    let (event, outcome, seconds): (i16, Option<Outcome>, Option<u32>) = match told.event {
        CallEvent::Placed => (1, None, None),
        CallEvent::Answered => (2, None, None),
        CallEvent::Ended { outcome, seconds } => (3, Some(outcome), seconds),
    };
    let stored = tx
        .execute(
            "insert into provider_event (tenant_id, provider_id, event_id, dial_id, attempt_id, event, outcome, talk_s,
                 external_id, detail, told_at)
             values ($1, $2, $3, $4, coalesce(
                     (select id from attempt where tenant_id = $1 and dial_id = $4 and external_id = $5),
                     (select id from attempt where tenant_id = $1 and dial_id = $4 and key = $6)),
                 $7, $8, $9, $5, $10, $11)
             on conflict (tenant_id, provider_id, event_id) do nothing",
            [
                tenant.0.into(),
                told.provider.0.into(),
                told.event_id.clone().into(),
                told.dial.0.into(),
                told.external_id.clone().into(),
                told.attempt.into(),
                event.into(),
                outcome.map(Outcome::code).into(),
                seconds.and_then(|seconds| i32::try_from(seconds).ok()).into(),
                told.detail.clone().into(),
                told.at.into(),
            ],
        )
        .await?;
    Ok(stored > 0)
}
