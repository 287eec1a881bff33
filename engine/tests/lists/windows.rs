use super::{filter, query, walk_numbers};
use domain::filter::Numbers;
use domain::id::ProjectId;
use domain::page::Count;
use engine::number;
use engine::testing::World;

/// `rows` numbers of one kind and a rare one of another brand after every `rare` of them.
async fn haystack(world: &World, project: ProjectId, rows: i64, rare: i64) {
    let sql = format!(
        "insert into number (tenant_id, project_id, number, brand, origin)
         select {}, {project}, 12012120000 + i, case when i % {rare} = 1000 then 'Needle' else 'Hay' end, 0
         from generate_series(1, {rows}) i",
        world.tenant
    );
    world.sql(&sql).await;
}

#[tokio::test]
async fn a_search_that_finds_little_stops_after_its_window_says_so_and_goes_on_until_all_is_found() {
    let world = World::new().await;
    let project = world.project("hay").await.id;
    haystack(&world, project, 450_000, 150_000).await;
    let query = query::<Numbers>("carrier=needle");
    let mut cursor = None;
    let (mut found, mut searched) = (Vec::new(), Vec::new());
    loop {
        let page = number::list(&world.engine, &world.scope, project, &query.at(cursor)).await.expect("the list reads");
        found.extend(page.rows.iter().map(|row| row.number.value()));
        searched.push(page.searched);
        let Some(next) = page.next else { break };
        cursor = Some(next);
    }
    assert_eq!(found, [12_012_421_000, 12_012_271_000, 12_012_121_000], "the newest first");
    assert_eq!(searched, [Some(200_000), Some(200_000), None], "the last page has looked at everything");

    // A page that fills before its window ends has searched nothing in vain.
    let hay = super::query::<Numbers>("carrier=hay&page_size=10");
    let page = number::list(&world.engine, &world.scope, project, &hay).await.expect("the list reads");
    assert_eq!((page.rows.len(), page.searched), (10, None));
    assert!(page.next.is_some());
}

#[tokio::test]
async fn paging_back_through_windows_finds_the_same_rows() {
    let world = World::new().await;
    let project = world.project("hay").await.id;
    haystack(&world, project, 401_000, 100_000).await;
    let expected = ["12012521000", "12012421000", "12012321000", "12012221000", "12012121000"];
    for size in [1, 2, 50] {
        let shown = walk_numbers(&world, project, &format!("carrier=needle&page_size={size}")).await;
        assert_eq!(shown, expected, "{size} a page");
    }
    let rising: Vec<&str> = expected.iter().rev().copied().collect();
    assert_eq!(walk_numbers(&world, project, "carrier=needle&sort=number&page_size=2").await, rising);
}

#[tokio::test]
async fn a_count_that_had_to_stop_looking_does_not_call_itself_exact() {
    let world = World::new().await;
    let project = world.project("hay").await.id;
    haystack(&world, project, 200_001, 40_000).await;
    let (engine, scope) = (&world.engine, &world.scope);
    let count = number::count(engine, scope, project, &filter("carrier=needle")).await.expect("it counts");
    assert!(matches!(count, Count::AtLeast(4 | 5)), "{count:?}");
    assert_eq!(number::count_exact(engine, scope, project, &filter("carrier=needle")).await.expect("it counts"), 5);
    world.sql("delete from number where number = 12012120002").await;
    let count = number::count(engine, scope, project, &filter("carrier=needle")).await.expect("it counts");
    assert_eq!(count, Count::Exact(5), "two hundred thousand rows are looked at");
}

#[tokio::test]
async fn a_whole_number_is_found_at_once_however_many_came_after_it() {
    let world = World::new().await;
    let project = world.project("hay").await.id;
    haystack(&world, project, 500_001, 100_000).await;
    let (engine, scope) = (&world.engine, &world.scope);
    // The second number that came in, behind every window there is.
    for (text, many) in [
        ("number.contains=2012120002", 1),
        ("number.contains=1 (201) 212-0002", 1),
        ("number.contains=1201212000", 9),
        ("number=12012120002", 1),
        ("number.starts=2012120002", 1),
        ("number.ends=2012120002&carrier=hay", 1),
        ("number.contains=2012120002&carrier=needle", 0),
        ("number.contains=2129999999", 0),
    ] {
        let page = number::list(engine, scope, project, &query(text)).await.expect("the list reads");
        assert_eq!((page.rows.len(), page.searched, page.next), (many, None, None), "{text}");
        let count = number::count(engine, scope, project, &filter(text)).await.expect("it counts");
        assert_eq!(count, Count::Exact(many as u64), "{text}");
    }
}
