//! Exporting contacts, companies, leads or deals into a file: the ones that a list shows, or that somebody chose there.

use super::tabs::Section;
use crate::components::check_grid::{GridBox, GridLine};
use crate::components::field::Typed;
use crate::forms::{Done, FormPost, refused};
use crate::pages::chosen::{chosen_or_all, value};
use crate::pages::export_form::{ExportForm, Exported, conditions, formats, unreadable};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::crm::{Field, Kind, RecordColumn, RecordExportDraft};
use domain::filter::{Companies, Contacts, Deals, Filter, Leads, OfKind, parse_pairs};
use domain::page::Count;
use domain::table_file::FileFormat;
use domain::{FieldErrors, Right};
use engine::crm::ExportStarted;
use leptos::prelude::*;

/// The form, with how many records it is about.
#[component]
pub fn RecordsExport() -> impl IntoView {
    page(|request: Request| async move {
        if !request.scope()?.may(Right::ExportContacts) {
            return Err(engine::Error::Denied("Exporting contacts takes the role agent or above.".to_owned()).into());
        }
        let pairs = parse_pairs(&request.query);
        match Kind::from_word(value(&pairs, "kind")).ok_or(engine::Error::NotFound)? {
            Kind::Contact => sheet::<Contacts>(&request, pairs).await,
            Kind::Company => sheet::<Companies>(&request, pairs).await,
            Kind::Lead => sheet::<Leads>(&request, pairs).await,
            Kind::Deal => sheet::<Deals>(&request, pairs).await,
        }
    })
}

async fn sheet<S: OfKind>(request: &Request, pairs: Vec<(String, String)>) -> Result<Sheet, Stop> {
    let (kind, typed) = (S::KIND, refused(request).await?);
    let usual: Vec<&str> = Field::of(kind).iter().map(|field| field.name()).collect();
    let typed = if typed.is_refused() { typed } else { typed.or("fields", &usual.join(" ")).or("format", "csv") };
    let content = match chosen_or_all::<S>(&pairs) {
        Ok(filter) => {
            let count = engine::crm::count(&request.engine, request.scope()?, &filter).await?;
            form(&filter, count, typed).into_any()
        }
        Err(errors) => unreadable(&errors.to_string(), paths::records(kind)),
    };
    Ok(Sheet::new(format!("Export {}", kind.plural()), Place::Contacts, content)
        .beneath_list(Section::Records(kind))
        .line("A job writes the file; it is there for those of your company who may export, and for a stated time."))
}

fn form<S: OfKind>(filter: &Filter<S>, count: Count, typed: Typed) -> impl IntoView + use<S> {
    let kind = S::KIND;
    let boxes = |own: bool| {
        RecordColumn::of(kind)
            .filter(move |column| matches!(column, RecordColumn::Field(_)) == own)
            .map(|column| GridBox { word: column.as_str(), label: column.label() })
            .collect()
    };
    let lines =
        vec![GridLine { label: kind.label(), boxes: boxes(true) }, GridLine { label: "Record", boxes: boxes(false) }];
    let of = Exported {
        rows: kind.plural(),
        count,
        filter: filter.to_query(),
        conditions: conditions(filter),
        action: paths::form("records-export"),
        sends: Some(("kind", kind.as_str().to_owned())),
        back: paths::records(kind),
    };
    let help = "They stand in the file in this order. Those of the first line can be imported again.";
    view! { <ExportForm of=of typed=typed lines=lines formats=formats(FileFormat::IMPORTED) help=help/> }
}

/// Starts the job.
#[server(prefix = "/forms", endpoint = "records-export")]
pub async fn export_records(
    #[server(default)] kind: String,
    #[server(default)] filter: String,
    #[server(default)] format: String,
    #[server(default)] fields: Vec<String>,
) -> Result<(), ServerFnError> {
    let kind = Kind::from_word(&kind);
    let page = kind.map_or_else(
        || paths::records(Kind::Contact),
        |kind| format!("{}&filter={}", paths::records_export(kind), paths::query_value(&filter)),
    );
    let post = FormPost::on(page).typed("format", &format).typed("fields", &fields.join(" "));
    let draft = RecordExportDraft { format, columns: fields };
    let outcome = start(&post.request, kind, &filter, draft).await;
    post.finish(outcome, |started| Done::at(paths::job(started.job))).await
}

async fn start(
    request: &Request,
    kind: Option<Kind>,
    filter: &str,
    mut draft: RecordExportDraft,
) -> Result<ExportStarted, Stop> {
    async fn of<S: OfKind>(request: &Request, filter: &str, draft: &RecordExportDraft) -> Result<ExportStarted, Stop> {
        let filter = Filter::<S>::parse_query(filter)?;
        Ok(engine::crm::export(&request.engine, request.scope()?, &filter, draft).await?)
    }
    request.scope()?;
    let kind = kind.ok_or_else(|| FieldErrors::one("kind", "Say what to export."))?;
    if draft.columns.is_empty() {
        return Err(FieldErrors::one("fields", "Choose at least one column.").into());
    }
    // In the order of the form, whatever the order of the boxes; a name that is none is told at its field.
    let place = |name: &String| RecordColumn::of(kind).position(|column| column.as_str() == name);
    draft.columns.sort_by_key(|name| place(name).unwrap_or(usize::MAX));
    match kind {
        Kind::Contact => of::<Contacts>(request, filter, &draft).await,
        Kind::Company => of::<Companies>(request, filter, &draft).await,
        Kind::Lead => of::<Leads>(request, filter, &draft).await,
        Kind::Deal => of::<Deals>(request, filter, &draft).await,
    }
}
