use super::gate::{Gate, gated};
use super::{filter, pending, table};
use domain::Scope;
use domain::id::{JobId, ProjectId};
use domain::job::JobState;
use domain::scope::Role;
use engine::number::{self, Confirmed, Edit, NumberStatus};
use engine::queue::Worker;
use engine::testing::World;
use engine::{Engine, Error, job};

const BLOCK: Edit = Edit::Status(NumberStatus::Blocked);

async fn seen(world: &World, project: ProjectId, text: &str) -> Confirmed {
    number::confirm(&world.engine, &world.scope, project, &filter(text)).await.expect("it is counted")
}

async fn edit(world: &World, project: ProjectId, text: &str, edit: Edit) -> JobId {
    let confirmed = seen(world, project, text).await;
    number::edit(&world.engine, &world.scope, project, &filter(text), edit, &confirmed).await.expect("it is queued")
}

/// A digest of every column of every row.
async fn digest(world: &World) -> String {
    world.text("select md5(string_agg(n::text, ';' order by id)) as text from number n").await
}

/// Undoes a job by another, and answers that one's outcome.
async fn undo(world: &World, scope: &Scope, of: JobId) -> serde_json::Value {
    let undoing = number::undo(&world.engine, scope, of).await.expect("it is queued");
    world.work().await;
    let detail = job::get(&world.engine, scope, undoing).await.expect("the job is there");
    assert_eq!(detail.progress.state, JobState::Done, "{:?}", detail.progress.error);
    detail.outcome.expect("an outcome")
}

#[tokio::test]
async fn what_matches_gets_its_status_is_moved_or_deleted_and_nothing_else_is_touched() {
    let world = World::new().await;
    table(&world).await;
    let (one, two) = (world.project("one").await, world.project("two").await);
    pending(&world, one.id, 800).await;
    let count = async |what: &str| world.figure(&format!("select count(*) as n from number where {what}")).await;

    edit(&world, one.id, "number.starts=415200", BLOCK).await;
    edit(&world, one.id, "number.starts=415201", Edit::Move(two.id)).await;
    let deleting = edit(&world, one.id, "number.starts=415202", Edit::Delete).await;
    world.work().await;
    let range = |code: i64| format!("number between 1{code}0000 and 1{code}9999");
    assert_eq!(count(&format!("status = 4 and {}", range(415_200))).await, 100);
    assert_eq!(count("status = 4").await, 100);
    assert_eq!(count(&format!("project_id = {} and {}", two.id, range(415_201))).await, 100);
    assert_eq!(count(&format!("project_id = {}", two.id)).await, 100);
    assert_eq!(count(&range(415_202)).await, 0);
    assert_eq!(count("true").await, 700);
    let detail = job::get(&world.engine, &world.scope, deleting).await.expect("the job is there");
    assert_eq!((detail.progress.processed, detail.progress.total), (100, 100));
    assert_eq!(detail.outcome, Some(serde_json::json!({ "changed": 100, "left": 0 })));
    assert_eq!(world.figure("select count(*) as n from number_selection").await, 0, "nothing is left behind");
}

#[tokio::test]
async fn one_number_in_anothers_place_is_confirmed_again_though_the_count_is_the_same() {
    let world = World::new().await;
    table(&world).await;
    let project = world.project("one").await;
    pending(&world, project.id, 80).await;
    let confirmed = seen(&world, project.id, "status=pending").await;
    assert_eq!(confirmed.count, 80);
    world.sql("delete from number where id = (select min(id) from number)").await;
    world
        .sql(&format!(
            "insert into number (tenant_id, project_id, number, origin) values ({}, {}, 14152009999, 1)",
            world.tenant, project.id
        ))
        .await;
    let before = digest(&world).await;
    let ask = async |confirmed: &Confirmed| {
        number::edit(&world.engine, &world.scope, project.id, &filter("status=pending"), Edit::Delete, confirmed).await
    };
    let Err(Error::Conflict(text)) = ask(&confirmed).await else { panic!("it is not refused") };
    assert!(text.contains("not the same ones"), "{text}");
    let again = seen(&world, project.id, "status=pending").await;
    assert_eq!(again.count, 80);
    ask(&again).await.expect("confirmed again");
    // Between the confirmation and the job's beginning.
    world
        .sql("update number set status = 1, updated_at = clock_timestamp() where id = (select max(id) from number)")
        .await;
    let changed = digest(&world).await;
    assert_ne!(before, changed);
    world.work().await;
    assert_eq!(digest(&world).await, changed, "nothing is written");
    let failed = world.text("select error as text from job where kind = 'edit_numbers'").await;
    assert!(failed.contains("look again and confirm"), "{failed}");
}

