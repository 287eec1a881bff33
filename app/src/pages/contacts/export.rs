//! Exporting contacts, companies, leads or deals into a file: the ones that a list shows, or that somebody chose there.

use super::tabs::Section;
use crate::components::badge::Tone;
use crate::components::check_grid::{CheckGrid, GridBox, GridLine};
use crate::components::count::honest_of;
use crate::components::empty::Empty;
use crate::components::field::{Choice, SelectField, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
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
        match kind_of(&pairs).ok_or(engine::Error::NotFound)? {
            Kind::Contact => sheet::<Contacts>(&request, pairs).await,
            Kind::Company => sheet::<Companies>(&request, pairs).await,
            Kind::Lead => sheet::<Leads>(&request, pairs).await,
            Kind::Deal => sheet::<Deals>(&request, pairs).await,
        }
    })
}

fn kind_of(pairs: &[(String, String)]) -> Option<Kind> {
    Kind::from_word(pairs.iter().find(|(key, _)| key == "kind").map_or("", |(_, word)| word.as_str()))
}

async fn sheet<S: OfKind>(request: &Request, pairs: Vec<(String, String)>) -> Result<Sheet, Stop> {
    let (kind, typed) = (S::KIND, refused(request).await?);
    let usual: Vec<&str> = Field::of(kind).iter().map(|field| field.name()).collect();
    let typed = if typed.is_refused() { typed } else { typed.or("fields", &usual.join(" ")).or("format", "csv") };
    let content = match asked::<S>(&pairs) {
        Ok(filter) => {
            let count = engine::crm::count(&request.engine, request.scope()?, &filter).await?;
            form(&filter, count, &typed).into_any()
        }
        Err(errors) => nothing(&errors.to_string(), paths::records(kind)),
    };
    Ok(Sheet::new(format!("Export {}", kind.plural()), Place::Contacts, content)
        .beneath_list(Section::Records(kind))
        .line("A job writes the file; it is there for those of your company who may export, and for a stated time."))
}

/// Which records an address asks for: the rows chosen in a list, or all that a filter lets through.
fn asked<S: OfKind>(pairs: &[(String, String)]) -> Result<Filter<S>, FieldErrors> {
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let chosen: Vec<_> = pairs.iter().filter(|(key, _)| key == "id").map(|(key, value)| (key, value)).collect();
    if value("all") == "1" || chosen.is_empty() { Filter::parse_query(value("filter")) } else { Filter::parse(chosen) }
}

fn nothing(text: &str, back: String) -> AnyView {
    let text = text.to_owned();
    view! {
        <div class="surface"><Empty icon="circle-alert" title="These filters can’t be read" text=text>
            <a class="btn btn-primary" href=back>"Back to the list"</a>
        </Empty></div>
    }
    .into_any()
}

fn form<S: OfKind>(filter: &Filter<S>, count: Count, typed: &Typed) -> impl IntoView + use<S> {
    let kind = S::KIND;
    let elsewhere = typed.elsewhere(&["format", "fields"]);
    let formats = FileFormat::IMPORTED.map(|format| Choice::new(format.as_str(), titled(format))).to_vec();
    let boxes = |own: bool| {
        RecordColumn::of(kind)
            .filter(move |column| matches!(column, RecordColumn::Field(_)) == own)
            .map(|column| GridBox { word: column.as_str(), label: column.label() })
            .collect()
    };
    let lines =
        vec![GridLine { label: kind.label(), boxes: boxes(true) }, GridLine { label: "Record", boxes: boxes(false) }];
    let conditions: Vec<String> = filter.conditions().iter().map(ToString::to_string).collect();
    let which = if conditions.is_empty() {
        format!("All {}", kind.plural())
    } else {
        conditions.join(" · ").chars().take(400).collect()
    };
    let none = (count == Count::Exact(0)).then(|| format!("No {} matches; the file will have no rows.", kind.as_str()));
    view! {
        <form class="surface max-w-3xl" method="post" action=paths::form("records-export")>
            <input type="hidden" name="kind" value=kind.as_str()/>
            <input type="hidden" name="filter" value=filter.to_query()/>
            <div class="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b hairline px-4 py-3">
                <b class="figures font-semibold">{honest_of(count, kind.plural())}</b>
                <span class="muted min-w-0 wrap-anywhere">{which}</span>
            </div>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {none.map(|text| view! { <Notice tone=Tone::Warning>{text}</Notice> })}
                <div class="sm:w-80"><SelectField at=typed.field("format") label="Format" choices=formats/></div>
                <CheckGrid at=typed.field("fields") label="Columns" lines=lines help="They stand in the file in this order. Those of the first line can be imported again."/>
            </div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit"><Icon name="download"/>"Export to a file"</button>
                <a class="btn btn-ghost" href=paths::records(kind)>"Cancel"</a>
                <p class="muted text-xs">"Runs as a job; you can leave the page."</p>
            </div>
        </form>
    }
}

/// A format, where a row is no number alone.
fn titled(format: FileFormat) -> &'static str {
    if format == FileFormat::Txt { "Text, tabs between the cells" } else { format.title() }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_which_records_by_a_filter_or_by_chosen_rows() {
        let asked = |query| asked::<Contacts>(&parse_pairs(query)).expect("it reads").to_query();
        assert_eq!(asked("kind=contact"), "");
        assert_eq!(asked("kind=contact&filter=stage%3Dnew"), "stage=new");
        assert_eq!(asked("kind=contact&filter=stage%3Dnew&all=1&id=7"), "stage=new");
        assert_eq!(asked("kind=contact&filter=stage%3Dnew&id=7&id=8"), "id=7&id=8");
    }
}
