//! One code: its facts and where each comes from, its area code with overlays and zones, what happened to it, and the
//! tenant's numbers in it.

use super::change::{face, facts};
use super::provenance::{self, provenance};
use super::sources::kind_of;
use crate::components::badge::{Badge, Face, Tone};
use crate::components::figure::plural;
use crate::components::moment::Ago;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::Request;
use domain::phone::Prefix;
use domain::prefix::BrandSource;
use engine::prefix::{CodeChange, LineTypeClaim, PrefixDetail, ProjectNumbers};
use leptos::prelude::*;
use time::OffsetDateTime;

/// A code with all that is known of it.
#[component]
pub fn PrefixShow() -> impl IntoView {
    let prefix = id_in_path::<Prefix>("prefix");
    page(|request: Request| async move {
        let (scope, prefix) = (request.scope()?, prefix?);
        let detail = engine::prefix::get(&request.engine, scope, prefix).await?;
        let row = &detail.row;
        let line = row.brand.clone().or_else(|| row.carrier.clone()).unwrap_or_else(|| "Nobody holds it".to_owned());
        let standing = standing(&detail);
        let content = view! {
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
                {sections(&detail, request.now)}
                <div class="flex min-w-0 flex-col gap-6">
                    {numbers(detail.numbers)}
                    {history(detail.history, request.now)}
                </div>
            </div>
        };
        Ok(Sheet::new(prefix.dashed(), Place::Prefixes, content)
            .beneath_page("Prefixes", paths::prefixes())
            .beside(view! { <Badge face=standing/> })
            .line(line))
    })
}

fn standing(detail: &PrefixDetail) -> Face {
    match (detail.row.assigned, detail.listed) {
        (true, _) => Face::new(Tone::Success, "circle-check", "Assigned"),
        (false, true) => Face::new(Tone::Neutral, "circle", "Not assigned"),
        (false, false) => Face::new(Tone::Warning, "minus", "Withdrawn"),
    }
}

fn sections(detail: &PrefixDetail, now: OffsetDateTime) -> AnyView {
    let row = &detail.row;
    let known = |text: &Option<String>| text.clone().unwrap_or_else(|| "Unknown".to_owned());
    let brand_by = row.brand_source.map(|source| {
        let text = match (source, &detail.provenance.company) {
            (BrandSource::Ocn, Some(version)) => format!("{}, version {}", source.title(), version.id),
            _ => source.title().to_owned(),
        };
        view! { <span class="block text-xs muted">{text}</span> }
    });
    let company = detail.provenance.company.clone().filter(|_| row.brand_source == Some(BrandSource::Ocn));
    view! {
        <div class="surface divide-y divide-base-300">
            <section class="p-4">
                <h2 class="mb-3">"Facts"</h2>
                <dl class="facts">
                    <dt>"Brand"</dt><dd>{known(&row.brand)}{brand_by}</dd>
                    <dt>"Legal name"</dt><dd>{known(&row.carrier)}</dd>
                    <dt>"OCN"</dt><dd class="mono">{known(&row.ocn)}</dd>
                    <dt>"Line type"</dt><dd>{line_type(&detail.claims, row.line_type.as_str())}</dd>
                    <dt>"Place"</dt><dd>{known(&row.place)}</dd>
                    <dt>"State"</dt><dd>{known(&row.state)}</dd>
                </dl>
            </section>
            <section class="p-4">
                <h2 class="mb-3">"Area code "<span class="mono">{row.prefix.area_code().to_string()}</span></h2>
                <dl class="facts">
                    <dt>"Where"</dt><dd>{detail.area_code.map_or_else(|| "Unknown".to_owned(), |area_code| area_code.place())}</dd>
                    <dt>"Overlay"</dt><dd>{overlays(&detail.overlays)}</dd>
                    <dt>"Time zones"</dt><dd>{zones(detail)}</dd>
                </dl>
            </section>
            <section class="p-4">
                <h2 class="mb-3">"Where it comes from"</h2>
                <dl class="facts">
                    <dt>"The code"</dt><dd>{provenance(detail.provenance.code.clone(), now)}</dd>
                    {company.map(|version| view! { <dt>"Brand"</dt><dd>{provenance(Some(version), now)}</dd> })}
                    {detail.provenance.time_zones.clone().map(|version| view! { <dt>"Time zones"</dt><dd>{provenance(Some(version), now)}</dd> })}
                </dl>
            </section>
        </div>
    }
    .into_any()
}

