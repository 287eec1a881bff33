//! One company: what it uses, what it may, and acting in it.

use super::act::SUSPEND;
use super::limits;
use super::list::face;
use crate::components::badge::{Badge, Tone};
use crate::components::confirm::Confirm;
use crate::components::count::honest;
use crate::components::field::{TextField, Typed};
use crate::components::figure::{grouped, size};
use crate::components::flash::Notice;
use crate::components::moment::Exact;
use crate::forms::refused;
use crate::pages::account::proof::{self, Asked};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::Request;
use domain::id::TenantId;
use domain::page::Count;
use domain::tenant::TenantState;
use engine::tenant::{TenantDetail, TenantLine, Usage};
use leptos::prelude::*;

/// A company's page.
#[component]
pub fn TenantShow() -> impl IntoView {
    let id = id_in_path::<TenantId>("id");
    page(|request: Request| async move {
        let TenantDetail { tenant, usage } = engine::tenant::show(&request.engine, request.scope()?, id?).await?;
        let typed = refused(&request).await?;
        let asked = Asked::again(&request, &typed).await?;
        let name = tenant.name.clone();
        let beside = view! { <Badge face=face(tenant.state())/> };
        Ok(Sheet::new(name, Place::System, content(&typed, &tenant, usage, asked))
            .beneath_page("System", paths::system())
            .beneath_page("Companies", paths::tenants())
            .beside(beside)
            .line(tenant.slug))
    })
}

