//! Projects: changing, archiving and deleting them, and what may not happen meanwhile.

use domain::filter::{Filter, ListQuery, Projects};
use domain::id::ProjectId;
use domain::job::JobState;
use domain::page::Count;
use domain::phone::GenerationDraft;
use domain::project::{Project, ProjectChanges};
use domain::scope::Role;
use engine::project::{self, Edited};
use engine::testing::World;
use engine::{Error, job, live, number};

fn named(name: &str) -> ProjectChanges {
    ProjectChanges { name: Some(name.into()), ..ProjectChanges::default() }
}

async fn edit(world: &World, id: ProjectId, changes: &ProjectChanges, version: Option<i64>) -> engine::Result<Edited> {
    project::edit(&world.engine, &world.scope, id, changes, version).await
}

fn changed(edited: engine::Result<Edited>) -> Project {
    match edited {
        Ok(Edited::Changed(project)) => project,
        other => panic!("not changed: {other:?}"),
    }
}

async fn generate(world: &World, id: ProjectId, quantity: u32) -> engine::Result<number::GenerationStarted> {
    let draft = GenerationDraft {
        project_id: id.to_string(),
        area_code: "415".into(),
        quantity: quantity.to_string(),
        ..GenerationDraft::default()
    };
    number::generate(&world.engine, &world.scope, &draft).await
}

