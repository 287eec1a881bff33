//! Exporting numbers of a project into a file: the ones that a list shows, or that somebody chose there.

use crate::components::check_grid::{GridBox, GridLine};
use crate::components::field::{CheckField, Choice, Typed};
use crate::forms::{Done, FormPost, refused};
use crate::pages::chosen::chosen_or_all;
use crate::pages::export_form::{ExportForm, Exported, conditions, unreadable};
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
                form(id, &filter, count, typed).into_any()
            }
            Err(errors) => unreadable(&errors.to_string(), paths::project(id)),
        };
        Ok(Sheet::new("Export numbers", Place::Projects, content)
            .beneath_page("Projects", paths::projects())
            .beneath_page(project.name, paths::project(id))
            .line("A job writes the file; it is there for your company alone, and for a stated time."))
    })
}

/// Which numbers an address asks for: as the list's form of chosen rows sends it, or the filter as the list itself has it.
fn asked(query: &str) -> Result<Filter<Numbers>, FieldErrors> {
    let pairs = parse_pairs(query);
    if pairs.iter().any(|(key, _)| key == "filter") {
        return chosen_or_all(&pairs);
    }
    Filter::parse(pairs.iter().map(|(key, value)| (key, value)))
}

fn form(project: ProjectId, filter: &Filter<Numbers>, count: Count, typed: Typed) -> impl IntoView + use<> {
    let formats = FileFormat::ALL.map(|format| Choice::new(format.as_str(), format.title())).to_vec();
    let lines = COLUMNS.map(|(label, fields)| GridLine {
        label,
        boxes: fields.iter().map(|field| GridBox { word: field.as_str(), label: field.label() }).collect(),
    });
    let says_validity = filter.get("valid", Operator::Is).is_some() || filter.get("valid", Operator::Not).is_some();
    let of = Exported {
        rows: "numbers",
        count,
        filter: filter.to_query(),
        conditions: conditions(filter),
        action: paths::form("numbers-export"),
        sends: Some(("project_id", project.to_string())),
        back: paths::project(project),
    };
    let invalid = typed.field("include_invalid");
    let help = "They stand in the file in this order, the usual ones first.";
    view! {
        <ExportForm of=of typed=typed lines=lines.to_vec() formats=formats help=help own=&["include_invalid"]>
            {(!says_validity).then(|| view! {
                <CheckField at=invalid label="Invalid numbers, too" help="Otherwise numbers whose code is not assigned are left out."/>
            })}
        </ExportForm>
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
