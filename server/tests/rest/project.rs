//! Projects by REST and by page: their fields, versions, archive, analytics and end.

use crate::support::browser::{Browser, form};
use crate::support::{Answer, Server, with_token};
use axum::body::Body;
use axum::http::{HeaderValue, Method, header};
use serde_json::{Value, json};

const OWNER: &str = "owner@acme.test";

async fn send(server: &Server, method: Method, path: &str, body: Value) -> Answer {
    server.ask(with_token(method, path, &server.token, Body::from(body.to_string()))).await
}

async fn patch(server: &Server, id: &Value, body: Value) -> Answer {
    send(server, Method::PATCH, &format!("/api/projects/{id}/"), body).await
}

async fn project(server: &Server, name: &str) -> Value {
    server.post("/api/projects/", json!({ "name": name })).await.expect(201)["data"]["id"].clone()
}

#[tokio::test]
async fn a_project_keeps_every_field_it_was_given() {
    let server = Server::new().await;
    let body = json!({
        "name": "Bay", "description": "Spring", "status": "active", "priority": "urgent",
        "target_phone_count": "100000", "start_date": "2026-07-01", "end_date": "2026-09-30",
    });
    let made = server.post("/api/projects/", body).await.expect(201)["data"].clone();
    for (field, value) in [
        ("description", json!("Spring")),
        ("status", json!("active")),
        ("priority", json!("urgent")),
        ("target_phone_count", json!(100_000)),
        ("start_date", json!("2026-07-01")),
        ("end_date", json!("2026-09-30")),
        ("archived_at", json!(null)),
        ("version", json!(1)),
    ] {
        assert_eq!(made[field], value, "{field}");
    }
    let shown = server.get(&format!("/api/projects/{}/", made["id"])).await;
    assert_eq!(shown.expect(200)["data"], made);
    assert_eq!(shown.header("etag"), "\"1\"");

    let wrong = json!({
        "name": 7, "status": "gone", "target_phone_count": 0, "start_date": "2026-10-01", "end_date": "2026-09-30",
    });
    let refused = server.post("/api/projects/", wrong).await.expect(400);
    let fields: Vec<&String> = refused["errors"].as_object().expect("errors").keys().collect();
    assert_eq!(fields, ["end_date", "name", "status", "target_phone_count"]);
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_null_takes_away() {
    let server = Server::new().await;
    let id = project(&server, "Bay").await;
    let body = json!({ "target_phone_count": 500, "start_date": "2026-07-01", "priority": "high" });
    let changed = patch(&server, &id, body).await;
    assert_eq!(changed.header("etag"), "\"2\"");
    let changed = changed.expect(200)["data"].clone();
    assert_eq!((&changed["name"], &changed["target_phone_count"]), (&json!("Bay"), &json!(500)));
    let changed = patch(&server, &id, json!({ "target_phone_count": null, "project_name": "Cape" })).await.expect(200);
    let changed = &changed["data"];
    assert_eq!((&changed["name"], &changed["target_phone_count"]), (&json!("Cape"), &json!(null)));
    assert_eq!((&changed["start_date"], &changed["priority"]), (&json!("2026-07-01"), &json!("high")));

    let changed = patch(&server, &id, json!({ "priority": null, "description": null })).await.expect(200);
    assert_eq!((&changed["data"]["priority"], &changed["data"]["description"]), (&json!("high"), &json!("")));

    // A wrong type and a rule that only the whole project knows are told together.
    let refused = patch(&server, &id, json!({ "name": [], "end_date": "2026-06-30", "version": "x" })).await;
    refused.expect(400);
    for field in ["name", "end_date", "version"] {
        assert_eq!(refused.errors_at(field).len(), 1, "{field}");
    }
    let missing = patch(&server, &json!(999_999), json!({ "name": [] })).await;
    missing.expect(404);
    assert_eq!(missing.errors_at("id"), ["Project does not exist."]);
}

#[tokio::test]
async fn an_edit_of_an_older_version_is_a_conflict_that_brings_the_row_as_it_is() {
    let server = Server::new().await;
    let id = project(&server, "Bay").await;
    let current = patch(&server, &id, json!({ "status": "active", "version": 1 })).await.expect(200)["data"].clone();
    let stale = patch(&server, &id, json!({ "status": "completed", "version": 1 })).await;
    assert_eq!(stale.expect(409)["data"], current);
    assert_eq!(stale.errors_at("version").len(), 1);

    let if_match = async |version: &'static str, body: Value| {
        let path = format!("/api/projects/{id}/");
        let mut request = with_token(Method::PATCH, &path, &server.token, Body::from(body.to_string()));
        request.headers_mut().insert(header::IF_MATCH, HeaderValue::from_static(version));
        server.ask(request).await
    };
    assert_eq!(if_match("\"1\"", json!({ "status": "completed" })).await.expect(409)["data"], current);
    if_match("\"2\"", json!({ "status": "completed" })).await.expect(200);
    if_match("*", json!({ "status": "on_hold" })).await.expect(200);
    if_match("\"4\"", json!({ "version": 3 })).await.expect(400);
    assert_eq!(if_match("soon", json!({})).await.errors_at("If-Match").len(), 1);
    patch(&server, &id, json!({ "status": "planning" })).await.expect(200);
}

