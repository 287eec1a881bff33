//! A company as programs of platform admins see it.

use engine::tenant::{TenantDetail, TenantLine, Usage};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A company.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantView {
    pub id: i64,
    pub slug: String,
    pub name: String,
    /// active or suspended.
    pub state: &'static str,
    /// Why it is suspended; empty when it is not.
    pub suspended_reason: String,
    #[serde(with = "time::serde::rfc3339::option")]
    pub suspended_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    pub limits: LimitsView,
    /// Counted to 10,000.
    pub members: u64,
}

/// How much a company may have; null is what the installation gives everybody.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitsView {
    pub numbers_max: Option<u64>,
    pub jobs_max: Option<u32>,
    pub requests_per_second: Option<u32>,
    pub members_max: Option<u32>,
}

/// A company with what it uses.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantDetailView {
    pub tenant: TenantView,
    pub usage: UsageView,
}

/// What a company uses now.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsageView {
    pub invitations: u64,
    pub projects: u64,
    pub numbers: u64,
    /// Counted to 10,000.
    pub jobs_open: u64,
    pub jobs_running: u64,
    pub tokens: u64,
    pub file_bytes: u64,
}

impl From<TenantLine> for TenantView {
    fn from(tenant: TenantLine) -> Self {
        let state = tenant.state().as_str();
        Self {
            id: tenant.id.0,
            slug: tenant.slug,
            name: tenant.name,
            state,
            suspended_reason: tenant.suspended_reason,
            suspended_at: tenant.suspended_at,
            created_at: tenant.created_at,
            limits: LimitsView {
                numbers_max: tenant.limits.numbers,
                jobs_max: tenant.limits.jobs,
                requests_per_second: tenant.limits.requests,
                members_max: tenant.limits.members,
            },
            members: tenant.members.figure(),
        }
    }
}

impl From<TenantDetail> for TenantDetailView {
    fn from(TenantDetail { tenant, usage }: TenantDetail) -> Self {
        let Usage { invitations, projects, numbers, jobs_open, jobs_running, tokens, file_bytes } = usage;
        let jobs_open = jobs_open.figure();
        let usage = UsageView { invitations, projects, numbers, jobs_open, jobs_running, tokens, file_bytes };
        Self { tenant: tenant.into(), usage }
    }
}
