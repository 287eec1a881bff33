use super::get::lock_living;
use super::write::subject;
use crate::activity::{Told, tell};
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::activity::EntityKind;
use domain::crm::MAX_NOTE;
use domain::id::CallId;
use domain::{FieldErrors, Right, Scope};
use serde_json::json;

/// Adds a note to a call's timeline, 1 to 4,000 characters.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`]; [`crate::Error::Conflict`] for one that is
/// deleted; [`crate::Error::Invalid`] at `note`.
pub async fn note(engine: &Engine, scope: &Scope, id: CallId, text: &str) -> Result<()> {
    allow(scope, Right::ChangeCalls)?;
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldErrors::one("note", "Write something to keep.").into());
    }
    if text.chars().count() > MAX_NOTE || text.contains('\0') {
        return Err(FieldErrors::one("note", "A note has at most 4,000 characters.").into());
    }
    let tx = TenantTx::begin(engine, scope).await?;
    lock_living(&tx, id).await?;
    let told = Told {
        of: EntityKind::Call,
        id: id.0,
        kind: "note_added".into(),
        title: "Note",
        description: text.to_owned(),
        metadata: json!({}),
    };
    tell(&tx, scope, told).await?;
    let active = "update call set active_at = now() where tenant_id = $1 and id = $2";
    tx.execute(active, [tx.tenant(), id.0.into()]).await?;
    let entry = audit::Entry::made("call.note", subject(id), json!({ "characters": text.chars().count() }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(())
}