fn content(typed: &Typed, tenant: &TenantLine, usage: Usage, asked: Option<Asked>) -> AnyView {
    let elsewhere = typed.elsewhere(&[&limits::SHOWN[..], &["reason", "current_password", "code"]].concat());
    // Both forms ask why, so the one that was refused stands alone.
    let suspends = typed.is_refused() && typed.text("deed") == SUSPEND;
    let suspended = tenant.suspended_at.map(|at| {
        let reason = tenant.suspended_reason.clone();
        view! { <Notice tone=Tone::Warning>"Suspended since "<Exact at=at/>{format!(": “{reason}” Nobody comes in, its tokens are refused, its jobs wait.")}</Notice> }
    });
    view! {
        <div class="flex flex-col gap-4">
            {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
            {suspended}
            <div class="grid items-start gap-4 lg:grid-cols-2">
                <div class="flex flex-col gap-4">
                    {uses(tenant, usage)}
                    {(!suspends).then(|| acting(typed, tenant, asked))}
                    {if suspends { suspension(typed, tenant, asked) } else { standing(tenant) }}
                </div>
                {limits::form(typed, tenant)}
            </div>
        </div>
    }
    .into_any()
}

fn uses(tenant: &TenantLine, usage: Usage) -> AnyView {
    let of = |limit: Option<u64>| limit.map(|most| format!(" of {}", grouped(most))).unwrap_or_default();
    let most = tenant.limits;
    let facts = [
        ("Members", format!("{}{}", honest(tenant.members), of(most.members.map(u64::from)))),
        ("Open invitations", grouped(usage.invitations)),
        ("Projects", grouped(usage.projects)),
        ("Numbers", format!("{}{}", grouped(usage.numbers), of(most.numbers))),
        ("Jobs open", honest(usage.jobs_open)),
        ("Jobs running", format!("{}{}", grouped(usage.jobs_running), of(most.jobs.map(u64::from)))),
        ("API tokens in use", grouped(usage.tokens)),
        ("Stored files", size(usage.file_bytes)),
    ];
    view! {
        <section class="surface p-4" aria-labelledby="use-title">
            <h2 id="use-title">"What it uses"</h2>
            <dl class="facts mt-3">
                {facts.map(|(name, value)| view! { <dt>{name}</dt><dd class="figures">{value}</dd> }).into_iter().collect_view()}
                <dt>"Made"</dt><dd><Exact at=tenant.created_at/></dd>
            </dl>
        </section>
    }
    .into_any()
}

/// Acting asks why: the company reads it on every page, and in its audit.
fn acting(typed: &Typed, tenant: &TenantLine, asked: Option<Asked>) -> AnyView {
    // Nobody is there who could invite anybody.
    let empty = tenant.members == Count::Exact(0);
    let typed = if empty { typed.clone().or("reason", "Inviting its first owner") } else { typed.clone() };
    let (title, text) = match empty {
        true => (
            "Invite its first owner",
            "Nobody belongs to it yet. Act in it, for an hour at most, and make the link by which its first owner comes in; its audit keeps that you were there and why.",
        ),
        false => (
            "Act in this company",
            "You see and do there what an owner may, for an hour at most. Everybody in it sees that you are there and why; its audit keeps both ends.",
        ),
    };
    let button = if empty { "btn btn-primary" } else { "btn" };
    view! {
        <form class="surface" method="post" action=paths::form_anywhere("acting-start")>
            <input type="hidden" name="tenant" value=tenant.id.to_string()/>
            <div class="flex flex-col gap-3 p-4">
                <h2>{title}</h2>
                <p class="muted text-pretty">{text}</p>
                {empty.then(|| view! { <input type="hidden" name="invites" value="true"/> })}
                <TextField at=typed.field("reason") label="Why" maxlength=200 autocomplete="off"/>
                {asked.map(|asked| proof::fields(&typed, asked))}
            </div>
            <div class="border-t hairline px-4 py-3"><button class=button type="submit">{title}</button></div>
        </form>
    }
    .into_any()
}

/// What suspending means, for those who decide.
const CLOSES: &str = "Nobody comes in any more and what is open there stops at once. Its tokens are refused; its jobs go back to wait after the step they are in. Nothing is lost.";

/// The question before suspending as a form of its own, once it was refused.
fn suspension(typed: &Typed, tenant: &TenantLine, asked: Option<Asked>) -> AnyView {
    view! {
        <form class="surface" method="post" action=paths::form_anywhere("tenant-suspend")>
            <input type="hidden" name="id" value=tenant.id.to_string()/>
            <div class="flex flex-col gap-3 p-4">
                <h2>{format!("Suspend {}?", tenant.name)}</h2>
                <p class="muted text-pretty">{CLOSES}</p>
                <TextField at=typed.field("reason") label="Why" maxlength=200 autocomplete="off"/>
                {asked.map(|asked| proof::fields(typed, asked))}
            </div>
            <div class="flex gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-error" type="submit">"Suspend"</button>
                <a class="btn btn-ghost" href=paths::tenant(tenant.id)>"Leave it open"</a>
            </div>
        </form>
    }
    .into_any()
}

fn standing(tenant: &TenantLine) -> AnyView {
    if tenant.state() == TenantState::Suspended {
        return view! {
            <form class="surface flex flex-wrap items-center justify-between gap-3 p-4" method="post" action=paths::form_anywhere("tenant-resume")>
                <input type="hidden" name="id" value=tenant.id.to_string()/>
                <p class="muted text-pretty">"Its members come in again, its tokens work, and its jobs go on."</p>
                <button class="btn" type="submit">"Open it again"</button>
            </form>
        }
        .into_any();
    }
    view! {
        <section class="surface flex flex-wrap items-center justify-between gap-3 p-4">
            <p class="muted text-pretty">"Closes the company until it is opened again."</p>
            <Confirm id="suspend" label="Suspend" icon="ban" question=format!("Suspend {}?", tenant.name) text=CLOSES
                keep="Leave it open" action=paths::form_anywhere("tenant-suspend") fields=vec![("id", tenant.id.to_string())]>
                <label class="font-medium" for="suspend-reason">"Why"</label>
                <input class="input mt-1 w-full" id="suspend-reason" type="text" name="reason" maxlength="200" required=true/>
            </Confirm>
        </section>
    }
    .into_any()
}
