use super::{fill_numbers, oracle, query, walk, walk_jobs, walk_numbers, walk_prefixes};
use domain::filter::{Jobs, ListQuery, Numbers, Prefixes, Projects};
use domain::page::{Cursor, PageSize};
use engine::testing::World;
use engine::{Error, job, notification, number, prefix, project};

#[tokio::test]
async fn pages_of_numbers_show_every_row_once_and_in_order_for_every_sort_both_ways() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let other = world.project("other").await.id;
    fill_numbers(&world, project, 103).await;
    fill_numbers(&world, other, 20).await;
    for (sort, order) in [("created", "id"), ("-created", "id desc"), ("number", "number"), ("-number", "number desc")]
    {
        let sql = format!("select number::text from number where project_id = {project} order by {order}");
        let all = oracle(&world, &sql).await;
        // One row a page, pages that end with the list, one that does not, and one that holds it all.
        for size in [1, 7, 34, 103, 1_000] {
            assert_eq!(
                walk_numbers(&world, project, &format!("sort={sort}&page_size={size}")).await,
                all,
                "{sort} {size}"
            );
        }
    }
}

#[tokio::test]
async fn pages_of_codes_and_jobs_show_every_row_once_and_in_order_both_ways() {
    let world = World::new().await;
    world
        .sql(
            "insert into prefix (prefix, assigned, source)
             select (212 + i * 37 % 98) * 1000 + 212 + i, i % 3 > 0, 'own_table' from generate_series(1, 98) i",
        )
        .await;
    world
        .sql(&format!(
            "insert into job (id, tenant_id, kind, title, params, max_attempts)
             select gen_random_uuid(), {}, 'generate_numbers', 'x', '{{}}', 8 from generate_series(1, 61)",
            world.tenant
        ))
        .await;
    for (sign, order) in [("", "asc"), ("-", "desc")] {
        let codes = oracle(&world, &format!("select prefix::text from prefix order by prefix {order}")).await;
        let jobs = oracle(&world, &format!("select id::text from job order by id {order}")).await;
        for size in [1, 10, 60] {
            assert_eq!(walk_prefixes(&world, &format!("sort={sign}prefix&page_size={size}")).await, codes);
            assert_eq!(walk_jobs(&world, &format!("sort={sign}created&page_size={size}")).await, jobs);
        }
    }
}

#[tokio::test]
async fn pages_of_projects_show_every_one_once_the_newest_first_with_what_each_holds() {
    let world = World::new().await;
    for place in 0..23 {
        world.project(&format!("project {place}")).await;
    }
    let full = domain::id::ProjectId(world.figure("select max(id) as n from project").await);
    fill_numbers(&world, full, 5).await;
    let all = oracle(&world, "select name from project order by id desc").await;
    for size in [1, 5, 23, 100] {
        let read = async |cursor| {
            let query = ListQuery::<Projects> { cursor, page_size: PageSize::clamped(size), ..ListQuery::default() };
            project::list(&world.engine, &world.scope, &query).await.expect("the list reads")
        };
        assert_eq!(walk(read, |line| line.project.name.clone()).await, all, "{size}");
    }
    let search = ListQuery { page_size: PageSize::clamped(4), ..query::<Projects>("name.contains= PROJECT 1") };
    let read = async |cursor| {
        let query = search.at(cursor);
        project::list(&world.engine, &world.scope, &query).await.expect("the list reads")
    };
    let found = oracle(&world, "select name from project where name ilike '%project 1%' order by id desc").await;
    assert_eq!(found.len(), 11);
    assert_eq!(walk(read, |line| line.project.name.clone()).await, found);
    let counted = project::count(&world.engine, &world.scope, &search.filter).await.expect("it counts");
    assert_eq!(counted, domain::page::Count::Exact(11));
    let first = project::list(&world.engine, &world.scope, &ListQuery::default()).await.expect("it reads");
    let held: Vec<u64> = first.rows.iter().map(|line| line.numbers.figure()).collect();
    assert_eq!((held[0], held[1..].iter().sum::<u64>()), (5, 0));
}

#[tokio::test]
async fn rows_that_come_and_go_between_two_pages_neither_repeat_nor_hide_others() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    fill_numbers(&world, project, 30).await;
    let query = |cursor| ListQuery::<Numbers> { cursor, page_size: PageSize::clamped(10), ..ListQuery::default() };
    let read = async |cursor| {
        number::list(&world.engine, &world.scope, project, &query(cursor)).await.expect("the list reads")
    };
    let first = read(None).await;
    // The row the cursor names goes, and a newer one comes.
    let last = first.rows.last().expect("ten rows").id;
    world.sql(&format!("delete from number where id = {last}")).await;
    world
        .sql(&format!(
            "insert into number (tenant_id, project_id, number, origin) values ({}, {project}, 12125550100, 1)",
            world.tenant
        ))
        .await;
    let second = read(first.next).await;
    assert!(second.rows[0].id < last && second.rows.len() == 10);
    let back = read(second.previous).await;
    assert_eq!(back.rows.len(), 10);
    assert!(back.rows.iter().all(|row| row.id > second.rows[0].id));
}

#[tokio::test]
async fn a_cursor_that_is_none_of_the_lists_is_refused_at_its_name_by_every_list() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let (engine, scope) = (&world.engine, &world.scope);
    for text in ["", ">", "<", ">x", "12", "é", ">9999999999999999999999", "' or 1=1 --"] {
        let cursor = Some(Cursor(text.into()));
        let named = query::<Numbers>("").at(cursor.clone());
        let refusals = [
            number::list(engine, scope, project, &named).await.err(),
            job::list(engine, scope, &query::<Jobs>("").at(cursor.clone())).await.err(),
            prefix::list(engine, scope, &query::<Prefixes>("").at(cursor.clone())).await.err(),
            project::list(engine, scope, &query::<Projects>("").at(cursor.clone())).await.err(),
            notification::list(engine, scope, false, cursor.as_ref(), PageSize::default()).await.err(),
        ];
        for refusal in refusals {
            let Some(Error::Invalid(errors)) = refusal else { panic!("{text:?}: {refusal:?}") };
            assert_eq!(errors.at("cursor").len(), 1, "{text:?}");
        }
    }
}
