//! Searches for numbers by REST that the page cannot end in one go, and cursors that are none.

use crate::support::Server;
use crate::support::browser::Browser;
use serde_json::{Value, json};

/// A project of so many numbers, with one of another brand after every hundred thousand.
async fn haystack(server: &Server, rows: i64) -> i64 {
    let made = server.post("/api/projects/", json!({ "name": "Hay" })).await.expect(201);
    let project = made["data"]["id"].as_i64().expect("a project has an id");
    let sql = format!(
        "insert into number (tenant_id, project_id, number, brand, origin)
         select {}, {project}, 12012120000 + i, case when i % 100000 = 1000 then 'Needle' else 'Hay' end, 0
         from generate_series(1, {rows}) i",
        server.world.tenant
    );
    server.world.sql(&sql).await;
    project
}

fn found(answer: &Value) -> Vec<String> {
    let numbers = answer["data"]["numbers"].as_array().expect("a list");
    numbers.iter().map(|number| number["phone_number"].as_str().expect("a text").to_owned()).collect()
}

#[tokio::test]
async fn pages_by_number_lead_on_until_a_search_has_ended_and_lose_no_row() {
    let server = Server::new().await;
    let project = haystack(&server, 401_500).await;
    let needles = ["12012521000", "12012421000", "12012321000", "12012221000", "12012121000"];
    for size in [1, 2, 20] {
        let path = format!("/api/phone-generator/list-numbers/?project_id={project}&carrier=needle&page_size={size}");
        let (mut page, mut all) = (1, Vec::new());
        loop {
            let answer = server.get(&format!("{path}&page={page}")).await.expect(200);
            let block = &answer["data"]["pagination"];
            let rows = found(&answer);
            assert!(block["count"].as_u64().expect("a figure") >= rows.len() as u64, "{block}");
            all.extend(rows);
            assert_eq!(block["next"].is_null(), block["cursor"].is_null(), "{block}");
            let Some(next) = block["next"].as_u64() else { break };
            assert!(block["total_pages"].as_u64() >= Some(next), "{block}");
            page = next;
        }
        assert_eq!(all, needles, "{size} a page");
    }
    // The first of all numbers, behind two windows.
    let path = format!("/api/phone-generator/list-numbers/?project_id={project}&search=(201)%20212-0001");
    let answer = server.get(&path).await.expect(200);
    assert_eq!(found(&answer), ["12012120001"]);
    let block = &answer["data"]["pagination"];
    assert_eq!((&block["count"], &block["next"], &block["cursor"]), (&json!(1), &Value::Null, &Value::Null));
}

#[tokio::test]
async fn a_page_of_numbers_never_counts_less_than_it_shows() {
    let server = Server::new().await;
    let project = haystack(&server, 600_000).await;
    // The newest number: counting looks at half a million others.
    server.world.sql("update number set brand = 'Rare' where number = 12012720000").await;
    let browser = Browser::signed_in(&server, "owner@acme.test").await;
    let text = browser.get(&format!("/numbers/projects/{project}?carrier.contains=rare")).await.text();
    assert!(text.contains("1+ numbers") && !text.contains(">0+"), "{text}");
    let text = browser.get(&format!("/numbers/projects/{project}?carrier.contains=nobody")).await.text();
    assert!(text.contains("None found so far") && !text.contains("0+"), "{text}");
}

#[tokio::test]
async fn a_cursor_that_is_none_is_refused_at_its_name_by_operations_and_pages() {
    let server = Server::new().await;
    let project = haystack(&server, 3).await;
    let browser = Browser::signed_in(&server, "owner@acme.test").await;
    for cursor in ["x", "%3Ex", "%3C", "%3E99999999999999999999"] {
        for path in [
            format!("/api/phone-generator/list-numbers/?project_id={project}&"),
            "/api/phone-generator/tasks/?".to_owned(),
            "/api/projects/?".to_owned(),
        ] {
            let answer = server.get(&format!("{path}cursor={cursor}")).await;
            answer.expect(400);
            assert_eq!(answer.errors_at("cursor").len(), 1, "{path}{cursor}");
        }
        for page in
            [format!("/numbers/projects/{project}"), "/numbers".into(), "/jobs".into(), "/numbers/prefixes".into()]
        {
            let answer = browser.get(&format!("{page}?cursor={cursor}")).await;
            assert!(answer.text().contains("cursor"), "{page}: {}", answer.text());
            assert_eq!(answer.status.as_u16(), 400, "{page} {cursor}");
        }
    }
}
