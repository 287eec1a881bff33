//! The list of calls: views, filters, order and place all in the address.

use super::change::Deed;
use super::log::log_form;
use super::row::{self, CHOSEN, COLUMNS, row};
use super::sections::{Section, tabs};
use crate::components::badge::Tone;
use crate::components::count::{honest, honest_of};
use crate::components::empty::Empty;
use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::pager::Pager;
use crate::components::table::{Head, Table};
use crate::components::toolbar::{Chips, FilterBar};
use crate::forms::refused;
use crate::islands::chosen_count::ChosenCount;
use crate::pages::list_columns::{self, Columns};
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, page, views};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::call::{Call, Purpose, VIEWS};
use domain::crm::Named;
use domain::filter::{Calls, Operator};
use domain::id::UserId;
use domain::page::{Count, Page};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 16] = [
    "subject.contains",
    "status",
    "direction",
    "purpose",
    "owner",
    "assigned",
    "tag",
    "for",
    "related",
    "start.from",
    "start.to",
    "duration.from",
    "duration.to",
    "favourite",
    "closed",
    "deleted",
];

/// The views that stand over the list, by the words of `domain::call::VIEWS`; the menu has the others.
const OVER: [&str; 7] =
    ["all_calls", "calls_today", "calls_this_week", "my_calls", "missed_calls", "connected_calls", "favorite_calls"];

/// What the page shows beside the rows.
struct Around {
    owners: Vec<Named<UserId>>,
    purposes: Vec<Purpose>,
    menu: views::Menu,
    columns: Columns,
    typed: Typed,
    may_change: bool,
    now: OffsetDateTime,
}

/// The page.
#[component]
pub fn CallList() -> impl IntoView {
    page(|request: Request| async move {
        let (engine, scope) = (&request.engine, request.scope()?);
        let views = engine::view::list(engine, scope, engine::view::CALLS).await?;
        let columns = Columns::read(&request, &COLUMNS)?;
        let list = ListState::<Calls>::read_with_views(&request, &["count"], &views, &columns)?;
        let (rows, total) = read(&request, &list).await?;
        let total = total.seeing(rows.rows.len() as u64);
        let may_change = scope.may(Right::ChangeCalls);
        let typed = refused(&request).await?;
        let around = Around {
            owners: engine::crm::owners(engine, scope).await?,
            purposes: engine::call::purposes(engine, scope).await?,
            menu: views::Menu {
                list: engine::view::CALLS,
                views,
                path: request.path.clone(),
                query: list.query.at(None).to_query(),
                here: list.href(&list.query.at(None)),
                may_share: may_change,
                may_tidy: scope.may(Right::TidyViews),
                typed: typed.clone(),
            },
            columns,
            typed,
            may_change,
            now: request.now,
        };
        let title = title(&list, &around);
        // What is shown is what is exported.
        let filter = list.query.filter.to_query();
        let export = format!("{}?filter={}", paths::calls_export(), paths::query_value(&filter));
        let content = content(&list, rows, total, around);
        Ok(Sheet::new(title, Place::Calls, content)
            .wide()
            .beside(view! { <span class="figures muted">{honest_of(total, "calls")}</span> })
            .actions(may_change, || {
                view! {
                    <a class="btn" href=export><Icon name="download"/>"Export"</a>
                    <a class="btn" href=paths::list_import("calls")><Icon name="upload"/>"Import"</a>
                    <a class="btn btn-primary" href=paths::call_new()><Icon name="plus"/>"New call"</a>
                }
                .into_any()
            }))
    })
}

/// The page's rows and their count; none of them for an address that says something wrong.
async fn read(request: &Request, list: &ListState<Calls>) -> Result<(Page<Call>, Count), Stop> {
    if !list.errors.is_empty() {
        return Ok((Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::AtLeast(0)));
    }
    let (engine, scope) = (&request.engine, request.scope()?);
    let rows = engine::call::list(engine, scope, &list.query).await?;
    let total = if list.own("count") == Some("exact") {
        Count::Exact(engine::call::count_exact(engine, scope, &list.query.filter).await?)
    } else if let Some(whole) = rows.whole() {
        whole
    } else {
        engine::call::count(engine, scope, &list.query.filter).await?
    };
    Ok((rows, total))
}

