//! One filter says the same everywhere (FEATURES L5): the page's address, a saved view, REST, an export, a bulk change and
//! a clean-up reach the same numbers.

use crate::support::Server;
use crate::support::browser::{Browser, form};
use serde_json::json;
use std::collections::BTreeSet;

/// The filter in the grammar's words, and in those that the old platform's clients use.
const FILTER: &str = "type=Mobile&area_code=415&valid=true&carrier.contains=at%26t";
const OLD: &str = "type=Mobile&area_code=415&valid_number=true&carrier=at%26t";

/// 240 numbers of every mixture of two area codes, three line types, three validities and three carriers; those of the
/// filter are known by their own test of each field.
async fn numbers(server: &Server, project: i64) -> BTreeSet<i64> {
    let tenant = server.world.tenant;
    let sql = format!(
        "insert into number (tenant_id, project_id, number, line_type, valid, brand, carrier, origin)
         select {tenant}, {project}, (case when i % 2 = 0 then 14152000000 else 12122000000 end) + i,
             (i / 2) % 3, (array[true, false, null])[1 + (i / 6) % 3],
             (array['AT&T', 'Verizon', null])[1 + (i / 18) % 3],
             (array['NEW CINGULAR', 'CELLCO', 'AT&T CORP'])[1 + (i / 18) % 3], 1
         from generate_series(0, 239) i"
    );
    server.world.sql(&sql).await;
    ids(server, "line_type = 1 and number / 10000000 = 1415 and valid and (brand = 'AT&T' or carrier = 'AT&T CORP')")
        .await
}

async fn ids(server: &Server, which: &str) -> BTreeSet<i64> {
    let sql = format!("select coalesce(string_agg(id::text, ','), '') as text from number where {which}");
    let text = server.world.text(&sql).await;
    text.split(',').filter(|id| !id.is_empty()).map(|id| id.parse().expect("an id")).collect()
}

/// The rows of a page by their check boxes.
fn rows(page: &str) -> BTreeSet<i64> {
    let boxes = page.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
    let boxes = boxes.filter(|tag| tag.contains("type=\"checkbox\"") && tag.contains("name=\"id\""));
    boxes.filter_map(|tag| tag.split("value=\"").nth(1)?.split('"').next()?.parse().ok()).collect()
}

/// The value of a hidden field.
fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let from = page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no field {name} in {page}"));
    page[from..].split('"').nth(3).expect("a value")
}

