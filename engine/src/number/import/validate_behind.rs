use crate::error::Result;
use crate::tenancy::TenantTx;
use domain::Scope;
use domain::id::{JobId, ProjectId};

/// Queues the validation of what an import brings, behind it (`NewJob::after`), in the import's own transaction; answers
/// its job. Until the kind `validate_numbers` is there, nothing is queued and the numbers stay pending.
pub(super) async fn validate_behind(
    _tx: &TenantTx,
    _scope: &Scope,
    _project: ProjectId,
    _import: JobId,
) -> Result<Option<JobId>> {
    Ok(None)
}
