use super::get::lock_living;
use crate::activity::{Told, tell};
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::TenantTx;
use crate::{Engine, audit};
use domain::crm::{Kind, MAX_NOTE};
use domain::id::RecordId;
use domain::{FieldErrors, Right, Scope};
use serde_json::json;

/// Adds a note to a record's timeline, 1 to 4,000 characters.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`]; [`crate::Error::Conflict`] for a record that is
/// deleted or merged; [`crate::Error::Invalid`] at `note`.
pub async fn note(engine: &Engine, scope: &Scope, kind: Kind, id: RecordId, text: &str) -> Result<()> {
    allow(scope, Right::ChangeContacts)?;
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldErrors::one("note", "Write something to keep.").into());
    }
    if text.chars().count() > MAX_NOTE || text.contains('\0') {
        return Err(FieldErrors::one("note", "A note has at most 4,000 characters.").into());
    }
    let tx = TenantTx::begin(engine, scope).await?;
    let record = lock_living(&tx, kind, id).await?;
    let told = Told {
        of: kind.entity(),
        id: id.0,
        kind: "note_added".into(),
        title: "Note",
        description: text.to_owned(),
        metadata: json!({}),
    };
    tell(&tx, scope, told).await?;
    let verb = format!("{}.note", kind.as_str());
    let entry =
        audit::Entry::made(&verb, super::create::subject(&record), json!({ "characters": text.chars().count() }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(())
}