/// The name of the view that the list is in.
fn title(list: &ListState<Calls>, around: &Around) -> String {
    let query = list.query.at(None).to_query();
    let is_shown = |view: &&engine::view::View| views::is_shown(view, &query, &around.columns);
    let saved = around.menu.views.iter().find(is_shown).map(|view| view.name.clone());
    let shipped = VIEWS.iter().find(|view| view.query == query).map(|view| view.title.to_owned());
    // A saved view of the same list has the name that somebody gave it.
    match (list.errors.is_empty(), saved, shipped) {
        (true, Some(name), _) => name,
        (true, None, Some(name)) if !query.is_empty() => name,
        _ => "Calls".to_owned(),
    }
}

fn content(list: &ListState<Calls>, page: Page<Call>, total: Count, around: Around) -> AnyView {
    let Around { owners, purposes, menu, columns, typed, may_change, now } = around;
    let shown = page.rows.len();
    if shown == 0 && list.query == Default::default() && list.errors.is_empty() {
        return view! {
            {tabs(Section::List)}
            <div class="surface mt-4">
                {may_change.then(|| log_form(&typed, list.path(), None))}
                <Empty icon="phone" title="No calls yet" text="A call is the record of a conversation: what it is about, for whom, when, and what came of it. Plan one, or log one that was just held.">
                    {may_change.then(|| view! {
                        <a class="btn btn-primary" href=paths::call_new()><Icon name="plus"/>"New call"</a>
                        <a class="btn" href=paths::list_import("calls")><Icon name="upload"/>"Import a file"</a>
                    })}
                </Empty>
            </div>
        }
        .into_any();
    }
    let here = list.query.at(None).to_query();
    let over = OVER.into_iter().filter_map(domain::call::view_of_word).map(|view| {
        let current = (view.query == here).then_some("page");
        let label = if view.query.is_empty() { "All" } else { view.title };
        view! { <a class="view-link" href=list.href(&view.list()) aria-current=current>{label}</a> }
    });
    let searched = page.searched;
    let links = list.pager(&page);
    let deleted = list.query.filter.get("deleted", Operator::Is).is_some();
    let mut head = vec![Head::text("Favourite").unseen().class("w-8 hidden @md:table-cell")];
    if may_change {
        head.insert(0, Head::text("Choose").unseen().class("w-8"));
    }
    head.extend(columns.heads(list));
    let wrong = list
        .wrong(&SHOWN)
        .map(|text| view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{text}</Notice></div> });
    let nothing = shown == 0 && list.errors.is_empty();
    let all_there_is = list.cleared();
    let back = list.href(&list.query);
    let around = row::Around { columns: &columns, back: &back, may_change, now };
    let rows = page.rows.iter().map(|call| row(call, &around)).collect_view();
    view! {
        {tabs(Section::List)}
        <div class=["surface mt-4 ", list.density_class()].concat()>
            {may_change.then(|| log_form(&typed, back.clone(), None))}
            <nav class="view-row no-print px-3 pt-3" aria-label="Views">{over.collect_view()}</nav>
            <div class="relative flex flex-wrap items-start sm:flex-nowrap">
                <div class="min-w-0 grow">{filters(list, owners, purposes)}</div>
                <div class="flex flex-wrap gap-2 px-3 pb-2.5 sm:flex-nowrap sm:pt-2.5">
                    {list_columns::menu(list, &columns)}
                    {views::menu(menu, &columns)}
                </div>
            </div>
            <Chips chips=list.chips() clear=list.cleared()/>
            {wrong}
            {nothing.then(|| view! {
                <div class="border-t hairline">
                    <Empty icon="search" title="No call matches" text=match searched {
                        Some(_) => "None among those searched so far; the search goes on by Next.",
                        None => "No call fits this view and these filters.",
                    }>
                        <a class="btn" href=all_there_is>"Show all calls"</a>
                    </Empty>
                </div>
            })}
            {(shown > 0).then(|| view! {
                <div class="border-t hairline"><Table label="Calls".to_owned() head=head wide=columns.are_chosen()>{rows}</Table></div>
            })}
            {(shown > 0 && may_change).then(|| chosen_bar(list, total, deleted))}
            {list.errors.is_empty().then(|| view! {
                <Pager shown=shown total=total noun="calls" links=links searched=searched/>
            })}
        </div>
    }
    .into_any()
}

