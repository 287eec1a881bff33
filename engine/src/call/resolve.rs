//! What a call's values refer to: members, records, purposes.

use crate::crm::table;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::FieldErrors;
use domain::call::{Content, Purpose, PurposeWish, party_word};
use domain::crm::Kind;
use domain::id::{RecordId, UserId};

/// The values with everything they refer to found. What stood there before is not asked again: a member may have left since,
/// and a record may have been forgotten. `errors` are those of the fields that did not read; their values are nothing here.
///
/// # Errors
/// [`crate::Error::Invalid`] at those, and at each field that refers to what is not there: all together.
pub(super) async fn resolve(
    tx: &TenantTx,
    (mut content, mut errors): (Content, FieldErrors),
    was: Option<&Content>,
) -> Result<Content> {
    for (field, person, before) in [
        ("owner_id", content.owner, was.and_then(|was| was.owner)),
        ("assigned_to_id", content.assigned_to, was.and_then(|was| was.assigned_to)),
    ] {
        if let Some(person) = person.filter(|person| before != Some(*person))
            && !is_member(tx, person).await?
        {
            errors.add(field, "Choose a member of the company.");
        }
    }
    for (field, party, before) in [
        ("call_for_id", content.call_for, was.and_then(|was| was.call_for)),
        ("related_to_id", content.related_to, was.and_then(|was| was.related_to)),
    ] {
        if let Some((kind, id)) = party.filter(|party| before != Some(*party))
            && !lives(tx, kind, id).await?
        {
            errors.add(field, format!("There is no such {}.", party_word(kind)));
        }
    }
    match purpose(tx, content.purpose.as_ref(), was.and_then(|was| was.purpose.as_ref())).await? {
        Ok(found) => content.purpose = found.map(PurposeWish::Id),
        Err(text) => errors.add("purpose", text),
    }
    errors.into_result(content).map_err(Into::into)
}

pub(super) async fn is_member(tx: &TenantTx, person: UserId) -> Result<bool> {
    let member = "select count(*) as n from membership where tenant_id = $1 and user_id = $2";
    Ok(tx.figure(member, [tx.tenant(), person.0.into()]).await? > 0)
}

async fn lives(tx: &TenantTx, kind: Kind, id: RecordId) -> Result<bool> {
    let sql =
        format!("select count(*) as n from {} where tenant_id = $1 and id = $2 and deleted_at is null", table(kind));
    Ok(tx.figure(&sql, [tx.tenant(), id.0.into()]).await? > 0)
}

/// The id of a purpose, or what is said where there is none.
pub(super) async fn purpose(
    tx: &TenantTx,
    wish: Option<&PurposeWish>,
    was: Option<&PurposeWish>,
) -> Result<std::result::Result<Option<i64>, &'static str>> {
    let missing = "There is no such purpose.";
    let (sql, value) = match wish {
        None => return Ok(Ok(None)),
        Some(PurposeWish::Id(id)) if wish == was || Purpose::shipped(*id).is_some() => return Ok(Ok(Some(*id))),
        Some(PurposeWish::Id(id)) => ("id = $2::bigint", (*id).into()),
        Some(PurposeWish::Name(name)) => ("name_key = lower($2::text)", name.clone().into()),
    };
    let sql = format!("select coalesce((select id from call_purpose where tenant_id = $1 and {sql}), 0) as n");
    let id = tx.figure(&sql, [tx.tenant(), value]).await?;
    Ok(if id > 0 { Ok(Some(id)) } else { Err(missing) })
}
