//! Who belongs to the company.

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
use crate::pages::numbers::list::capital;
use crate::pages::settings::tabs::{Section, tabs};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use domain::filter::Members;
use domain::id::UserId;
use domain::member::{Member, MemberState};
use domain::page::{Count, Page};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 5] = ["person.contains", "role", "state", "joined.from", "joined.to"];

/// The company's members, those who joined first at the top.
#[component]
pub fn MemberList() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let list = ListState::<Members>::read(&request, &[])?;
        let (rows, total) = if list.errors.is_empty() {
            let rows = engine::member::list(&request.engine, scope, &list.query).await?;
            (rows, engine::member::count(&request.engine, scope, &list.query.filter).await?)
        } else {
            (Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::AtLeast(0))
        };
        let manages = scope.may(Right::ManageMembers);
        let whole = list.query.filter.is_empty() && list.errors.is_empty();
        let beside = whole.then(|| view! { <span class="muted figures">{honest(total)}</span> });
        let content =
            content(tabs(Section::Members, scope), &list, rows, total, scope.actor().user(), manages, request.now);
        Ok(Sheet::new("Members", Place::Settings, content)
            .wide()
            .beneath_page("Settings", paths::members())
            .beside(beside)
            .line("Who belongs to the company, as what, and whether they may come in.")
            .actions(manages, || {
                view! {
                    <a class="btn" href=paths::invitations()>"Invitations"</a>
                    <a class="btn btn-primary" href=paths::member_invite()><Icon name="user-plus"/>"Invite somebody"</a>
                }
                .into_any()
            }))
    })
}

/// How a member's state shows itself.
pub(super) fn face(member: &Member) -> Face {
    match member.state() {
        MemberState::Active => Face::new(Tone::Success, "circle-check", "Active"),
        MemberState::Suspended => Face { class: "is-outlined", ..Face::new(Tone::Warning, "ban", "Suspended") },
    }
}

#[allow(clippy::too_many_arguments, reason = "what the page shows")]
fn content(
    tabs: AnyView,
    list: &ListState<Members>,
    page: Page<Member>,
    total: Count,
    oneself: Option<UserId>,
    manages: bool,
    now: OffsetDateTime,
) -> AnyView {
    let shown = page.rows.len();
    let links = PagerLinks { count_exactly: None, ..list.pager(&page) };
    let head = vec![
        Head::text("Name"),
        Head::text("Role"),
        Head::text("State").class("hidden @sm:table-cell"),
        list.head(Head::text("Joined").class("hidden @lg:table-cell"), "joined"),
    ];
    let body = if !list.errors.is_empty() {
        let wrong = list.wrong(&SHOWN);
        view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{wrong}</Notice></div> }.into_any()
    } else if shown == 0 {
        view! { <div class="border-t hairline">{nothing(list.query.filter.is_empty(), manages)}</div> }.into_any()
    } else {
        view! {
            <div class="border-t hairline">
                <Table label="Members".to_owned() head=head>
                    {page.rows.into_iter().map(|member| row(member, oneself, now)).collect_view()}
                </Table>
            </div>
            <Pager shown=shown total=total noun="members" links=links/>
        }
        .into_any()
    };
    view! {
        {tabs}
        <div class="surface mt-4">
            {filters(list)}
            <Chips chips=list.chips() clear=list.cleared()/>
            {body}
        </div>
    }
    .into_any()
}

/// Why there is no row, and what to do.
fn nothing(unfiltered: bool, manages: bool) -> AnyView {
    if unfiltered {
        return view! {
            <Empty icon="users" title="No members" text="Nobody belongs here yet. An invitation is a link that you pass on; whoever it is for becomes a member by it.">
                {manages.then(|| view! { <a class="btn btn-primary" href=paths::member_invite()><Icon name="user-plus"/>"Invite somebody"</a> })}
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty icon="search" title="No member matches" text="Nobody in the company fits these filters.">
            <a class="btn" href=paths::members()>"Show all members"</a>
        </Empty>
    }
    .into_any()
}

fn filters(list: &ListState<Members>) -> impl IntoView + use<> {
    let [role, state] = ["role", "state"].map(|name| (list.field(name), ListState::<Members>::choices(name)));
    let (from, to) = (list.field("joined.from"), list.field("joined.to"));
    view! {
        <FilterBar action=paths::members() search=list.field(SHOWN[0]) search_label="Search by name or e-mail"
            keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
            <SelectField at=role.0 label="Role" choices=role.1/>
            <SelectField at=state.0 label="State" choices=state.1/>
            <TextField at=from label="Joined from" kind="date"/>
            <TextField at=to label="Joined to" kind="date"/>
        </FilterBar>
    }
}

fn row(member: Member, oneself: Option<UserId>, now: OffsetDateTime) -> impl IntoView {
    let face = face(&member);
    let suspended = member.state() == MemberState::Suspended;
    let you = (oneself == Some(member.user)).then(|| view! { <span class="muted">" (you)"</span> });
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-40">
                <span class="block truncate" title=member.name.clone()>
                    <a class="font-medium quiet-link" href=paths::member(member.user)>{member.name.clone()}</a>{you}
                </span>
                <span class="block truncate text-xs muted" title=member.email.clone()>{member.email.clone()}</span>
                {suspended.then(|| view! { <span class="block text-xs @sm:hidden"><Badge face=face/></span> })}
            </td>
            <td>{capital(member.role.as_str())}</td>
            <td class="hidden @sm:table-cell"><Badge face=face/></td>
            <td class="hidden @lg:table-cell muted"><Ago at=member.joined_at now=now/></td>
        </tr>
    }
}
