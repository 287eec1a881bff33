//! A file that was brought: its first rows, which column is what, and the post that tries or imports it.

use crate::components::badge::Tone;
use crate::components::empty::Empty;
use crate::components::field::{CheckField, Choice, SelectField, Typed};
use crate::components::figure::size;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::Right;
use domain::filter::parse_pairs;
use domain::id::{FileId, ProjectId};
use domain::table_file::{Column, FileFormat, Mapping, Preview};
use engine::number::{ImportDraft, ImportPreview, ImportStarted};
use leptos::prelude::*;

/// The fields that the form shows errors at.
const FIELDS: [&str; 5] = ["header", "number", "carrier", "line_type", "validate"];

/// The preview with the mapping.
#[component]
pub fn NumbersImportFile() -> impl IntoView {
    let (id, file) = (id_in_path::<ProjectId>("id"), id_in_path::<FileId>("file"));
    page(|request: Request| async move {
        let (scope, id, file) = (request.scope()?, id?, file?);
        let project = engine::project::get(&request.engine, scope, id).await?;
        if !scope.may(Right::ChangeNumbers) {
            return Err(engine::Error::Denied("Importing numbers takes the role agent or above.".to_owned()).into());
        }
        let pairs = parse_pairs(&request.query);
        let format = pairs.iter().find(|(key, _)| key == "format").and_then(|(_, word)| FileFormat::from_word(word));
        let format = format.filter(|format| FileFormat::IMPORTED.contains(format));
        let found = match engine::number::preview(&request.engine, scope, id, file, format).await {
            Ok(found) => found,
            Err(engine::Error::NotFound) => {
                let sheet = Sheet::new("Import numbers", Place::Projects, gone(id));
                return Ok(sheet
                    .beneath_page("Projects", paths::projects())
                    .beneath_page(project.name, paths::project(id)));
            }
            Err(other) => return Err(other.into()),
        };
        let typed = refused(&request).await?;
        let title = found.name.clone();
        let line = format!("{}, read as {}.", size(found.size), found.format.title());
        let content = view! {
            <div class="flex max-w-5xl flex-col gap-6">
                {read_as(id, file, &found)}
                {match &found.preview {
                    Ok(preview) => form(id, file, found.format, preview, &typed).into_any(),
                    Err(why) => unreadable(id, &why.to_string()),
                }}
            </div>
        };
        Ok(Sheet::new(title, Place::Projects, content)
            .beneath_page("Projects", paths::projects())
            .beneath_page(project.name, paths::project(id))
            .beneath_page("Import numbers", paths::numbers_import(id))
            .line(line))
    })
}

/// The file as another format, should its name have said the wrong one.
fn read_as(project: ProjectId, file: FileId, found: &ImportPreview) -> impl IntoView + use<> {
    let now = found.format;
    let others = FileFormat::IMPORTED.into_iter().filter(move |format| *format != now).map(move |format| {
        let href = format!("{}?format={}", paths::numbers_import_file(project, file), format.as_str());
        view! { <a class="text-link" href=href>{format.as_str().to_uppercase()}</a> }
    });
    view! { <p class="muted flex flex-wrap gap-x-3">"Not what it is? Read it as " {others.collect_view()}</p> }
}

fn gone(project: ProjectId) -> AnyView {
    view! {
        <div class="surface"><Empty icon="upload" title="The file is not there any more" text="An upload is kept for a day, and its bytes go when it has been imported.">
            <a class="btn btn-primary" href=paths::numbers_import(project)>"Upload it again"</a>
        </Empty></div>
    }
    .into_any()
}

fn unreadable(project: ProjectId, why: &str) -> AnyView {
    let why = why.to_owned();
    view! {
        <div class="surface"><Empty icon="circle-alert" title="The file can’t be read" text=why>
            <a class="btn btn-primary" href=paths::numbers_import(project)>"Choose another file"</a>
        </Empty></div>
    }
    .into_any()
}

