//! A file that was brought: its first rows, which column is what, and the post that tries or imports it.

use crate::components::badge::Tone;
use crate::components::field::{CheckField, Typed};
use crate::components::figure::size;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::imports::columns::{Chosen, Known, acts, choices, fields, gone, proposed, read_as, rows, unreadable};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::filter::parse_pairs;
use domain::id::{FileId, ProjectId};
use domain::table_file::{FileFormat, Preview, Shape};
use engine::number::{ImportDraft, ImportStarted};
use leptos::prelude::*;

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
                let sheet = Sheet::new("Import numbers", Place::Projects, gone(paths::numbers_import(id)));
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
                {read_as(&format!("{}?", paths::numbers_import_file(id, file)), found.format)}
                {match &found.preview {
                    Ok(preview) => form(id, file, found.format, preview, &typed).into_any(),
                    Err(why) => unreadable(paths::numbers_import(id), &why.to_string()),
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

/// The columns, for people.
fn known() -> [Known; 3] {
    [("Phone number", true), ("Carrier", false), ("Line type", false)]
        .map(|(label, required)| Known { label, required })
}

fn form(
    project: ProjectId,
    file: FileId,
    format: FileFormat,
    preview: &Preview,
    typed: &Typed,
) -> impl IntoView + use<> {
    let shape = Shape::numbers();
    let mut shown = fields(&shape);
    shown.push("validate".to_owned());
    let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
    let elsewhere = typed.elsewhere(&shown);
    let typed = proposed(typed, &shape, preview);
    let validate = typed.field("validate");
    view! {
        <form class="surface" method="post" action=paths::form("numbers-import")>
            <input type="hidden" name="project_id" value=project.to_string()/>
            <input type="hidden" name="file" value=file.to_string()/>
            <input type="hidden" name="format" value=format.as_str()/>
            {(!elsewhere.is_empty()).then(|| view! { <div class="p-4 pb-0"><Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice></div> })}
            {choices(&shape, &known(), preview, &typed)}
            <div class="px-4 pb-4">
                <CheckField at=validate label="Validate what comes in" help="A second job looks up every number of the project that is not validated yet."/>
            </div>
            <div class="border-t hairline">{rows(preview)}</div>
            {acts(paths::numbers_import(project))}
        </form>
    }
}

/// Starts the job.
#[server(prefix = "/forms", endpoint = "numbers-import")]
pub async fn import_numbers(
    #[server(default)] project_id: String,
    #[server(default)] file: String,
    #[server(default)] format: String,
    #[server(default)] header: String,
    #[server(default)] columns: Vec<String>,
    #[server(default)] validate: String,
    #[server(default)] act: String,
) -> Result<(), ServerFnError> {
    // A project or a file that is none leads to its page, which says so.
    let project = ProjectId(project_id.parse().unwrap_or_default());
    let file = FileId(file.parse().unwrap_or_default());
    let page = format!("{}?format={}", paths::numbers_import_file(project, file), paths::query_value(&format));
    let chosen = Chosen { format, header, columns };
    let mut post = FormPost::on(page).typed("validate", &validate);
    for (field, value) in chosen.typed(&Shape::numbers()) {
        post = post.typed(&field, value);
    }
    let outcome = start(&post.request, project, file, &chosen, act != "import", validate == "true").await;
    post.finish(outcome, |started| Done::at(paths::job(started.job))).await
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
    let (format, mapping) = chosen.read(&Shape::numbers(), &[0], "Choose the column that holds the number.")?;
    let draft = ImportDraft { project, file, format, mapping: Some(mapping), dry_run, validate };
    Ok(engine::number::import(&request.engine, scope, &draft).await?)
}
