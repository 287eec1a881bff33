use crate::Engine;
use crate::allow::allow_platform;
use crate::error::{Error, Result};
use crate::selection::capped;
use crate::tenancy::{PlatformTx, Tx};
use domain::Scope;
use domain::id::TenantId;
use domain::page::Count;
use domain::tenant::{Limits, TenantState};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// A company as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantLine {
    pub id: TenantId,
    pub slug: String,
    pub name: String,
    pub created_at: OffsetDateTime,
    pub suspended_at: Option<OffsetDateTime>,
    pub suspended_reason: String,
    pub limits: Limits,
    /// Counted to [`Count::CAP`].
    pub members: Count,
}

impl TenantLine {
    /// Whether the company is open.
    pub fn state(&self) -> TenantState {
        if self.suspended_at.is_some() { TenantState::Suspended } else { TenantState::Active }
    }
}

/// A company with what it uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantDetail {
    pub tenant: TenantLine,
    pub usage: Usage,
}

/// What a company uses now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Invitations that are open.
    pub invitations: u64,
    pub projects: u64,
    /// By the tally.
    pub numbers: u64,
    /// Jobs that have not ended, counted to [`Count::CAP`].
    pub jobs_open: Count,
    pub jobs_running: u64,
    /// Tokens that are neither revoked nor past their end.
    pub tokens: u64,
    /// Bytes of stored files.
    pub file_bytes: u64,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    pub id: i64,
    slug: String,
    name: String,
    created_at: OffsetDateTime,
    suspended_at: Option<OffsetDateTime>,
    suspended_reason: String,
    numbers_max: Option<i64>,
    jobs_max: Option<i32>,
    requests_per_second: Option<i32>,
    members_max: Option<i32>,
    members: i64,
}

/// What is read of a tenant `t`.
pub(super) const COLUMNS: &str =
    "t.id, t.slug, t.name, t.created_at, t.suspended_at, t.suspended_reason, t.numbers_max, t.jobs_max,
    t.requests_per_second, t.members_max,
    (select count(*) from (select 1 from membership m where m.tenant_id = t.id limit 10001) c) as members";

#[derive(FromQueryResult)]
struct UsageRow {
    invitations: i64,
    projects: i64,
    numbers: i64,
    jobs_open: i64,
    jobs_running: i64,
    tokens: i64,
    file_bytes: i64,
}

/// A company with what it uses; the installation itself is none.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Denied`] for anybody but a platform admin.
pub async fn show(engine: &Engine, scope: &Scope, id: TenantId) -> Result<TenantDetail> {
    allow_platform(scope)?;
    let tx = PlatformTx::begin(engine).await?;
    let tenant = find(&tx, id).await?;
    let usage: UsageRow = tx
        .one(
            "select
                 (select count(*) from invitation where tenant_id = $1 and accepted_at is null and revoked_at is null
                      and expires_at > now()) as invitations,
                 (select count(*) from project where tenant_id = $1 and deleted_at is null) as projects,
                 (select coalesce(sum(n), 0)::bigint from number_tally where tenant_id = $1) as numbers,
                 (select count(*) from (select 1 from job where tenant_id = $1
                      and state in ('held', 'waiting', 'running', 'retrying') limit 10001) c) as jobs_open,
                 (select count(*) from job where tenant_id = $1 and state = 'running') as jobs_running,
                 (select count(*) from api_token where tenant_id = $1 and revoked_at is null
                      and (expires_at is null or expires_at > now())) as tokens,
                 (select coalesce(sum(size), 0)::bigint from stored_file where tenant_id = $1) as file_bytes",
            [id.0.into()],
        )
        .await?
        .ok_or(Error::NotFound)?;
    tx.commit().await?;
    let whole = |n: i64| u64::try_from(n).unwrap_or(0);
    let usage = Usage {
        invitations: whole(usage.invitations),
        projects: whole(usage.projects),
        numbers: whole(usage.numbers),
        jobs_open: capped(usage.jobs_open),
        jobs_running: whole(usage.jobs_running),
        tokens: whole(usage.tokens),
        file_bytes: whole(usage.file_bytes),
    };
    Ok(TenantDetail { tenant, usage })
}

/// A company within a transaction that is under way.
pub(super) async fn find(tx: &PlatformTx, id: TenantId) -> Result<TenantLine> {
    let sql = format!("select {COLUMNS} from tenant t where t.id = $1 and t.id <> 0");
    let row: Option<Row> = tx.one(&sql, [id.0.into()]).await?;
    row.map(TenantLine::from).ok_or(Error::NotFound)
}

impl From<Row> for TenantLine {
    fn from(row: Row) -> Self {
        let small = |limit: Option<i32>| limit.and_then(|limit| u32::try_from(limit).ok());
        TenantLine {
            id: TenantId(row.id),
            slug: row.slug,
            name: row.name,
            created_at: row.created_at,
            suspended_at: row.suspended_at,
            suspended_reason: row.suspended_reason,
            limits: Limits {
                numbers: row.numbers_max.and_then(|most| u64::try_from(most).ok()),
                jobs: small(row.jobs_max),
                requests: small(row.requests_per_second),
                members: small(row.members_max),
            },
            members: capped(row.members),
        }
    }
}
