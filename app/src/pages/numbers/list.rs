//! The numbers of a project: filters, order and place all in the address; a row opens the number's panel.

use super::change::Deed;
use super::panel::{Opened, panel};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::count::{honest, honest_of};
use crate::components::empty::Empty;
use crate::components::field::{SelectField, TextField};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::pager::Pager;
use crate::components::phone::CopyButton;
use crate::components::table::{Head, Table};
use crate::components::toolbar::{Chips, FilterBar};
use crate::forms::refused;
use crate::islands::chosen_count::ChosenCount;
use crate::islands::new_numbers::NewNumbers;
use crate::pages::list_columns::{self, Column, Columns};
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, id_in_path, page, views};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::dialability::Demand;
use domain::filter::Numbers;
use domain::id::{NumberId, ProjectId};
use domain::live::{Signal as LiveSignal, Topic};
use domain::page::{Count, Page};
use domain::project::Project;
use engine::number::Number;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 10] = [
    "number.contains",
    "area_code",
    "carrier.contains",
    "type",
    "state",
    "status",
    "valid",
    "origin",
    "created.from",
    "created.to",
];

/// What a list of numbers can show. To add one: a line here and its arm in [`cell`].
static COLUMNS: [Column; 13] = [
    Column::new("number", "Number").sorted("number").first(""),
    Column::new("carrier", "Carrier").usual(),
    Column::new("type", "Line type").wide("hidden @xl:table-cell"),
    Column::new("place", "Place").wide("hidden @2xl:table-cell"),
    Column::new("validity", "Validity").wide("hidden @4xl:table-cell"),
    Column::new("status", "Status").wide("hidden @4xl:table-cell"),
    Column::new("origin", "Origin").wide("hidden @5xl:table-cell"),
    Column::new("created", "Created").sorted("created").wide("hidden @xl:table-cell"),
    Column::new("company", "Code holder"),
    Column::new("time_zones", "Time zones"),
    Column::new("validated", "Validated"),
    Column::new("updated", "Changed"),
    Column::new("id", "Id").figures(),
];

/// A project with its numbers.
#[component]
pub fn NumberList() -> impl IntoView {
    let id = id_in_path::<ProjectId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let project = engine::project::get(&request.engine, scope, id).await?;
        let views = engine::view::list(&request.engine, scope, engine::view::NUMBERS).await?;
        let columns = Columns::read(&request, &COLUMNS)?;
        let list = ListState::<Numbers>::read_with_views(&request, &["open", "count"], &views, &columns)?;
        let (rows, total) = read(&request, id, &list).await?;
        let open = match list.own("open").and_then(|open| open.parse::<NumberId>().ok()) {
            Some(open) => {
                let number = engine::number::get(&request.engine, scope, id, open).await?;
                let version = match number.prefix_source {
                    Some(version) => Some(engine::prefix::version(&request.engine, scope, version).await?),
                    None => None,
                };
                let told = engine::dialability::of(&request.engine, scope, number.number, &Demand::default()).await?;
                Some(Opened { number, version, dialability: told.dialability })
            }
            None => None,
        };
        let may_generate = scope.may(Right::ChangeNumbers) && project.archived_at.is_none();
        // What was put away can still be taken out as a file.
        let may_export = scope.may(Right::ExportNumbers);
        let (status, archived) = (project.status.clone(), project.archived_at.is_some());
        let generate = paths::generate(id);
        let description = project.description.clone();
        let title = project.name.clone();
        let activity = engine::live::snapshot(&request.engine, scope, Topic::Project(id)).await?;
        let total = total.seeing(rows.rows.len() as u64);
        let menu = views::Menu {
            list: engine::view::NUMBERS,
            views,
            path: request.path.clone(),
            query: list.query.at(None).to_query(),
            here: list.href(&list.query.at(None)),
            may_share: scope.may(Right::ShareViews),
            may_tidy: scope.may(Right::TidyViews),
            typed: refused(&request).await?,
        };
        let statistics = paths::project_statistics(id);
        let import = paths::numbers_import(id);
        // What is shown is what is exported.
        let export = match list.query.filter.to_query() {
            all if all.is_empty() => paths::numbers_export(id),
            query => format!("{}?{query}", paths::numbers_export(id)),
        };
        let content = content(&list, &columns, project, rows, total, open, may_generate, menu, activity, request.now);
        Ok(Sheet::new(title, Place::Projects, content)
            .wide()
            .beneath_page("Projects", paths::projects())
            .beside(view! {
                <span class="figures muted">{honest_of(total, "numbers")}</span>
                {archived.then(|| view! { <Badge face=Face::of_project(&status, true)/> })}
            })
            .line(description)
            .actions(true, || {
                view! {
                    <a class="btn" href=paths::project_overview(id)><Icon name="info"/>"Overview"</a>
                    <a class="btn" href=statistics><Icon name="chart-column"/>"Statistics"</a>
                    {may_export.then(|| view! { <a class="btn" href=export><Icon name="download"/>"Export"</a> })}
                    {may_generate.then(|| view! { <a class="btn" href=import><Icon name="upload"/>"Import"</a> })}
                    {may_generate.then(|| view! { <a class="btn btn-primary" href=generate><Icon name="sparkles"/>"Generate numbers"</a> })}
                }
                .into_any()
            }))
    })
}

