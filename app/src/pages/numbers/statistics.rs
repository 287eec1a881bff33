//! The figures of a project's numbers, or of all the company's: each opens the list it counts.

use crate::components::bars::{Bar, Bars};
use crate::components::empty::Empty;
use crate::components::field::{Choice, FieldState, SelectField};
use crate::components::figure::grouped;
use crate::components::moment::exact;
use crate::components::stat::Stat;
use crate::islands::new_numbers::NewNumbers;
use crate::pages::numbers::list::capital;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::filter::{ListQuery, Projects, parse_pairs, print_pairs};
use domain::id::ProjectId;
use domain::live::Topic;
use domain::page::PageSize;
use engine::Error;
use engine::number::{Figure, Totals};
use leptos::prelude::*;

/// Projects that the choice offers; the others are reached by their own page.
const OFFERED: u64 = 200;

/// The page.
#[component]
pub fn Statistics() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let asked = parse_pairs(&request.query).into_iter().find(|(key, _)| key == "project").map(|(_, value)| value);
        let project = match asked.as_deref().map(str::trim).filter(|asked| !asked.is_empty()) {
            Some(asked) => {
                let id = asked.parse::<ProjectId>().map_err(|_| Error::NotFound)?;
                Some(engine::project::get(&request.engine, scope, id).await?)
            }
            None => None,
        };
        let id = project.as_ref().map(|project| project.id);
        let totals = engine::number::totals(&request.engine, scope, id).await?;
        let query = ListQuery::<Projects> { page_size: PageSize::clamped(OFFERED), ..ListQuery::default() };
        let projects = engine::project::list(&request.engine, scope, &query).await?;
        let mut choices = vec![Choice::new("", "All projects")];
        choices.extend(
            projects.rows.iter().map(|line| Choice::new(line.project.id.to_string(), line.project.name.clone())),
        );
        if let Some(project) =
            project.as_ref().filter(|project| projects.rows.iter().all(|line| line.project.id != project.id))
        {
            choices.push(Choice::new(project.id.to_string(), project.name.clone()));
        }
        let chosen = id.map(|id| id.to_string()).unwrap_or_default();
        // What a job adds from now on is told, and shown when the reader asks for it.
        let news = match id {
            Some(id) => {
                let first = engine::live::snapshot(&request.engine, scope, Topic::Project(id)).await?;
                Some(view! { <NewNumbers first=first href=request.here()/> })
            }
            None => None,
        };
        let content = view! {
            <form class="no-print mb-5 flex flex-wrap items-end gap-2" method="get" action=paths::statistics()>
                <div class="w-full sm:w-72">
                    <SelectField at=FieldState { name: "project", value: chosen, errors: Vec::new() } label="Of" choices=choices/>
                </div>
                <button class="btn" type="submit">"Show"</button>
            </form>
            {news}
            {figures(&totals, id)}
        };
        let sheet = Sheet::new("Statistics", Place::Statistics, content).line(format!(
            "Counted with every change; as of {}. Valid means: in an assigned code.",
            exact(request.now)
        ));
        Ok(match project {
            Some(project) => {
                sheet.beneath_page("Projects", paths::projects()).beneath_page(project.name, paths::project(project.id))
            }
            None => sheet.beneath_page("Projects", paths::projects()),
        })
    })
}

/// The list with these conditions; of the company's numbers, which projects hold them.
fn listed(project: Option<ProjectId>, conditions: &[(&str, &str)]) -> String {
    let pairs: Vec<(String, String)> =
        conditions.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let path = project.map_or_else(paths::numbers_by_project, paths::project);
    match print_pairs(&pairs) {
        query if query.is_empty() => path,
        query => [path.as_str(), "?", &query].concat(),
    }
}

fn figures(totals: &Totals, project: Option<ProjectId>) -> AnyView {
    if totals.total == 0 {
        return view! {
            <div class="surface"><Empty icon="hash" title="No numbers yet" text="There is nothing to count until numbers are generated or imported.">
                <a class="btn" href=project.map_or_else(paths::projects, paths::project)>{if project.is_some() { "Open the project" } else { "See the projects" }}</a>
            </Empty></div>
        }
        .into_any();
    }
    let open = |conditions: &[(&str, &str)]| listed(project, conditions);
    let rate = |rate: f64, of: &str| format!("{rate:.2} % {of}");
    let bars = |figures: &[Figure], field: Option<&str>, valid: bool| -> Vec<Bar> {
        figures
            .iter()
            .map(|figure| {
                // "Unknown" stands for what has no name, which no text says; line types have a word for it.
                let said = field.filter(|field| figure.name != "Unknown" || *field == "type");
                let href = said.map(|field| {
                    let mut conditions = vec![(field, figure.name.as_str())];
                    if valid {
                        conditions.push(("valid", "true"));
                    }
                    listed(project, &conditions)
                });
                Bar { label: figure.name.clone(), figure: figure.count, href }
            })
            .collect()
    };
    let by_status: Vec<Bar> = bars(&totals.by_status, Some("status"), false)
        .into_iter()
        .map(|bar| Bar { label: capital(&bar.label), ..bar })
        .collect();
    view! {
        <div class="stats">
            <Stat label="Numbers" figure=grouped(totals.total) href=open(&[])/>
            <Stat label="Valid" figure=grouped(totals.valid) href=open(&[("valid", "true")]) note=rate(totals.validity_rate(), "of those looked up")/>
            <Stat label="Invalid" figure=grouped(totals.invalid) href=open(&[("valid", "false")])/>
            <Stat label="Not validated" figure=grouped(totals.pending) href=open(&[("valid", "null")]) note=rate(totals.validation_rate(), "are looked up")/>
        </div>
        <div class="mt-5 grid items-stretch gap-5 xl:grid-cols-2">
            <Bars title="Valid numbers by carrier" of="Carrier" bars=bars(&totals.by_carrier, Some("carrier"), true)/>
            <Bars title="Valid numbers by line type" of="Line type" bars=bars(&totals.by_type, Some("type"), true)/>
            <Bars title="Valid numbers by state" of="State" bars=bars(&totals.by_state, Some("state"), true)/>
            <Bars title="All numbers by area code" of="Area code" bars=bars(&totals.by_area_code, Some("area_code"), false)/>
            <Bars title="All numbers by status" of="Status" bars=by_status/>
        </div>
    }
    .into_any()
}
