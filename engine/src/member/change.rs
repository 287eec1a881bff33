use super::list::find;
use super::seats::hold;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::live::tell_standing;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::UserId;
use domain::member::{Member, MemberChange, Refused};
use domain::scope::Role;
use domain::{Right, Scope};

/// Gives a member another role; the one they have changes nothing. Answers the member as they are now.
///
/// # Errors
/// [`Error::NotFound`] for who is no member; [`Error::Denied`] below the role admin, where an owner is touched by anybody but
/// an owner, and for who raises themselves; [`Error::Conflict`] for the last owner.
pub async fn set_role(engine: &Engine, scope: &Scope, user: UserId, role: Role) -> Result<Member> {
    change(engine, scope, user, MemberChange::Role(role)).await
}

/// Keeps a member out of the company: their sessions and tokens stand for nobody in it from the commit on.
///
/// # Errors
/// As [`set_role`]; [`Error::Conflict`] also for who is suspended already, [`Error::Denied`] for oneself.
pub async fn suspend(engine: &Engine, scope: &Scope, user: UserId) -> Result<Member> {
    change(engine, scope, user, MemberChange::Suspend).await
}

/// Lets a suspended member in again; their tokens work again too.
///
/// # Errors
/// As [`set_role`]; [`Error::Conflict`] for who is not suspended.
pub async fn resume(engine: &Engine, scope: &Scope, user: UserId) -> Result<Member> {
    change(engine, scope, user, MemberChange::Resume).await
}

/// Takes a member out of the company. Their tokens here are gone for ever; what they made stays, under their name.
///
/// # Errors
/// As [`suspend`].
pub async fn remove(engine: &Engine, scope: &Scope, user: UserId) -> Result<Member> {
    change(engine, scope, user, MemberChange::Remove).await
}

/// Does one of these things; answers the member as they are now, or were.
///
/// # Errors
/// As the verb of each.
pub async fn change(engine: &Engine, scope: &Scope, user: UserId, change: MemberChange) -> Result<Member> {
    allow(scope, Right::ManageMembers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    hold(&tx, scope.tenant()).await?;
    let before = find(&tx, user).await?;
    let other_owners = tx
        .figure(
            "select count(*) as n from membership
             where tenant_id = $1 and user_id <> $2 and role = 'owner' and suspended_at is null",
            [tx.tenant(), user.0.into()],
        )
        .await?;
    change.check(scope, &before, u64::try_from(other_owners).unwrap_or(0)).map_err(refused)?;
    if change == MemberChange::Role(before.role) {
        return Ok(before);
    }
    let (verb, sql) = statement(change);
    let role = if let MemberChange::Role(role) = change { role } else { before.role };
    tx.execute(sql, [tx.tenant(), user.0.into(), role.as_str().into()]).await?;
    let subject = format!("user:{user}");
    let (after, entry) = if change == MemberChange::Remove {
        let entry = audit::Entry::changed(verb, subject, before.facts(), serde_json::Value::Null)?;
        (before, entry)
    } else {
        let after = find(&tx, user).await?;
        let entry = audit::Entry::changed(verb, subject, before.facts(), after.facts())?;
        (after, entry)
    };
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    tell_standing(engine, scope.tenant()).await;
    Ok(after)
}

/// The verb in the audit, and what is written. `$3` is the role, which each statement names so that it has a type.
fn statement(change: MemberChange) -> (&'static str, &'static str) {
    match change {
        MemberChange::Role(_) => {
            ("member.set_role", "update membership set role = $3 where tenant_id = $1 and user_id = $2")
        }
        MemberChange::Suspend => (
            "member.suspend",
            "update membership set suspended_at = now() where tenant_id = $1 and user_id = $2 and role = $3",
        ),
        MemberChange::Resume => (
            "member.resume",
            "update membership set suspended_at = null where tenant_id = $1 and user_id = $2 and role = $3",
        ),
        // Tokens refer to the membership and go with it.
        MemberChange::Remove => {
            ("member.remove", "delete from membership where tenant_id = $1 and user_id = $2 and role = $3")
        }
    }
}

fn refused(why: Refused) -> Error {
    let text = why.to_string();
    match why {
        Refused::Missing(_) | Refused::OwnRole | Refused::Oneself => Error::Denied(text),
        Refused::LastOwner | Refused::Suspended | Refused::NotSuspended => Error::Conflict(text),
    }
}
