use super::deeds::Change;
use super::lane::reach;
use super::resolve::{is_member, purpose};
use crate::allow::allow;
use crate::bulk::Changes;
use crate::error::{Error, Result};
use crate::here::Here;
use crate::number::{Confirmed, changed_since};
use crate::queue::{self, NewJob};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, bulk};
use domain::call::{Draft, Field, PurposeWish};
use domain::filter::{Calls, Filter};
use domain::id::JobId;
use domain::job::JobKind;
use domain::phone::grouped;
use domain::{FieldErrors, Right, Scope};
use serde::{Deserialize, Serialize};

/// What somebody confirmed, as the job keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ChangeParams {
    pub filter: Filter<Calls>,
    pub change: Change,
    pub confirmed: Confirmed,
}

/// What a change of the calls that match would touch now: the count to name, and the digest to hand to [`change_many`].
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read calls.
pub async fn confirm(engine: &Engine, scope: &Scope, filter: &Filter<Calls>) -> Result<Confirmed> {
    allow(scope, Right::SeeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    let confirmed = bulk::look(&tx, &reach(filter, &here)).await?;
    tx.commit().await?;
    Ok(confirmed)
}

/// How many of the calls that match a change would leave as they are, because something about each forbids it.
///
/// # Errors
/// As [`confirm`].
pub async fn would_leave(engine: &Engine, scope: &Scope, filter: &Filter<Calls>, change: &Change) -> Result<u64> {
    allow(scope, Right::SeeCalls)?;
    let seen = Confirmed { count: 0, digest: String::new() };
    let deed = ChangeParams { filter: filter.clone(), change: change.clone(), confirmed: seen }.deed();
    let Some((forbids, _)) = deed.forbids else { return Ok(0) };
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    let (from, mut values) = reach(filter, &here).all(&tx).await?;
    // A value that no part of a statement names has no type.
    let mut forbids = forbids;
    if forbids.contains("$6") {
        values.push(deed.value);
        forbids = forbids.replace("$6", &format!("${}", values.len()));
    }
    let n = tx.figure(&format!("select count(*) as n from (select r.* {from}) u where {forbids}"), values).await?;
    tx.commit().await?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Queues a change of exactly the calls that were confirmed. The job looks again when it begins, and writes nothing when other
/// calls match by then; one that is changed while the job runs is left and listed. Deleted calls are restored by a filter that
/// asks for them.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::Invalid`] at `owner_id`, `purpose` or `tag`; [`Error::Conflict`] when
/// other calls match than were confirmed, or none.
pub async fn change_many(
    engine: &Engine,
    scope: &Scope,
    filter: &Filter<Calls>,
    change: Change,
    confirmed: &Confirmed,
) -> Result<JobId> {
    allow(scope, Right::ChangeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    let change = checked(&tx, change).await?;
    let now = bulk::look(&tx, &reach(filter, &here)).await?;
    if now.count == 0 {
        return Err(Error::Conflict("Nothing matches.".into()));
    }
    if now != *confirmed {
        return Err(Error::Conflict(changed_since("calls", confirmed.count, now.count)));
    }
    let title = change.title(&format!("{} {}", grouped(now.count), if now.count == 1 { "call" } else { "calls" }));
    let params = ChangeParams { filter: filter.clone(), change, confirmed: now };
    let job = NewJob {
        total: i64::try_from(params.confirmed.count).unwrap_or(i64::MAX),
        ..NewJob::new(JobKind::EditCalls, title, serde_json::to_value(&params)?)
    };
    let job = queue::enqueue(&tx, scope, job).await?.job;
    audit::record(&tx, scope, audit::Entry::made("call.change_many", format!("job:{job}"), &params)?).await?;
    tx.commit().await?;
    queue::wake(engine, scope, job).await;
    Ok(job)
}

/// The change as its field would take it.
async fn checked(tx: &TenantTx, change: Change) -> Result<Change> {
    let one_tag = |tag: &str| {
        let start = Draft::default().with(Field::Subject, "-").with(Field::StartTime, "2000-01-01T00:00:00Z");
        match start.with(Field::Tag, tag).check(|local| local.assume_utc()) {
            Ok(content) if content.tags.len() == 1 => Ok(content.tags.into_iter().next().unwrap_or_default()),
            Ok(_) => Err(FieldErrors::one("tag", "Name one tag.")),
            Err(errors) => Err(FieldErrors::one("tag", errors.at("tag").join(" "))),
        }
    };
    Ok(match change {
        Change::Owner(Some(owner)) if !is_member(tx, owner).await? => {
            return Err(FieldErrors::one("owner_id", "Choose a member of the company.").into());
        }
        Change::Purpose(Some(id)) => match purpose(tx, Some(&PurposeWish::Id(id)), None).await? {
            Ok(found) => Change::Purpose(found),
            Err(text) => return Err(FieldErrors::one("purpose", text).into()),
        },
        Change::Tag(tag) => Change::Tag(one_tag(&tag)?),
        Change::Untag(tag) => Change::Untag(one_tag(&tag)?),
        other => other,
    })
}
