//! Suspending a company, opening it again, and acting in it.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::TenantId;
use engine::acting::Started;
use engine::tenant::TenantLine;
use leptos::prelude::*;

/// Closes a company.
#[server(prefix = "/forms", endpoint = "tenant-suspend")]
pub async fn suspend_tenant(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&id));
    let outcome = suspend(&post.request, &id, &reason).await;
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
) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&tenant)).typed("reason", &reason);
    let outcome = start(&post.request, &tenant, &reason).await;
    post.finish(outcome, |_| Done::at(paths::home())).await
}

pub(super) fn page_of(id: &str) -> String {
    id.parse::<TenantId>().map_or_else(|_| paths::tenants(), paths::tenant)
}

fn tenant(id: &str) -> Result<TenantId, Stop> {
    id.parse().map_err(|_| Stop::Error(engine::Error::NotFound))
}

async fn suspend(request: &Request, id: &str, reason: &str) -> Result<TenantLine, Stop> {
    Ok(engine::tenant::suspend(&request.engine, request.scope()?, tenant(id)?, reason).await?)
}

async fn resume(request: &Request, id: &str) -> Result<TenantLine, Stop> {
    Ok(engine::tenant::resume(&request.engine, request.scope()?, tenant(id)?).await?)
}

async fn start(request: &Request, id: &str, reason: &str) -> Result<Started, Stop> {
    let started = engine::acting::start(&request.engine, request.scope()?, tenant(id)?, reason).await?;
    request.begin_acting(started.tenant, started.id).await?;
    Ok(started)
}