/// The page's rows and their count; none of them for an address that says something wrong.
async fn read(request: &Request, id: ProjectId, list: &ListState<Numbers>) -> Result<(Page<Number>, Count), Stop> {
    if !list.errors.is_empty() {
        // How many there are, a filter that can't be read does not say.
        return Ok((Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::AtLeast(0)));
    }
    let (engine, scope) = (&request.engine, request.scope()?);
    let rows = engine::number::list(engine, scope, id, &list.query).await?;
    let total = if list.own("count") == Some("exact") {
        Count::Exact(engine::number::count_exact(engine, scope, id, &list.query.filter).await?)
    } else if let Some(whole) = rows.whole() {
        whole
    } else {
        engine::number::count(engine, scope, id, &list.query.filter).await?
    };
    Ok((rows, total))
}

#[allow(clippy::too_many_arguments, reason = "what the page shows")]
fn content(
    list: &ListState<Numbers>,
    columns: &Columns,
    project: Project,
    page: Page<Number>,
    total: Count,
    open: Option<Opened>,
    may_generate: bool,
    menu: views::Menu,
    activity: LiveSignal,
    now: OffsetDateTime,
) -> AnyView {
    let shown = page.rows.len();
    if shown == 0 && list.query == Default::default() && list.errors.is_empty() {
        return view! {
            <div class="surface">
                <NewNumbers first=activity href=list.href(&list.query.at(None))/>
                <Empty icon="hash" title="No numbers yet" text="Choose an area code and how many you need; carriers and line types can be chosen where the prefix table knows them.">
                    {may_generate.then(|| view! {
                        <a class="btn btn-primary" href=paths::generate(project.id)><Icon name="sparkles"/>"Generate numbers"</a>
                        <a class="btn" href=paths::numbers_import(project.id)><Icon name="upload"/>"Import a file"</a>
                    })}
                </Empty>
            </div>
        }
        .into_any();
    }
    let links = list.pager(&page);
    let searched = page.searched;
    let chosen = open.as_ref().map(|open| open.number.id);
    let mut head = if may_generate { vec![Head::text("Choose").unseen().class("w-8")] } else { Vec::new() };
    head.extend(columns.heads(list));
    let rows = page
        .rows
        .into_iter()
        .map(|number| {
            let open = format!("{}#n{}", list.with_own(&list.query, &[("open", number.id.to_string())]), number.id);
            row(&number, open, columns, chosen, may_generate, now)
        })
        .collect_view();
    let wrong = list
        .wrong(&SHOWN)
        .map(|text| view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{text}</Notice></div> });
    let nothing = shown == 0 && list.errors.is_empty();
    let all_there_is = list.cleared();
    let close = list.href(&list.query);
    let opened = open.is_some();
    view! {
        <div class=if opened { "grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]" } else { "" }>
            <div class=["surface min-w-0 ", list.density_class()].concat()>
                <div class="relative flex flex-wrap items-start sm:flex-nowrap">
                    <div class="min-w-0 grow">{filters(list, paths::project(project.id))}</div>
                    <div class="flex flex-wrap gap-2 px-3 pb-2.5 sm:flex-nowrap sm:pt-2.5">
                        {list_columns::menu(list, columns)}
                        {views::menu(menu, columns)}
                    </div>
                </div>
                <Chips chips=list.chips() clear=list.cleared()/>
                <NewNumbers first=activity href=list.href(&list.query.at(None))/>
                {wrong}
                {nothing.then(|| view! {
                    <div class="border-t hairline">
                        <Empty icon="search" title="No number matches" text=match searched {
                            Some(_) => "None among the rows searched so far; the search goes on by Next.",
                            None => "No number of this project fits these filters.",
                        }>
                            <a class="btn" href=all_there_is>"Show all numbers"</a>
                        </Empty>
                    </div>
                })}
                {(shown > 0).then(|| view! {
                    <div class="border-t hairline"><Table label="Numbers".to_owned() head=head wide=columns.are_chosen()>{rows}</Table></div>
                })}
                {(shown > 0 && may_generate).then(|| chosen_bar(list, project.id, total))}
                {list.errors.is_empty().then(|| view! { <Pager shown=shown total=total noun="numbers" links=links searched=searched/> })}
            </div>
            {open.map(|open| panel(open, close, now))}
        </div>
    }
    .into_any()
}

