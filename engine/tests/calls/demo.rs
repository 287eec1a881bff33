//! Demo calls: made as asked, coherent, and taken away without touching anything else.

use super::*;
use domain::call::DemoDraft;
use domain::job::JobState;
use engine::Error;
use engine::call::Cleaning;

async fn generated(world: &World, count: &str, seed: &str) -> domain::id::JobId {
    let asked = DemoDraft { count: count.into(), days: "30".into(), seed: seed.into() };
    let job = call::generate(&world.engine, &world.scope, &asked, None).await.expect("queued").job;
    world.work().await;
    let state = engine::job::progress(&world.engine, &world.scope, job).await.expect("there").state;
    assert_eq!(state, JobState::Done);
    job
}

/// Every row that is none of a demonstration's, with its lines and its words.
async fn others(world: &World) -> String {
    world
        .text(
            "select md5(coalesce((select string_agg(c::text, '' order by id) from call c where demo_batch is null), '')
                 || coalesce((select string_agg(a::text, '' order by a.id) from activity a where a.entity_type <> 5
                     or a.entity_id in (select id from call where demo_batch is null)), '')
                 || coalesce((select string_agg(w::text, '' order by entity_id, word) from search_word w where entity_type <> 5
                     or entity_id in (select id from call where demo_batch is null)), '')) as text",
        )
        .await
}

#[tokio::test]
async fn as_many_are_made_as_were_asked_for_coherent_and_with_a_line_each() {
    let world = World::new().await;
    let job = generated(&world, "120", "7").await;
    let detail = engine::job::get(&world.engine, &world.scope, job).await.expect("there");
    let outcome = detail.outcome.expect("an outcome");
    assert_eq!(outcome["count"], 120);
    assert_eq!(outcome["samples"].as_array().map(Vec::len), Some(5));
    for (figure, expected) in [
        ("count(*)", 120),
        ("count(*) filter (where status = 3 and duration_s is not null)", 0),
        ("count(*) filter (where status in (2, 5) and duration_s is null)", 0),
        ("count(*) filter (where extract(isodow from start_time) > 5)", 0),
        ("count(*) filter (where caller_id !~ '^[+]1[0-9]{3}55501[0-9]{2}$')", 0),
        ("count(*) filter (where start_time > now() + interval '4 days')", 0),
        ("count(distinct demo_batch)", 1),
    ] {
        assert_eq!(world.figure(&format!("select {figure} as n from call")).await, expected, "{figure}");
    }
    assert_eq!(world.figure("select count(*) as n from activity where kind = 'call_created'").await, 120);
    let own = world.figure(&format!("select count(*) as n from call where owner_id = {}", world.user)).await;
    assert!(own >= 70, "seven in ten are the maker's: {own}");
    assert!(!found(&world, "demo=true&subject.contains=a").await.is_empty(), "they are found by their subjects");
    let subjects = "select md5(string_agg(subject || status || coalesce(duration_s, 0) || caller_id, '' order by id)) as text from call";
    let first = world.text(subjects).await;
    world.sql("delete from call").await;
    generated(&world, "120", "7").await;
    assert_eq!(world.text(subjects).await, first, "the same seed makes the same calls");
}

#[tokio::test]
async fn a_clean_up_takes_demo_calls_away_and_leaves_every_other_row() {
    let world = World::new().await;
    let mine = made(&world, "Mine", &[(Field::Tag, "vip")]).await;
    let first = generated(&world, "60", "1").await;
    let between = made(&world, "Between", &[]).await;
    let second = generated(&world, "60", "2").await;
    let kept = others(&world).await;
    let (engine, scope) = (&world.engine, &world.scope);
    let figures = call::demo_figures(engine, scope).await.expect("counted");
    assert_eq!((figures.calls, figures.activities, figures.all_calls, figures.orphans), (120, 120, 122, 0));
    assert_eq!(figures.batches.iter().map(|batch| batch.id).collect::<Vec<_>>(), [second, first]);

    for wrong in ["", "delete", "DELETE ", "yes"] {
        let refused = call::clean(engine, scope, Cleaning::Last(10), wrong).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong:?}");
    }
    assert_eq!(call::demo_figures(engine, scope).await.expect("counted"), figures, "a wrong word does nothing");

    let clean = async |what: Cleaning| {
        let asked = call::clean(engine, scope, what, "DELETE").await.expect("queued");
        world.work().await;
        (asked.calls, call::demo_figures(engine, scope).await.expect("counted").calls)
    };
    assert_eq!(clean(Cleaning::Last(10)).await, (10, 110));
    // The range goes over a call that is none of theirs.
    let batch = &figures.batches[1];
    assert_eq!(clean(Cleaning::Ids(batch.last_id - 9, between.id.0 + 10)).await, (20, 90));
    assert_eq!(clean(Cleaning::Batch(first)).await, (50, 40));
    assert_eq!(clean(Cleaning::Batch(second)).await, (40, 0));
    assert_eq!(others(&world).await, kept, "another row was touched");
    assert_eq!(found(&world, "").await, [between.id.0, mine.id.0]);
    assert_eq!(call::demo_figures(engine, scope).await.expect("counted").orphans, 0);
    let nothing = call::clean(engine, scope, Cleaning::Batch(second), "DELETE").await;
    assert!(matches!(nothing, Err(Error::Conflict(_))), "{nothing:?}");
}
