//! Files of consents and of numbers that are not called, and one consent for many numbers.

use super::*;
use domain::filter::{Filter, Numbers};
use domain::job::JobState;
use engine::import::import_tried;
use engine::{file, number as numbers_of};

fn figures(outcome: &Value) -> [i64; 3] {
    ["imported", "duplicates_skipped", "total_errors"].map(|name| outcome[name].as_i64().expect("a figure"))
}

async fn rejects(world: &World, outcome: &Value) -> String {
    let url = outcome["rejects_url"].as_str().expect("a file of rejected rows");
    let id = url.strip_prefix("/files/").expect("of a file").parse().expect("an id");
    let mut bytes = Vec::new();
    for piece in 0.. {
        let Some(more) =
            file::fetch_piece(&world.engine, &world.scope, file::Holds::Contacts, id, piece).await.expect("it reads")
        else {
            break;
        };
        bytes.extend_from_slice(&more);
    }
    String::from_utf8(bytes).expect("text")
}

#[tokio::test]
async fn a_dry_run_of_consents_tells_what_the_import_then_does() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let csv = "Phone Number,kind,source,given_at,expires_at,proof\r\n\
               4152000001,written,letter 7,2026-01-02,2099-01-01,\"signed, \"\"J\"\"\"\r\n\
               4152000002,,,,,\r\n\
               911,oral,the fair,,,\r\n\
               4152000003,shouted,the fair,,,\r\n\
               4152000001,written,letter 7,2026-01-02,,\r\n";
    let usual = terms("oral");
    let tried = import(&world, scope, consents(usual.clone()), true, "consents.csv", csv).await.expect("queued");
    let told = outcome(&world, tried).await;
    assert_eq!((figures(&told), &told["dry_run"]), ([2, 1, 2], &Value::Bool(true)));
    assert_eq!(world.figure("select count(*) as n from consent").await, 0);

    let done = import_tried(engine, scope, tried).await.expect("queued");
    let told = outcome(&world, done).await;
    assert_eq!(figures(&told), [2, 1, 2]);
    let lines = rejects(&world, &told).await;
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines[0], "phone_number,kind,source,given_at,expires_at,proof,row,reason");
    assert!(
        lines[1].starts_with("911,oral,the fair,,,,4,") && lines[2].contains("Choose how it was given"),
        "{lines:?}"
    );
    let first = &consent::history(engine, scope, number("4152000001")).await.expect("it reads")[0];
    assert_eq!((first.terms.source.as_str(), first.terms.proof.as_str()), ("letter 7", "signed, \"J\""));
    assert_eq!((first.recorded_by, first.job), (Some(world.user), Some(done)));
    let second = &consent::history(engine, scope, number("4152000002")).await.expect("it reads")[0];
    assert_eq!((second.terms.source.as_str(), second.terms.kind.as_str()), ("the fair", "oral"));
    // The file's bytes are gone: it is imported once.
    assert_eq!(refused_at(import_tried(engine, scope, tried).await), ["file"]);
}

#[tokio::test]
async fn a_file_larger_than_a_piece_is_imported_in_steps() {
    let world = World::new().await;
    let scope = &world.scope;
    let mut csv = String::from("number;note\n");
    for line in 0..10_000 {
        csv.push_str(&format!("(415) 200-{line:04};a note that makes the row longer than a number alone\n"));
    }
    csv.push_str("nobody;\n");
    let job = import(&world, scope, not_called(List::Company, ""), false, "list.csv", &csv).await;
    let job = job.expect("queued");
    let told = outcome(&world, job).await;
    assert_eq!(figures(&told), [10_000, 0, 1]);
    let again = import(&world, scope, not_called(List::Company, ""), false, "list.csv", &csv).await;
    assert_eq!(figures(&outcome(&world, again.expect("queued")).await), [0, 10_000, 1]);
    assert_eq!(world.figure("select count(*) as n from do_not_call where removed_at is null").await, 10_000);
    assert_eq!(world.figure("select count(*) as n from do_not_call where source = 3 and note <> ''").await, 10_000);
}

