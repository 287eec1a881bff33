//! Exporting numbers of a project into a file: the ones that a list shows, or that somebody chose there.

use crate::components::badge::Tone;
use crate::components::check_grid::{CheckGrid, GridBox, GridLine};
use crate::components::count::honest_of;
use crate::components::empty::Empty;
use crate::components::field::{CheckField, Choice, SelectField, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::Right;
use domain::filter::{Filter, Numbers, Operator, parse_pairs};
use domain::id::ProjectId;
use domain::page::Count;
use domain::table_file::{ExportDraft, ExportField, FileFormat};
use engine::number::ExportStarted;
use leptos::prelude::*;

/// The columns by what they are about; together they are all there are.
const COLUMNS: [(&str, &[ExportField]); 4] = [
    (
        "Number",
        &[
            ExportField::PhoneNumber,
            ExportField::AreaCode,
            ExportField::Prefix,
            ExportField::Status,
            ExportField::Origin,
        ],
    ),
    (
        "Whose",
        &[
            ExportField::Carrier,
            ExportField::Type,
            ExportField::State,
            ExportField::Location,
            ExportField::CountryName,
            ExportField::TimeZones,
        ],
    ),
    (
        "Validation",
        &[
            ExportField::ValidNumber,
            ExportField::ValidationAttempted,
            ExportField::ValidationDate,
            ExportField::ValidationSource,
        ],
    ),
    ("Record", &[ExportField::CreatedAt, ExportField::UpdatedAt, ExportField::Id, ExportField::Project]),
];

/// The form, with how many numbers it is about.
#[component]
pub fn NumbersExport() -> impl IntoView {
    let id = id_in_path::<ProjectId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let project = engine::project::get(&request.engine, scope, id).await?;
        if !scope.may(Right::ExportNumbers) {
            return Err(engine::Error::Denied("Exporting numbers takes the role agent or above.".to_owned()).into());
        }
        let typed = refused(&request).await?;
        let usual: Vec<&str> = ExportField::DEFAULT.into_iter().map(ExportField::as_str).collect();
        let typed = if typed.is_refused() { typed } else { typed.or("fields", &usual.join(" ")).or("format", "csv") };
        let content = match asked(&request.query) {
            Ok(filter) => {
                let count = engine::number::count(&request.engine, scope, id, &filter).await?;
                form(id, &filter, count, &typed).into_any()
            }
            Err(errors) => nothing(&errors.to_string(), paths::project(id)),
        };
        Ok(Sheet::new("Export numbers", Place::Projects, content)
            .beneath_page("Projects", paths::projects())
            .beneath_page(project.name, paths::project(id))
            .line("A job writes the file; it is there for your company alone, and for a stated time."))
    })
}

/// Which numbers an address asks for: the rows chosen in a list, all that match there, or a filter as a list has it.
fn asked(query: &str) -> Result<Filter<Numbers>, FieldErrors> {
    let pairs = parse_pairs(query);
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let Some(filter) = value("filter") else { return Filter::parse(pairs.iter().map(|(key, value)| (key, value))) };
    let chosen: Vec<_> = pairs.iter().filter(|(key, _)| key == "id").map(|(key, value)| (key, value)).collect();
    if value("all").is_some() || chosen.is_empty() { Filter::parse_query(filter) } else { Filter::parse(chosen) }
}

fn nothing(text: &str, back: String) -> AnyView {
    let text = text.to_owned();
    view! {
        <div class="surface"><Empty icon="circle-alert" title="These filters can’t be read" text=text>
            <a class="btn btn-primary" href=back>"Back to the numbers"</a>
        </Empty></div>
    }
    .into_any()
}