/// The line type with every claim; never a guess.
fn line_type(claims: &[LineTypeClaim], counts: &'static str) -> AnyView {
    if claims.is_empty() {
        return view! { {counts}<span class="block text-xs muted">"no source says"</span> }.into_any();
    }
    let differ = claims.iter().any(|claim| claim.line_type != claims[0].line_type);
    let line = |claim: &LineTypeClaim| {
        let version = claim.version.as_ref().map(|version| format!(", version {}", version.id)).unwrap_or_default();
        let text = format!("{}: {}{version}", kind_of(claim.source.as_str()), claim.line_type);
        let note = if differ && claim.counts { " · counts" } else { "" };
        view! { <li class=if claim.counts { "" } else { "muted" }>{text}{note}</li> }
    };
    view! {
        <span class="flex flex-wrap items-center gap-x-2">
            {counts}
            {differ.then(|| view! { <Badge face=Face::new(Tone::Warning, "triangle-alert", "Sources disagree")/> })}
        </span>
        <ul class="mt-1 text-xs">{claims.iter().map(line).collect_view()}</ul>
    }
    .into_any()
}

fn overlays(overlays: &[String]) -> AnyView {
    if overlays.is_empty() {
        return view! { <span class="muted">"None"</span> }.into_any();
    }
    view! {
        <span class="mono">{overlays.join(", ")}</span>
        <span class="block text-xs muted">"These area codes serve the same place."</span>
    }
    .into_any()
}

/// The code's own zones; where no file tells them, those of the area code, which may be more.
fn zones(detail: &PrefixDetail) -> AnyView {
    let own = &detail.row.time_zones;
    match (own.is_empty(), detail.area_code) {
        (false, _) => {
            own.iter().map(|zone| view! { <span class="block">{zone.clone()}</span> }).collect_view().into_any()
        }
        (true, Some(area_code)) => {
            let names = area_code.zone_names().collect::<Vec<_>>().join(", ");
            view! { {names}<span class="block text-xs muted">"of the area code as a whole"</span> }.into_any()
        }
        (true, None) => "Unknown".into_any(),
    }
}

fn numbers(projects: Vec<ProjectNumbers>) -> AnyView {
    let line = |project: ProjectNumbers| {
        let href = project.filter.as_ref().map(|filter| paths::numbers_matching(project.project, filter));
        view! {
            <li class="flex items-center justify-between gap-4 px-4 py-2.5">
                <a class="text-link truncate" href=paths::project(project.project)>{project.name.clone()}</a>
                <a class="quiet-link figures whitespace-nowrap" href=href>{plural(project.numbers, "number", "numbers")}</a>
            </li>
        }
    };
    let none = projects.is_empty();
    view! {
        <section class="surface" aria-labelledby="numbers-title">
            <h2 class="px-4 py-3" id="numbers-title">"Your numbers in it"</h2>
            {none.then(|| view! { <p class="muted border-t hairline px-4 py-4">"None of your projects holds a number in this code."</p> })}
            {(!none).then(|| view! { <ul class="divide-y divide-base-300 border-t hairline">{projects.into_iter().map(line).collect_view()}</ul> })}
        </section>
    }
    .into_any()
}

fn history(history: Vec<CodeChange>, now: OffsetDateTime) -> AnyView {
    let line = |change: CodeChange| {
        let CodeChange { version, kind, facts: changed } = change;
        view! {
            <li class="flex flex-col gap-2 px-4 py-3">
                <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
                    <Badge face=face(kind)/>
                    <span class="font-medium">{provenance::name(&version)}</span>
                    <span class="text-xs muted">{format!("version {} · ", version.id)}<Ago at=version.imported_at now=now/></span>
                </div>
                {facts(kind, changed)}
            </li>
        }
    };
    let none = history.is_empty();
    view! {
        <section class="surface" aria-labelledby="history-title">
            <h2 class="px-4 py-3" id="history-title">"History"</h2>
            {none.then(|| view! { <p class="muted border-t hairline px-4 py-4 text-pretty">"No import has changed it since the one that filled the table."</p> })}
            {(!none).then(|| view! { <ol class="divide-y divide-base-300 border-t hairline">{history.into_iter().map(line).collect_view()}</ol> })}
        </section>
    }
    .into_any()
}
