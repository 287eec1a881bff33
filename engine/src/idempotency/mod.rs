//! The same request sent again gives the same answer: what an `Idempotency-Key` stands for (CONTRACTS, "Common to all").
//!
//! The key is taken in a transaction of its own before the request is worked on, so of fifty equal requests one works and
//! the others wait for its answer. Only what was made or started is kept: a refusal changes nothing, and may be asked again.

use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use domain::Scope;
use sea_orm::FromQueryResult;

/// How long an answer is kept, in hours.
const KEPT_HOURS: i32 = 24;
/// After so many seconds without an answer the process that took a key counts as dead, and the next request takes it.
const WORKING_SECONDS: i32 = 120;

/// What a key stands for at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// Nobody used it: it is the caller's now, who must [`keep`] an answer or [`release`] it.
    Taken,
    /// The request was answered; `fingerprint` is the one with which the answer was kept.
    Answered { fingerprint: Vec<u8>, status: u16, body: Vec<u8> },
    /// The same request is under way.
    Working,
    /// It belongs to another request.
    Other,
}

#[derive(FromQueryResult)]
struct Row {
    mine: bool,
    fingerprint: Vec<u8>,
    status: Option<i16>,
    body: Option<Vec<u8>>,
}

fn person(scope: &Scope) -> Result<i64> {
    let user = scope.actor().user().ok_or_else(|| Error::Denied("Only a person's token takes a key.".into()))?;
    Ok(user.0)
}

/// Takes a key for the request with this fingerprint, or tells what it stands for. A request whose body is too large to be
/// read beforehand has none yet: its caller compares what [`Key::Answered`] tells, and [`keep`]s the fingerprint at the end.
///
/// # Errors
/// When the database is away.
pub async fn take(engine: &Engine, scope: &Scope, key: &str, fingerprint: Option<[u8; 32]>) -> Result<Key> {
    // An empty fingerprint is one that is not known yet.
    let mine = fingerprint.map(Vec::from).unwrap_or_default();
    let tx = TenantTx::begin(engine, scope).await?;
    let row: Option<Row> = tx
        .one(
            "with taken as (
                 insert into idempotency_key as i (tenant_id, user_id, key, fingerprint) values ($1, $2, $3, $4)
                 on conflict (tenant_id, user_id, key) do update
                     set fingerprint = excluded.fingerprint, status = null, body = null, created_at = now()
                     where i.created_at < now() - make_interval(hours => $5)
                        or (i.status is null and i.created_at < now() - make_interval(secs => $6))
                 returning fingerprint)
             select true as mine, fingerprint, null::smallint as status, null::bytea as body from taken
             union all
             select false, fingerprint, status, body from idempotency_key
             where tenant_id = $1 and user_id = $2 and key = $3
             order by mine desc limit 1",
            [
                tx.tenant(),
                person(scope)?.into(),
                key.into(),
                mine.clone().into(),
                KEPT_HOURS.into(),
                f64::from(WORKING_SECONDS).into(),
            ],
        )
        .await?;
    tx.commit().await?;
    Ok(match row {
        Some(row) if row.mine => Key::Taken,
        Some(row) if !mine.is_empty() && !row.fingerprint.is_empty() && row.fingerprint != mine => Key::Other,
        Some(Row { status: Some(status), body, fingerprint, .. }) => {
            let status = u16::try_from(status).unwrap_or(500);
            Key::Answered { fingerprint, status, body: body.unwrap_or_default() }
        }
        // No row: whoever held the key committed it after this statement began, and is at work.
        _ => Key::Working,
    })
}

/// Says that the request that took the key is still worked on: an upload may take longer than a dead process is waited for.
///
/// # Errors
/// When the database is away.
pub async fn hold(engine: &Engine, scope: &Scope, key: &str) -> Result<()> {
    let tx = TenantTx::begin(engine, scope).await?;
    tx.execute(
        "update idempotency_key set created_at = now()
         where tenant_id = $1 and user_id = $2 and key = $3 and status is null",
        [tx.tenant(), person(scope)?.into(), key.into()],
    )
    .await?;
    tx.commit().await
}

/// Keeps the answer of the request that took the key, and the request's fingerprint.
///
/// # Errors
/// When the database is away.
pub async fn keep(
    engine: &Engine,
    scope: &Scope,
    key: &str,
    fingerprint: [u8; 32],
    (status, body): (u16, &[u8]),
) -> Result<()> {
    let tx = TenantTx::begin(engine, scope).await?;
    tx.execute(
        "update idempotency_key set fingerprint = $4, status = $5, body = $6
         where tenant_id = $1 and user_id = $2 and key = $3",
        [
            tx.tenant(),
            person(scope)?.into(),
            key.into(),
            fingerprint.to_vec().into(),
            i16::try_from(status).unwrap_or(500).into(),
            body.to_vec().into(),
        ],
    )
    .await?;
    tx.commit().await
}

/// Gives a key back whose request changed nothing.
///
/// # Errors
/// When the database is away.
pub async fn release(engine: &Engine, scope: &Scope, key: &str) -> Result<()> {
    let tx = TenantTx::begin(engine, scope).await?;
    tx.execute(
        "delete from idempotency_key where tenant_id = $1 and user_id = $2 and key = $3 and status is null",
        [tx.tenant(), person(scope)?.into(), key.into()],
    )
    .await?;
    tx.commit().await
}

/// Forgets answers older than a day.
///
/// # Errors
/// When the database is away.
pub async fn forget_old(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let forgotten = tx
        .execute(
            "delete from idempotency_key where created_at < now() - make_interval(hours => $1)",
            [KEPT_HOURS.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(forgotten)
}
