//! Generating numbers, on a real database.

use domain::FieldErrors;
use domain::Scope;
use domain::filter::ListQuery;
use domain::id::{JobId, ProjectId};
use domain::job::JobState;
use domain::page::PageSize;
use domain::phone::GenerationDraft;
use domain::scope::Role;
use engine::queue::Worker;
use engine::testing::World;
use engine::{Error, job, number};
use std::collections::BTreeSet;

fn draft(project: ProjectId, area_code: &str, quantity: u64) -> GenerationDraft {
    GenerationDraft {
        project_id: project.to_string(),
        area_code: area_code.into(),
        quantity: quantity.to_string(),
        batch_size: "100".into(),
        seed: "7".into(),
        ..GenerationDraft::default()
    }
}

/// Three codes of 415 as a table of one's own would give them.
async fn three_codes(world: &World) {
    world
        .sql(
            "insert into prefix (prefix, carrier, brand, line_type, state, place, assigned, source) values
             (415200, 'NEW CINGULAR WIRELESS', 'AT&T', 1, 'CA', 'SAN FRANCI', true, 'own_table'),
             (415201, 'CELLCO PARTNERSHIP', 'Verizon', 1, 'CA', 'SAN FRANCI', true, 'own_table'),
             (415202, 'PACIFIC BELL', 'AT&T', 2, 'CA', 'SAN RAFAEL', true, 'own_table'),
             (415203, 'NOBODY', 'Nobody', 0, 'CA', 'NOWHERE', false, 'own_table')",
        )
        .await;
}

async fn run(world: &World, scope: &Scope, draft: &GenerationDraft) -> job::JobDetail {
    let started = number::generate(&world.engine, scope, draft).await.expect("the generation is queued");
    world.work().await;
    job::get(&world.engine, scope, started.job).await.expect("the job is there")
}

async fn hash(world: &World, project: ProjectId) -> BTreeSet<i64> {
    let mut numbers = BTreeSet::new();
    let mut query = ListQuery { page_size: PageSize::clamped(1_000), ..ListQuery::default() };
    loop {
        let page = number::list(&world.engine, &world.scope, project, &query).await.expect("the list reads");
        numbers.extend(page.rows.iter().map(|row| row.number.value()));
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => return numbers,
        }
    }
}

#[tokio::test]
async fn exactly_as_many_distinct_numbers_as_asked_for_each_in_an_assigned_code() {
    let world = World::new().await;
    three_codes(&world).await;
    let project = world.project("numbers").await;
    let detail = run(&world, &world.scope, &draft(project.id, "415", 2_345)).await;
    assert_eq!(detail.progress.state, JobState::Done);
    assert_eq!((detail.progress.processed, detail.progress.succeeded), (2_345, 2_345));
    assert_eq!(detail.outcome.expect("an outcome")["total_generated"], 2_345);
    let numbers = hash(&world, project.id).await;
    assert_eq!(numbers.len(), 2_345);
    let codes: BTreeSet<i64> = numbers.iter().map(|number| number / 10_000 - 1_000_000).collect();
    assert_eq!(codes, BTreeSet::from([415_200, 415_201, 415_202]), "the code that is not assigned gives none");
}

#[tokio::test]
async fn carrier_and_line_type_choose_the_codes_and_are_stored_with_each_number() {
    let world = World::new().await;
    three_codes(&world).await;
    let project = world.project("numbers").await;
    let wish = GenerationDraft { carrier: "at&t".into(), line_type: "Mobile".into(), ..draft(project.id, "415", 300) };
    run(&world, &world.scope, &wish).await;
    let page =
        number::list(&world.engine, &world.scope, project.id, &ListQuery::default()).await.expect("the list reads");
    assert_eq!(page.rows.len(), 50);
    for row in page.rows {
        assert_eq!(row.number.prefix().to_string(), "415200");
        assert_eq!(row.brand.as_deref(), Some("AT&T"));
        assert_eq!(row.state.as_deref(), Some("CA"));
        assert!(row.ever_generated);
    }
}

#[tokio::test]
async fn more_than_there_is_is_refused_and_the_refusal_names_the_figure() {
    let world = World::new().await;
    three_codes(&world).await;
    let project = world.project("numbers").await;
    run(&world, &world.scope, &draft(project.id, "415", 500)).await;
    let refused = number::generate(&world.engine, &world.scope, &draft(project.id, "415", 29_501)).await;
    let Err(Error::Invalid(errors)) = refused else { panic!("not refused: {refused:?}") };
    assert_eq!(errors.at("quantity"), ["Only 29,500 numbers are available with these filters."]);
}