fn form(project: ProjectId, filter: &Filter<Numbers>, count: Count, typed: &Typed) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["format", "fields", "include_invalid"]);
    let formats = FileFormat::ALL.map(|format| Choice::new(format.as_str(), format.title())).to_vec();
    let lines = COLUMNS.map(|(label, fields)| GridLine {
        label,
        boxes: fields.iter().map(|field| GridBox { word: field.as_str(), label: field.label() }).collect(),
    });
    let says_validity = filter.get("valid", Operator::Is).is_some() || filter.get("valid", Operator::Not).is_some();
    let conditions: Vec<String> = filter.conditions().iter().map(ToString::to_string).collect();
    let which = if conditions.is_empty() {
        "All numbers of the project".to_owned()
    } else {
        conditions.join(" · ").chars().take(400).collect()
    };
    let figure = honest_of(count, "numbers");
    let none = count == Count::Exact(0);
    view! {
        <form class="surface max-w-3xl" method="post" action=paths::form("numbers-export")>
            <input type="hidden" name="project_id" value=project.to_string()/>
            <input type="hidden" name="filter" value=filter.to_query()/>
            <div class="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b hairline px-4 py-3">
                <b class="figures font-semibold">{figure}</b>
                <span class="muted min-w-0 wrap-anywhere">{which}</span>
            </div>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {none.then(|| view! { <Notice tone=Tone::Warning>"No number matches; the file will have no rows."</Notice> })}
                <div class="sm:w-80"><SelectField at=typed.field("format") label="Format" choices=formats/></div>
                <CheckGrid at=typed.field("fields") label="Columns" lines=lines.to_vec() help="They stand in the file in this order, the usual ones first."/>
                {(!says_validity).then(|| view! {
                    <CheckField at=typed.field("include_invalid") label="Invalid numbers, too" help="Otherwise numbers whose code is not assigned are left out."/>
                })}
            </div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit"><Icon name="download"/>"Export to a file"</button>
                <a class="btn btn-ghost" href=paths::project(project)>"Cancel"</a>
                <p class="muted text-xs">"Runs as a job; you can leave the page."</p>
            </div>
        </form>
    }
}

/// Starts the job.
#[server(prefix = "/forms", endpoint = "numbers-export")]
pub async fn export_numbers(
    #[server(default)] project_id: String,
    #[server(default)] filter: String,
    #[server(default)] format: String,
    #[server(default)] fields: Vec<String>,
    #[server(default)] include_invalid: String,
) -> Result<(), ServerFnError> {
    // A project that is none leads to its page, which says so.
    let project = ProjectId(project_id.parse().unwrap_or_default());
    let mut page = paths::numbers_export(project);
    if !filter.is_empty() {
        page = format!("{page}?filter={}", paths::query_value(&filter));
    }
    let post = FormPost::on(page)
        .typed("format", &format)
        .typed("fields", &fields.join(" "))
        .typed("include_invalid", &include_invalid);
    let outcome = start(&post.request, project, &filter, format, fields, &include_invalid).await;
    post.finish(outcome, |started| Done::at(paths::job(started.job))).await
}

async fn start(
    request: &Request,
    project: ProjectId,
    filter: &str,
    format: String,
    fields: Vec<String>,
    include_invalid: &str,
) -> Result<ExportStarted, Stop> {
    let scope = request.scope()?;
    if fields.is_empty() {
        return Err(FieldErrors::one("fields", "Choose at least one column.").into());
    }
    let draft = ExportDraft {
        format,
        // The usual columns first, as everywhere; the others in the order of the form.
        fields: in_order(&fields),
        filter: Filter::parse_query(filter)?,
        include_invalid: include_invalid == "true",
    };
    Ok(engine::number::export(&request.engine, scope, project, &draft).await?)
}

fn in_order(chosen: &[String]) -> Vec<String> {
    let mut fields: Vec<String> = Vec::with_capacity(chosen.len());
    for field in ExportField::ALL {
        fields.extend(chosen.iter().find(|name| *name == field.as_str()).cloned());
    }
    // A name that is none is told at its field.
    fields.extend(chosen.iter().filter(|name| ExportField::from_word(name).is_none()).cloned());
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_offered_once() {
        let offered: Vec<ExportField> = COLUMNS.iter().flat_map(|(_, fields)| fields.iter().copied()).collect();
        assert_eq!(offered.len(), ExportField::ALL.len());
        for field in ExportField::ALL {
            assert!(offered.contains(field), "{}", field.as_str());
        }
    }

    #[test]
    fn an_address_says_which_numbers_by_a_filter_or_by_chosen_rows() {
        let asked = |query| asked(query).expect("it reads").to_query();
        assert_eq!(asked(""), "");
        assert_eq!(asked("type=Mobile&state=CA"), "type=Mobile&state=CA");
        assert_eq!(asked("filter=type%3DMobile&all=1&id=7"), "type=Mobile");
        assert_eq!(asked("filter=type%3DMobile&id=7&id=8"), "id=7&id=8");
        assert_eq!(asked("filter="), "");
    }
}
