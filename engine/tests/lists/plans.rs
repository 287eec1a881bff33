//! How the database answers a page, as the server itself writes it down.

use super::explain::plans;
use super::query;
use domain::filter::Numbers;
use domain::id::ProjectId;
use engine::number;
use engine::testing::World;

/// How many rows the scans of `number` in a plan have read.
fn scanned(plan: &str) -> u64 {
    let lines: Vec<&str> = plan.lines().collect();
    let scan = lines.iter().position(|line| line.contains(" on number")).unwrap_or_else(|| panic!("no scan:\n{plan}"));
    let rows = lines[scan].rsplit_once("actual rows=").expect("it was run").1;
    let read: u64 = rows.split(' ').next().expect("a figure").parse().expect("a figure");
    let removed = lines[scan..].iter().find_map(|line| line.trim().strip_prefix("Rows Removed by Filter: "));
    read + removed.map_or(0, |removed| removed.parse().expect("a figure"))
}

async fn fill(world: &World, project: ProjectId) {
    let sql = format!(
        "insert into number (tenant_id, project_id, number, brand, origin)
         select {}, {project}, 12012120000 + (i * 7919::bigint) % 900007, 'Hay', 0 from generate_series(1, 60000) i",
        world.tenant
    );
    world.sql(&sql).await;
}

/// The plan of the statement that reads a page of numbers.
async fn page_plan(world: &World, project: ProjectId, text: &str) -> String {
    let first = query::<Numbers>(text);
    let plans = plans(world, async |engine| {
        let page = number::list(engine, &world.scope, project, &first).await.expect("the list reads");
        number::list(engine, &world.scope, project, &first.at(page.next)).await.expect("the list reads");
    })
    .await;
    let pages: Vec<String> = plans.into_iter().filter(|plan| plan.contains("ever_generated")).collect();
    assert_eq!(pages.len(), 2, "two pages were read");
    pages.join("\n")
}

#[tokio::test]
async fn a_page_of_numbers_reads_its_rows_along_a_key_and_sorts_no_project() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    fill(&world, project).await;
    // What the planner knows of a table that was just filled, and what it knows later.
    for analyzed in [false, true] {
        if analyzed {
            world.sql("analyze number").await;
        }
        for (sort, key) in [
            ("-created", "number_pkey"),
            ("created", "number_pkey"),
            ("number", "number_tenant_id_project_id_number_key"),
            ("-number", "number_tenant_id_project_id_number_key"),
        ] {
            let plan = page_plan(&world, project, &format!("sort={sort}")).await;
            for page in plan.split("plan:").skip(1) {
                assert!(page.contains(&format!("using {key} on number")), "{sort}, analyzed: {analyzed}\n{page}");
                assert!(scanned(page) <= 51, "{sort}, analyzed: {analyzed}\n{page}");
            }
        }
    }
}

#[tokio::test]
async fn a_filter_that_matches_much_reads_little_more_than_its_page() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    fill(&world, project).await;
    world.sql("analyze number").await;
    let plan = page_plan(&world, project, "carrier=hay").await;
    for page in plan.split("plan:").skip(1) {
        assert!(scanned(page) <= 51, "{page}");
    }
}

#[tokio::test]
async fn a_whole_number_is_looked_up_by_its_key() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    fill(&world, project).await;
    for analyzed in [false, true] {
        if analyzed {
            world.sql("analyze number").await;
        }
        let plan = page_plan(&world, project, "number.contains=2012127919").await;
        for page in plan.split("plan:").skip(1) {
            assert!(page.contains("number_tenant_id_project_id_number_key"), "analyzed: {analyzed}\n{page}");
            assert!(scanned(page) <= 10, "analyzed: {analyzed}\n{page}");
        }
    }
}