#[tokio::test]
async fn what_the_project_holds_is_skipped_and_made_up_for_until_the_last_number() {
    let world = World::new().await;
    three_codes(&world).await;
    let project = world.project("numbers").await;
    let one =
        GenerationDraft { carrier: "Verizon".into(), batch_size: "1000".into(), ..draft(project.id, "415", 9_990) };
    run(&world, &world.scope, &one).await;
    let rest = GenerationDraft { carrier: "Verizon".into(), seed: "8".into(), ..draft(project.id, "415", 10) };
    let detail = run(&world, &world.scope, &rest).await;
    assert_eq!(detail.progress.state, JobState::Done);
    assert_eq!(detail.progress.succeeded, 10);
    assert_eq!(hash(&world, project.id).await.len(), 10_000, "the code is used up to its last line");
}

#[tokio::test]
async fn fiction_holds_a_hundred_numbers_an_area_code_and_the_hundred_and_first_is_refused() {
    let world = World::new().await;
    let project = world.project("film").await;
    let fiction = |quantity| GenerationDraft { fiction: "on".into(), ..draft(project.id, "415", quantity) };
    let refused = number::generate(&world.engine, &world.scope, &fiction(101)).await;
    let Err(Error::Invalid(errors)) = refused else { panic!("not refused: {refused:?}") };
    assert_eq!(errors.at("quantity"), ["Only 100 numbers are available with these filters."]);
    run(&world, &world.scope, &fiction(100)).await;
    let numbers = hash(&world, project.id).await;
    assert_eq!(numbers, (14_155_550_100..=14_155_550_199).collect());
}

#[tokio::test]
async fn three_jobs_at_once_put_no_number_twice_into_a_project_and_count_what_they_stored() {
    let world = World::new().await;
    three_codes(&world).await;
    let project = world.project("numbers").await;
    let mut jobs = Vec::new();
    for seed in ["1", "2", "3"] {
        let draft = GenerationDraft { seed: seed.into(), batch_size: "500".into(), ..draft(project.id, "415", 8_000) };
        jobs.push(number::generate(&world.engine, &world.scope, &draft).await.expect("queued").job);
    }
    let stop = tokio_util::sync::CancellationToken::new();
    let worker = Worker::new(world.engine.clone(), job::registry());
    let working = tokio::spawn({
        let stop = stop.clone();
        async move { worker.run(stop).await }
    });
    let mut stored = 0;
    for id in &jobs {
        let progress = ended(&world, *id).await;
        assert_eq!(progress.state, JobState::Done, "{:?}", progress.error);
        assert_eq!(progress.succeeded, 8_000);
        stored += progress.succeeded;
    }
    stop.cancel();
    working.await.expect("the worker stops");
    assert_eq!(world.figure("select count(distinct number) as n from number").await, stored);
    assert_eq!(world.figure("select count(*) as n from number").await, stored);
}

async fn ended(world: &World, id: JobId) -> domain::job::JobProgress {
    let mut watch = world.engine.live().subscribe(&world.scope, domain::live::Topic::Job(id));
    loop {
        let progress = job::progress(&world.engine, &world.scope, id).await.expect("the job is there");
        if progress.state.is_ended() {
            return progress;
        }
        watch.changed().await;
    }
}