#[tokio::test]
async fn undoing_gives_every_column_of_every_number_back() {
    let world = World::new().await;
    table(&world).await;
    let (one, two) = (world.project("one").await, world.project("two").await);
    pending(&world, one.id, 8_000).await;
    let validation = number::Wanted::Matching(filter("area_code=415"));
    number::validate(&world.engine, &world.scope, Some(one.id), &validation, 1_000).await.expect("it is queued");
    world.work().await;
    let before = digest(&world).await;
    for change in [BLOCK, Edit::Move(two.id), Edit::Delete] {
        let of = edit(&world, one.id, "area_code=415", change).await;
        world.work().await;
        assert_ne!(digest(&world).await, before, "{change:?}");
        let until = number::undoable_until(&world.engine, &world.scope, of).await.expect("it reads");
        assert!(until.is_some());
        assert_eq!(undo(&world, &world.scope, of).await, serde_json::json!({ "restored": 5_000, "left": 0 }));
        assert_eq!(digest(&world).await, before, "{change:?}");
        let again = number::undo(&world.engine, &world.scope, of).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "what was undone is not undone again");
    }
}

#[tokio::test]
async fn numbers_that_somebody_changed_since_are_left_and_listed() {
    let world = World::new().await;
    table(&world).await;
    let (one, two) = (world.project("one").await, world.project("two").await);
    pending(&world, one.id, 80).await;
    let first = "(select min(id) from number)";
    let of = edit(&world, one.id, "status=pending", BLOCK).await;
    world.work().await;
    world.sql(&format!("update number set status = 2, updated_at = clock_timestamp() where id = {first}")).await;
    let undoing = number::undo(&world.engine, &world.scope, of).await.expect("it is queued");
    world.work().await;
    let left = number::left(&world.engine, &world.scope, undoing, 100).await.expect("they are listed");
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].reason, "It was changed since.");
    assert_eq!(world.figure(&format!("select status::bigint as n from number where id = {first}")).await, 2);

    let of = edit(&world, one.id, "", Edit::Delete).await;
    world.work().await;
    pending(&world, one.id, 8).await;
    let outcome = undo(&world, &world.scope, of).await;
    assert_eq!(outcome, serde_json::json!({ "restored": 72, "left": 8 }), "eight numbers are there again");

    pending(&world, two.id, 3).await;
    let of = edit(&world, one.id, "", Edit::Move(two.id)).await;
    world.work().await;
    let left = number::left(&world.engine, &world.scope, of, 100).await.expect("they are listed");
    assert_eq!(left.len(), 3);
    assert!(left.iter().all(|left| left.reason == "The other project holds it already."));
}

#[tokio::test]
async fn a_change_that_meets_another_leaves_the_numbers_that_were_changed_while_it_ran() {
    let world = World::new().await;
    table(&world).await;
    let project = world.project("one").await;
    pending(&world, project.id, 5_100).await;
    let id = edit(&world, project.id, "", BLOCK).await;
    let gate = Gate::on_change(&world).await;
    let gated = Engine::connect(gated(world.database.settings())).await.expect("it connects");
    let worker = Worker::new(gated, job::registry());
    let running = tokio::spawn(async move { worker.run_once().await });
    // The first 5,000 are held; the last hundred wait for the second step.
    gate.holds(1).await;
    world
        .sql("update number set status = 1, updated_at = clock_timestamp() where id = (select max(id) from number)")
        .await;
    gate.open().await;
    running.await.expect("no panic").expect("no error");
    let detail = job::get(&world.engine, &world.scope, id).await.expect("the job is there");
    assert_eq!(detail.outcome, Some(serde_json::json!({ "changed": 5_099, "left": 1 })));
    assert_eq!(world.figure("select count(*) as n from number where status = 4").await, 5_099);
}

