use super::{pending, table};
use domain::filter::{Filter, Numbers};
use domain::id::ProjectId;
use domain::phone::GenerationDraft;
use domain::scope::Role;
use engine::Error;
use engine::number::{self, Wanted};
use engine::testing::World;

/// Kinds of numbers that the tally counts otherwise than a recount does.
async fn differs(world: &World) -> i64 {
    let kinds = "project_id, area_code, carrier, brand, line_type, state, status, valid, origin";
    let sql = format!(
        "select count(*) as n from (
             select {kinds}, sum(n) as n from number_tally group by {kinds} having sum(n) <> 0
             except all
             select {kinds}, count(*) from (
                 select *, (number / 10000000 - 1000)::smallint as area_code from number) n group by {kinds}
             union all
             (select {kinds}, count(*) from (
                 select *, (number / 10000000 - 1000)::smallint as area_code from number) n group by {kinds}
              except all
              select {kinds}, sum(n) from number_tally group by {kinds} having sum(n) <> 0)) differing"
    );
    world.figure(&sql).await
}

async fn generate(world: &World, project: ProjectId, quantity: u64) {
    let draft = GenerationDraft {
        project_id: project.to_string(),
        area_code: "415".into(),
        quantity: quantity.to_string(),
        batch_size: "100".into(),
        ..GenerationDraft::default()
    };
    number::generate(&world.engine, &world.scope, &draft).await.expect("it is queued");
}

#[tokio::test]
async fn the_tally_is_what_a_recount_finds_whatever_changed_numbers_and_whoever_summed_it_up() {
    let world = World::new().await;
    table(&world).await;
    let (one, two) = (world.project("one").await, world.project("two").await);
    pending(&world, one.id, 500).await;
    generate(&world, two.id, 700).await;
    world.work().await;
    assert_eq!(differs(&world).await, 0, "inserted");
    number::validate(&world.engine, &world.scope, None, &Wanted::Pending, 100).await.expect("it is queued");
    world.work().await;
    assert_eq!(differs(&world).await, 0, "validated");
    world.sql("update number set status = 3 where id % 3 = 0").await;
    world.sql("delete from number where id % 7 = 0").await;
    let moved = format!(
        "update number n set project_id = {0} where project_id = {1}
             and not exists (select from number o where o.project_id = {0} and o.number = n.number)",
        one.id, two.id
    );
    world.sql(&moved).await;
    assert_eq!(differs(&world).await, 0, "changed, deleted and moved");
    let many = "insert into number_tally
                select t.* from number_tally t, generate_series(1, 60000 / (select count(*)::int from number_tally))";
    world.sql(many).await;
    let summed = world.figure("select sum(n)::bigint as n from number_tally").await;
    world
        .sql(
            "insert into job (id, tenant_id, kind, title, params, max_attempts)
               values (gen_random_uuid(), 0, 'housekeeping', 'sweep', '{}', 1)",
        )
        .await;
    world.work().await;
    assert_eq!(world.figure("select sum(n)::bigint as n from number_tally").await, summed, "summing up changes no sum");
    assert!(world.figure("select count(*) as n from number_tally").await < 100, "there are few kinds");
}

#[tokio::test]
async fn a_figure_of_the_company_is_the_sum_of_its_projects_and_each_leads_to_a_list_of_as_many() {
    let world = World::new().await;
    table(&world).await;
    let (one, two) = (world.project("one").await, world.project("two").await);
    world.project("empty").await;
    generate(&world, one.id, 300).await;
    generate(&world, two.id, 500).await;
    world.work().await;
    number::validate(&world.engine, &world.scope, Some(two.id), &Wanted::Pending, 100).await.expect("it is queued");
    world.work().await;
    let totals = number::totals(&world.engine, &world.scope, None).await.expect("counted");
    for (query, figure) in [
        ("", totals.total),
        ("valid=true", totals.valid),
        ("valid=null", totals.pending),
        ("area_code=415", totals.by_area_code[0].count),
        ("type=Mobile&valid=true", totals.by_type.iter().find(|figure| figure.name == "Mobile").map_or(0, |f| f.count)),
    ] {
        let filter = Filter::<Numbers>::parse_query(query).expect("it reads");
        let shares = number::by_project(&world.engine, &world.scope, &filter).await.expect("counted");
        assert_eq!(shares.numbers, figure, "{query}");
        assert_eq!(shares.largest.iter().map(|share| share.count).sum::<u64>(), figure, "{query}");
        for share in shares.largest {
            let listed = number::count_exact(&world.engine, &world.scope, share.project, &filter).await;
            assert_eq!(listed.expect("counted"), share.count, "{query} in {}", share.name);
        }
    }
    let dated = Filter::<Numbers>::parse_query("created.from=2026-01-01").expect("it reads");
    let refused = number::by_project(&world.engine, &world.scope, &dated).await.expect_err("it is not tallied");
    assert!(matches!(refused, Error::Invalid(errors) if !errors.at("created").is_empty()));
    let (_, _, stranger) = world.other("other", Role::Owner).await;
    let theirs = number::by_project(&world.engine, &stranger, &Filter::everything()).await.expect("counted");
    assert_eq!((theirs.numbers, theirs.projects), (0, 0), "the second tenant has none");
}

#[tokio::test]
async fn the_deletion_of_a_project_leaves_no_figure_behind() {
    let world = World::new().await;
    let project = world.project("one").await;
    pending(&world, project.id, 300).await;
    world.sql("delete from project").await;
    assert_eq!(world.figure("select coalesce(sum(n), 0)::bigint as n from number_tally").await, 0);
    assert_eq!(differs(&world).await, 0);
}

#[tokio::test]
async fn totals_are_what_a_recount_finds() {
    let world = World::new().await;
    table(&world).await;
    let project = world.project("one").await;
    pending(&world, project.id, 803).await;
    world.sql("update number set status = (id % 5)::smallint").await;
    let wanted = Wanted::Matching(super::filter("area_code=415"));
    number::validate(&world.engine, &world.scope, Some(project.id), &wanted, 100).await.expect("it is queued");
    world.work().await;
    let totals = number::totals(&world.engine, &world.scope, Some(project.id)).await.expect("they read");
    let counted = async |what: &str| {
        u64::try_from(world.figure(&format!("select count(*) as n from number where {what}")).await).expect("a count")
    };
    assert_eq!(totals.total, 803);
    assert_eq!(totals.valid, counted("valid").await);
    assert_eq!(totals.invalid, counted("not valid").await);
    assert_eq!(totals.pending, counted("valid is null").await);
    assert!(
        (totals.validation_rate() - (counted("valid is not null").await as f64 / 8.03 * 100.0).round() / 100.0).abs()
            < 0.011
    );
    for (figures, column) in [
        (&totals.by_carrier, "valid and coalesce(brand, carrier)"),
        (&totals.by_state, "valid and state"),
        (&totals.by_area_code, "(number / 10000000 - 1000)::text"),
    ] {
        assert!(!figures.is_empty());
        for figure in figures {
            assert_eq!(
                figure.count,
                counted(&format!("{column} = '{}'", figure.name)).await,
                "{column} {}",
                figure.name
            );
        }
        assert!(figures.windows(2).all(|pair| pair[0].count >= pair[1].count), "the most first");
    }
    assert_eq!(totals.by_status.iter().map(|figure| figure.count).sum::<u64>(), 803);
}
