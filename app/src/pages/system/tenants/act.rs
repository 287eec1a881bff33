//! Suspending a company, opening it again, and acting in it.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::TenantId;
use engine::acting::Started;
use engine::tenant::TenantLine;
use engine::user::Proof;
use leptos::prelude::*;

/// What a refused suspension is known by beside a refused beginning to act: both ask why.
pub(super) const SUSPEND: &str = "suspend";

/// Closes a company.
#[server(prefix = "/forms", endpoint = "tenant-suspend")]
pub async fn suspend_tenant(
    #[server(default)] id: String,
    #[server(default)] reason: String,
    #[server(default)] current_password: String,
    #[server(default)] code: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&id)).typed("deed", SUSPEND).typed("reason", &reason);
    let outcome = suspend(&post.request, &id, &reason, current_password, code).await;
    post.finish(outcome, |tenant| Done::at(paths::tenant(tenant.id)).saying(format!("“{}” is suspended.", tenant.name)))
        .await
}

/// Opens it again.
#[server(prefix = "/forms", endpoint = "tenant-resume")]
pub async fn resume_tenant(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&id));
    let outcome = resume(&post.request, &id).await;
    post.finish(outcome, |tenant| {
        Done::at(paths::tenant(tenant.id)).saying(format!("“{}” is open again.", tenant.name))
    })
    .await
}

/// Begins to act in a company.
#[server(prefix = "/forms", endpoint = "acting-start")]
pub async fn start_acting(
    #[server(default)] tenant: String,
    #[server(default)] reason: String,
    #[server(default)] invites: String,
    #[server(default)] current_password: String,
    #[server(default)] code: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&tenant)).typed("reason", &reason);
    let outcome = start(&post.request, &tenant, &reason, current_password, code).await;
    let next = if invites == "true" { paths::owner_invite() } else { paths::home() };
    post.finish(outcome, |_| Done::at(next)).await
}

pub(super) fn page_of(id: &str) -> String {
    id.parse::<TenantId>().map_or_else(|_| paths::tenants(), paths::tenant)
}

fn tenant(id: &str) -> Result<TenantId, Stop> {
    id.parse().map_err(|_| Stop::Error(engine::Error::NotFound))
}

async fn suspend(
    request: &Request,
    id: &str,
    reason: &str,
    password: String,
    code: String,
) -> Result<TenantLine, Stop> {
    let id = tenant(id)?;
    gravely(request, reason, password, code).await?;
    Ok(engine::tenant::suspend(&request.engine, request.scope()?, id, reason).await?)
}

async fn resume(request: &Request, id: &str) -> Result<TenantLine, Stop> {
    Ok(engine::tenant::resume(&request.engine, request.scope()?, tenant(id)?).await?)
}

async fn start(request: &Request, id: &str, reason: &str, password: String, code: String) -> Result<Started, Stop> {
    let id = tenant(id)?;
    let proof = gravely(request, reason, password, code).await?;
    let started = engine::acting::start(&request.engine, request.scope()?, &proof, id, reason).await?;
    request.begin_acting(started.tenant, started.id).await?;
    Ok(started)
}

/// What a whole company feels takes who one is; who may not, or says no reason, is told so before being asked.
async fn gravely(request: &Request, reason: &str, password: String, code: String) -> Result<Proof, Stop> {
    if !request.scope()?.is_platform_admin() {
        return Err(engine::Error::Denied("This needs a platform admin.".to_owned()).into());
    }
    domain::tenant::reason(reason)?;
    request.prove(password, code).await
}
