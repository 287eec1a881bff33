//! The system page: nodes, kinds of jobs, schedules.

use super::tabs::{Section, tabs};
use super::{kinds, nodes, schedules};
use crate::components::icon::Icon;
use crate::components::moment::Exact;
use crate::islands::renewing::Renewing;
use crate::pages::{Place, Sheet, page};
use crate::request::Request;
use domain::id::TenantId;
use leptos::prelude::*;

/// What renews itself: the time it is of, and the rest.
const AS_OF: &str = "installation-as-of";
const MOVES: &str = "installation";

/// How the installation stands.
#[component]
pub fn System() -> impl IntoView {
    page(|request: Request| async move {
        let (engine, scope) = (&request.engine, request.scope()?);
        let nodes = engine::node::list(engine, scope).await?;
        let kinds = engine::job::kinds(engine, scope).await?;
        let schedules = engine::job::schedule_standings(engine, scope).await?;
        // Their jobs are the platform's; from within a company their pages are not to be seen.
        let may_look = scope.tenant() == TenantId::PLATFORM;
        let here = request.here();
        let now = request.now;
        let content = view! {
            {tabs(Section::Installation)}
            <p class="mt-4 mb-3 flex flex-wrap gap-x-2 text-xs muted">
                <span id=AS_OF>"As of " <Exact at=now/>"."</span>
                <Renewing parts=vec![AS_OF.to_owned(), MOVES.to_owned()]/>
            </p>
            <div class="flex flex-col gap-6" id=MOVES>
                {nodes::table(nodes, now)}
                {kinds::table(kinds, now)}
                {schedules::table(schedules, now, may_look)}
            </div>
        };
        Ok(Sheet::new("System", Place::System, content).line("All companies of this installation.").actions(
            true,
            || {
                view! {
                    <a class="btn" href=here><Icon name="refresh-cw"/>"Refresh"</a>
                }
                .into_any()
            },
        ))
    })
}

/// A part of the page: its heading, a sentence, its table.
pub(super) fn section(title: &'static str, text: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="surface min-w-0">
            <div class="px-3 py-3"><h2>{title}</h2><p class="mt-0.5 text-xs muted">{text}</p></div>
            <div class="border-t hairline">{content}</div>
        </section>
    }
    .into_any()
}