fn form(
    project: ProjectId,
    file: FileId,
    format: FileFormat,
    preview: &Preview,
    typed: &Typed,
) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&FIELDS);
    let of = |place: Option<usize>| place.map_or(String::new(), |place| value_of(preview, place));
    let typed = if typed.is_refused() {
        typed.clone()
    } else {
        let header = if preview.header { "true" } else { "" };
        let proposed = [
            ("header", header.to_owned()),
            ("number", of(Some(preview.number))),
            ("carrier", of(preview.carrier)),
            ("line_type", of(preview.line_type)),
        ];
        proposed.iter().fold(typed.clone(), |typed, (field, value)| typed.or(field, value))
    };
    let columns = |none: Option<&str>| {
        let mut choices: Vec<Choice> = none.map(|none| Choice::new("", none)).into_iter().collect();
        choices.extend(
            (0..preview.columns.len()).map(|place| Choice::new(value_of(preview, place), &preview.columns[place])),
        );
        choices
    };
    let [header, number, carrier, line_type, validate] = FIELDS.map(|name| typed.field(name));
    let placed = !preview.named;
    view! {
        <form class="surface" method="post" action=paths::form("numbers-import")>
            <input type="hidden" name="project_id" value=project.to_string()/>
            <input type="hidden" name="file" value=file.to_string()/>
            <input type="hidden" name="format" value=format.as_str()/>
            {(!elsewhere.is_empty()).then(|| view! { <div class="p-4 pb-0"><Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice></div> })}
            <div class="grid gap-4 p-4 sm:grid-cols-3">
                <SelectField at=number label="Phone number" choices=columns(None)/>
                <SelectField at=carrier label="Carrier" optional=true choices=columns(Some("In no column"))/>
                <SelectField at=line_type label="Line type" optional=true choices=columns(Some("In no column"))/>
            </div>
            <div class="grid gap-4 px-4 pb-4 sm:grid-cols-2">
                {placed.then(|| view! { <CheckField at=header label="The first row is a header" help="It holds names and no number."/> })}
                <CheckField at=validate label="Validate what comes in" help="A second job looks up every number of the project that is not validated yet."/>
            </div>
            <div class="border-t hairline">{rows(preview)}</div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit" name="act" value="dry"><Icon name="search"/>"Try it without storing"</button>
                <button class="btn" type="submit" name="act" value="import"><Icon name="upload"/>"Import"</button>
                <a class="btn btn-ghost" href=paths::numbers_import(project)>"Another file"</a>
                <p class="muted text-xs">"Both run as jobs and tell of each row that is not taken."</p>
            </div>
        </form>
    }
}

/// What a column's choice sends: its place, or its name where columns go by name.
fn value_of(preview: &Preview, place: usize) -> String {
    match preview.column(place) {
        Some(Column::Named(names)) => names.into_iter().next().unwrap_or_default(),
        Some(Column::At(place)) => place.to_string(),
        None => String::new(),
    }
}

