use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::selection::{Clause, Keyset};
use crate::tenancy::{TenantTx, Tx};
use domain::id::{CallId, JobId, UserId};
use domain::job::{JobKind, JobState};
use domain::live::Unread;
use domain::page::{Cursor, Page, PageSize};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;
use uuid::Uuid;

/// A line for a person: a job of theirs that ended, or a call that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub id: i64,
    pub about: About,
    /// The job's title, or the call's subject.
    pub title: String,
    pub at: OffsetDateTime,
    pub is_read: bool,
}

/// What a notification tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Job {
        job: JobId,
        /// `None` for a kind of another release.
        kind: Option<JobKind>,
        /// How it ended.
        outcome: JobState,
        /// What went wrong, if it did.
        error: Option<String>,
    },
    /// A call that the person wanted to be reminded of.
    Call { call: CallId, start: OffsetDateTime },
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    job_id: Option<Uuid>,
    kind: Option<String>,
    title: Option<String>,
    outcome: String,
    error: Option<String>,
    call_id: Option<i64>,
    subject: Option<String>,
    start_time: Option<OffsetDateTime>,
    created_at: OffsetDateTime,
    is_read: bool,
}

/// The person whose notifications a scope may see: its own.
pub(super) fn person(scope: &Scope) -> Result<UserId> {
    allow(scope, Right::SeeJobs)?;
    scope.actor().user().ok_or_else(|| Error::Denied("Notifications belong to people.".into()))
}

/// The notifications of the scope's person, the newest first; only those not read yet when `unread`.
///
/// # Errors
/// [`Error::Denied`] without a person or the token's scope.
pub async fn list(
    engine: &Engine,
    scope: &Scope,
    unread: bool,
    cursor: Option<&Cursor>,
    size: PageSize,
) -> Result<Page<Notification>> {
    let person = person(scope)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let keyset = Keyset::<i64>::of(cursor)?;
    let (order, beyond) = if keyset.backwards { ("asc", ">") } else { ("desc", "<") };
    let mut clause = Clause::new("n.tenant_id = $1 and n.user_id = $2", [tx.tenant(), person.0.into()]);
    if unread {
        clause.and("n.read_at is null");
    }
    if let Some(from) = keyset.key {
        let from = clause.value(from);
        clause.and(&format!("n.id {beyond} {from}"));
    }
    let limit = clause.value(size.rows() as i64 + 1);
    let sql = format!(
        "select n.id, n.job_id, j.kind, j.title, n.outcome, j.error, n.call_id, c.subject, c.start_time, n.created_at,
             n.read_at is not null as is_read
         from notification n left join job j on j.tenant_id = n.tenant_id and j.id = n.job_id
         left join call c on c.tenant_id = n.tenant_id and c.id = n.call_id
         where {} order by n.id {order} limit {limit}",
        clause.sql()
    );
    let rows: Vec<Row> = tx.all(&sql, clause.values()).await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<Notification>>>()?;
    Ok(keyset.page(rows, size.rows(), |row| row.id.to_string(), None))
}

/// How many of the person's notifications are not read, counted to a hundred, and the database's time of the answer.
///
/// # Errors
/// As [`list`].
pub async fn unread(engine: &Engine, scope: &Scope) -> Result<(OffsetDateTime, Unread)> {
    let person = person(scope)?;
    let tx = TenantTx::begin(engine, scope).await?;
    #[derive(FromQueryResult)]
    struct Head {
        at: OffsetDateTime,
        n: i64,
    }
    let head: Option<Head> = tx
        .one(
            "select statement_timestamp() as at, count(*) as n from (
                 select 1 from notification where tenant_id = $1 and user_id = $2 and read_at is null limit $3) counted",
            [tx.tenant(), person.0.into(), i64::from(Unread::COUNTED).into()],
        )
        .await?;
    tx.commit().await?;
    let (at, n) = head.map_or((OffsetDateTime::UNIX_EPOCH, 0), |head| (head.at, head.n));
    Ok((at, Unread { count: u32::try_from(n).unwrap_or(0) }))
}

impl TryFrom<Row> for Notification {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let about = match (row.job_id, row.call_id.zip(row.start_time)) {
            (_, Some((call, start))) => About::Call { call: CallId(call), start },
            (Some(job), None) => About::Job {
                job: JobId(job),
                kind: row.kind.as_deref().and_then(JobKind::from_word),
                outcome: row.outcome.parse().map_err(|_| Error::Internal(format!("an outcome is {}", row.outcome)))?,
                error: row.error,
            },
            (None, None) => return Err(Error::Internal(format!("notification {} tells of nothing", row.id))),
        };
        Ok(Notification {
            id: row.id,
            about,
            title: row.title.or(row.subject).unwrap_or_default(),
            at: row.created_at,
            is_read: row.is_read,
        })
    }
}
