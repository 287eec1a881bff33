//! Exports.

use super::*;
use domain::filter::{Contacts, Deals};
use engine::Error;

#[tokio::test]
async fn a_file_has_the_chosen_columns_of_the_records_that_match_and_no_formula() {
    let world = World::new().await;
    let maria = [
        (Field::Name, "=Maria, \"M\""),
        (Field::Phones, "(415) 555-0123 work\n+44 20 7946 0000 home"),
        (Field::Company, "Acme #7"),
        (Field::Tags, "vip, west"),
        (Field::Notes, "one\ntwo"),
    ];
    made(&world, Kind::Contact, &maria).await;
    made(&world, Kind::Contact, &[(Field::Name, "Bob"), (Field::Owner, ""), (Field::Stage, "former")]).await;
    let csv = exported::<Contacts>(&world, "", "csv", &["name", "phones", "company", "owner", "tags", "notes"]).await;
    let expected = "name,phones,company,owner,tags,notes\r\n\
        \"'=Maria, \"\"M\"\"\",14155550123 work; +442079460000 home,Acme #7,owner@acme.test,\"vip, west\",\"one\ntwo\"\r\n\
        Bob,,,,,\r\n";
    let owner = world.text(&format!("select email as text from app_user where id = {}", world.user)).await;
    assert_eq!(csv.replace(&owner, "owner@acme.test"), expected);
    let former = exported::<Contacts>(&world, "stage=former", "ndjson", &["name", "stage"]).await;
    assert_eq!(former, "{\"name\":\"Bob\",\"stage\":\"former\"}\n");
    let txt = exported::<Contacts>(&world, "find.contains=415 555", "txt", &["name", "notes"]).await;
    assert_eq!(txt, "name\tnotes\r\n'=Maria, \"M\"\tone two\r\n");
    made(&world, Kind::Deal, &[(Field::Name, "Chairs"), (Field::Amount, "12,500.5"), (Field::Currency, "cad")]).await;
    let json = exported::<Deals>(&world, "", "json", &["name", "amount", "currency", "company"]).await;
    assert_eq!(json, "[\n{\"name\":\"Chairs\",\"amount\":\"12500.50\",\"currency\":\"CAD\",\"company\":null}\n]\n");
}

#[tokio::test]
async fn more_than_a_window_comes_once_each_whoever_dies_and_what_comes_in_later_is_left_out() {
    let world = World::new().await;
    let fill = format!(
        "insert into contact (tenant_id, name, stage)
         select {}, 'Person ' || i, case when i % 2 = 0 then 'new' else 'former' end from generate_series(1, 12000) i",
        world.tenant
    );
    world.sql(&fill).await;
    let (engine, scope) = (&world.engine, &world.scope);
    let columns = vec!["name".to_owned()];
    let draft = RecordExportDraft { format: "ndjson".into(), columns };
    let everybody = Filter::<Contacts>::everything();
    let started = crm::export(engine, scope, &everybody, &draft).await.expect("queued");
    let working = run_once(&world);
    reached(&world, started.job, 1).await;
    working.abort();
    let _ = working.await;
    world.rescue_after_death().await;
    world.sql(&fill.replace("12000", "5")).await;
    let told = outcome(&world, scope, started.job).await;
    let file = fetched(&world, scope, &told["file_url"]).await;
    let mut names: Vec<&str> = file.lines().collect();
    assert_eq!(names.len(), 12_000);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 12_000);
    assert_eq!(exported::<Contacts>(&world, "stage=former", "txt", &["name"]).await.lines().count(), 6_003);
}

#[tokio::test]
async fn only_those_of_the_company_who_may_export_start_one_or_fetch_its_file() {
    let world = World::new().await;
    made(&world, Kind::Contact, &[(Field::Name, "Maria")]).await;
    let (engine, scope) = (&world.engine, &world.scope);
    let viewer = as_role(scope, Role::Viewer);
    let (_, _, stranger) = world.other("strangers", Role::Owner).await;
    let (all, draft) = (Filter::<Contacts>::everything(), RecordExportDraft::default());
    let refused = crm::export(engine, &viewer, &all, &draft).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    let started = crm::export(engine, scope, &all, &draft).await.expect("queued");
    let told = outcome(&world, scope, started.job).await;
    let id: FileId = told["file_url"].as_str().expect("a file")[7..].parse().expect("an id");
    assert!(matches!(file::fetch(engine, &viewer, id, 0).await, Err(Error::Denied(_))));
    assert!(matches!(file::fetch(engine, &stranger, id, 0).await, Err(Error::NotFound)));
    let files = |scope: Scope| async move {
        file::list(engine, &scope, None, None, Default::default()).await.expect("it reads").rows.len()
    };
    assert_eq!((files(scope.clone()).await, files(viewer).await, files(stranger.clone()).await), (1, 0, 0));
    let mine = crm::export(engine, &stranger, &all, &draft).await.expect("queued");
    assert_eq!(mine.rows, 0);
    let told = outcome(&world, &stranger, mine.job).await;
    assert_eq!(fetched(&world, &stranger, &told["file_url"]).await.lines().count(), 1, "a header and nobody");
}
