//! The list of a kind: filters, order and place all in the address.

use super::change::Deed;
use super::columns::{cell, columns_of};
use super::tabs::{Section, icon, tabs, title};
use crate::components::badge::Tone;
use crate::components::count::{honest, honest_of};
use crate::components::empty::Empty;
use crate::components::field::{Choice, SelectField, TextField};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::pager::Pager;
use crate::components::table::{Head, Table};
use crate::components::toolbar::{Chips, FilterBar};
use crate::forms::refused;
use crate::islands::chosen_count::ChosenCount;
use crate::pages::imports::What;
use crate::pages::list_columns::{self, Columns};
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, page, views};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::crm::{Kind, Named, Record};
use domain::filter::{Companies, Contacts, Deals, Leads, OfKind, Operator};
use domain::id::UserId;
use domain::page::{Count, Page};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form, the search first; a kind shows those it has.
const SHOWN: [&str; 8] =
    ["find.contains", "email.starts", "phone.starts", "stage", "owner", "tag", "created.from", "created.to"];

#[component]
pub fn ContactList() -> impl IntoView {
    list::<Contacts>()
}

#[component]
pub fn CompanyList() -> impl IntoView {
    list::<Companies>()
}

#[component]
pub fn LeadList() -> impl IntoView {
    list::<Leads>()
}

#[component]
pub fn DealList() -> impl IntoView {
    list::<Deals>()
}

fn list<S: OfKind + 'static>() -> impl IntoView {
    page(|request: Request| async move {
        let (engine, scope) = (&request.engine, request.scope()?);
        let views = engine::view::list(engine, scope, S::KIND.plural()).await?;
        let columns = Columns::read(&request, columns_of(S::KIND))?;
        let list = ListState::<S>::read_with_views(&request, &["count"], &views, &columns)?;
        let (rows, total) = read(&request, &list).await?;
        let total = total.seeing(rows.rows.len() as u64);
        let may_change = scope.may(Right::ChangeContacts);
        let owners = engine::crm::owners(engine, scope).await?;
        let menu = views::Menu {
            list: S::KIND.plural(),
            views,
            path: request.path.clone(),
            query: list.query.at(None).to_query(),
            here: list.href(&list.query.at(None)),
            may_share: may_change,
            may_tidy: scope.may(Right::TidyViews),
            typed: refused(&request).await?,
        };
        let may_export = scope.may(Right::ExportContacts);
        // What is shown is what is exported.
        let filter = list.query.filter.to_query();
        let export = format!("{}&filter={}", paths::records_export(S::KIND), paths::query_value(&filter));
        let import = paths::list_import(&What::Records(S::KIND).word());
        let content = content(&list, &columns, rows, total, owners, menu, may_change, request.now);
        let sheet = Sheet::new(title(S::KIND), Place::Contacts, content);
        let is_first = S::KIND == Kind::Contact;
        let sheet = if is_first { sheet } else { sheet.beneath_page("Contacts", paths::records(Kind::Contact)) };
        Ok(sheet
            .wide()
            .beside(view! { <span class="figures muted">{honest_of(total, S::KIND.plural())}</span> })
            .actions(may_export, || {
                view! {
                    <a class="btn" href=export><Icon name="download"/>"Export"</a>
                    {may_change.then(|| view! { <a class="btn" href=import><Icon name="upload"/>"Import"</a> })}
                    {may_change.then(|| add(S::KIND))}
                }
                .into_any()
            }))
    })
}

/// The page's rows and their count; none of them for an address that says something wrong.
async fn read<S: OfKind>(request: &Request, list: &ListState<S>) -> Result<(Page<Record>, Count), Stop> {
    if !list.errors.is_empty() {
        return Ok((Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::AtLeast(0)));
    }
    let (engine, scope) = (&request.engine, request.scope()?);
    let rows = engine::crm::list(engine, scope, &list.query).await?;
    let total = if list.own("count") == Some("exact") {
        Count::Exact(engine::crm::count_exact(engine, scope, &list.query.filter).await?)
    } else {
        engine::crm::count(engine, scope, &list.query.filter).await?
    };
    Ok((rows, total))
}

fn add(kind: Kind) -> AnyView {
    let label = format!("Add a {}", kind.as_str());
    view! { <a class="btn btn-primary" href=paths::record_new(kind)><Icon name="plus"/>{label}</a> }.into_any()
}

