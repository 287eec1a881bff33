use super::{Deed, Target, Undoing};
use crate::error::Result;
use crate::number::Confirmed;
use crate::queue::Claimed;
use crate::tenancy::TenantTx;
use async_trait::async_trait;
use domain::job::JobKind;
use serde::de::DeserializeOwned;

/// A change of many records, as its job keeps it.
#[async_trait]
pub(crate) trait Changes: DeserializeOwned + Clone + Send + Sync + 'static {
    /// The job that makes it.
    const EDIT: JobKind;
    /// The job that takes it back.
    const UNDO: JobKind;

    fn target(&self) -> Target;

    fn deed(&self) -> Deed;

    fn undoing(&self) -> Undoing;

    /// What somebody saw when they confirmed it.
    fn confirmed(&self) -> &Confirmed;

    /// Keeps what matches now under the job, and answers what that was.
    async fn keep(&self, tx: &TenantTx, job: &Claimed) -> Result<Confirmed>;
}
