//! Which campaigns changed, for whoever watches them: gathered for a moment, as a campaign that dials changes all the time.

use crate::Engine;
use crate::live;
use domain::id::{CampaignId, TenantId};
use domain::live::Topic;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// After each notice of a campaign so long nothing is told; what changes meanwhile is told then.
const QUIET: Duration = Duration::from_millis(400);

/// The campaigns whose figures changed since somebody was told.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    campaigns: Mutex<BTreeSet<(TenantId, CampaignId)>>,
    some: Notify,
}

impl Touched {
    /// Notes that campaigns changed. Call it after the commit.
    pub fn note(&self, campaigns: impl IntoIterator<Item = (TenantId, CampaignId)>) {
        let mut noted = self.campaigns.lock().unwrap_or_else(PoisonError::into_inner);
        noted.extend(campaigns);
        if !noted.is_empty() {
            self.some.notify_one();
        }
    }

    fn take(&self) -> BTreeSet<(TenantId, CampaignId)> {
        std::mem::take(&mut *self.campaigns.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Tells of the campaigns that changed, for as long as it is let.
pub(super) async fn tell_loop(engine: Engine) {
    let touched = &engine.dialling().touched;
    loop {
        touched.some.notified().await;
        for (tenant, campaign) in touched.take() {
            live::publish(&engine, tenant, Topic::Campaign(campaign)).await;
        }
        tokio::time::sleep(QUIET).await;
    }
}
