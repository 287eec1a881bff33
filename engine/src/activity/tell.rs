use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::activity::EntityKind;
use serde_json::Value;

/// A line for a timeline.
pub(crate) struct Told<'t> {
    pub of: EntityKind,
    pub id: i64,
    /// In words: `contact_created`.
    pub kind: String,
    /// What a person reads: "Contact created".
    pub title: &'t str,
    pub description: String,
    /// Whatever else there is to know; `changes` holds fields with before and after.
    pub metadata: Value,
}

/// Writes a line in the transaction of what it tells of.
pub(crate) async fn tell(tx: &TenantTx, scope: &Scope, told: Told<'_>) -> Result<()> {
    tx.execute(
        "insert into activity (tenant_id, entity_type, entity_id, user_id, kind, title, description, metadata)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            tx.tenant(),
            told.of.code().into(),
            told.id.into(),
            scope.actor().user().map(|user| user.0).into(),
            told.kind.into(),
            told.title.into(),
            told.description.into(),
            told.metadata.into(),
        ],
    )
    .await?;
    Ok(())
}
