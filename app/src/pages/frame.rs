//! The frame around every page: side bar, top bar, menus, messages.

use super::account::acting;
use super::palette::{button, palette};
use super::{Place, Sheet, body, views};
use crate::components::flash::{Flash, FlashMessage};
use crate::components::icon::Icon;
use crate::islands::bell::Bell;
use crate::islands::copy_numbers::CopyNumbers;
use crate::islands::escape::Escape;
use crate::islands::keys::Keys;
use crate::islands::running_jobs::RunningJobs;
use crate::paths;
use crate::request::{Request, Theme, session_key};
use domain::Scope;
use domain::crm::Kind;
use domain::live::{Signal as LiveSignal, Topic};
use engine::identity::Identity;
use engine::view::{CALLS, View};
use leptos::prelude::*;

/// A sheet in its frame; whoever is not signed in gets it bare.
pub(super) async fn framed(request: &Request, sheet: Sheet) -> AnyView {
    // A message is for the page that people look at, not for the script that fetches parts of it.
    let flash = if request.renewal.is_some() { None } else { take_flash(request).await };
    let flash = flash.map(|flash| view! { <FlashMessage flash=flash here=request.here()/> });
    let (Some(identity), Ok(scope)) = (request.identity.clone(), request.scope()) else {
        return view! { <main class="page" id="main">{flash}{body(sheet)}</main> }.into_any();
    };
    // The page is worth showing without its indicator.
    let active = engine::live::snapshot(&request.engine, scope, Topic::ActiveJobs).await;
    let active = active
        .inspect_err(|error| tracing::warn!(request_id = request.request_id, %error, "no running jobs to show"))
        .ok();
    let unread = engine::live::snapshot(&request.engine, scope, Topic::Notifications).await;
    let unread = unread
        .inspect_err(|error| tracing::warn!(request_id = request.request_id, %error, "no notifications to show"))
        .ok();
    let pinned = pinned(request, scope).await;
    let class = if sheet.wide { "page page-wide" } else { "page" };
    view! {
        <a class="btn btn-primary skip" href="#main">"Skip to content"</a>
        <div class="frame">
            {side(sheet.place, &identity, request, &pinned)}
            <div class="min-w-0">
                {acting::banner(request, scope).await}
                {top(&sheet, &identity, request, active, unread)}
                <main class=class id="main">{flash}{body(sheet)}</main>
            </div>
        </div>
        {palette(scope)}
        <CopyNumbers/>
        <Keys/>
        <Escape/>
    }
    .into_any()
}

/// The message for this page, which is shown once. A session that can't be read costs the message, not the page.
async fn take_flash(request: &Request) -> Option<Flash> {
    match request.session.remove::<Flash>(session_key::FLASH).await {
        Ok(flash) => flash,
        Err(error) => {
            tracing::warn!(request_id = request.request_id, %error, "a message could not be read");
            None
        }
    }
}

/// The views that stand in the side bar. Where they can't be read the page does without.
async fn pinned(request: &Request, scope: &Scope) -> Vec<View> {
    let lists: Vec<&str> = Kind::ALL.into_iter().map(Kind::plural).chain([CALLS]).collect();
    let views = engine::view::pinned(&request.engine, scope, &lists).await;
    views
        .inspect_err(|error| tracing::warn!(request_id = request.request_id, %error, "no pinned views to show"))
        .unwrap_or_default()
}

/// The list of a view's word.
fn list_of(view: &View) -> String {
    let kind = Kind::ALL.into_iter().find(|kind| kind.plural() == view.list);
    kind.map_or_else(paths::calls, paths::records)
}

fn side(place: Place, identity: &Identity, request: &Request, pinned: &[View]) -> AnyView {
    let here = request.here();
    let is_here = |view: &&View| views::address(&list_of(view), view) == here;
    // One line of the side bar is where one is: a view rather than the list it is of.
    let in_view = pinned.iter().any(|view| is_here(&view));
    let link = |to: Place, href: String, icon: &'static str, label: &'static str| {
        view! {
            <a class="side-link" href=href aria-current=(place == to && !in_view).then_some("page")><Icon name=icon/>{label}</a>
        }
    };
    let beneath = |of_calls: bool| {
        let lines = pinned.iter().filter(|view| (view.list == CALLS) == of_calls).map(|view| {
            let current = is_here(&view).then_some("page");
            view! {
                <a class="side-link side-view" href=views::address(&list_of(view), view) aria-current=current title=view.name.clone()>
                    <span class="truncate">{view.name.clone()}</span>
                </a>
            }
        });
        lines.collect_view()
    };
    view! {
        <aside class="side no-print" id="side" popover="auto" aria-label="Navigation">
            <div class="flex items-center gap-2">
                {tenant_switcher(identity, request)}
                <button class="btn btn-ghost btn-square lg:hidden" type="button" popovertarget="side" popovertargetaction="hide" aria-label="Close navigation">
                    <Icon name="x"/>
                </button>
            </div>
            <nav class="mt-2 flex flex-col gap-0.5" aria-label="Main">
                {link(Place::Dashboard, paths::home(), "layout-dashboard", "Dashboard")}
                <p class="side-group">"Numbers"</p>
                {link(Place::Projects, paths::projects(), "folder", "Projects")}
                {link(Place::Statistics, paths::statistics(), "chart-column", "Statistics")}
                {link(Place::Prefixes, paths::prefixes(), "table-2", "Prefixes")}
                {link(Place::Exports, paths::exports(), "download", "Exports")}
                <p class="side-group">"Calling"</p>
                {link(Place::Calls, paths::calls(), "phone", "Calls")}
                {beneath(true)}
                {link(Place::Contacts, paths::records(Kind::Contact), "contact", "Contacts")}
                {beneath(false)}
                {link(Place::Campaigns, paths::campaigns(), "phone-outgoing", "Campaigns")}
                <p class="side-group">"Work"</p>
                {link(Place::Jobs, paths::jobs(), "layers", "Jobs")}
                <p class="side-group">"Company"</p>
                {link(Place::Settings, paths::members(), "settings", "Settings")}
                {identity.platform_admin.then(|| view! {
                    <p class="side-group">"Installation"</p>
                    {link(Place::System, paths::system(), "server", "System")}
                })}
            </nav>
        </aside>
    }
    .into_any()
}

