//! Views of calls, and calls for a demonstration, as programs ask for them (CONTRACTS B).

use crate::support::{Server, with_token};
use axum::body::Body;
use axum::http::Method;
use domain::scope::{Role, TokenScope};
use serde_json::{Value, json};

/// A missed call of the owner's.
async fn saved(server: &Server) -> Value {
    let body = json!({ "subject": "Mine", "start_time": "2026-11-20T10:00:00Z", "status_id": 3 });
    server.post("/crm/calls/save", body).await.expect(200)["data"].clone()
}

async fn listed(server: &Server, body: Value) -> Vec<i64> {
    let answer = server.post("/crm/calls/list", body).await.expect(200);
    answer["data"].as_array().expect("calls").iter().map(|call| call["id"].as_i64().expect("an id")).collect()
}

#[tokio::test]
async fn views_are_private_or_shared_and_each_person_has_a_default_of_their_own() {
    let server = Server::new().await;
    let colleague = engine::user::NewUser {
        email: "colleague@acme.test".into(),
        name: "Colleague".into(),
        password: engine::testing::PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((server.world.tenant, Role::Agent)),
        legacy_id: None,
    };
    let engine = &server.world.engine;
    let colleague = engine::user::create(engine, &engine::testing::operator(), colleague).await.expect("a colleague");
    let theirs = server.token_of(server.world.tenant, colleague, &[TokenScope::CallsWrite]).await;
    let save = |name: &str, visibility: &str| {
        json!({
            "name": name, "module": 1, "filters": { "status": "missed" }, "columns": ["subject", "status"], "sort": "-start",
            "visibility": visibility, "pinned": 1, "query_type": 2,
        })
    };
    let own = server.post("/custom/views/save", save("Own", "private")).await.expect(200)["data"].clone();
    let shared = server.post("/custom/views/save", save("Shared", "shared")).await.expect(200)["data"].clone();
    assert_eq!(shared["filters"], json!({ "status": ["missed"], "mine": ["true"] }));
    assert_eq!((&shared["sort"], &shared["columns"]), (&json!("-start"), &json!(["subject", "status"])));
    let seen = async |token: &str| {
        let request = with_token(Method::GET, "/custom/views/get-by-module-id/1", token, Body::empty());
        let views = server.ask(request).await.expect(200);
        let name = |view: &Value| view["name"].as_str().expect("a name").to_owned();
        views["data"].as_array().expect("views").iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(seen(&server.token).await, ["Own", "Shared"]);
    assert_eq!(seen(&theirs).await, ["Shared"]);
    server.post(&format!("/custom/views/set-default/{}", shared["id"]), json!({})).await.expect(200);
    assert_eq!(seen(&server.token).await, ["Shared", "Own"], "the default one first");
    let ask = async |path: String| server.ask(with_token(Method::POST, &path, &theirs, Body::empty())).await;
    ask(format!("/custom/views/get/{}", own["id"])).await.expect(404);
    ask(format!("/custom/views/{}/deleted/1", shared["id"])).await.expect(404);
    ask(format!("/custom/views/by-ukey/{}", shared["ukey"].as_str().expect("a key"))).await.expect(200);
    // What is owned is told by who looks.
    let mine = saved(&server).await["id"].as_i64();
    let request =
        with_token(Method::POST, "/crm/calls/list", &theirs, Body::from(json!({ "view": shared["ukey"] }).to_string()));
    assert_eq!(server.ask(request).await.expect(200)["data"], json!([]));
    assert_eq!(listed(&server, json!({ "view": shared["ukey"] })).await.first().copied(), mine);
    server.post(&format!("/custom/views/{}/deleted/1", shared["id"]), json!({})).await.expect(200);
    assert!(seen(&theirs).await.is_empty());
    server.post(&format!("/custom/views/{}/deleted/0", shared["id"]), json!({})).await.expect(200);
    assert_eq!(seen(&theirs).await, ["Shared"]);
}

#[tokio::test]
async fn demo_calls_are_made_counted_and_cleaned_up_by_program() {
    let server = Server::new().await;
    let started = server.post("/crm/calls/demo/", json!({ "count": 60, "seed": 7 })).await.expect(201);
    assert_eq!((&started["data"]["count"], &started["data"]["seed"]), (&json!(60), &json!(7)));
    server.run_jobs().await;
    let figures = server.get("/crm/calls/demo/").await.expect(200)["data"].clone();
    assert_eq!((&figures["demo_calls"], &figures["orphans"]), (&json!(60), &json!(0)));
    assert_eq!(figures["batches"][0]["batch"], started["data"]["batch"]);
    let clean = async |body: Value| {
        let body = Body::from(body.to_string());
        server.ask(with_token(Method::DELETE, "/crm/calls/demo", &server.token, body)).await
    };
    clean(json!({ "last": 10, "confirm": "delete" })).await.expect(400);
    clean(json!({ "last": 10, "batch": started["data"]["batch"], "confirm": "DELETE" })).await.expect(400);
    assert_eq!(clean(json!({ "last": 10, "confirm": "DELETE" })).await.expect(202)["data"]["calls"], 10);
    server.run_jobs().await;
    assert_eq!(server.get("/crm/calls/demo").await.expect(200)["data"]["demo_calls"], 50);
    let board = server.post("/crm/calls/get-grouped-by-status", json!({ "limit": 2 })).await.expect(200);
    let counted: u64 =
        board["data"].as_array().expect("columns").iter().filter_map(|column| column["count"].as_u64()).sum();
    assert_eq!(counted, 50);
    let cards = server.post("/crm/calls/get-statistics", json!({ "from": "2000-01-01", "to": "2009-12-31" })).await;
    let cards = cards.expect(200)["data"].clone();
    assert_eq!((&cards[0]["title"], &cards[0]["total"]), (&json!("Total Calls Made"), &json!(0)));
    assert_eq!(cards[3]["lineChartData"].as_array().map(Vec::len), Some(7));
}

#[tokio::test]
async fn a_change_of_a_view_touches_what_it_sends_and_one_of_an_older_version_nothing() {
    let server = Server::new().await;
    let view = json!({
        "name": "Mine", "filters": { "status": "missed" }, "columns": ["subject", "status_id"], "sort": "-start",
        "visibility": "shared", "pinned": 1, "query_type": 2,
    });
    let made = server.post("/custom/views/save", view).await.expect(200)["data"].clone();
    let save = async |change: Value, status: u16| {
        let mut body = json!({ "id": made["id"] });
        for (name, value) in change.as_object().expect("fields") {
            body[name] = value.clone();
        }
        server.post("/custom/views/save", body).await.expect(status)["data"].clone()
    };
    let same = |one: &Value, other: &Value, but: &[&str]| {
        for (name, value) in one.as_object().expect("fields") {
            if !but.contains(&name.as_str()) && !["updatedon", "version"].contains(&name.as_str()) {
                assert_eq!(value, &other[name], "{name}");
            }
        }
    };
    let named = save(json!({ "name": "Ours" }), 200).await;
    assert_eq!((&named["name"], &named["version"]), (&json!("Ours"), &json!(2)));
    same(&made, &named, &["name"]);
    let private = save(json!({ "visibility": "private", "version": 2 }), 200).await;
    assert_eq!(private["visibility"], "private");
    same(&named, &private, &["visibility"]);
    // The type of the query is a filter too, and goes with it.
    let all = save(json!({ "query_type": 1 }), 200).await;
    assert_eq!(all["filters"], json!({ "status": ["missed"] }));
    same(&private, &all, &["query_type", "filters"]);
    let filtered = save(json!({ "filters": { "tag": "vip" } }), 200).await;
    assert_eq!(filtered["filters"], json!({ "tag": ["vip"] }));
    same(&all, &filtered, &["filters"]);
    assert_eq!(save(json!({ "sort": "", "columns": [] }), 200).await["columns"], json!([]));
    let stale = save(json!({ "name": "Late", "version": 2 }), 409).await;
    assert_eq!((&stale["name"], &stale["version"]), (&json!("Ours"), &json!(6)));
    let path = format!("/custom/views/{}/deleted/1", made["id"]);
    let stale = server.post(&path, json!({ "version": 2 })).await.expect(409);
    assert_eq!(stale["data"]["version"], 6);
    server.post(&path, json!({ "version": 6 })).await.expect(200);
    server.post("/custom/views/save", json!({ "id": 999_999, "name": "Nobody's" })).await.expect(404);
    let unknown = json!({ "name": "Strange", "columns": ["subject", "nope"] });
    let refused = server.post("/custom/views/save", unknown).await.expect(400);
    assert_eq!(refused["message"], "Invalid custom view configuration");
    assert_eq!(refused["data"]["errors"]["columns"], json!(["There is no column “nope”."]));
}

#[tokio::test]
async fn a_viewer_keeps_private_views_by_program_and_shares_none() {
    let server = Server::new().await;
    let viewer = engine::user::NewUser {
        email: "viewer@acme.test".into(),
        name: "Viewer".into(),
        password: engine::testing::PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((server.world.tenant, Role::Viewer)),
        legacy_id: None,
    };
    let viewer = engine::user::create(&server.world.engine, &engine::testing::operator(), viewer).await.expect("made");
    let token = server.token_of(server.world.tenant, viewer, &[TokenScope::CallsRead]).await;
    let save = async |body: Value| {
        let body = Body::from(body.to_string());
        server.ask(with_token(Method::POST, "/custom/views/save", &token, body)).await
    };
    let own = save(json!({ "name": "Own", "filters": { "status": "missed" } })).await.expect(200)["data"].clone();
    let change = json!({ "id": own["id"], "pinned": 1 });
    assert_eq!(save(change).await.expect(200)["data"]["pinned"], 1);
    save(json!({ "name": "Ours", "visibility": "shared" })).await.expect(403);
    save(json!({ "id": own["id"], "visibility": "shared" })).await.expect(403);
}
