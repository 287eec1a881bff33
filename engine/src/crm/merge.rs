use super::create::subject;
use super::find;
use super::get::lock_living;
use super::write::{changes, forget_index, tell_of, update};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::crm::{Kind, MergeDraft, Record};
use domain::id::RecordId;
use domain::{Right, Scope};
use serde_json::json;

/// Merges one contact into another: the chosen values stay, phones, tags and notes are united, deals and leads that refer to
/// the one that goes refer to the other from then on, and its timeline is told there. The one that goes is kept as a pointer.
/// It can't be undone.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`] when either is none of the tenant's; [`Error::Conflict`] for
/// two that are one, or for one that is deleted or merged already; [`Error::Invalid`] at `phones`, `tags` and `notes` when both
/// together have more than one contact holds.
pub async fn merge(
    engine: &Engine,
    scope: &Scope,
    stays: RecordId,
    goes: RecordId,
    draft: &MergeDraft,
) -> Result<Record> {
    allow(scope, Right::ChangeContacts)?;
    if stays == goes {
        return Err(Error::Conflict("A contact can’t be merged into itself.".into()));
    }
    let tx = TenantTx::begin(engine, scope).await?;
    // In the order of the ids: two who merge the same two the other way round wait for each other, and never in a circle.
    for id in [stays.min(goes), stays.max(goes)] {
        lock_living(&tx, Kind::Contact, id).await?;
    }
    let (before, gone) = (find(&tx, Kind::Contact, stays).await?, find(&tx, Kind::Contact, goes).await?);
    update(&tx, scope, Kind::Contact, stays, &draft.united(&before, &gone)?).await?;
    let moved = move_references(&tx, stays, goes).await?;
    forget_index(&tx, Kind::Contact, goes).await?;
    tx.execute(
        "update contact set deleted_at = now(), merged_into = $3, updated_at = now(), updated_by = $4, version = version + 1
         where tenant_id = $1 and id = $2",
        [tx.tenant(), goes.0.into(), stays.0.into(), scope.actor().user().map(|user| user.0).into()],
    )
    .await?;
    let after = find(&tx, Kind::Contact, stays).await?;
    let mut metadata = changes(&before, &after);
    metadata["merged"] = json!({ "id": goes, "name": gone.name });
    tell_of(&tx, scope, &after, "merged", &format!("{} was merged into this contact", gone.name), metadata).await?;
    tell_of(&tx, scope, &gone, "merged", &format!("Merged into {}", after.name), json!({ "into": stays })).await?;
    let entry = audit::Entry::changed(
        "contact.merge",
        subject(&after),
        json!({ "stays": before.draft(), "goes": { "id": goes, "values": gone.draft() } }),
        json!({ "values": after.draft(), "moved": moved }),
    )?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(after)
}

/// Whatever refers to the one that goes refers to the other; those merged into it before, too. Answers how many rows.
async fn move_references(tx: &TenantTx, stays: RecordId, goes: RecordId) -> Result<u64> {
    let mut moved = 0;
    for statement in [
        "update deal set contact_id = $2 where tenant_id = $1 and contact_id = $3",
        "update lead set contact_id = $2 where tenant_id = $1 and contact_id = $3",
        "update contact set merged_into = $2 where tenant_id = $1 and merged_into = $3",
        "update call set call_for_id = $2 where tenant_id = $1 and call_for = 1 and call_for_id = $3",
        "update call set related_to_id = $2 where tenant_id = $1 and related_to = 1 and related_to_id = $3",
        "update activity set entity_id = $2 where tenant_id = $1 and entity_type = 1 and entity_id = $3",
    ] {
        moved += tx.execute(statement, [tx.tenant(), stays.0.into(), goes.0.into()]).await?;
    }
    Ok(moved)
}
