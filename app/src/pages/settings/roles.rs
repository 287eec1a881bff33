//! What each role may do: the one table of rights, as the verbs ask it.

use crate::components::icon::Icon;
use crate::components::table::{Head, Table};
use crate::pages::numbers::list::capital;
use crate::pages::settings::tabs::{Section, tabs};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::scope::Role;
use domain::{Right, Scope};
use leptos::prelude::*;

/// The table of roles and rights.
#[component]
pub fn RoleTable() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let own = scope.role();
        Ok(Sheet::new("Roles", Place::Settings, content(own, scope)).beneath_page("Settings", paths::members()).line(format!(
            "What each role may do; yours is {own}. A program’s token does no more than its scopes and its person’s role allow."
        )))
    })
}

fn content(own: Role, scope: &Scope) -> AnyView {
    let mut areas: Vec<&'static str> = Vec::new();
    for right in Right::ALL {
        let area = right.rule().area;
        if !areas.contains(&area) {
            areas.push(area);
        }
    }
    view! {
        {tabs(Section::Roles, scope)}
        <div class="mt-4 flex flex-col gap-4">
            {areas.into_iter().map(|area| part(area, own)).collect_view()}
        </div>
    }
    .into_any()
}

/// The rights of one area.
fn part(area: &'static str, own: Role) -> impl IntoView {
    let mut head = vec![Head::text("Right")];
    head.extend(Role::ALL.map(|role| {
        let class = if role == own {
            "px-1.5! text-center! bg-base-200 @xl:min-w-20"
        } else {
            "px-1.5! text-center! @xl:min-w-20"
        };
        Head::text(title(role)).class(class)
    }));
    head.push(Head::text("Token scope").class("hidden min-w-36 @2xl:table-cell"));
    let rows = Right::ALL.into_iter().filter(move |right| right.rule().area == area).map(move |right| row(right, own));
    view! {
        <section class="surface min-w-0">
            <h2 class="px-3 py-3">{area}</h2>
            <div class="border-t hairline"><Table label=area.to_owned() head=head>{rows.collect_view()}</Table></div>
        </section>
    }
}

fn title(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Viewer",
        Role::Agent => "Agent",
        Role::Admin => "Admin",
        Role::Owner => "Owner",
    }
}

fn row(right: Right, own: Role) -> impl IntoView {
    let rule = right.rule();
    let cells = Role::ALL.map(|role| {
        let class = if role == own { "px-1.5! text-center bg-base-200" } else { "px-1.5! text-center" };
        let has = role >= rule.least_role;
        view! {
            <td class=class>
                {if has { view! { <span class="flex justify-center"><Icon name="check"/><span class="sr-only">"Yes"</span></span> }.into_any() }
                else { view! { <span class="muted" aria-hidden="true">"–"</span><span class="sr-only">"No"</span> }.into_any() }}
            </td>
        }
    });
    let token = rule.token.map_or("only in a browser", |scope| scope.as_str());
    view! {
        <tr>
            <td class="w-full min-w-32 whitespace-normal!">{capital(rule.title)}</td>
            {cells.into_iter().collect_view()}
            <td class="hidden @2xl:table-cell whitespace-nowrap mono text-xs muted">{token}</td>
        </tr>
    }
}