fn filters(list: &ListState<Numbers>, action: String) -> impl IntoView + use<> {
    let any = ListState::<Numbers>::choices;
    let [kind, state, status, valid, origin] =
        ["type", "state", "status", "valid", "origin"].map(|name| list.field(name));
    let area_code = list.field("area_code");
    let carrier = list.field("carrier.contains");
    let (from, to) = (list.field("created.from"), list.field("created.to"));
    view! {
        <FilterBar action=action search=list.field(SHOWN[0])
            search_label="Part of the number" keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
            <TextField at=area_code label="Area code" inputmode="numeric" maxlength=3 placeholder="415"/>
            <TextField at=carrier label="Carrier contains" placeholder="AT&T"/>
            <SelectField at=kind label="Line type" choices=any("type")/>
            <TextField at=state label="State" maxlength=2 placeholder="CA"/>
            <SelectField at=valid label="Validity" choices=any("valid")/>
            <SelectField at=status label="Status" choices=any("status")/>
            <SelectField at=origin label="Origin" choices=any("origin")/>
            <TextField at=from label="Created from" kind="date"/>
            <TextField at=to label="Created to" kind="date"/>
        </FilterBar>
    }
}

/// The id of the form that the rows' boxes belong to.
const CHOSEN: &str = "chosen";

/// What can be done with the chosen rows, or with all that match: a GET form that leads to the confirmation. It stands behind
/// the rows, and the style sheet shows it when one of their boxes is checked.
fn chosen_bar(list: &ListState<Numbers>, project: ProjectId, total: Count) -> impl IntoView + use<> {
    let all = format!("All {} that match", honest(total));
    let deeds = Deed::ALL.map(|deed| {
        let class = if deed == Deed::Delete { "btn btn-danger" } else { "btn" };
        view! { <button class=class type="submit" name="do" value=deed.word()><Icon name=deed.icon()/>{deed.label()}</button> }
    });
    view! {
        <form class="chosen-bar no-print" id=CHOSEN method="get" action=paths::numbers_change(project)>
            <input type="hidden" name="filter" value=list.query.filter.to_query()/>
            <span><ChosenCount/>" chosen"</span>
            <label class="flex items-center gap-2"><input class="checkbox checkbox-sm" type="checkbox" name="all" value="1"/>{all}</label>
            <div class="flex flex-wrap gap-2">
                {deeds.collect_view()}
                <button class="btn" type="submit" formaction=paths::numbers_consent(project)><Icon name="shield-check"/>"Record consent"</button>
                <button class="btn" type="submit" formaction=paths::numbers_export(project)><Icon name="download"/>"Export"</button>
            </div>
        </form>
    }
}