#[tokio::test]
async fn when_others_took_the_numbers_meanwhile_the_job_says_that_the_plan_is_exhausted() {
    let world = World::new().await;
    let project = world.project("film").await;
    let fiction = |quantity, seed: &str| GenerationDraft {
        fiction: "on".into(),
        seed: seed.into(),
        ..draft(project.id, "415", quantity)
    };
    let first = number::generate(&world.engine, &world.scope, &fiction(60, "1")).await.expect("queued");
    let second = number::generate(&world.engine, &world.scope, &fiction(60, "2")).await.expect("queued");
    world.work().await;
    let stored = |detail: &job::JobDetail| detail.progress.succeeded;
    let first = job::get(&world.engine, &world.scope, first.job).await.expect("there");
    let second = job::get(&world.engine, &world.scope, second.job).await.expect("there");
    assert_eq!(stored(&first) + stored(&second), 100);
    let short = if stored(&first) < 60 { first } else { second };
    assert!(short.progress.step.starts_with("The plan is exhausted: 40 of 60"), "{}", short.progress.step);
    assert_eq!(short.outcome.expect("an outcome")["exhausted"], true);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_set_whether_or_not_the_worker_died_three_times() {
    let world = World::new().await;
    three_codes(&world).await;
    let undisturbed = world.project("undisturbed").await;
    let killed = world.project("killed").await;
    run(&world, &world.scope, &draft(undisturbed.id, "415", 4_000)).await;

    let id = number::generate(&world.engine, &world.scope, &draft(killed.id, "415", 4_000)).await.expect("queued").job;
    for target in [500, 1_500, 2_500] {
        let worker = Worker::new(world.engine.clone(), job::registry());
        let working = tokio::spawn(async move { worker.run_once().await });
        let mut watch = world.engine.live().subscribe(&world.scope, domain::live::Topic::Job(id));
        while job::progress(&world.engine, &world.scope, id).await.expect("there").processed < target {
            // Announcements come four times a second at most; the row itself is looked at in between.
            tokio::select! { _ = watch.changed() => {}, () = tokio::task::yield_now() => {} }
        }
        working.abort();
        assert!(working.await.expect_err("it was killed").is_cancelled());
        world.rescue_after_death().await;
    }
    world.work().await;
    let detail = job::get(&world.engine, &world.scope, id).await.expect("there");
    assert_eq!(detail.progress.state, JobState::Done);
    assert_eq!(detail.progress.processed, 4_000);
    assert_eq!(detail.attempts.len(), 4);
    assert_eq!(hash(&world, killed.id).await, hash(&world, undisturbed.id).await);
}

#[tokio::test]
async fn cancelled_in_the_middle_the_count_is_what_the_table_holds() {
    let world = World::new().await;
    three_codes(&world).await;
    let project = world.project("numbers").await;
    let id =
        number::generate(&world.engine, &world.scope, &draft(project.id, "415", 20_000)).await.expect("queued").job;
    let worker = Worker::new(world.engine.clone(), job::registry());
    let working = tokio::spawn(async move { worker.run_once().await });
    let mut watch = world.engine.live().subscribe(&world.scope, domain::live::Topic::Job(id));
    while job::progress(&world.engine, &world.scope, id).await.expect("there").processed < 1_000 {
        watch.changed().await;
    }
    job::cancel(&world.engine, &world.scope, id).await.expect("it is cancelled");
    working.await.expect("no panic").expect("no error");
    let progress = job::progress(&world.engine, &world.scope, id).await.expect("there");
    assert_eq!(progress.state, JobState::Cancelled);
    assert!(progress.processed < 20_000);
    assert_eq!(world.figure("select count(*) as n from number").await, progress.processed);
    // A retry goes on from there.
    job::retry(&world.engine, &world.scope, id).await.expect("it is retried");
    world.work().await;
    assert_eq!(world.figure("select count(*) as n from number").await, 20_000);
}

#[tokio::test]
async fn the_ledger_remembers_what_was_generated_after_its_project_is_gone() {
    let world = World::new().await;
    let project = world.project("film").await;
    run(&world, &world.scope, &GenerationDraft { fiction: "on".into(), ..draft(project.id, "212", 100) }).await;
    world.sql("delete from project").await;
    assert_eq!(world.figure("select count(*) as n from number").await, 0);
    assert_eq!(world.figure("select count(*) as n from generated_number").await, 100);
}

#[tokio::test]
async fn a_filter_on_carriers_nobody_knows_is_refused_and_offers_the_import() {
    let world = World::new().await;
    let project = world.project("numbers").await;
    let wish = GenerationDraft { carrier: "AT&T".into(), ..draft(project.id, "415", 10) };
    let refused = number::generate(&world.engine, &world.scope, &wish).await;
    let Err(Error::Invalid(errors)) = refused else { panic!("not refused: {refused:?}") };
    assert!(errors.at("carrier_filter")[0].contains("import the prefix table"));
}

#[tokio::test]
async fn filters_that_leave_no_code_are_blamed_and_not_the_quantity() {
    let world = World::new().await;
    three_codes(&world).await;
    let project = world.project("numbers").await;
    for (carrier, line_type, field, text) in [
        ("Nobody Telecom", "", "carrier_filter", "No code of area code 415 belongs to Nobody Telecom."),
        ("Nobody Telecom", "Mobile", "carrier_filter", "No code of area code 415 belongs to Nobody Telecom."),
        ("", "VoIP", "type_filter", "No code of area code 415 has the line type VoIP."),
        ("Verizon", "Landline", "type_filter", "No code of Verizon in area code 415 has the line type Landline."),
    ] {
        let wish =
            GenerationDraft { carrier: carrier.into(), line_type: line_type.into(), ..draft(project.id, "415", 10) };
        let refused = number::generate(&world.engine, &world.scope, &wish).await;
        let Err(Error::Invalid(errors)) = refused else { panic!("not refused: {refused:?}") };
        assert_eq!(errors, FieldErrors::one(field, text));
    }
    let wish = GenerationDraft { carrier: "Verizon".into(), ..draft(project.id, "415", 10_001) };
    let refused = number::generate(&world.engine, &world.scope, &wish).await;
    let Err(Error::Invalid(errors)) = refused else { panic!("not refused: {refused:?}") };
    assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["quantity"]);
}

#[tokio::test]
async fn a_viewer_generates_nothing_and_another_tenant_finds_no_project() {
    let world = World::new().await;
    let project = world.project("numbers").await;
    let (_, _, viewer) = world.other("viewers", Role::Viewer).await;
    assert!(matches!(
        number::generate(&world.engine, &viewer, &draft(project.id, "415", 10)).await,
        Err(Error::Denied(_))
    ));
    let (_, _, stranger) = world.other("strangers", Role::Owner).await;
    let refused = number::generate(&world.engine, &stranger, &draft(project.id, "415", 10)).await;
    let Err(Error::Invalid(errors)) = refused else { panic!("not refused: {refused:?}") };
    assert_eq!(errors.at("project_id"), ["Project does not exist."]);
}