#[tokio::test]
async fn a_change_is_undone_for_fifteen_minutes_and_then_forgotten() {
    let world = World::new().await;
    table(&world).await;
    let project = world.project("one").await;
    pending(&world, project.id, 80).await;
    let of = edit(&world, project.id, "", BLOCK).await;
    let Err(Error::Conflict(text)) = number::undo(&world.engine, &world.scope, of).await else { panic!("it waits") };
    assert!(text.starts_with("The job has not ended"), "{text}");
    world.work().await;
    world.sql("update job set finished_at = finished_at - interval '15 minutes'").await;
    let Err(Error::Conflict(text)) = number::undo(&world.engine, &world.scope, of).await else {
        panic!("it is too late")
    };
    assert!(text.contains("15 minutes"), "{text}");
    assert_eq!(number::undoable_until(&world.engine, &world.scope, of).await.expect("it reads"), None);
    world
        .sql(
            "insert into job (id, tenant_id, kind, title, params, max_attempts)
             values (gen_random_uuid(), 0, 'housekeeping', 'sweep', '{}', 1)",
        )
        .await;
    world.work().await;
    assert_eq!(world.figure("select count(*) as n from number_before").await, 0);
}

#[tokio::test]
async fn nobody_changes_or_undoes_another_tenants_numbers_or_with_too_low_a_role() {
    let world = World::new().await;
    table(&world).await;
    let project = world.project("one").await;
    pending(&world, project.id, 80).await;
    let (_, _, stranger) = world.other("strangers", Role::Owner).await;
    let confirmed = seen(&world, project.id, "").await;
    let everything = filter("");
    let foreign = number::edit(&world.engine, &stranger, project.id, &everything, Edit::Delete, &confirmed).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let theirs = engine::project::create(
        &world.engine,
        &stranger,
        &domain::project::ProjectDraft { name: "theirs".into(), ..Default::default() },
    )
    .await
    .expect("a project is made");
    let there = number::edit(&world.engine, &world.scope, project.id, &everything, Edit::Move(theirs.id), &confirmed);
    assert!(matches!(there.await, Err(Error::NotFound)), "a project of somebody else's is no place to move to");
    let viewer = Scope::establish(
        world.tenant,
        world.scope.actor(),
        Role::Viewer,
        false,
        domain::scope::RequestId("test".into()),
    );
    let low = number::edit(&world.engine, &viewer, project.id, &everything, Edit::Delete, &confirmed).await;
    assert!(matches!(low, Err(Error::Denied(_))), "{low:?}");
    let of = edit(&world, project.id, "", BLOCK).await;
    world.work().await;
    assert!(matches!(number::undo(&world.engine, &stranger, of).await, Err(Error::NotFound)));
    assert!(matches!(number::undo(&world.engine, &viewer, of).await, Err(Error::Denied(_))));
    assert_eq!(number::left(&world.engine, &stranger, of, 9).await.expect("it reads").len(), 0);
}

#[tokio::test]
async fn an_undone_deletion_whose_project_is_gone_ends_and_lists_what_is_left() {
    let world = World::new().await;
    table(&world).await;
    let project = world.project("one").await;
    pending(&world, project.id, 40).await;
    let deleting = edit(&world, project.id, "", Edit::Delete).await;
    world.work().await;
    engine::project::delete(&world.engine, &world.scope, project.id, None).await.expect("an empty one goes");
    world.work().await;
    let outcome = undo(&world, &world.scope, deleting).await;
    assert_eq!(outcome, serde_json::json!({ "restored": 0, "left": 40 }));
    let reasons = "select string_agg(distinct reason, '; ') as text from number_left";
    assert_eq!(world.text(reasons).await, "Its project was deleted.");
}