#[tokio::test]
async fn address_view_rest_export_bulk_and_clean_up_reach_the_same_numbers() {
    let server = Server::new().await;
    let project = server.world.project("Bay").await.id.0;
    let expected = numbers(&server, project).await;
    assert!((5..100).contains(&expected.len()), "{}", expected.len());
    let browser = Browser::signed_in(&server, "owner@acme.test").await;
    let list = format!("/numbers/projects/{project}");

    let address = browser.get(&format!("{list}?{FILTER}&page_size=200")).await.text();
    assert_eq!(rows(&address), expected, "the address");

    let view = format!("{FILTER}&page_size=200");
    browser.post("/forms/view-save", &form(&[("name", "Bay mobiles"), ("query", &view), ("back", &list)])).await;
    let kept = server.world.text("select query as text from saved_view").await;
    let menu = browser.get(&list).await.text();
    let mut links = menu.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"'));
    let named = |rest: &str| rest.split("</a>").next().is_some_and(|link| link.contains("Bay mobiles"));
    let (link, _) = links.find(|(_, rest)| named(rest)).expect("the view is in the menu");
    assert!(link.replace("&amp;", "&").ends_with(&kept), "{link} {kept}");
    assert_eq!(rows(&browser.get(&link.replace("&amp;", "&")).await.text()), expected, "the view");

    let path = format!("/api/phone-generator/list-numbers/?project_id={project}&page_size=1000&{OLD}");
    let listed = server.get(&path).await.expect(200);
    let listed = listed["data"]["numbers"].as_array().expect("numbers").iter();
    assert_eq!(listed.map(|number| number["id"].as_i64().expect("an id")).collect::<BTreeSet<_>>(), expected, "REST");

    let id = project.to_string();
    let fields = [("project_id", id.as_str()), ("format", "txt"), ("filter", FILTER), ("fields[]", "phone_number")];
    let started = browser.post("/forms/numbers-export", &form(&fields)).await;
    assert!(started.header("location").starts_with("/jobs/"), "{}", started.text());
    server.run_jobs().await;
    let file = server.world.figure("select max(id) as n from stored_file").await;
    let exported = browser.get(&format!("/files/{file}")).await.text();
    let exported: Vec<i64> = exported
        .lines()
        .filter_map(|line| line.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok())
        .collect();
    let which = exported.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    assert_eq!(ids(&server, &format!("number in ({which})")).await, expected, "the export");

    let query = form(&[("do", "status"), ("all", "1"), ("filter", FILTER)]);
    let confirmation = browser.get(&format!("{list}/change?{query}")).await.text();
    let fields = [
        ("project_id", id.as_str()),
        ("deed", "status"),
        ("filter", FILTER),
        ("status", "blocked"),
        ("count", hidden(&confirmation, "count")),
        ("digest", hidden(&confirmation, "digest")),
    ];
    browser.post("/forms/numbers-change", &form(&fields)).await;
    server.run_jobs().await;
    assert_eq!(ids(&server, "status = 4").await, expected, "the bulk change");

    let others = ids(&server, "status <> 4").await;
    let body = json!({
        "project_id": project, "type": "Mobile", "area_code": "415", "valid_number": "true", "carrier": "at&t"
    });
    let worker = engine::queue::Worker::new(server.world.engine.clone(), engine::job::registry());
    let stop = tokio_util::sync::CancellationToken::new();
    let working = tokio_util::task::AbortOnDropHandle::new(tokio::spawn(async move { worker.run(stop).await }));
    let deleted = server.post("/api/phone-generator/delete-filtered/", body).await.expect(200);
    drop(working);
    assert_eq!(deleted["deleted_count"], expected.len(), "{deleted}");
    assert_eq!(ids(&server, "true").await, others, "the clean-up");
}

#[tokio::test]
async fn rest_takes_every_filter_of_the_grammar_and_a_deletion_refuses_what_is_none() {
    let server = Server::new().await;
    let project = server.world.project("Bay").await.id.0;
    numbers(&server, project).await;
    server.world.sql("update number set status = 1, state = 'CA' where line_type = 2").await;
    let count = async |query: &str| {
        let path = format!("/api/phone-generator/list-numbers/?project_id={project}&{query}");
        server.get(&path).await.expect(200)["data"]["pagination"]["count"].as_i64().expect("a count")
    };
    let rows = async |which: &str| ids(&server, which).await.len() as i64;
    for (query, which) in [
        ("status=active", "status = 1"),
        ("state=ca&type=Landline", "state = 'CA'"),
        ("type=Mobile&type=Landline", "line_type in (1, 2)"),
        ("number.starts=415", "number / 10000000 = 1415"),
        ("valid=null", "valid is null"),
        ("anything=else", "true"),
    ] {
        assert_eq!(count(query).await, rows(which).await, "{query}");
    }
    let all = rows("true").await;
    let path = "/api/phone-generator/delete-filtered/";
    for (body, field) in [
        (json!({ "project_id": project, "filters": { "area_code": "415", "colour": "red" } }), "colour"),
        (json!({ "project_id": project, "area_code": "415", "colour": "red" }), "colour"),
        (json!({ "project_id": project, "area_code": "415", "status": "asleep" }), "status"),
        (json!({ "project_id": project, "area_code": { "is": "415" } }), "area_code"),
    ] {
        let answer = server.post(path, body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.errors_at(field).len()), (400, 1), "{body}: {}", answer.text());
    }
    let worker = engine::queue::Worker::new(server.world.engine.clone(), engine::job::registry());
    let stop = tokio_util::sync::CancellationToken::new();
    let _working = tokio_util::task::AbortOnDropHandle::new(tokio::spawn(async move { worker.run(stop).await }));
    let body = json!({ "project_id": project, "filters": { "area_code": "415", "status": "blocked" } });
    server.post(path, body).await.expect(200);
    assert_eq!(rows("true").await, all, "none of them is blocked");
}
