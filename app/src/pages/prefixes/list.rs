//! The codes of the prefix table.

use super::sources::{kind_of, sources};
use super::tabs::{Part, tabs};
use crate::components::badge::Tone;
use crate::components::empty::Empty;
use crate::components::field::{SelectField, TextField};
use crate::components::figure::grouped;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::pager::Pager;
use crate::components::stat::Stat;
use crate::components::table::{Head, Table};
use crate::components::toolbar::{Chips, FilterBar};
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::filter::{Prefixes, print_pairs};
use domain::page::{Count, Page};
use domain::prefix::PrefixFormat;
use engine::prefix::{PrefixRow, PrefixTable};
use leptos::prelude::*;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 7] = ["prefix.starts", "area_code", "carrier.contains", "type", "state", "assigned", "disputed"];

/// The prefix table.
#[component]
pub fn PrefixList() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let table = engine::prefix::status(&request.engine, scope).await?;
        let list = ListState::<Prefixes>::read(&request, &["count"])?;
        let (rows, total) = if list.errors.is_empty() {
            let rows = engine::prefix::list(&request.engine, scope, &list.query).await?;
            (rows, engine::prefix::count(&request.engine, scope, &list.query.filter).await?)
        } else {
            (Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::Exact(0))
        };
        let may_import = scope.is_platform_admin();
        let codes = table.codes;
        let content = content(&list, rows, total, &table, may_import, &request);
        Ok(Sheet::new("Prefixes", Place::Prefixes, content)
            .wide()
            .beside(view! { <span class="figures muted">{grouped(codes)}</span> })
            .line("Who holds which code of the numbering plan, where it is, and what lines it serves. The whole installation shares this table.")
            .actions(may_import, || view! { <a class="btn btn-primary" href=paths::prefixes_import()><Icon name="upload"/>"Import a file"</a> }.into_any()))
    })
}

fn content(
    list: &ListState<Prefixes>,
    page: Page<PrefixRow>,
    total: Count,
    table: &PrefixTable,
    may_import: bool,
    request: &Request,
) -> AnyView {
    if table.codes == 0 {
        return nothing_imported(may_import);
    }
    let shown = page.rows.len();
    let links = crate::components::pager::PagerLinks { count_exactly: None, ..list.pager(&page) };
    let head = vec![
        list.head(Head::text("Prefix"), "prefix"),
        Head::text("Carrier"),
        Head::text("Line type"),
        Head::text("Place").class("hidden @xl:table-cell"),
        Head::text("Time zones").class("hidden @4xl:table-cell"),
        Head::text("Standing").class("hidden @2xl:table-cell"),
        Head::text("Source").class("hidden @5xl:table-cell"),
    ];
    let wrong = list
        .wrong(&SHOWN)
        .map(|text| view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{text}</Notice></div> });
    let nothing = shown == 0 && list.errors.is_empty();
    let disputed = list.query.filter.print().iter().any(|(key, value)| key == "disputed" && value == "true");
    view! {
        {tabs(if disputed { Part::Disputed } else { Part::Codes })}
        {disputed.then(|| view! { <p class="muted mb-4 max-w-3xl text-pretty">{DISPUTED}</p> })}
        {(!disputed).then(|| figures(list, table))}
        <div class="surface">
            <div class="flex flex-wrap items-start justify-between">
                {filters(list)}
                {list.errors.is_empty().then(|| export(list))}
            </div>
            <Chips chips=list.chips() clear=list.cleared()/>
            {wrong}
            {nothing.then(|| view! {
                <Empty icon="search" title="No prefix matches" text="No code fits these filters.">
                    <a class="btn" href=paths::prefixes()>"Show all prefixes"</a>
                </Empty>
            })}
            {(shown > 0).then(|| view! {
                <div class="border-t hairline"><Table label="Prefixes".to_owned() head=head>{page.rows.into_iter().map(row).collect_view()}</Table></div>
            })}
            {list.errors.is_empty().then(|| view! { <Pager shown=shown total=total noun="prefixes" links=links/> })}
        </div>
        {sources(&table.sources, request.now)}
    }
    .into_any()
}

/// What stands above the codes of which sources disagree.
const DISPUTED: &str = "Codes of which two sources say different line types. A table of your own speaks of the code itself \
    and counts before what its company is known for; of two such tables the one imported later counts.";

/// The codes that match, as a file.
fn export(list: &ListState<Prefixes>) -> impl IntoView + use<> {
    let pairs = list.query.filter.print();
    let link = move |format: PrefixFormat| {
        let mut pairs = pairs.clone();
        pairs.insert(0, ("format".to_owned(), format.as_str().to_owned()));
        let href = format!("{}?{}", paths::prefix_export(), print_pairs(&pairs));
        let word = format.as_str().to_uppercase();
        let label = format!("Download the assigned codes that match as {word}");
        view! { <a class="btn" href=href download=true aria-label=label.clone() title=label><Icon name="download"/>{word}</a> }
    };
    view! { <div class="no-print flex gap-1.5 px-3 py-2.5">{PrefixFormat::ALL.map(link)}</div> }
}

