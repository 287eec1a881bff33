use crate::allow::allow_platform;
use crate::error::Result;
use crate::queue::wake_workers;
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::Scope;
use domain::job::JobKind;
use sea_orm::FromQueryResult;
use serde_json::json;
use time::OffsetDateTime;

/// The longest reason that is kept, in characters.
const REASON_MAX: usize = 200;

/// How jobs of one kind stand, over all tenants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindStanding {
    pub kind: JobKind,
    /// Jobs that wait for a worker, counted to 10,000.
    pub waiting: i64,
    pub running: i64,
    pub paused: Option<Pause>,
}

/// Why and since when a kind is paused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub reason: String,
    pub by: Option<String>,
    pub at: OffsetDateTime,
}

/// Pauses a kind of job on the whole installation: none is started, and those that run go back to wait after the step they
/// are in. Pausing it again changes the reason.
///
/// # Errors
/// [`crate::Error::Denied`] for anybody but a platform admin.
pub async fn pause(engine: &Engine, scope: &Scope, kind: JobKind, reason: &str) -> Result<()> {
    allow_platform(scope)?;
    let reason: String = reason.replace('\0', "").trim().chars().take(REASON_MAX).collect();
    let tx = PlatformTx::begin(engine).await?;
    tx.execute(
        "insert into job_kind_pause (kind, reason, paused_by) values ($1, $2, $3)
         on conflict (kind) do update set reason = excluded.reason, paused_by = excluded.paused_by",
        [kind.as_str().into(), reason.clone().into(), scope.actor().user().map(|user| user.0).into()],
    )
    .await?;
    let entry = audit::Entry::made("job.pause", format!("kind:{}", kind.as_str()), json!({ "reason": reason }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await
}

/// Lets jobs of a kind start again.
///
/// # Errors
/// As [`pause`].
pub async fn resume(engine: &Engine, scope: &Scope, kind: JobKind) -> Result<()> {
    allow_platform(scope)?;
    let tx = PlatformTx::begin(engine).await?;
    let was = tx.execute("delete from job_kind_pause where kind = $1", [kind.as_str().into()]).await?;
    if was > 0 {
        let entry = audit::Entry::made("job.resume", format!("kind:{}", kind.as_str()), json!({ "paused": false }))?;
        audit::record(&tx, scope, entry).await?;
    }
    tx.commit().await?;
    wake_workers(engine).await;
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    kind: String,
    waiting: i64,
    running: i64,
    reason: Option<String>,
    paused_by: Option<String>,
    paused_at: Option<OffsetDateTime>,
}

/// How each kind of job stands.
///
/// # Errors
/// As [`pause`].
pub async fn kinds(engine: &Engine, scope: &Scope) -> Result<Vec<KindStanding>> {
    allow_platform(scope)?;
    let words: Vec<String> = JobKind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect();
    let tx = PlatformTx::begin(engine).await?;
    let rows: Vec<Row> = tx
        .all(
            "select k.kind, p.reason, u.name as paused_by, p.paused_at,
                 (select count(*) from job j where j.state = 'running' and j.kind = k.kind) as running,
                 (select count(*) from (
                      select 1 from job w where w.state in ('waiting', 'retrying') and w.kind = k.kind limit 10000) c)
                     as waiting
             from unnest($1::text[]) with ordinality k (kind, place)
             left join job_kind_pause p using (kind) left join app_user u on u.id = p.paused_by order by k.place",
            [words.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let paused =
                row.paused_at.map(|at| Pause { reason: row.reason.unwrap_or_default(), by: row.paused_by, at });
            let kind = JobKind::from_word(&row.kind)?;
            Some(KindStanding { kind, waiting: row.waiting, running: row.running, paused })
        })
        .collect())
}