#[tokio::test]
async fn a_platform_admin_imports_the_installations_list_from_their_company() {
    let world = World::new().await;
    let (_, _, other) = world.other("other", Role::Owner).await;
    let admin = as_platform_admin(&world.scope);
    let of = List::Installation;
    let refused = import(&world, &world.scope, not_called(of, ""), false, "x.txt", "4152000001\n").await;
    assert!(matches!(refused, Err(Error::Denied(_))));
    let job = import(&world, &admin, not_called(of, "register"), true, "x.txt", "4152000001\n").await;
    let job = job.expect("queued");
    assert_eq!(figures(&outcome(&world, job).await), [1, 0, 0]);
    let refused = import_tried(&world.engine, &world.scope, job).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    let job = import_tried(&world.engine, &admin, job).await.expect("queued");
    assert_eq!(figures(&outcome(&world, job).await), [1, 0, 0]);
    assert_eq!(reason(&world, &other, "4152000001").await, "DO_NOT_CALL");
}

#[tokio::test]
async fn what_is_no_table_or_says_something_wrong_is_refused_before_anything_is_kept() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let sheet = import(&world, scope, consents(terms("oral")), false, "x.csv", "PK\u{3}\u{4}xl").await;
    assert_eq!(refused_at(sheet), ["file"]);
    let wrong = TermsDraft { kind: "shouted".into(), given_at: "soon".into(), ..TermsDraft::default() };
    let refused = import(&world, scope, consents(wrong), false, "x.csv", "4152000001\n").await;
    assert_eq!(refused_at(refused), ["given_at", "kind"]);
    let note = "x".repeat(501);
    let refused = import(&world, scope, not_called(List::Company, &note), false, "x.csv", "1\n").await;
    assert_eq!(refused_at(refused), ["note"]);
    let empty = import(&world, scope, not_called(List::Company, ""), false, "x.csv", "number\n").await;
    let empty = empty.expect("queued");
    world.work().await;
    let ended = job::get(engine, scope, empty).await.expect("there").progress;
    assert!(ended.state == JobState::Failed && ended.error.expect("why").contains("There is no row in x.csv"));
    let viewer = as_role(scope, Role::Viewer);
    let refused = import(&world, &viewer, consents(terms("oral")), false, "x.csv", "1\n").await;
    assert!(matches!(refused, Err(Error::Denied(_))));
    let (_, _, stranger) = world.other("strangers", Role::Owner).await;
    assert!(matches!(import_tried(engine, &stranger, empty).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn one_consent_is_recorded_for_exactly_the_numbers_that_were_confirmed() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let project = world.project("numbers").await.id;
    let insert = |from: i64, to: i64| {
        format!(
            "insert into number (tenant_id, project_id, number, line_type, origin)
             select {}, {project}, 14152000000 + i, case when i % 2 = 0 then 1 else 2 end, 1 from generate_series({from}, {to}) i",
            world.tenant
        )
    };
    world.sql(&insert(1, 6_000)).await;
    let mobile: Filter<Numbers> = Filter::parse_query("type=Mobile").expect("a filter");
    let seen = numbers_of::confirm(engine, scope, project, &mobile).await.expect("it counts");
    assert_eq!(seen.count, 3_000);
    let wrong = consent::record_matching(engine, scope, project, &mobile, &terms("shouted"), &seen).await;
    assert_eq!(refused_at(wrong), ["kind"]);
    let job = consent::record_matching(engine, scope, project, &mobile, &terms("oral"), &seen).await.expect("queued");
    let told = outcome(&world, job).await;
    assert_eq!((&told["recorded"], &told["there_already"]), (&3_000.into(), &0.into()));
    assert_eq!(world.figure("select count(distinct number) as n from consent where number % 2 = 0").await, 3_000);
    assert_eq!(world.figure("select count(*) as n from consent").await, 3_000);

    // Other numbers match than were confirmed: nothing is written, neither at once nor by a job that waited.
    let job =
        consent::record_matching(engine, scope, project, &mobile, &terms("written"), &seen).await.expect("queued");
    world.sql(&insert(6_001, 6_010)).await;
    let stale = consent::record_matching(engine, scope, project, &mobile, &terms("written"), &seen).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    world.work().await;
    let ended = job::get(engine, scope, job).await.expect("there").progress;
    assert_eq!(ended.state, JobState::Failed);
    assert_eq!(world.figure("select count(*) as n from consent").await, 3_000);
}
