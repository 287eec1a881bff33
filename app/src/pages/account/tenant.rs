//! Choosing the company one works for.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::TenantId;
use leptos::prelude::*;

/// Acts for another of one's own companies from now on. What one looked at stays with its company, so it goes on at the
/// same kind of page: a list on its list, anything of one thing at the dashboard.
#[server(prefix = "/forms", endpoint = "tenant-choose")]
pub async fn choose_tenant(
    #[server(default)] tenant: String,
    #[server(default)] back: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::home());
    let outcome = choose(&post.request, &tenant).await;
    let lists = [paths::projects(), paths::prefixes(), paths::jobs()];
    let to = lists.into_iter().find(|list| *list == back).unwrap_or_else(paths::home);
    post.finish(outcome, |name| Done::at(to).saying(format!("You are working for {name} now."))).await
}

async fn choose(request: &Request, tenant: &str) -> Result<String, Stop> {
    request.scope()?;
    let wanted = tenant.parse().map(TenantId).ok();
    let memberships = request.identity.iter().flat_map(|identity| identity.memberships.iter());
    // A company that is not one's own looks like one that is not there.
    let chosen = memberships.into_iter().find(|member| Some(member.tenant) == wanted);
    let chosen = chosen.ok_or(Stop::Error(engine::Error::NotFound))?;
    if request.scope()?.is_acting() {
        engine::acting::stop(&request.engine, request.scope()?).await?;
        request.end_acting().await?;
    }
    request.choose_tenant(chosen.tenant).await?;
    Ok(chosen.name.clone())
}