fn filters(list: &ListState<Calls>, owners: Vec<Named<UserId>>, purposes: Vec<Purpose>) -> impl IntoView + use<> {
    let any = || std::iter::once(Choice::new("", "Any"));
    let people: Vec<Choice> =
        any().chain(owners.into_iter().map(|owner| Choice::new(owner.id.to_string(), owner.name))).collect();
    let purposes =
        any().chain(purposes.into_iter().map(|purpose| Choice::new(purpose.id.to_string(), purpose.name))).collect();
    let [status, direction, whom, about] =
        ["status", "direction", "for", "related"].map(|name| (list.field(name), ListState::<Calls>::choices(name)));
    let yes_or_no =
        |yes: &str, no: &str, any: &str| vec![Choice::new("", any), Choice::new("true", yes), Choice::new("false", no)];
    let [shortest, longest, favourite, closed, deleted] =
        ["duration.from", "duration.to", "favourite", "closed", "deleted"].map(|name| list.field(name));
    let (purpose, owner, assigned) = (list.field("purpose"), list.field("owner"), list.field("assigned"));
    let (tag, from, to) = (list.field("tag"), list.field("start.from"), list.field("start.to"));
    view! {
        <FilterBar action=list.path() search=list.field(SHOWN[0]) search_label="Part of the subject"
            keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
            <SelectField at=status.0 label="Status" choices=status.1/>
            <SelectField at=direction.0 label="Direction" choices=direction.1/>
            <SelectField at=purpose label="Purpose" choices=purposes/>
            <SelectField at=owner label="Owner" choices=people.clone()/>
            <SelectField at=assigned label="Assigned to" choices=people/>
            <TextField at=tag label="Tag" placeholder="vip"/>
            <SelectField at=whom.0 label="Call for" choices=whom.1/>
            <SelectField at=about.0 label="Related to" choices=about.1/>
            <TextField at=from label="Start from" kind="date"/>
            <TextField at=to label="Start to" kind="date"/>
            <TextField at=shortest label="Lasted at least" placeholder="5m"/>
            <TextField at=longest label="Lasted at most" placeholder="1h 30m"/>
            <SelectField at=favourite label="Favourite" choices=yes_or_no("Favourites", "Others", "Any")/>
            <SelectField at=closed label="Closed" choices=yes_or_no("Closed ones", "Open ones", "Any")/>
            <SelectField at=deleted label="Deleted" choices=vec![Choice::new("", "Left out"), Choice::new("true", "Deleted ones")]/>
        </FilterBar>
    }
}

/// What can be done with the chosen rows, or with all that match: a GET form that leads to the confirmation.
fn chosen_bar(list: &ListState<Calls>, total: Count, deleted: bool) -> impl IntoView + use<> {
    let all = format!("All {} that match", honest(total));
    let deeds: Vec<Deed> = if deleted { vec![Deed::Restore] } else { Deed::ALL.to_vec() };
    let buttons = deeds.into_iter().map(|deed| {
        let class = if deed == Deed::Delete { "btn btn-danger" } else { "btn" };
        view! { <button class=class type="submit" name="do" value=deed.word()><Icon name=deed.icon()/>{deed.label()}</button> }
    });
    view! {
        <form class="chosen-bar no-print" id=CHOSEN method="get" action=paths::calls_change()>
            <input type="hidden" name="filter" value=list.query.filter.to_query()/>
            <span><ChosenCount/>" chosen"</span>
            <label class="flex items-center gap-2"><input class="checkbox checkbox-sm" type="checkbox" name="all" value="1"/>{all}</label>
            <div class="flex flex-wrap gap-2">
                <button class="btn" type="submit" formaction=paths::calls_export()><Icon name="download"/>"Export"</button>
                {buttons.collect_view()}
            </div>
        </form>
    }
}