fn tenant_switcher(identity: &Identity, request: &Request) -> AnyView {
    let here = request.path.clone();
    let initial: String = identity.tenant_name.chars().next().unwrap_or('T').to_uppercase().collect();
    let name = identity.tenant_name.clone();
    let current = identity.tenant;
    let mark = view! {
        <span class="flex size-6 shrink-0 items-center justify-center rounded-md bg-primary text-xs font-semibold text-primary-content" aria-hidden="true">{initial}</span>
        <span class="min-w-0 grow truncate font-semibold">{name}</span>
    };
    if identity.memberships.len() < 2 {
        return view! { <p class="flex min-w-0 grow items-center gap-2 px-1.5 py-1">{mark}</p> }.into_any();
    }
    let memberships = identity.memberships.clone();
    view! {
        <button class="menu-item min-w-0 grow px-1.5" type="button" popovertarget="tenants" aria-label="Switch company">
            {mark}<Icon name="chevrons-up-down" class="muted"/>
        </button>
        <div class="menu-pop menu-pop-start" id="tenants" popover="auto">
            <form method="post" action=paths::form_anywhere("tenant-choose")>
                <input type="hidden" name="back" value=here/>
                {memberships
                    .into_iter()
                    .map(|member| {
                        let chosen = member.tenant == current;
                        view! {
                            <button class="menu-item" type="submit" name="tenant" value=member.tenant.to_string() aria-current=chosen.then_some("true")>
                                <span class="grow truncate">{member.name}</span>
                                <span class="text-xs muted">{member.role.as_str()}</span>
                                {chosen.then(|| view! { <Icon name="check"/> })}
                            </button>
                        }
                    })
                    .collect_view()}
            </form>
        </div>
    }
    .into_any()
}

fn top(
    sheet: &Sheet,
    identity: &Identity,
    request: &Request,
    active: Option<LiveSignal>,
    unread: Option<LiveSignal>,
) -> AnyView {
    let crumbs = sheet.crumbs.clone();
    let title = sheet.title.clone();
    view! {
        <header class="top no-print">
            <button class="btn btn-ghost btn-square lg:hidden" type="button" popovertarget="side" aria-label="Open navigation"><Icon name="menu"/></button>
            <nav class="min-w-0 grow" aria-label="Breadcrumb">
                <ol class="crumbs">
                    {crumbs
                        .into_iter()
                        .map(|(name, href)| view! { <li><a class="quiet-link" href=href>{name}</a><Icon name="chevron-right"/></li> })
                        .collect_view()}
                    <li aria-current="page"><span>{title}</span></li>
                </ol>
            </nav>
            {button()}
            {active.map(|active| view! { <RunningJobs first=active here=request.here()/> })}
            {unread.map(|unread| view! { <Bell first=unread/> })}
            {person_menu(identity, request)}
        </header>
    }
    .into_any()
}

fn person_menu(identity: &Identity, request: &Request) -> AnyView {
    let initials: String = identity
        .name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .collect::<String>()
        .to_uppercase();
    let (name, email) = (identity.name.clone(), identity.email.clone());
    let standing = if identity.platform_admin {
        format!("{} · platform admin", identity.role)
    } else {
        identity.role.to_string()
    };
    let theme = request.theme;
    let choice = move |of: Theme, icon: &'static str, label: &'static str| {
        view! {
            <button class="menu-item" type="submit" name="theme" value=of.as_str() aria-pressed=if of == theme { "true" } else { "false" }>
                <Icon name=icon/><span class="grow">{label}</span>
                {(of == theme).then(|| view! { <Icon name="check"/> })}
            </button>
        }
    };
    view! {
        <button class="btn btn-ghost px-1" type="button" popovertarget="person" aria-label=format!("Account of {name}")>
            <span class="flex size-6 items-center justify-center rounded-full border hairline bg-base-200 text-[0.6875rem] font-semibold" aria-hidden="true">{initials}</span>
        </button>
        <div class="menu-pop menu-pop-end" id="person" popover="auto">
            <div class="px-2 pt-1 pb-2">
                <p class="truncate font-semibold">{name}</p>
                <p class="truncate text-xs muted">{email}</p>
                <p class="mt-0.5 text-xs muted">{standing}</p>
            </div>
            <div class="mb-1.5 border-t hairline pt-1.5">
                <a class="menu-item" href=paths::account()><Icon name="circle-user"/>"Your account"</a>
            </div>
            <form class="border-t hairline pt-1.5" method="post" action=paths::form_anywhere("theme")>
                <input type="hidden" name="back" value=request.here()/>
                {choice(Theme::System, "monitor", "As the system")}
                {choice(Theme::Light, "sun", "Light")}
                {choice(Theme::Dark, "moon", "Dark")}
            </form>
            <form class="mt-1.5 border-t hairline pt-1.5" method="post" action=paths::form_anywhere("sign-out")>
                <button class="menu-item" type="submit"><Icon name="log-out"/>"Sign out"</button>
            </form>
        </div>
    }
    .into_any()
}
