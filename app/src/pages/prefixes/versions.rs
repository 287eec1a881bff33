//! The versions of the prefix table, newest first: one for each import.

use super::provenance;
use super::tabs::{Part, tabs};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::empty::Empty;
use crate::components::figure::grouped;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::table::{Head, Table};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::filter::parse_pairs;
use domain::page::{Cursor, Page, PageSize};
use engine::prefix::Version;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The list of versions.
#[component]
pub fn PrefixVersions() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let cursor = parse_pairs(&request.query).into_iter().find(|(key, _)| key == "cursor");
        let cursor = cursor.map(|(_, text)| Cursor(text));
        let versions = engine::prefix::versions(&request.engine, scope, cursor.as_ref(), PageSize::default()).await?;
        let may_import = scope.is_platform_admin();
        let compares = versions.rows.iter().any(|version| version.complete && !version.baseline);
        let content = view! { {tabs(Part::Versions)} {content(versions, may_import, request.now)} };
        Ok(Sheet::new("Versions", Place::Prefixes, content)
            .wide()
            .beneath_page("Prefixes", paths::prefixes())
            .line("Each import makes a version, and keeps what it changed code by code.")
            .actions(compares || may_import, || {
                view! {
                    {compares.then(|| view! { <a class="btn" href=paths::prefix_compare()><Icon name="chevrons-up-down"/>"Compare two"</a> })}
                    {may_import.then(|| view! { <a class="btn btn-primary" href=paths::prefixes_import()><Icon name="upload"/>"Import a file"</a> })}
                }
                .into_any()
            }))
    })
}

fn content(versions: Page<Version>, may_import: bool, now: OffsetDateTime) -> AnyView {
    if versions.rows.is_empty() && versions.previous.is_none() {
        return view! {
            <div class="surface">
                <Empty icon="layers" title="No versions yet" text="The first import of the numbering administrator’s file makes the first version; each later one says what it changed.">
                    {may_import.then(|| view! { <a class="btn btn-primary" href=paths::prefixes_import()><Icon name="upload"/>"Import a file"</a> })}
                </Empty>
            </div>
        }
        .into_any();
    }
    let head = vec![
        Head::figures("Version"),
        Head::text("File"),
        Head::text("Of").class("hidden @2xl:table-cell"),
        Head::figures("Came"),
        Head::figures("Changed"),
        Head::figures("Withdrawn").class("hidden @md:table-cell"),
        Head::figures("Rejected rows").class("hidden @4xl:table-cell"),
        Head::text("Imported").class("hidden @xl:table-cell"),
        Head::text(""),
    ];
    let at = |cursor: &Option<Cursor>| {
        cursor.as_ref().map(|cursor| format!("{}?cursor={}", paths::prefix_versions(), paths::query_value(&cursor.0)))
    };
    let (previous, next) = (at(&versions.previous), at(&versions.next));
    let paged = previous.is_some() || next.is_some();
    // The version before one is the next completed row; of the last row on a page it is on the next page.
    let befores: Vec<Option<i64>> = (1..=versions.rows.len())
        .map(|place| versions.rows[place..].iter().find(|version| version.complete).map(|version| version.id))
        .collect();
    let rows = versions.rows.into_iter().zip(befores).map(|(version, before)| row(version, before, now)).collect_view();
    view! {
        <div class="surface">
            <Table label="Versions".to_owned() head=head>{rows}</Table>
            {paged.then(|| view! {
                <nav class="no-print flex justify-end gap-1.5 border-t hairline px-3 py-2.5" aria-label="Pages">
                    {previous.map(|href| view! { <a class="btn btn-sm" href=href rel="prev">"Newer"</a> })}
                    {next.map(|href| view! { <a class="btn btn-sm" href=href rel="next">"Older"</a> })}
                </nav>
            })}
        </div>
    }
    .into_any()
}

fn row(version: Version, before: Option<i64>, now: OffsetDateTime) -> impl IntoView {
    let name = provenance::name(&version);
    let signed = |sign: &str, n: u64| if n == 0 { "0".to_owned() } else { [sign, &grouped(n)].concat() };
    let (came, changed, withdrawn) = if version.baseline {
        (grouped(version.came), "–".to_owned(), "–".to_owned())
    } else {
        (signed("+", version.came), signed("~", version.changed), signed("−", version.withdrawn))
    };
    let state = match (version.complete, version.baseline) {
        (false, _) => Some(Face::new(Tone::Warning, "triangle-alert", "Not complete")),
        (_, true) => Some(Face::new(Tone::Neutral, "info", "Filled the table")),
        _ => None,
    };
    let href = before
        .filter(|_| version.complete && !version.baseline)
        .map(|before| paths::prefix_changes(before, version.id));
    let date = version.source_date.map_or_else(|| "–".to_owned(), |date| date.to_string());
    view! {
        <tr>
            <td class="num mono">{version.id}</td>
            <td class="w-full max-w-0 min-w-36">
                <span class="flex flex-wrap items-center gap-x-2">
                    {match href.clone() {
                        Some(href) => view! { <a class="text-link font-medium" href=href>{name}</a> }.into_any(),
                        None => view! { <span class="font-medium">{name}</span> }.into_any(),
                    }}
                    {state.map(|face| view! { <Badge face=face/> })}
                </span>
                <span class="block truncate text-xs muted" title=version.file_name.clone()>{version.file_name.clone()}</span>
            </td>
            <td class="mono hidden @2xl:table-cell whitespace-nowrap">{date}</td>
            <td class="num">{came}</td>
            <td class="num">{changed}</td>
            <td class="num hidden @md:table-cell">{withdrawn}</td>
            <td class="num hidden @4xl:table-cell">{grouped(version.rejected)}</td>
            <td class="hidden @xl:table-cell muted">
                <Ago at=version.imported_at now=now/>
                {version.imported_by.map(|by| view! { <span class="block truncate text-xs">"by "{by}</span> })}
            </td>
            <td class="text-end">{href.map(|href| view! { <a class="btn btn-sm whitespace-nowrap" href=href>"What changed"</a> })}</td>
        </tr>
    }
}
