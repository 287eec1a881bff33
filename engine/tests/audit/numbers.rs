//! What of the day is about projects and their numbers.

use super::Day;
use super::files::file;
use domain::id::{JobId, ProjectId};
use domain::phone::GenerationDraft;
use domain::project::{ProjectChanges, ProjectDraft};
use domain::table_file::{ExportDraft, FileFormat};
use engine::number::ImportDraft;
use engine::{job, number, project};

fn project_draft(name: &str) -> ProjectDraft {
    ProjectDraft { name: name.into(), ..ProjectDraft::default() }
}

fn generation(project: impl ToString, quantity: &str) -> GenerationDraft {
    GenerationDraft {
        project_id: project.to_string(),
        area_code: "415".into(),
        quantity: quantity.into(),
        fiction: "on".into(),
        ..GenerationDraft::default()
    }
}
/// The project that is there at the end.
pub(super) async fn numbers(day: &mut Day<'_>) -> ProjectId {
    let world = day.world;
    let (engine, scope) = (&world.engine, &world.scope);
    let film = day.made("project.create", scope, project::create(engine, scope, &project_draft("Film")).await).await;
    day.refused("project.create", project::create(engine, scope, &project_draft("Film")).await).await;
    day.refused("project.create", project::create(engine, scope, &project_draft("")).await).await;

    let started = number::generate(engine, scope, &generation(film.id, "10")).await;
    let started = day.made("number.generate", scope, started).await;
    day.refused("number.generate", number::generate(engine, scope, &generation(film.id, "101")).await).await;
    day.made("job.cancel", scope, job::cancel(engine, scope, started.job).await).await;
    day.refused("job.cancel", job::cancel(engine, scope, started.job).await).await;
    day.made("job.retry", scope, job::retry(engine, scope, started.job).await).await;
    day.refused("job.retry", job::retry(engine, scope, started.job).await).await;
    day.refused("job.cancel", job::cancel(engine, scope, JobId(uuid::Uuid::nil())).await).await;

    let csv = ExportDraft::default();
    day.made("number.export", scope, number::export(engine, scope, film.id, &csv).await).await;
    let pdf = ExportDraft { format: "pdf".into(), ..ExportDraft::default() };
    day.refused("number.export", number::export(engine, scope, film.id, &pdf).await).await;
    // A file that is brought changes nothing yet.
    let brought = number::upload(engine, scope, Some(film.id), "x.csv", file(b"4152000001\n")).await.expect("stored");
    let wish = ImportDraft {
        project: film.id,
        file: brought,
        format: FileFormat::Csv,
        mapping: None,
        dry_run: false,
        validate: false,
    };
    day.made("number.import", scope, number::import(engine, scope, &wish).await).await;
    day.refused("number.import", number::import(engine, scope, &wish).await).await;
    let renamed = ProjectChanges { name: Some("Cinema".into()), ..ProjectChanges::default() };
    let edited = project::edit(engine, scope, film.id, &renamed, None).await;
    day.made("project.edit", scope, edited).await;
    let nameless = ProjectChanges { name: Some(String::new()), ..ProjectChanges::default() };
    day.refused("project.edit", project::edit(engine, scope, film.id, &nameless, None).await).await;
    day.made("project.archive", scope, project::archive(engine, scope, film.id).await).await;
    project::archive(engine, scope, film.id).await.expect("twice is as once");
    day.count("archiving twice").await;
    day.made("project.unarchive", scope, project::unarchive(engine, scope, film.id).await).await;
    day.refused("project.delete", project::delete(engine, scope, film.id, None).await).await;
    let cape = day.made("project.create", scope, project::create(engine, scope, &project_draft("Cape")).await).await;
    day.refused("project.delete", project::delete(engine, scope, cape.id, Some("cape")).await).await;
    day.made("project.delete", scope, project::delete(engine, scope, cape.id, Some("Cape")).await).await;
    film.id
}
