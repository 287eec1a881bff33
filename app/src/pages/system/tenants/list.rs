//! The list of companies.

use crate::components::badge::{Badge, Face, Tone};
use crate::components::count::honest;
use crate::components::empty::Empty;
use crate::components::field::{SelectField, TextField};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::pager::{Pager, PagerLinks};
use crate::components::table::{Head, Table};
use crate::components::toolbar::{Chips, FilterBar};
use crate::pages::list_state::ListState;
use crate::pages::system::tabs::{Section, tabs};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::filter::Tenants;
use domain::page::{Count, Page};
use domain::tenant::TenantState;
use engine::tenant::TenantLine;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 4] = ["name.contains", "state", "created.from", "created.to"];

/// The companies, newest first.
#[component]
pub fn TenantList() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let list = ListState::<Tenants>::read(&request, &[])?;
        // Asked first with what the address says, so that nobody else learns whether it reads.
        let rows = engine::tenant::list(&request.engine, scope, &list.query).await?;
        let total = engine::tenant::count(&request.engine, scope, &list.query.filter).await?;
        let whole = list.query.filter.is_empty() && list.errors.is_empty();
        let beside = whole.then(|| view! { <span class="muted figures">{honest(total)}</span> });
        Ok(Sheet::new("Companies", Place::System, content(&list, rows, total, request.now))
            .wide()
            .beneath_page("System", paths::system())
            .beside(beside)
            .line("Who works on this installation, each behind its own walls.")
            .actions(true, || {
                view! { <a class="btn btn-primary" href=paths::tenant_new()><Icon name="plus"/>"New company"</a> }
                    .into_any()
            }))
    })
}

/// How a company's state shows itself.
pub(super) fn face(state: TenantState) -> Face {
    match state {
        TenantState::Active => Face::new(Tone::Success, "circle-check", "Active"),
        TenantState::Suspended => Face { class: "is-outlined", ..Face::new(Tone::Warning, "ban", "Suspended") },
    }
}

fn content(list: &ListState<Tenants>, page: Page<TenantLine>, total: Count, now: OffsetDateTime) -> AnyView {
    let shown = page.rows.len();
    let links = PagerLinks { count_exactly: None, ..list.pager(&page) };
    let head = vec![
        Head::text("Name"),
        Head::text("State"),
        Head::figures("Members").class("hidden @md:table-cell"),
        list.head(Head::text("Made").class("hidden @lg:table-cell"), "created"),
    ];
    let body = if !list.errors.is_empty() {
        let wrong = list.wrong(&SHOWN);
        view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{wrong}</Notice></div> }.into_any()
    } else if shown == 0 {
        view! { <div class="border-t hairline">{nothing(list.query.filter.is_empty())}</div> }.into_any()
    } else {
        view! {
            <div class="border-t hairline">
                <Table label="Companies".to_owned() head=head>
                    {page.rows.into_iter().map(|tenant| row(tenant, now)).collect_view()}
                </Table>
            </div>
            <Pager shown=shown total=total noun="companies" links=links/>
        }
        .into_any()
    };
    view! {
        {tabs(Section::Companies)}
        <div class="surface mt-4">
            {filters(list)}
            <Chips chips=list.chips() clear=list.cleared()/>
            {body}
        </div>
    }
    .into_any()
}

fn nothing(unfiltered: bool) -> AnyView {
    if unfiltered {
        return view! {
            <Empty icon="building-2" title="No companies" text="A company has its own members, numbers and jobs, which no other sees.">
                <a class="btn btn-primary" href=paths::tenant_new()><Icon name="plus"/>"New company"</a>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty icon="search" title="No company matches" text="No company fits these filters.">
            <a class="btn" href=paths::tenants()>"Show all companies"</a>
        </Empty>
    }
    .into_any()
}

fn filters(list: &ListState<Tenants>) -> impl IntoView + use<> {
    let state = (list.field("state"), ListState::<Tenants>::choices("state"));
    let (from, to) = (list.field("created.from"), list.field("created.to"));
    view! {
        <FilterBar action=paths::tenants() search=list.field(SHOWN[0]) search_label="Search by name"
            keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
            <SelectField at=state.0 label="State" choices=state.1/>
            <TextField at=from label="Made from" kind="date"/>
            <TextField at=to label="Made to" kind="date"/>
        </FilterBar>
    }
}

fn row(tenant: TenantLine, now: OffsetDateTime) -> impl IntoView {
    let state = tenant.state();
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-36">
                <a class="block truncate font-medium quiet-link" href=paths::tenant(tenant.id) title=tenant.name.clone()>{tenant.name.clone()}</a>
                <span class="block truncate text-xs muted mono">{tenant.slug}</span>
            </td>
            <td><Badge face=face(state)/></td>
            <td class="num hidden @md:table-cell">{honest(tenant.members)}</td>
            <td class="hidden @lg:table-cell muted"><Ago at=tenant.created_at now=now/></td>
        </tr>
    }
}
