//! How much a company may have.

use crate::components::field::{TextField, Typed};
use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::TenantId;
use domain::tenant::LimitsDraft;
use engine::tenant::TenantLine;
use leptos::prelude::*;

/// The fields of the form.
pub(super) const SHOWN: [&str; 4] = ["numbers_max", "jobs_max", "requests_per_second", "members_max"];

pub(super) fn form(typed: &Typed, tenant: &TenantLine) -> AnyView {
    let draft = LimitsDraft::of(tenant.limits);
    let typed = values(&draft).into_iter().fold(typed.clone(), |typed, (field, value)| typed.or(field, value));
    view! {
        <form class="surface" method="post" action=paths::form_anywhere("tenant-limits")>
            <input type="hidden" name="id" value=tenant.id.to_string()/>
            <div class="flex flex-col gap-4 p-4">
                <div><h2>"What it may have"</h2><p class="muted mt-0.5">"What is there already stays, also above a limit."</p></div>
                <TextField at=typed.field("numbers_max") label="Numbers kept" inputmode="numeric" autocomplete="off"
                    help="Those on their way included. Empty: no limit."/>
                <TextField at=typed.field("jobs_max") label="Jobs at once" inputmode="numeric" autocomplete="off"
                    help="Over all nodes, 0 to 100. Empty: as many as the installation gives everybody."/>
                <TextField at=typed.field("requests_per_second") label="REST requests a second" inputmode="numeric" autocomplete="off"
                    help="Over all nodes. Empty: as many as the installation gives everybody."/>
                <TextField at=typed.field("members_max") label="Members" inputmode="numeric" autocomplete="off"
                    help="Open invitations included. Empty: no limit."/>
            </div>
            <div class="border-t hairline px-4 py-3"><button class="btn btn-primary" type="submit">"Save limits"</button></div>
        </form>
    }
    .into_any()
}

fn values(draft: &LimitsDraft) -> [(&'static str, &str); 4] {
    let [numbers, jobs, requests, members] = SHOWN;
    [(numbers, &draft.numbers), (jobs, &draft.jobs), (requests, &draft.requests), (members, &draft.members)]
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "tenant-limits")]
pub async fn set_tenant_limits(
    #[server(default)] id: String,
    #[server(default)] numbers_max: String,
    #[server(default)] jobs_max: String,
    #[server(default)] requests_per_second: String,
    #[server(default)] members_max: String,
) -> Result<(), ServerFnError> {
    let draft =
        LimitsDraft { numbers: numbers_max, jobs: jobs_max, requests: requests_per_second, members: members_max };
    let post = FormPost::on(super::act::page_of(&id));
    let post = values(&draft).into_iter().fold(post, |post, (field, value)| post.typed(field, value));
    let outcome = set(&post.request, &id, &draft).await;
    post.finish(outcome, |tenant| Done::at(paths::tenant(tenant.id)).saying("The limits are saved.")).await
}

async fn set(request: &Request, id: &str, draft: &LimitsDraft) -> Result<TenantLine, Stop> {
    let id: TenantId = id.parse().map_err(|_| Stop::Error(engine::Error::NotFound))?;
    Ok(engine::tenant::set_limits(&request.engine, request.scope()?, id, draft).await?)
}
