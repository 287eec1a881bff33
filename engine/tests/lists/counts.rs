use super::{fill_numbers, filter};
use domain::filter::Filter;
use domain::page::Count;
use engine::testing::World;
use engine::{number, prefix, project};

#[tokio::test]
async fn a_count_is_exact_up_to_ten_thousand_and_says_so_when_there_are_more() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let (engine, scope) = (&world.engine, &world.scope);
    fill_numbers(&world, project, 10_000).await;
    let everything = Filter::everything();
    let count = async || number::count(engine, scope, project, &everything).await.expect("it counts");
    assert_eq!(count().await, Count::Exact(10_000));
    world
        .sql(&format!(
            "insert into number (tenant_id, project_id, number, origin) values ({}, {project}, 19999999999, 0)",
            world.tenant
        ))
        .await;
    assert_eq!(count().await, Count::AtLeast(10_000));
    assert_eq!(number::count_exact(engine, scope, project, &everything).await.expect("it counts"), 10_001);
    assert_eq!(
        number::count(engine, scope, project, &filter("area_code=415")).await.expect("it counts"),
        Count::Exact(2_500)
    );
    let line = &project::list(engine, scope, &Default::default()).await.expect("it reads").rows[0];
    assert_eq!(line.numbers, Count::AtLeast(10_000), "the list of projects is as honest");
}

#[tokio::test]
async fn a_tenant_holds_a_number_as_soon_as_any_of_its_projects_does_and_not_when_anothers_does() {
    let world = World::new().await;
    let (_, _, stranger) = world.other("strangers", domain::scope::Role::Viewer).await;
    let any = async |scope| number::any(&world.engine, scope).await.expect("it looks");
    let full = world.project("full").await.id;
    world.project("empty and newer").await;
    assert!(!any(&world.scope).await);
    fill_numbers(&world, full, 1).await;
    assert!(any(&world.scope).await);
    assert!(!any(&stranger).await);
}

#[tokio::test]
async fn a_count_of_codes_stops_at_ten_thousand_too() {
    let world = World::new().await;
    world
        .sql(
            "insert into prefix (prefix, assigned, source)
             select 200000 + i, i > 0, 'own_table' from generate_series(0, 10000) i",
        )
        .await;
    let count = async |text| prefix::count(&world.engine, &world.scope, &filter(text)).await.expect("it counts");
    assert_eq!(count("").await, Count::AtLeast(10_000));
    assert_eq!(count("assigned=true").await, Count::Exact(10_000));
}