fn nothing_imported(may_import: bool) -> AnyView {
    let text = if may_import {
        "Numbers can be generated without it, inside the plan’s rules; carriers and line types are unknown then. Import the numbering administrator’s file to know them."
    } else {
        "Numbers can be generated without it, inside the plan’s rules; carriers and line types are unknown then. A platform admin imports the numbering administrator’s file."
    };
    view! {
        <div class="surface">
            <Empty icon="table-2" title="Nothing has been imported" text=text>
                {may_import.then(|| view! { <a class="btn btn-primary" href=paths::prefixes_import()><Icon name="upload"/>"Import a file"</a> })}
            </Empty>
        </div>
    }
    .into_any()
}

fn figures(list: &ListState<Prefixes>, table: &PrefixTable) -> impl IntoView + use<> {
    let filtered = |pairs: &[(&str, &str)]| {
        let filter = domain::filter::Filter::parse(pairs.iter().copied()).unwrap_or_default();
        list.href(&list.query.filtered(filter))
    };
    view! {
        <div class="stats mb-4">
            <Stat label="Codes" figure=grouped(table.codes) href=filtered(&[]) note="in the table"/>
            <Stat label="Assigned" figure=grouped(table.assigned) href=filtered(&[("assigned", "true")]) note="numbers are drawn from these"/>
            <Stat label="Line type unknown" figure=grouped(table.type_unknown) href=filtered(&[("assigned", "true"), ("type", "Unknown")]) note="assigned, no source says"/>
            <Stat label="Area codes" figure=grouped(table.area_codes) href=filtered(&[]) note="with codes in the table"/>
        </div>
    }
}

fn filters(list: &ListState<Prefixes>) -> impl IntoView + use<> {
    let any = ListState::<Prefixes>::choices;
    let [area_code, carrier, kind, state, assigned, disputed] =
        ["area_code", "carrier.contains", "type", "state", "assigned", "disputed"].map(|name| list.field(name));
    view! {
        <FilterBar action=paths::prefixes() search=list.field(SHOWN[0])
            search_label="Prefix starts with" keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
            <TextField at=area_code label="Area code" inputmode="numeric" maxlength=3 placeholder="415"/>
            <TextField at=carrier label="Carrier contains" placeholder="AT&T"/>
            <SelectField at=kind label="Line type" choices=any("type")/>
            <TextField at=state label="State" maxlength=2 placeholder="CA"/>
            <SelectField at=assigned label="Assigned" choices=any("assigned")/>
            <SelectField at=disputed label="Sources disagree" choices=any("disputed")/>
        </FilterBar>
    }
}

fn row(row: PrefixRow) -> impl IntoView {
    let brand = row.brand.clone().or(row.carrier.clone());
    let legal = row.carrier.filter(|legal| Some(legal) != brand.as_ref());
    let place = [row.place, row.state].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let (tone, standing) = if row.assigned { (Tone::Success, "Assigned") } else { (Tone::Neutral, "Not assigned") };
    let brand = brand.unwrap_or_else(|| "–".to_owned());
    let dated = row.source_date.map(|date| date.to_string());
    view! {
        <tr>
            <td class="mono whitespace-nowrap"><a class="text-link font-medium" href=paths::prefix(row.prefix)>{row.prefix.dashed()}</a></td>
            <td class="w-full max-w-0 min-w-36">
                <span class="block truncate" title=brand.clone()>{brand.clone()}</span>
                {legal.map(|legal| view! { <span class="block truncate text-xs muted" title=legal.clone()>{legal.clone()}</span> })}
            </td>
            <td class="whitespace-nowrap">
                {row.line_type.as_str()}
                {row.disputed.then(|| view! { <span class="block text-xs tone-warning tone-text">"sources disagree"</span> })}
            </td>
            <td class="hidden @xl:table-cell whitespace-nowrap">{if place.is_empty() { "–".to_owned() } else { place }}</td>
            <td class="hidden @4xl:table-cell">{row.time_zones.join(", ")}</td>
            <td class="hidden @2xl:table-cell">
                <span class="inline-flex items-center gap-2 whitespace-nowrap"><span class=["dot ", tone.class()].concat()></span>{standing}</span>
            </td>
            <td class="hidden @5xl:table-cell muted whitespace-nowrap">{kind_of(&row.source)}{dated.map(|dated| view! { <span class="block text-xs">{dated}</span> })}</td>
        </tr>
    }
}
