//! A generated number is not dialled without a consent, whichever way it takes (FEATURES L9), and asking costs a few probes
//! however long the lists.

use super::explain::plans;
use super::*;
use domain::do_not_call::List;
use domain::filter::{Filter, Numbers};
use domain::phone::GenerationDraft;
use domain::table_file::{ExportDraft, FileFormat};
use engine::consent::{Which, withdraw};
use engine::number::{self as numbers_of, Edit, ImportDraft};
use engine::project;

#[tokio::test]
async fn a_generated_number_takes_a_consent_wherever_it_went_and_came_from() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let first = world.project("first").await.id;
    let wish = GenerationDraft {
        project_id: first.to_string(),
        area_code: "415".into(),
        quantity: "3".into(),
        ..GenerationDraft::default()
    };
    numbers_of::generate(engine, scope, &wish).await.expect("queued");
    world.work().await;
    let it = world.figure("select min(number) as n from number").await.to_string();
    let blocked = async |how: &str| {
        assert_eq!(reason(&world, scope, &it).await, "GENERATED_NO_CONSENT", "{how}");
        // Written in whatever way, and asked by a program.
        let e164 = vec![format!("+{it}"), format!("({}) {}-{}", &it[1..4], &it[4..7], &it[7..])];
        let free = Demand { required: false, ..Demand::default() };
        let told = engine::dialability::of_texts(engine, scope, &e164, &free).await;
        assert!(told.expect("told").iter().all(|told| !told.dialability.is_yes()), "{how}");
    };
    blocked("generated").await;

    numbers_of::export(engine, scope, first, &ExportDraft::default()).await.expect("queued");
    world.work().await;
    blocked("exported").await;

    let all = Filter::<Numbers>::everything();
    let seen = numbers_of::confirm(engine, scope, first, &all).await.expect("it counts");
    numbers_of::edit(engine, scope, first, &all, Edit::Delete, &seen).await.expect("queued");
    world.work().await;
    assert_eq!(world.figure("select count(*) as n from number").await, 0);
    blocked("deleted").await;

    let second = world.project("second").await.id;
    let file = numbers_of::upload(engine, scope, Some(second), "back.csv", bytes(&format!("{it}\n"))).await;
    let draft = ImportDraft {
        project: second,
        file: file.expect("stored"),
        format: FileFormat::Csv,
        mapping: None,
        dry_run: false,
        validate: false,
    };
    numbers_of::import(engine, scope, &draft).await.expect("queued");
    world.work().await;
    assert_eq!(world.text("select origin::text as text from number").await, "0", "it comes back as generated");
    blocked("imported elsewhere").await;

    project::delete(engine, scope, first, None).await.expect("deleted");
    world.work().await;
    blocked("its project deleted").await;

    record(&world, &it).await;
    assert_eq!(reason(&world, scope, &it).await, "");
    withdraw(engine, scope, Which::Number(number(&it)), "called us").await.expect("withdrawn");
    assert_eq!(reason(&world, scope, &it).await, "CONSENT_WITHDRAWN");
    record(&world, &it).await;
    assert_eq!(reason(&world, scope, &it).await, "");
    engine::do_not_call::add(engine, scope, List::Company, &numbers(&[&it])).await.expect("added");
    assert_eq!(reason(&world, scope, &it).await, "DO_NOT_CALL");
    // For another company the number is one like any other.
    let (_, _, other) = world.other("other", Role::Owner).await;
    assert_eq!(reason(&world, &other, &it).await, "NO_CONSENT");
}

#[tokio::test]
async fn a_consent_is_in_force_until_its_end_and_not_at_it() {
    let world = World::new().await;
    let mut ended = super::draft("4152000001");
    ended.terms.given_at = "2020-01-01".into();
    ended.terms.expires_at = "2020-02-01".into();
    consent::record(&world.engine, &world.scope, &ended).await.expect("recorded");
    assert_eq!(reason(&world, &world.scope, "4152000001").await, "CONSENT_EXPIRED");
    record(&world, "4152000001").await;
    assert_eq!(reason(&world, &world.scope, "4152000001").await, "");
}

#[tokio::test]
async fn many_numbers_are_told_in_the_order_in_which_they_were_asked() {
    let world = World::new().await;
    record(&world, "4152000001").await;
    let texts: Vec<String> =
        ["4152000002", "+44 20 7946 0958", "4155550123", "4152000001", "x", "4152000002"].map(str::to_owned).to_vec();
    let told = engine::dialability::of_texts(&world.engine, &world.scope, &texts, &Demand::default()).await;
    let told: Vec<_> = told
        .expect("told")
        .into_iter()
        .map(|told| (told.asked, told.dialability.reason().map_or("", |reason| reason.as_str())))
        .collect();
    let expected = ["NO_CONSENT", "NOT_NANP", "FICTION", "", "INVALID_NUMBER", "NO_CONSENT"];
    assert_eq!(told, texts.iter().cloned().zip(expected).collect::<Vec<_>>());
    let none = engine::dialability::of_texts(&world.engine, &world.scope, &[], &Demand::default()).await;
    assert_eq!(refused_at(none), ["numbers"]);
    let many = vec![String::from("x"); 1_001];
    let refused = engine::dialability::of_texts(&world.engine, &world.scope, &many, &Demand::default()).await;
    assert_eq!(refused_at(refused), ["numbers"]);
}

#[tokio::test]
async fn asking_about_a_thousand_numbers_probes_each_list_and_reads_none_whole() {
    let world = World::new().await;
    let tenant = world.tenant;
    let many = "from generate_series(0, 9999) line, generate_series(200, 203) code";
    let number = "14150000000 + code * 10000 + line";
    for sql in [
        format!("insert into do_not_call (tenant_id, number, source) select {tenant}, {number}, 3 {many}"),
        format!("insert into installation_do_not_call (number, source) select {number}, 3 {many}"),
        format!("insert into generated_number select {tenant}, {number} {many}"),
        format!(
            "insert into consent (tenant_id, number, kind, source, given_at) select {tenant}, {number}, 1, 'x', now() {many}"
        ),
    ] {
        world.sql(&sql).await;
    }
    let asked: Vec<String> = (0..1_000).map(|line| format!("415203{:04}", line * 7)).collect();
    // What the planner knows of tables that were just filled, and what it knows later.
    for analyzed in [false, true] {
        if analyzed {
            for table in ["do_not_call", "installation_do_not_call", "generated_number", "consent"] {
                world.sql(&format!("analyze {table}")).await;
            }
        }
        let plans = plans(&world, async |engine| {
            let told = engine::dialability::of_texts(engine, &world.scope, &asked, &Demand::default()).await;
            assert!(told.expect("told").iter().all(|told| !told.dialability.is_yes()));
        })
        .await;
        let plan = plans.join("\n");
        for index in
            ["do_not_call_number", "installation_do_not_call_number", "generated_number_pkey", "consent_number"]
        {
            assert!(plan.contains(&format!("using {index} on ")), "{index}, analyzed: {analyzed}\n{plan}");
        }
        for table in ["do_not_call", "installation_do_not_call", "generated_number", "consent"] {
            assert!(!plan.contains(&format!("Seq Scan on {table}")), "{table}, analyzed: {analyzed}\n{plan}");
        }
    }
}