async fn names(world: &World, filter: &str) -> Vec<String> {
    let filter = Filter::<Projects>::parse_query(filter).expect("the filter reads");
    let query = ListQuery { filter: filter.clone(), ..ListQuery::default() };
    let rows = project::list(&world.engine, &world.scope, &query).await.expect("it reads").rows;
    let count = project::count(&world.engine, &world.scope, &filter).await.expect("it counts");
    assert_eq!(count, Count::Exact(rows.len() as u64), "list and count differ");
    rows.into_iter().map(|line| line.project.name).collect()
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_of_two_that_know_the_same_version_one_is_told() {
    let world = World::new().await;
    let bay = world.project("Bay").await;
    let changes = ProjectChanges {
        target_phone_count: Some("100,000".into()),
        start_date: Some("2026-07-01".into()),
        status: Some("active".into()),
        ..ProjectChanges::default()
    };
    let after = changed(edit(&world, bay.id, &changes, Some(bay.version)).await);
    assert_eq!((after.target_phone_count, after.status.as_str(), after.version), (Some(100_000), "active", 2));
    assert_eq!((after.name.as_str(), after.start_date.map(|day| day.to_string())), ("Bay", Some("2026-07-01".into())));

    let stale = edit(&world, bay.id, &named("Mine"), Some(bay.version)).await;
    assert_eq!(stale.expect("it answers"), Edited::Stale(after.clone()));
    let (mine, theirs) = (named("One"), named("Other"));
    let (one, other) = tokio::join!(
        edit(&world, bay.id, &mine, Some(after.version)),
        edit(&world, bay.id, &theirs, Some(after.version))
    );
    let stale = [one, other].into_iter().filter(|edited| matches!(edited, Ok(Edited::Stale(_)))).count();
    assert_eq!(stale, 1, "one of two at the same moment");

    let taken_away = ProjectChanges { target_phone_count: Some(String::new()), ..ProjectChanges::default() };
    let after = changed(edit(&world, bay.id, &taken_away, None).await);
    assert_eq!((after.target_phone_count, after.version), (None, 4));
    assert_eq!(changed(edit(&world, bay.id, &taken_away, None).await).version, 4, "nothing changed, nothing counted");
}

#[tokio::test]
async fn an_edit_is_refused_at_its_fields_and_for_who_may_not() {
    let world = World::new().await;
    let bay = world.project("Bay").await.id;
    world.project("Cape").await;
    let wrong = ProjectChanges { status: Some("done".into()), end_date: Some("soon".into()), ..named("") };
    let Err(Error::Invalid(errors)) = edit(&world, bay, &wrong, None).await else { panic!("not refused") };
    assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["end_date", "name", "status"]);
    let Err(Error::Invalid(errors)) = edit(&world, bay, &named("Cape"), None).await else { panic!("not refused") };
    assert_eq!(errors.at("name"), ["A project with this name already exists."]);
    let (_, _, stranger) = world.other("globex", Role::Owner).await;
    for refused in [
        project::edit(&world.engine, &stranger, bay, &named("x"), None).await.map(drop),
        project::archive(&world.engine, &stranger, bay).await.map(drop),
        project::delete(&world.engine, &stranger, bay, None).await.map(drop),
        project::analytics(&world.engine, &stranger, bay).await.map(drop),
    ] {
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
}

#[tokio::test]
async fn an_archived_project_is_listed_where_it_is_asked_for_and_takes_no_more_numbers() {
    let world = World::new().await;
    let bay = world.project("Bay").await.id;
    world.project("Cape").await;
    let archived = project::archive(&world.engine, &world.scope, bay).await.expect("it is archived");
    assert!(archived.archived_at.is_some());
    let again = project::archive(&world.engine, &world.scope, bay).await.expect("twice is as once");
    assert_eq!(again, archived);
    assert_eq!(names(&world, "").await, ["Cape"]);
    assert_eq!(names(&world, "archived=false").await, ["Cape"]);
    assert_eq!(names(&world, "archived=true").await, ["Bay"]);
    assert_eq!(names(&world, "archived=true&archived=false").await, ["Cape", "Bay"]);
    let Err(Error::Invalid(errors)) = generate(&world, bay, 10).await else { panic!("not refused") };
    assert!(errors.at("project_id")[0].contains("archived"), "{errors}");
    project::unarchive(&world.engine, &world.scope, bay).await.expect("it is unarchived");
    assert_eq!(names(&world, "").await, ["Cape", "Bay"]);
    generate(&world, bay, 10).await.expect("it takes numbers again");
}

#[tokio::test]
async fn each_filter_alone_and_together_gives_the_projects_it_names() {
    let world = World::new().await;
    for (name, status, priority) in
        [("North shore", "active", "high"), ("South Shore", "planning", "high"), ("Inland", "active", "low")]
    {
        let id = world.project(name).await.id;
        let changes =
            ProjectChanges { status: Some(status.into()), priority: Some(priority.into()), ..Default::default() };
        changed(edit(&world, id, &changes, None).await);
    }
    assert_eq!(names(&world, "name.contains=SHORE").await, ["South Shore", "North shore"]);
    assert_eq!(names(&world, "status=active").await, ["Inland", "North shore"]);
    assert_eq!(names(&world, "priority=high&status=active").await, ["North shore"]);
    assert_eq!(names(&world, "status.not=active").await, ["South Shore"]);
    assert_eq!(names(&world, "created.to=2000-01-01").await, Vec::<String>::new());
    world.sql("update project set created_at = '1999-12-31' where name = 'Inland'").await;
    assert_eq!(names(&world, "created.to=2000-01-01").await, ["Inland"]);
}

#[tokio::test]
async fn a_deleted_project_is_gone_at_once_its_numbers_by_a_job_and_what_was_generated_stays_known() {
    let world = World::new().await;
    let (bay, cape) = (world.project("Bay").await.id, world.project("Cape").await.id);
    generate(&world, bay, 12_345).await.expect("it starts");
    generate(&world, cape, 50).await.expect("it starts");
    world.work().await;

    let wrong = project::delete(&world.engine, &world.scope, bay, Some("bay")).await;
    let Err(Error::Invalid(errors)) = wrong else { panic!("not refused: {wrong:?}") };
    assert_eq!(errors.at("name").len(), 1);
    let gone = project::delete(&world.engine, &world.scope, bay, Some(" Bay ")).await.expect("it is deleted");
    assert_eq!((gone.name.as_str(), gone.numbers), ("Bay", 12_345));

    assert_eq!(names(&world, "").await, ["Cape"]);
    let refused = [
        project::get(&world.engine, &world.scope, bay).await.map(drop),
        project::delete(&world.engine, &world.scope, bay, None).await.map(drop),
        edit(&world, bay, &named("x"), None).await.map(drop),
        number::totals(&world.engine, &world.scope, Some(bay)).await.map(drop),
        live::snapshot(&world.engine, &world.scope, domain::live::Topic::Project(bay)).await.map(drop),
    ];
    assert!(refused.iter().all(|refused| matches!(refused, Err(Error::NotFound))), "{refused:?}");
    assert!(matches!(generate(&world, bay, 5).await, Err(Error::Invalid(_))));
    world.project("Bay").await;
    let cancelled = job::cancel(&world.engine, &world.scope, gone.job).await;
    assert!(matches!(cancelled, Err(Error::Conflict(_))), "half a project would stay: {cancelled:?}");

    world.work().await;
    let ended = job::get(&world.engine, &world.scope, gone.job).await.expect("it is there");
    assert_eq!((ended.progress.state, ended.progress.processed), (JobState::Done, 12_345));
    assert_eq!(world.figure(&format!("select count(*) as n from number where project_id = {bay}")).await, 0);
    assert_eq!(world.figure(&format!("select count(*) as n from number where project_id = {cape}")).await, 50);
    assert_eq!(world.figure(&format!("select count(*) as n from project where id = {bay}")).await, 0);
    let ledger = world.figure("select count(*) as n from generated_number").await;
    assert!((12_345..=12_395).contains(&ledger), "the ledger outlives the project: {ledger}");
}

#[tokio::test]
async fn a_project_is_not_deleted_while_jobs_work_on_it() {
    let world = World::new().await;
    let bay = world.project("Bay").await.id;
    let started = generate(&world, bay, 10).await.expect("it starts");
    let refused = project::delete(&world.engine, &world.scope, bay, Some("Bay")).await;
    let Err(Error::Conflict(text)) = refused else { panic!("not refused: {refused:?}") };
    assert_eq!(text, "1 job works on this project. Wait for it to end or cancel it, then delete it.");
    job::cancel(&world.engine, &world.scope, started.job).await.expect("it is cancelled");
    project::delete(&world.engine, &world.scope, bay, Some("Bay")).await.expect("now it goes");
}

#[tokio::test]
async fn of_a_deletion_and_a_generation_at_the_same_moment_one_comes_first() {
    let world = World::new().await;
    for round in 0..12 {
        let name = format!("Bay {round}");
        let bay = world.project(&name).await.id;
        let (deleted, started) =
            tokio::join!(project::delete(&world.engine, &world.scope, bay, None), generate(&world, bay, 5));
        assert!(deleted.is_ok() != started.is_ok(), "{deleted:?} {started:?}");
    }
}

#[tokio::test]
async fn analytics_count_numbers_and_jobs_as_they_are() {
    let world = World::new().await;
    let bay = world.project("Bay").await.id;
    generate(&world, bay, 40).await.expect("it starts");
    world.work().await;
    let started = generate(&world, bay, 10).await.expect("it starts");
    job::cancel(&world.engine, &world.scope, started.job).await.expect("it is cancelled");
    generate(&world, bay, 10).await.expect("it starts");
    world.sql("update number set valid = (id % 4 > 0)").await;
    let found = project::analytics(&world.engine, &world.scope, bay).await.expect("it counts");
    let valid = world.figure("select count(*) as n from number where valid").await;
    assert_eq!((found.numbers.total, found.numbers.valid as i64), (40, valid));
    let of = |wanted| found.jobs(|state| state == wanted);
    assert_eq!((of(JobState::Done), of(JobState::Cancelled), of(JobState::Waiting)), (1, 1, 1));
    assert_eq!(found.jobs(|_| true), 3);
}
