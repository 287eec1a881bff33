//! The list of calls: views, filters, order and place all in the address.

use super::change::Deed;
use super::log::log_form;
use super::sections::{Section, tabs};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::count::{honest, honest_of};
use crate::components::empty::Empty;
use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::{exact, minute};
use crate::components::pager::Pager;
use crate::components::table::{Head, Table};
use crate::components::toolbar::{Chips, FilterBar};
use crate::forms::refused;
use crate::islands::chosen_count::ChosenCount;
use crate::pages::list_state::ListState;
use crate::pages::numbers::views;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::call::{Call, Direction, Party, Purpose, VIEWS, print_duration};
use domain::crm::Named;
use domain::filter::{Calls, Operator};
use domain::id::UserId;
use domain::page::{Count, Page};
use leptos::prelude::*;
use time::format_description::well_known::Rfc3339;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 9] =
    ["subject.contains", "status", "direction", "purpose", "owner", "assigned", "tag", "start.from", "start.to"];

/// The views that stand over the list, by the words of `domain::call::VIEWS`; the menu has the others.
const OVER: [&str; 7] =
    ["all_calls", "calls_today", "calls_this_week", "my_calls", "missed_calls", "connected_calls", "favorite_calls"];

/// What the page shows beside the rows.
struct Around {
    owners: Vec<Named<UserId>>,
    purposes: Vec<Purpose>,
    menu: views::Menu,
    typed: Typed,
    may_change: bool,
}