/// The first rows as they stand in the file.
fn rows(preview: &Preview) -> impl IntoView + use<> {
    let names = preview.columns.iter().map(|name| view! { <th scope="col">{name.clone()}</th> }).collect_view();
    let lines = preview
        .rows
        .iter()
        .map(|row| {
            let cells = row.iter().map(|cell| view! { <td><span class="block max-w-72 truncate" title=cell.clone()>{cell.clone()}</span></td> });
            view! { <tr>{cells.collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <div class="table-scroll @container" tabindex="0" role="region" aria-label="The first rows">
            <table class="table"><thead><tr>{names}</tr></thead><tbody>{lines}</tbody></table>
        </div>
    }
}

/// Starts the job.
#[server(prefix = "/forms", endpoint = "numbers-import")]
#[allow(clippy::too_many_arguments, reason = "a form's fields are a server function's arguments")]
pub async fn import_numbers(
    #[server(default)] project_id: String,
    #[server(default)] file: String,
    #[server(default)] format: String,
    #[server(default)] header: String,
    #[server(default)] number: String,
    #[server(default)] carrier: String,
    #[server(default)] line_type: String,
    #[server(default)] validate: String,
    #[server(default)] mapping: String,
    #[server(default)] act: String,
) -> Result<(), ServerFnError> {
    // A project or a file that is none leads to its page, which says so.
    let project = ProjectId(project_id.parse().unwrap_or_default());
    let file = FileId(file.parse().unwrap_or_default());
    let page = format!("{}?format={}", paths::numbers_import_file(project, file), paths::query_value(&format));
    let post = FIELDS
        .into_iter()
        .zip([&header, &number, &carrier, &line_type, &validate])
        .fold(FormPost::on(page), |post, (field, value)| post.typed(field, value));
    let chosen = Chosen { format, header, number, carrier, line_type, mapping };
    let (dry_run, validate) = (act != "import", validate == "true");
    let outcome = start(&post.request, project, file, &chosen, dry_run, validate).await;
    post.finish(outcome, |started| Done::at(paths::job(started.job))).await
}

/// The columns as typed; `mapping` is that of a dry run which is now to be done.
struct Chosen {
    format: String,
    header: String,
    number: String,
    carrier: String,
    line_type: String,
    mapping: String,
}

async fn start(
    request: &Request,
    project: ProjectId,
    file: FileId,
    chosen: &Chosen,
    dry_run: bool,
    validate: bool,
) -> Result<ImportStarted, Stop> {
    let scope = request.scope()?;
    let (format, mapping) = chosen.read()?;
    let draft = ImportDraft { project, file, format, mapping, dry_run, validate };
    Ok(engine::number::import(&request.engine, scope, &draft).await?)
}

impl Chosen {
    fn read(&self) -> Result<(FileFormat, Option<Mapping>), FieldErrors> {
        let format = FileFormat::from_word(&self.format).filter(|format| FileFormat::IMPORTED.contains(format));
        let format = format.ok_or_else(|| FieldErrors::one("format", "Choose how the file is read."))?;
        if !self.mapping.is_empty() {
            let mapping = serde_json::from_str(&self.mapping);
            return Ok((format, mapping.map_err(|_| FieldErrors::one("number", "Choose the columns again."))?));
        }
        let mut errors = FieldErrors::new();
        let named = matches!(format, FileFormat::Json | FileFormat::Ndjson);
        let mut column = |field: &str, value: &str| match value {
            "" => None,
            name if named => Some(Column::Named(vec![name.to_owned()])),
            place => match place.parse() {
                Ok(place) => Some(Column::At(place)),
                Err(_) => {
                    errors.add(field, "There is no such column.");
                    None
                }
            },
        };
        let number = column("number", &self.number);
        let (carrier, line_type) = (column("carrier", &self.carrier), column("line_type", &self.line_type));
        if number.is_none() && errors.is_empty() {
            errors.add("number", "Choose the column that holds the number.");
        }
        let Some(number) = errors.into_result(number)? else { return Ok((format, None)) };
        let header = self.header == "true" && !named;
        Ok((format, Some(Mapping { header, number, carrier, line_type })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(format: &str, number: &str, carrier: &str) -> Chosen {
        Chosen {
            format: format.into(),
            header: "true".into(),
            number: number.into(),
            carrier: carrier.into(),
            line_type: String::new(),
            mapping: String::new(),
        }
    }

    #[test]
    fn columns_go_by_place_or_in_json_by_name() {
        let (_, mapping) = chosen("csv", "1", "0").read().expect("it reads");
        let expected = Mapping { header: true, number: Column::At(1), carrier: Some(Column::At(0)), line_type: None };
        assert_eq!(mapping, Some(expected));
        let (_, mapping) = chosen("json", "tel", "").read().expect("it reads");
        let number = Column::Named(vec!["tel".into()]);
        assert_eq!(mapping, Some(Mapping { header: false, number, carrier: None, line_type: None }));
    }

    #[test]
    fn a_column_that_is_none_is_told_at_its_field() {
        let refused = |chosen: Chosen| {
            chosen.read().expect_err("refused").iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(refused(chosen("csv", "", "")), ["number"]);
        assert_eq!(refused(chosen("csv", "x", "y")), ["carrier", "number"]);
        assert_eq!(refused(chosen("doc", "0", "")), ["format"]);
    }
}