#[tokio::test]
async fn the_list_is_filtered_by_what_was_asked_and_leaves_archived_ones_out() {
    let server = Server::new().await;
    let mut ids = Vec::new();
    for (name, status, priority) in
        [("North shore", "active", "high"), ("South Shore", "planning", "high"), ("Inland", "active", "low")]
    {
        let body = json!({ "name": name, "status": status, "priority": priority });
        ids.push(server.post("/api/projects/", body).await.expect(201)["data"]["id"].clone());
    }
    let names = async |query: &str| -> Vec<String> {
        let page = server.get(&format!("/api/projects/?{query}")).await.expect(200)["data"].clone();
        let rows = page["projects"].as_array().expect("rows").clone();
        assert_eq!(page["pagination"]["count"], rows.len(), "{query}");
        rows.iter().map(|row| row["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(names("search=SHORE").await, ["South Shore", "North shore"]);
    assert_eq!(names("status=active&priority=high").await, ["North shore"]);
    let archive = format!("/api/projects/{}/archive/", ids[2]);
    let archived = server.post(&archive, json!({})).await.expect(200);
    assert_eq!((&archived["message"], archived["data"]["archived_at"].is_string()), (&json!("Successful"), true));
    assert_eq!(names("").await, ["South Shore", "North shore"]);
    assert_eq!(names("archived=true").await, ["Inland"]);
    let started = json!({ "project_id": ids[2], "area_code": "415", "quantity": 5 });
    server.post("/api/phone-generator/generate-numbers-enhanced/", started).await.expect(400);
    let unarchive = format!("/api/projects/{}/unarchive", ids[2]);
    assert_eq!(server.post(&unarchive, json!({})).await.expect(200)["data"]["archived_at"], json!(null));
    assert_eq!(names("").await.len(), 3);
    for (query, field) in [("status=done", "status"), ("priority=1", "priority"), ("archived=maybe", "archived")] {
        let refused = server.get(&format!("/api/projects/?{query}")).await;
        refused.expect(400);
        assert_eq!(refused.errors_at(field).len(), 1, "{query}");
    }
}

#[tokio::test]
async fn analytics_and_deletion_say_what_a_project_holds() {
    let server = Server::new().await;
    let id = project(&server, "Bay").await;
    let body = json!({ "project_id": id, "area_code": "415", "quantity": 30 });
    server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
    let path = format!("/api/projects/{id}/");
    let refused = send(&server, Method::DELETE, &path, json!({})).await;
    refused.expect(409);
    assert!(refused.errors_at("id")[0].contains("1 job works on this project"));
    server.run_jobs().await;
    let figures = server.get(&format!("/api/projects/{id}/analytics")).await.expect(200)["data"].clone();
    assert_eq!(figures["phone_stats"], json!({ "total": 30, "valid": 0, "invalid": 0 }));
    let tasks = json!({ "total": 1, "pending": 0, "in_progress": 0, "completed": 1, "failed": 0, "cancelled": 0 });
    assert_eq!(figures["task_stats"], tasks);

    let deleted = send(&server, Method::DELETE, &path, json!({})).await.expect(200);
    assert_eq!(deleted["message"], "Project deleted successfully");
    assert_eq!((&deleted["data"]["id"], &deleted["data"]["deleted_count"]), (&id, &json!(30)));
    send(&server, Method::DELETE, &path, json!({})).await.expect(404);
    server.get(&path).await.expect(404);
    server.run_jobs().await;
    assert_eq!(server.world.figure("select count(*) as n from number").await, 0);
}

#[tokio::test]
async fn who_saves_over_somebody_elses_change_is_told_and_loses_nothing() {
    let server = Server::new().await;
    let id = project(&server, "Bay").await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let (page, id_text) = (format!("/numbers/projects/{id}/edit"), id.to_string());
    assert!(browser.get(&page).await.text().contains("name=\"version\" value=\"1\""));
    patch(&server, &id, json!({ "status": "active", "target_phone_count": 700 })).await.expect(200);

    let fields = |version: &'static str| {
        form(&[
            ("id", &id_text),
            ("version", version),
            ("name", "Bay of mine"),
            ("status", "on_hold"),
            ("priority", "medium"),
        ])
    };
    let answer = browser.post("/forms/project-edit", &fields("1")).await;
    assert_eq!(answer.header("location"), page);
    let text = browser.get(&page).await.text();
    for shown in [
        "Somebody changed this project",
        "Status is “active”",
        "Target is “700”",
        "Bay of mine",
        "name=\"version\" value=\"2\"",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert_eq!(server.get(&format!("/api/projects/{id}/")).await.expect(200)["data"]["name"], "Bay");
    let answer = browser.post("/forms/project-edit", &fields("2")).await;
    assert_eq!(answer.header("location"), format!("/numbers/projects/{id}/overview"));
    assert_eq!(server.get(&format!("/api/projects/{id}/")).await.expect(200)["data"]["name"], "Bay of mine");
}

#[tokio::test]
async fn a_refused_edit_keeps_what_was_typed_and_the_version_it_was_of() {
    let server = Server::new().await;
    let id = project(&server, "Bay").await.to_string();
    let browser = Browser::signed_in(&server, OWNER).await;
    let page = format!("/numbers/projects/{id}/edit");
    let body = form(&[
        ("id", &id),
        ("version", "1"),
        ("name", "Bay"),
        ("status", "active"),
        ("priority", "high"),
        ("target_phone_count", "lots"),
        ("start_date", "2026-13-01"),
    ]);
    browser.post("/forms/project-edit", &body).await;
    let text = browser.get(&page).await.text();
    for shown in [
        "id=\"target_phone_count-error\"",
        "value=\"lots\"",
        "id=\"start_date-error\"",
        "2026-13-01",
        "name=\"version\" value=\"1\"",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
}

#[tokio::test]
async fn a_project_is_deleted_by_page_when_its_name_is_typed() {
    let server = Server::new().await;
    let id = project(&server, "Bay & more").await.to_string();
    let body = json!({ "project_id": id, "area_code": "415", "quantity": 1234 });
    server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
    let browser = Browser::signed_in(&server, OWNER).await;
    let page = format!("/numbers/projects/{id}/delete");
    assert!(browser.get(&page).await.text().contains("1 job works on this project"));
    server.run_jobs().await;
    assert!(browser.get(&page).await.text().contains("Delete the project and 1,234 numbers"));
    browser.post("/forms/project-delete", &form(&[("id", &id), ("name", "Bay")])).await;
    let text = browser.get(&page).await.text();
    assert!(text.contains("id=\"name-error\"") && text.contains("value=\"Bay\""), "{text}");
    let answer = browser.post("/forms/project-delete", &form(&[("id", &id), ("name", "Bay & more")])).await;
    assert_eq!(answer.header("location"), "/numbers");
    assert!(browser.get("/numbers").await.text().contains("is deleted with its 1,234 numbers"));
    assert_eq!(browser.get(&format!("/numbers/projects/{id}")).await.status.as_u16(), 404);
}
