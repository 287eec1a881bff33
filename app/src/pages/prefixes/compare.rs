//! Choosing two versions: leads to what changed between them, or says why they can't be compared.

use super::provenance;
use super::tabs::{Part, tabs};
use crate::components::empty::Empty;
use crate::components::field::{Choice, SelectField, Typed};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::filter::parse_pairs;
use domain::page::PageSize;
use engine::Error;
use engine::prefix::Version;
use leptos::prelude::*;

/// So many versions are offered; an address may name any.
const OFFERED: u64 = 200;

/// The form; with two versions that can be compared it sends on to their changes.
#[component]
pub fn PrefixCompare() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let mut typed = Typed::default();
        let mut errors = FieldErrors::new();
        let mut named = [None, None];
        for (key, value) in parse_pairs(&request.query) {
            let Some(place) = ["from", "to"].iter().position(|name| *name == key) else { continue };
            typed.put(&key, &value);
            match value.trim().parse::<i64>() {
                Ok(id) => named[place] = Some(id),
                Err(_) if value.trim().is_empty() => {}
                Err(_) => errors.add(&key, "This is not the number of a version."),
            }
        }
        let choosing = request.query.is_empty();
        if errors.is_empty() {
            match engine::prefix::span(&request.engine, scope, named[0], named[1]).await {
                Ok(span) if choosing => {
                    typed = typed.or("from", &span.from.id.to_string()).or("to", &span.to.id.to_string());
                }
                Ok(span) => return Err(Stop::Elsewhere(paths::prefix_changes(span.from.id, span.to.id))),
                Err(Error::Invalid(wrong)) => errors = wrong,
                Err(Error::NotFound) => return Ok(sheet(nothing())),
                Err(other) => return Err(other.into()),
            }
        }
        let versions = offered(&request).await?;
        Ok(sheet(chooser(&typed.refused(errors), &versions).into_any()))
    })
}

fn sheet(content: AnyView) -> Sheet {
    let content = view! { {tabs(Part::Versions)} <div class="surface max-w-3xl">{content}</div> };
    Sheet::new("Compare two versions", Place::Prefixes, content)
        .beneath_page("Prefixes", paths::prefixes())
        .beneath_page("Versions", paths::prefix_versions())
        .line("What one import changed, or several together: a code that came and went again in between is no change.")
}

fn nothing() -> AnyView {
    view! {
        <Empty icon="layers" title="Nothing to compare yet" text="It takes an import after the one that filled the table.">
            <a class="btn" href=paths::prefix_versions()>"See the versions"</a>
        </Empty>
    }
    .into_any()
}

/// The completed versions that are offered, newest first.
pub(super) async fn offered(request: &Request) -> Result<Vec<Version>, Stop> {
    let size = PageSize::clamped(OFFERED);
    let versions = engine::prefix::versions(&request.engine, request.scope()?, None, size).await?;
    Ok(versions.rows.into_iter().filter(|version| version.complete).collect())
}

/// Two choices and the button.
pub(super) fn chooser(typed: &Typed, versions: &[Version]) -> impl IntoView + use<> {
    let choice = |version: &Version| {
        let name = format!("{} · {} · {}", version.id, provenance::name(version), version.file_name);
        Choice::new(version.id.to_string(), name)
    };
    let last = versions.iter().filter(|version| !version.baseline).map(choice).collect::<Vec<_>>();
    let first = versions.iter().skip(1).map(choice).collect::<Vec<_>>();
    let (from, to) = (typed.field("from"), typed.field("to"));
    view! {
        <form class="grid gap-3 p-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] sm:items-start" method="get" action=paths::prefix_compare()>
            <SelectField at=from label="From version" choices=first/>
            <SelectField at=to label="To version" choices=last/>
            <button class="btn sm:mt-6" type="submit">"Compare"</button>
        </form>
    }
}
