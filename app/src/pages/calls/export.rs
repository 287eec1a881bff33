//! Exporting calls into a file: the ones that a list shows, or that somebody chose there.

use crate::components::check_grid::{GridBox, GridLine};
use crate::components::field::Typed;
use crate::forms::{Done, FormPost, refused};
use crate::pages::chosen::chosen_or_all;
use crate::pages::export_form::{ExportForm, Exported, conditions, formats, unreadable};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::call::{CallColumn, CallExportDraft};
use domain::filter::{Calls, Filter, parse_pairs};
use domain::id::JobId;
use domain::page::Count;
use domain::table_file::FileFormat;
use domain::{FieldErrors, Right};
use leptos::prelude::*;

/// The form, with how many calls it is about.
#[component]
pub fn CallsExport() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        if !scope.may(Right::ExportCalls) {
            return Err(engine::Error::Denied("Exporting calls takes the role agent or above.".to_owned()).into());
        }
        let typed = refused(&request).await?;
        let usual: Vec<&str> = boxes(true).map(|choice| choice.word).collect();
        let typed = if typed.is_refused() { typed } else { typed.or("fields", &usual.join(" ")).or("format", "csv") };
        let content = match chosen_or_all(&parse_pairs(&request.query)) {
            Ok(filter) => {
                let count = engine::call::count(&request.engine, scope, &filter).await?;
                form(&filter, count, typed).into_any()
            }
            Err(errors) => unreadable(&errors.to_string(), paths::calls()),
        };
        Ok(Sheet::new("Export calls", Place::Calls, content).beneath_page("Calls", paths::calls()).line(
            "A job writes the file; it is there for those of your company who may export, and for a stated time.",
        ))
    })
}

/// The columns: those that an import takes, or those that only tell.
fn boxes(imported: bool) -> impl Iterator<Item = GridBox> {
    let columns = CallColumn::all().filter(move |column| matches!(column, CallColumn::Of(_)) == imported);
    columns.map(|column| GridBox { word: column.as_str(), label: column.label() })
}

fn form(filter: &Filter<Calls>, count: Count, typed: Typed) -> impl IntoView + use<> {
    let lines = vec![
        GridLine { label: "Call", boxes: boxes(true).collect() },
        GridLine { label: "Record", boxes: boxes(false).collect() },
    ];
    let of = Exported {
        rows: "calls",
        count,
        filter: filter.to_query(),
        conditions: conditions(filter),
        action: paths::form("calls-export"),
        sends: None,
        back: paths::calls(),
    };
    let help = "They stand in the file in this order. Those of the first line can be imported again.";
    view! { <ExportForm of=of typed=typed lines=lines formats=formats(FileFormat::ALL) help=help/> }
}

/// Starts the job.
#[server(prefix = "/forms", endpoint = "calls-export")]
pub async fn export_calls(
    #[server(default)] filter: String,
    #[server(default)] format: String,
    #[server(default)] fields: Vec<String>,
) -> Result<(), ServerFnError> {
    let page = format!("{}?filter={}", paths::calls_export(), paths::query_value(&filter));
    let post = FormPost::on(page).typed("format", &format).typed("fields", &fields.join(" "));
    let outcome = start(&post.request, &filter, format, fields).await;
    post.finish(outcome, |job| Done::at(paths::job(job))).await
}

async fn start(request: &Request, filter: &str, format: String, mut fields: Vec<String>) -> Result<JobId, Stop> {
    let scope = request.scope()?;
    if fields.is_empty() {
        return Err(FieldErrors::one("fields", "Choose at least one column.").into());
    }
    // In the order of the form, whatever the order of the boxes; a name that is none is told at its field.
    let place = |name: &String| CallColumn::all().position(|column| column.as_str() == name);
    fields.sort_by_key(|name| place(name).unwrap_or(usize::MAX));
    let draft = CallExportDraft { format, fields, filter: Filter::parse_query(filter)? };
    Ok(engine::call::export(&request.engine, scope, &draft).await?.job)
}