/// The page.
#[component]
pub fn CallList() -> impl IntoView {
    page(|request: Request| async move {
        let (engine, scope) = (&request.engine, request.scope()?);
        let list = ListState::<Calls>::read(&request, &["count"])?;
        let (rows, total) = read(&request, &list).await?;
        let total = total.seeing(rows.rows.len() as u64);
        let may_change = scope.may(Right::ChangeCalls);
        let typed = refused(&request).await?;
        let around = Around {
            owners: engine::crm::owners(engine, scope).await?,
            purposes: engine::call::purposes(engine, scope).await?,
            menu: views::Menu {
                list: engine::view::CALLS,
                views: engine::view::list(engine, scope, engine::view::CALLS).await?,
                path: request.path.clone(),
                query: list.query.at(None).to_query(),
                may_share: may_change,
                may_tidy: scope.may(Right::TidyViews),
                typed: typed.clone(),
            },
            typed,
            may_change,
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
    let saved = around.menu.views.iter().find(|view| view.query == query).map(|view| view.name.clone());
    let shipped = VIEWS.iter().find(|view| view.query == query).map(|view| view.title.to_owned());
    // A saved view of the same list has the name that somebody gave it.
    match (query.is_empty() || !list.errors.is_empty(), saved.or(shipped)) {
        (false, Some(name)) => name,
        _ => "Calls".to_owned(),
    }
}

fn content(list: &ListState<Calls>, page: Page<Call>, total: Count, around: Around) -> AnyView {
    let Around { owners, purposes, menu, typed, may_change } = around;
    let shown = page.rows.len();
    if shown == 0 && list.query == Default::default() && list.errors.is_empty() {
        return view! {
            {tabs(Section::List)}
            <div class="surface mt-4">
                {may_change.then(|| log_form(&typed, list.path()))}
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
        view! { <a class="view-link" href=paths::calls_where(view.query) aria-current=current>{label}</a> }
    });
    let searched = page.searched;
    let links = list.pager(&page);
    let deleted = list.query.filter.get("deleted", Operator::Is).is_some();
    let mut head = vec![
        Head::text("Choose").unseen().class("w-8"),
        Head::text("Favourite").unseen().class("w-8"),
        Head::text("Subject"),
        list.head(Head::text("Start"), "start"),
        Head::text("For").class("hidden @2xl:table-cell"),
        Head::text("Purpose").class("hidden @4xl:table-cell"),
        Head::figures("Duration").class("hidden @3xl:table-cell"),
        Head::text("Owner").class("hidden @4xl:table-cell"),
        Head::text("Status"),
    ];
    if !may_change {
        head.remove(0);
    }
    let wrong = list
        .wrong(&SHOWN)
        .map(|text| view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{text}</Notice></div> });
    let nothing = shown == 0 && list.errors.is_empty();
    let back = list.href(&list.query);
    let rows = page.rows.into_iter().map(|call| row(call, &back, may_change)).collect_view();
    view! {
        {tabs(Section::List)}
        <div class="surface mt-4">
            {may_change.then(|| log_form(&typed, back.clone()))}
            <nav class="no-print flex flex-wrap gap-1 px-3 pt-3" aria-label="Views">{over.collect_view()}</nav>
            <div class="relative flex flex-wrap items-start sm:flex-nowrap">
                <div class="min-w-0 grow">{filters(list, owners, purposes)}</div>
                <div class="px-3 pb-2.5 sm:pt-2.5">{views::menu(menu)}</div>
            </div>
            <Chips chips=list.chips() clear=list.cleared()/>
            {wrong}
            {nothing.then(|| view! {
                <div class="border-t hairline">
                    <Empty icon="search" title="No call matches" text=match searched {
                        Some(_) => "None among those searched so far; the search goes on by Next.",
                        None => "No call fits this view and these filters.",
                    }>
                        <a class="btn" href=paths::calls()>"Show all calls"</a>
                    </Empty>
                </div>
            })}
            {(shown > 0).then(|| view! {
                <div class="border-t hairline"><Table label="Calls".to_owned() head=head>{rows}</Table></div>
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
    let [status, direction] = ["status", "direction"].map(|name| (list.field(name), ListState::<Calls>::choices(name)));
    let (purpose, owner, assigned) = (list.field("purpose"), list.field("owner"), list.field("assigned"));
    let (tag, from, to) = (list.field("tag"), list.field("start.from"), list.field("start.to"));
    view! {
        <FilterBar action=list.path() search=list.field(SHOWN[0]) search_label="Words of the subject"
            keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
            <SelectField at=status.0 label="Status" choices=status.1/>
            <SelectField at=direction.0 label="Direction" choices=direction.1/>
            <SelectField at=purpose label="Purpose" choices=purposes/>
            <SelectField at=owner label="Owner" choices=people.clone()/>
            <SelectField at=assigned label="Assigned to" choices=people/>
            <TextField at=tag label="Tag" placeholder="vip"/>
            <TextField at=from label="Start from" kind="date"/>
            <TextField at=to label="Start to" kind="date"/>
        </FilterBar>
    }
}

/// The id of the form that the rows' boxes belong to.
const CHOSEN: &str = "chosen";

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

/// A record that a call refers to, as a link while it is there.
pub(super) fn party(party: Party) -> AnyView {
    if party.name.is_empty() {
        return view! { <span class="muted">{format!("{} {}", party.kind.as_str(), party.id)}</span> }.into_any();
    }
    view! { <a class="quiet-link" href=paths::record(party.kind, party.id)>{party.name}</a> }.into_any()
}

/// The icon of a direction, with its word for those who don't see it.
pub(super) fn way(direction: Direction) -> impl IntoView {
    let (icon, word) = match direction {
        Direction::Inbound => ("phone-incoming", "Inbound"),
        Direction::Outbound => ("phone-outgoing", "Outbound"),
    };
    view! { <span class="muted shrink-0" title=word><Icon name=icon/><span class="sr-only">{word}</span></span> }
}

/// The mark of a favourite, and the button that sets or takes it.
pub(super) fn star(call: &Call, back: &str, may_change: bool) -> AnyView {
    let (word, class) =
        if call.favourite { ("No longer a favourite", "star is-on") } else { ("Mark as favourite", "star") };
    if !may_change {
        return call
            .favourite
            .then(|| view! { <span class=class title="Favourite"><Icon name="star"/></span> })
            .into_any();
    }
    view! {
        <form method="post" action=paths::form("call-favourite")>
            <input type="hidden" name="id" value=call.id.to_string()/>
            <input type="hidden" name="favourite" value=if call.favourite { "false" } else { "true" }/>
            <input type="hidden" name="back" value=back.to_owned()/>
            <button class=class type="submit" aria-label=format!("{word}: {}", call.subject)><Icon name="star"/></button>
        </form>
    }
    .into_any()
}

fn row(call: Call, back: &str, may_change: bool) -> impl IntoView + use<> {
    let none = || view! { <span class="muted">"–"</span> }.into_any();
    let star = star(&call, back, may_change && call.deleted_at.is_none());
    let choose = may_change.then(|| {
        let label = format!("Choose {}", call.subject);
        view! { <td><input class="checkbox checkbox-sm choose" type="checkbox" name="id" value=call.id.to_string() form=CHOSEN aria-label=label/></td> }
    });
    let start = call.start.format(&Rfc3339).unwrap_or_default();
    let face = Face::of_call(call.status);
    view! {
        <tr id=format!("c{}", call.id)>
            {choose}
            <td>{star}</td>
            <td class="w-full max-w-0 min-w-36">
                <span class="flex items-center gap-2">
                    {way(call.direction)}
                    <a class="block truncate font-medium quiet-link" href=paths::call(call.id) title=call.subject.clone()>{call.subject.clone()}</a>
                </span>
            </td>
            <td class="whitespace-nowrap"><time class="figures" datetime=start title=exact(call.start)>{minute(call.start)}</time></td>
            <td class="hidden @2xl:table-cell"><span class="block max-w-48 truncate">{call.call_for.map_or_else(none, party)}</span></td>
            <td class="hidden @4xl:table-cell"><span class="block max-w-40 truncate">{call.purpose.map_or_else(none, |purpose| purpose.name.into_any())}</span></td>
            <td class="num hidden @3xl:table-cell">{call.duration_s.map_or_else(none, |seconds| print_duration(seconds).into_any())}</td>
            <td class="hidden @4xl:table-cell"><span class="block max-w-40 truncate">{call.owner.map_or_else(none, |owner| owner.name.into_any())}</span></td>
            <td><Badge face=face/></td>
        </tr>
    }
}