fn row(
    number: &Number,
    open: String,
    columns: &Columns,
    chosen: Option<NumberId>,
    may_act: bool,
    now: OffsetDateTime,
) -> impl IntoView + use<> {
    let choose = may_act.then(|| {
        let label = format!("Choose {}", number.number.national());
        view! { <td><input class="checkbox checkbox-sm choose" type="checkbox" name="id" value=number.id.to_string() form=CHOSEN aria-label=label/></td> }
    });
    let selected = (chosen == Some(number.id)).then_some("true");
    let cells = columns.cells(|word| cell(number, word, &open, now));
    view! {
        <tr id=format!("n{}", number.id) aria-selected=selected>
            {choose}
            {cells}
        </tr>
    }
}

fn cell(number: &Number, word: &str, open: &str, now: OffsetDateTime) -> AnyView {
    let short = |text: String| {
        view! { <span class="block max-w-56 truncate" title=text.clone()>{text.clone()}</span> }.into_any()
    };
    let or_dash = |text: Option<String>| short(text.filter(|text| !text.is_empty()).unwrap_or_else(|| "–".to_owned()));
    let ago = |at: OffsetDateTime| view! { <span class="muted"><Ago at=at now=now/></span> }.into_any();
    match word {
        "number" => view! {
            <span class="inline-flex items-center gap-2">
                <a class="font-medium quiet-link mono whitespace-nowrap" href=open.to_owned()>{number.number.national()}</a>
                <CopyButton number=number.number/>
            </span>
        }
        .into_any(),
        "carrier" => {
            short(number.brand.clone().or_else(|| number.carrier.clone()).unwrap_or_else(|| "Unknown".to_owned()))
        }
        "type" => number.line_type.as_str().into_any(),
        "place" => {
            let place: Vec<&str> = [&number.place, &number.state].into_iter().flatten().map(String::as_str).collect();
            or_dash(Some(place.join(", ")))
        }
        "validity" => validity(number.valid),
        "status" => capital(number.status.as_str()).into_any(),
        "origin" => capital(number.origin.as_str()).into_any(),
        "company" => or_dash(number.carrier.clone()),
        "time_zones" => or_dash(Some(number.time_zones.join(", "))),
        "validated" => number.validated_at.map_or_else(|| or_dash(None), ago),
        "updated" => number.updated_at.map_or_else(|| or_dash(None), ago),
        "id" => number.id.to_string().into_any(),
        _ => ago(number.created_at),
    }
}

/// Valid means: in an assigned code. It does not say that the line is in service.
pub(super) fn validity(valid: Option<bool>) -> AnyView {
    use crate::components::badge::{Badge, Face};
    match valid {
        Some(true) => view! { <Badge face=Face::new(Tone::Success, "circle-check", "Valid")/> }.into_any(),
        Some(false) => view! { <Badge face=Face::new(Tone::Error, "circle-x", "Invalid")/> }.into_any(),
        None => view! { <span class="muted whitespace-nowrap">"Not validated"</span> }.into_any(),
    }
}

/// A stored word as people read it.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, Column};
    use domain::list_columns::columns_of;

    #[test]
    fn saved_views_may_have_the_columns_there_are() {
        assert_eq!(Column::words(&COLUMNS), columns_of("numbers"));
    }
}