#[allow(clippy::too_many_arguments, reason = "what the page shows")]
fn content<S: OfKind>(
    list: &ListState<S>,
    columns: &Columns,
    page: Page<Record>,
    total: Count,
    owners: Vec<Named<UserId>>,
    menu: views::Menu,
    may_change: bool,
    now: OffsetDateTime,
) -> AnyView {
    let kind = S::KIND;
    let shown = page.rows.len();
    let nothing_yet = shown == 0 && list.query == Default::default() && list.errors.is_empty();
    if nothing_yet {
        return view! {
            {tabs(Section::Records(kind))}
            <div class="surface mt-4">
                <Empty icon=icon(kind) title=none_yet(kind) text=purpose(kind)>
                    {may_change.then(|| add(kind))}
                    {may_change.then(|| view! { <a class="btn" href=paths::list_import(&What::Records(kind).word())><Icon name="upload"/>"Import a file"</a> })}
                </Empty>
            </div>
        }
        .into_any();
    }
    let searched = page.searched;
    let links = list.pager(&page);
    let mut head = if may_change { vec![Head::text("Choose").unseen().class("w-8")] } else { Vec::new() };
    head.extend(columns.heads(list));
    let wrong = list
        .wrong(&SHOWN)
        .map(|text| view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{text}</Notice></div> });
    let nothing = shown == 0 && list.errors.is_empty();
    let all_there_is = list.cleared();
    let rows = page.rows.into_iter().map(|record| row(&record, columns, may_change, now)).collect_view();
    let all = format!("Show all {}", kind.plural());
    let deleted = list.query.filter.get("deleted", Operator::Is).is_some();
    view! {
        {tabs(Section::Records(kind))}
        <div class=["surface mt-4 ", list.density_class()].concat()>
            <div class="relative flex flex-wrap items-start">
                <div class="grow">{filters(list, owners)}</div>
                <div class="flex flex-wrap gap-2 px-3 py-2.5">
                    {list_columns::menu(list, columns)}
                    {views::menu(menu, columns)}
                </div>
            </div>
            <Chips chips=list.chips() clear=list.cleared()/>
            {wrong}
            {nothing.then(|| view! {
                <div class="border-t hairline">
                    <Empty icon="search" title="Nothing matches" text=match searched {
                        Some(_) => "None among those searched so far; the search goes on by Next.",
                        None => "Names are found by the beginnings of their words, numbers by their beginning or their end.",
                    }>
                        <a class="btn" href=all_there_is>{all}</a>
                    </Empty>
                </div>
            })}
            {(shown > 0).then(|| view! {
                <div class="border-t hairline"><Table label=title(kind).to_owned() head=head wide=columns.are_chosen()>{rows}</Table></div>
            })}
            {(shown > 0 && may_change && !deleted).then(|| chosen_bar(list, total))}
            {list.errors.is_empty().then(|| view! {
                <Pager shown=shown total=total noun=kind.plural() links=links searched=searched/>
            })}
        </div>
    }
    .into_any()
}

fn none_yet(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "No contacts yet",
        Kind::Company => "No companies yet",
        Kind::Lead => "No leads yet",
        Kind::Deal => "No deals yet",
    }
}

fn purpose(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => {
            "People you talk to, with their phones. Calls and campaigns are for contacts; whether a number may be dialled stands on the contact’s page."
        }
        Kind::Company => {
            "Whom your contacts work for. A company is also made when a contact names one that is not here yet."
        }
        Kind::Lead => {
            "People who may become contacts. Converting a lead makes the contact, its company, and a deal if you like."
        }
        Kind::Deal => "What you are selling to whom, for how much, and how far it is.",
    }
}

fn filters<S: OfKind>(list: &ListState<S>, owners: Vec<Named<UserId>>) -> impl IntoView + use<S> {
    let has = |name: &str| S::FIELDS.iter().any(|field| field.name == name);
    let (email, phone) = (list.field("email.starts"), list.field("phone.starts"));
    let (stage, owner, tag) = (list.field("stage"), list.field("owner"), list.field("tag"));
    let (from, to) = (list.field("created.from"), list.field("created.to"));
    let search = if has("phone") { "Name, e-mail or phone" } else { "Beginning of the name" };
    let stages = ListState::<S>::choices("stage");
    let people = std::iter::once(Choice::new("", "Any"))
        .chain(owners.into_iter().map(|owner| Choice::new(owner.id.to_string(), owner.name)))
        .collect::<Vec<_>>();
    view! {
        <FilterBar action=list.path() search=list.field(SHOWN[0]) search_label=search
            keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
            <SelectField at=stage label="Stage" choices=stages/>
            <SelectField at=owner label="Owner" choices=people/>
            <TextField at=tag label="Tag" placeholder="vip"/>
            {has("email").then(|| view! { <TextField at=email label="E-mail begins with" placeholder="maria@"/> })}
            {has("phone").then(|| view! { <TextField at=phone label="Phone begins with" inputmode="tel" placeholder="415"/> })}
            <TextField at=from label="Created from" kind="date"/>
            <TextField at=to label="Created to" kind="date"/>
        </FilterBar>
    }
}

/// The id of the form that the rows' boxes belong to.
const CHOSEN: &str = "chosen";

/// What can be done with the chosen rows, or with all that match: a GET form that leads to the confirmation.
fn chosen_bar<S: OfKind>(list: &ListState<S>, total: Count) -> impl IntoView + use<S> {
    let all = format!("All {} that match", honest(total));
    let deeds = Deed::ALL.map(|deed| {
        let class = if deed == Deed::Delete { "btn btn-danger" } else { "btn" };
        view! { <button class=class type="submit" name="do" value=deed.word()><Icon name=deed.icon()/>{deed.label()}</button> }
    });
    view! {
        <form class="chosen-bar no-print" id=CHOSEN method="get" action=paths::records_change()>
            <input type="hidden" name="kind" value=S::KIND.as_str()/>
            <input type="hidden" name="filter" value=list.query.filter.to_query()/>
            <span><ChosenCount/>" chosen"</span>
            <label class="flex items-center gap-2"><input class="checkbox checkbox-sm" type="checkbox" name="all" value="1"/>{all}</label>
            <div class="flex flex-wrap gap-2">
                <button class="btn" type="submit" formaction="/contacts/export"><Icon name="download"/>"Export"</button>
                {deeds.collect_view()}
            </div>
        </form>
    }
}

fn row(record: &Record, columns: &Columns, may_act: bool, now: OffsetDateTime) -> impl IntoView + use<> {
    let choose = may_act.then(|| {
        let label = format!("Choose {}", record.name);
        view! { <td><input class="checkbox checkbox-sm choose" type="checkbox" name="id" value=record.id.to_string() form=CHOSEN aria-label=label/></td> }
    });
    let cells = columns.cells(|word| cell(record, word, now));
    view! {
        <tr>
            {choose}
            {cells}
        </tr>
    }
}
