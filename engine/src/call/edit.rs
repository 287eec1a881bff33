use super::create::{Duplicate, duplicate};
use super::get::{find, lock_living};
use super::resolve::resolve;
use super::write::{changes, subject, tell_of, update};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::here::Here;
use crate::tenancy::TenantTx;
use crate::{Engine, audit};
use domain::call::{Call, Draft, Field, Status};
use domain::id::CallId;
use domain::{Right, Scope};

/// What came of an edit.
#[derive(Debug, Clone, PartialEq)]
pub enum Edited {
    /// The call as it is now.
    Changed(Call),
    /// Somebody changed it after the version that the edit is of, so nothing was done: the call as it is.
    Stale(Call),
    /// It would be the double of another one; nothing was done.
    Duplicate(Duplicate),
}

/// Changes the fields that a draft has. With a `version` only that one is changed; an edit that changes nothing leaves no
/// trace. An overdue call that is put to a later time is scheduled again.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for one that is deleted, and for a call
/// that was held and is to be overdue; [`Error::Invalid`] at every failing field.
pub async fn edit(engine: &Engine, scope: &Scope, id: CallId, draft: &Draft, version: Option<i64>) -> Result<Edited> {
    allow(scope, Right::ChangeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock_living(&tx, id).await?;
    if version.is_some_and(|version| version != before.version) {
        return Ok(Edited::Stale(before));
    }
    let here = Here::of(&tx, scope).await?;
    let was = before.content();
    let (mut content, errors) = draft.on(before.draft()).read(|local| here.moment(local));
    if !draft.has(Field::StatusId) && content.start != was.start && content.status == Status::Overdue {
        content.status = content.status.at(here.now, content.start, time::Duration::ZERO);
    }
    let mut content = resolve(&tx, (content, errors), Some(&was)).await?;
    // A call that had an end keeps one: of a new start or length it follows.
    if content.end.is_none() && was.end.is_some() && !draft.has(Field::EndTime) {
        content.end = content.duration_s.map(|seconds| content.start + time::Duration::seconds(seconds.into()));
    }
    lawful(before.status, content.status)?;
    if content == was {
        return Ok(Edited::Changed(before));
    }
    let other = content.subject != was.subject || content.start != was.start || content.call_for != was.call_for;
    if other && let Some(duplicate) = duplicate(&tx, &content, Some(id)).await? {
        return Ok(Edited::Duplicate(duplicate));
    }
    update(&tx, scope, &before, &content).await?;
    let after = find(&tx, id).await?;
    let (what, title) = if after.status != before.status && only_status(&before, &after) {
        ("status_changed", format!("Status of call changed to {}: {}", after.status.label(), after.subject))
    } else {
        ("updated", format!("Call updated: {}", after.subject))
    };
    tell_of(&tx, scope, &after, what, &title, changes(&before, &after)).await?;
    let entry = audit::Entry::changed("call.edit", subject(id), before.draft(), after.draft())?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(Edited::Changed(after))
}

fn only_status(before: &Call, after: &Call) -> bool {
    Field::ALL.into_iter().all(|field| field == Field::StatusId || before.text(field) == after.text(field))
}

/// Refuses a change of status that no call can make.
pub(super) fn lawful(from: Status, to: Status) -> Result<()> {
    if from.may_become(to) {
        return Ok(());
    }
    Err(Error::Conflict(format!("A call that is {} can’t become {}.", from.as_str(), to.as_str())))
}
