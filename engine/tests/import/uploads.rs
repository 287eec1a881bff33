//! What can be brought, by whom, and how long it stays.

use super::*;
use domain::FieldErrors;
use domain::job::JobState;
use domain::scope::Role;
use engine::Error;
use engine::queue::run_due;

#[tokio::test]
async fn what_is_no_table_is_refused_at_once_and_says_what_to_do() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let sheet = upload(&world, &world.scope, project, "PK\u{3}\u{4}xl/workbook.xml").await.expect("stored");
    let refused = number::import(&world.engine, &world.scope, &draft(project, sheet)).await;
    let Err(Error::Invalid(errors)) = refused else { panic!("not refused: {refused:?}") };
    let text = "This is a spreadsheet or an archive. Save the sheet as CSV and import that.";
    assert_eq!(errors, FieldErrors::one("file", text));
    let refused = upload(&world, &world.scope, project, "").await;
    assert!(matches!(refused, Err(Error::Invalid(errors)) if !errors.at("file").is_empty()));
    let file = upload(&world, &world.scope, project, "\r\n\r\n").await.expect("stored");
    let job = number::import(&world.engine, &world.scope, &draft(project, file)).await.expect("queued").job;
    world.work().await;
    let progress = detail(&world, job).await.progress;
    assert_eq!(progress.state, JobState::Failed);
    assert!(progress.error.expect("why").contains("There is no row in numbers.csv"));
    let doc = ImportDraft { format: FileFormat::Doc, ..draft(project, file) };
    let refused = number::import(&world.engine, &world.scope, &doc).await;
    assert!(matches!(refused, Err(Error::Invalid(errors)) if !errors.at("format").is_empty()));
}

#[tokio::test]
async fn a_viewer_brings_nothing_and_another_tenant_finds_neither_project_nor_file() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let file = upload(&world, &world.scope, project, "4152000001\n").await.expect("stored");
    let (_, _, viewer) = world.other("viewers", Role::Viewer).await;
    assert!(matches!(upload(&world, &viewer, project, "4152000001\n").await, Err(Error::Denied(_))));
    let (_, _, stranger) = world.other("strangers", Role::Owner).await;
    assert!(matches!(upload(&world, &stranger, project, "4152000001\n").await, Err(Error::NotFound)));
    assert!(matches!(number::import(&world.engine, &stranger, &draft(project, file)).await, Err(Error::NotFound)));
    assert!(matches!(number::preview(&world.engine, &stranger, project, file, None).await, Err(Error::NotFound)));
    let other = world.project("other").await.id;
    let elsewhere = number::import(&world.engine, &world.scope, &draft(other, file)).await;
    assert!(matches!(elsewhere, Err(Error::Invalid(_))), "a file is of the project it was brought for");
    assert!(matches!(file::fetch(&world.engine, &world.scope, file, 0).await, Err(Error::NotFound)), "uploads stay in");
}

#[tokio::test]
async fn one_job_reads_a_file_at_a_time_and_it_can_be_imported_once() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let file = upload(&world, &world.scope, project, "4152000001\n").await.expect("stored");
    number::import(&world.engine, &world.scope, &draft(project, file)).await.expect("queued");
    let again = number::import(&world.engine, &world.scope, &draft(project, file)).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    world.work().await;
    let again = number::import(&world.engine, &world.scope, &draft(project, file)).await;
    assert!(matches!(again, Err(Error::Invalid(errors)) if errors.at("file")[0].contains("Upload it again")));
}

#[tokio::test]
async fn an_upload_is_forgotten_after_a_day_unless_its_job_is_still_open() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    upload(&world, &world.scope, project, "4152000001\n").await.expect("stored");
    let waiting = upload(&world, &world.scope, project, "4152000002\n").await.expect("stored");
    number::import(&world.engine, &world.scope, &draft(project, waiting)).await.expect("queued");
    world.sql("insert into job_kind_pause (kind) values ('import_numbers')").await;
    world.sql("update stored_file set expires_at = now() - interval '1 second'").await;
    run_due(&world.engine, &job::schedules()).await.expect("it looks");
    world.work().await;
    assert_eq!(world.figure("select count(*) as n from stored_file").await, 1);
    world.sql("delete from job_kind_pause").await;
    world.work().await;
    assert_eq!(held(&world, project).await.len(), 1);
}
