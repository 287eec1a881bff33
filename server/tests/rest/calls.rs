//! The calls family as the old CRM's clients know it (CONTRACTS B): paths, envelope, texts, JSON and forms.

use crate::support::{Answer, Server};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const FORM: &str = "application/x-www-form-urlencoded";

/// A client of the old CRM: another host and token, the rest as it always sent it.
async fn send(server: &Server, method: Method, path: &str, kind: &str, body: String) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {}", server.token))
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body))
        .expect("it is well-formed");
    server.ask(request).await
}

async fn post(server: &Server, path: &str, body: Value) -> Answer {
    send(server, Method::POST, path, "application/json", body.to_string()).await
}

async fn saved(server: &Server, subject: &str, more: Value) -> Value {
    let mut body = json!({ "subject": subject, "start_time": "2026-11-20T10:00:00Z" });
    for (name, value) in more.as_object().expect("fields") {
        body[name] = value.clone();
    }
    post(server, "/crm/calls/save", body).await.expect(200)["data"].clone()
}

async fn listed(server: &Server, body: Value) -> Vec<i64> {
    let answer = post(server, "/crm/calls/list", body).await.expect(200);
    answer["data"].as_array().expect("calls").iter().map(|call| call["id"].as_i64().expect("an id")).collect()
}

#[tokio::test]
async fn a_client_of_the_old_crm_works_as_it_always_did() {
    let server = Server::new().await;
    server.world.sql("update app_user set legacy_id = 'user123'").await;
    let contact = server.post("/api/v1/contacts/", json!({ "name": "Maria Lopez" })).await.expect(201)["id"].clone();
    let made = post(
        &server,
        "/crm/calls/save",
        json!({
            "id": 0, "user_id": "user123", "subject": "Quarterly review", "call_for": "contact", "call_for_id": contact,
            "type_id": 1, "start_time": "2026-11-20T10:00:00+02:00", "duration": "5m 30s", "purpose": "Demo", "status_id": 2,
            "tag": "vip, west", "closed": 0, "reminder": 15,
        }),
    )
    .await
    .expect(200);
    assert_eq!((&made["status"], &made["message"]), (&json!(200), &json!("Call created successfully")));
    let call = &made["data"];
    let id = call["id"].as_i64().expect("an id");
    for (name, value) in [
        ("status_id", json!("2")),
        ("type", json!("inbound")),
        ("purpose_id", json!(4)),
        ("duration", json!("5m 30s")),
        ("start_time", json!("2026-11-20T08:00:00Z")),
        ("closed", json!(0)),
        ("active", json!(1)),
        ("deletable", json!(1)),
        ("deleted", json!(0)),
        ("favorite", json!(0)),
        ("tag", json!("vip, west")),
        ("tenant_id", json!(server.world.tenant.0)),
        ("add_by", json!(server.world.user.0)),
        ("call_for_details", json!({ "id": contact, "type": "contact", "name": "Maria Lopez" })),
        ("ukey", json!(format!("{}000{id}", server.world.tenant))),
    ] {
        assert_eq!(call[name], value, "{name}");
    }
    assert_eq!(call["owner_details"]["id"], server.world.user.0);

    // By id, by key, by GET and by POST.
    let key = call["ukey"].as_str().expect("a key");
    for path in [format!("/crm/calls/get/{id}"), format!("/crm/calls/details/get/{key}/")] {
        for method in [Method::GET, Method::POST] {
            let one = send(&server, method, &path, "application/json", String::new()).await.expect(200);
            assert_eq!(one["message"], "Record retrieved successfully");
            assert_eq!(one["data"]["id"], id);
        }
    }

    // An edit touches what it sends.
    let edit = json!({ "id": id, "subject": "Review", "status_id": "5" });
    let edited = post(&server, "/crm/calls/save", edit).await.expect(200);
    assert_eq!(edited["message"], "Call updated successfully");
    assert_eq!((&edited["data"]["subject"], &edited["data"]["tag"]), (&json!("Review"), &json!("vip, west")));

    // The same again is a double.
    let double = json!({
        "subject": "Review", "call_for": "contact", "call_for_id": contact, "start_time": "2026-11-20T08:00:00Z",
    });
    assert_eq!(
        post(&server, "/crm/calls/save", double).await.expect(409),
        json!({
            "status": 409,
            "message": format!("Duplicate call found with matching subject, call_for. Call ID: {id}"),
            "data": { "duplicate_call_id": id, "duplicate_fields": ["subject", "call_for"] },
        })
    );

    let cloned = post(&server, &format!("/crm/calls/clone/{id}"), json!({})).await.expect(201);
    assert_eq!(cloned["message"], format!("Call (cloned from {id}) created successfully"));
    let other = cloned["data"]["id"].as_i64().expect("an id");
    let marked = post(&server, &format!("/crm/calls/{other}/favorite/1"), json!({})).await.expect(200);
    assert_eq!(marked["data"]["favorite"], 1);
    assert_eq!(listed(&server, json!({ "view": "favorite_calls" })).await, [other]);
    let stands = post(&server, "/crm/calls/update-status", json!({ "id": other, "status_id": 3 })).await.expect(200);
    assert_eq!(stands["data"]["status_id"], "3");
    assert_eq!(listed(&server, json!({ "view": "missed_calls", "today_date": "" })).await, [other]);

    let gone =
        send(&server, Method::DELETE, &format!("/crm/calls/delete/{other}"), "", String::new()).await.expect(200);
    assert_eq!(gone["message"], "Record deleted successfully");
    assert_eq!(listed(&server, json!({})).await, [id]);
    let back = post(&server, &format!("/crm/calls/{other}/deleted/0"), json!({})).await.expect(200);
    assert_eq!((&back["message"], &back["data"]["deleted"]), (&json!("Record restored successfully"), &json!(0)));

    let related = server.get(&format!("/crm/calls/get-related-calls/contact/{contact}")).await.expect(200);
    assert_eq!((&related["summary"]["total_calls"], &related["data"][0]["id"]), (&json!(2), &json!(other)));
    let lines = server.get(&format!("/crm/calls/{other}/activities")).await.expect(200);
    let kinds: Vec<&str> = lines["data"]["activities"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| line["activity_type"].as_str().expect("a kind"))
        .collect();
    let expected = ["call_restored", "call_deleted", "call_status_changed", "call_marked_as_favorite", "call_cloned"];
    assert_eq!(kinds, expected);
    assert_eq!(lines["data"]["activities"][0]["entity_type"], "call");
}

#[tokio::test]
async fn a_form_is_as_good_as_json_and_the_status_is_the_answers_own() {
    let server = Server::new().await;
    let body = "subject=By+form&start_time=2026-11-20T10%3A00%3A00Z&type=inbound&closed=1&tag=a%2Cb".to_owned();
    let made = send(&server, Method::POST, "/crm/calls/save", FORM, body).await.expect(200)["data"].clone();
    assert_eq!((&made["type"], &made["closed"], &made["tag"]), (&json!("inbound"), &json!(1), &json!("a, b")));
    let answer = send(&server, Method::POST, "/crm/calls/list", FORM, "limit=1&type=inbound".into()).await.expect(200);
    assert_eq!(answer["data"][0]["id"], made["id"]);
    let body = format!("ids={}&status_id=3", made["id"]);
    let worker = server.world.engine.clone();
    let working = tokio::spawn(async move {
        engine::queue::Worker::new(worker, engine::job::registry())
            .run(tokio_util::sync::CancellationToken::new())
            .await
    });
    let bulk = send(&server, Method::POST, "/crm/calls/bulk-update", FORM, body).await.expect(200);
    assert_eq!(bulk["data"]["modified_count"], 1);
    working.abort();
}

#[tokio::test]
async fn the_old_texts_are_told_word_for_word() {
    let server = Server::new().await;
    let bare = Request::post("/crm/calls/list").body(Body::empty()).expect("it is well-formed");
    assert_eq!(
        server.ask(bare).await.expect(401),
        json!({ "status": 401, "message": "Not authenticated", "data": null })
    );
    let missing = json!({ "status": 404, "message": "Record not found", "data": null });
    for path in ["/crm/calls/get/999999", "/crm/calls/get/x", "/crm/calls/details/get/1000999"] {
        assert_eq!(server.get(path).await.expect(404), missing, "{path}");
    }
    assert_eq!(post(&server, "/crm/calls/save", json!({ "id": 999_999, "subject": "x" })).await.expect(404), missing);
    let empty = post(&server, "/crm/calls/save", json!({})).await.expect(400);
    assert_eq!(
        empty["data"]["errors"]["subject"],
        json!(["At least one of subject, agenda, or purpose must be provided."])
    );
    assert_eq!(empty["data"]["errors"]["start_time"], json!(["Start time is required."]));
    let told = async |path: &str, body: Value, status: u16| {
        post(&server, path, body).await.expect(status)["message"].as_str().expect("a text").to_owned()
    };
    assert_eq!(told("/crm/calls/bulk-delete", json!({ "ids": 7 }), 400).await, "IDs must be a list.");
    assert_eq!(told("/crm/calls/bulk-delete", json!({ "ids": [] }), 400).await, "No IDs provided for deletion.");
    assert_eq!(
        told("/crm/calls/get-statistics", json!({ "from": "2026-01-01" }), 400).await,
        "from and to date parameters are required"
    );
    let wrong = told("/crm/calls/get-statistics", json!({ "from": "soon", "to": "later" }), 400).await;
    assert!(wrong.starts_with("Invalid date format. Use ISO 8601"), "{wrong}");
    assert_eq!(told("/custom/views/get/999999", json!({}), 404).await, "Custom view not found");
    assert_eq!(told("/custom/views/save", json!({ "name": "" }), 400).await, "Invalid custom view configuration");
    assert_eq!(told("/crm/calls/list", json!({ "view": "no_such" }), 404).await, "Custom view not found");
    assert_eq!(told("/crm/nothing/here", json!({}), 404).await, "Not found.");
    let foreign = post(&server, "/crm/calls/list", json!({ "tenant_id": 999 })).await.expect(403);
    assert_eq!(foreign["message"], "tenant_id is not that of the token.");
}

#[tokio::test]
async fn the_second_editor_is_told_how_the_call_stands() {
    let server = Server::new().await;
    let call = saved(&server, "Review", json!({})).await;
    let edit = |agenda: &str| json!({ "id": call["id"], "agenda": agenda, "version": call["version"] });
    post(&server, "/crm/calls/save", edit("first")).await.expect(200);
    let stale = post(&server, "/crm/calls/save", edit("second")).await.expect(409);
    assert_eq!((&stale["data"]["agenda"], &stale["data"]["version"]), (&json!("first"), &json!(2)));
}

#[tokio::test]
async fn each_way_to_say_which_calls_means_the_same_ones() {
    let server = Server::new().await;
    for n in 0..30 {
        let status = if n % 3 == 0 { 3 } else { 2 };
        saved(&server, &format!("Round {n}"), json!({ "status_id": status, "type_id": n % 2 + 1 })).await;
    }
    let (engine, scope) = (server.world.engine.clone(), server.world.scope.clone());
    let query = "status=missed&direction=outbound";
    let filter = domain::filter::Filter::parse_query(query).expect("it reads");
    let expected: BTreeSet<i64> = {
        let list = domain::filter::ListQuery { filter: domain::filter::Filter::clone(&filter), ..Default::default() };
        let page = engine::call::list(&engine, &scope, &list).await.expect("the portal's list");
        page.rows.into_iter().map(|call| call.id.0).collect()
    };
    assert_eq!(expected.len(), 5);
    // REST by the old names, by the grammar, and by a saved view.
    let of = async |body: Value| listed(&server, body).await.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(of(json!({ "status_id": "3", "type": "outbound", "limit": 200 })).await, expected);
    assert_eq!(of(json!({ "filters": { "status": "missed", "direction": "outbound" }, "limit": 200 })).await, expected);
    assert_eq!(of(json!({ "filters": query, "limit": 200 })).await, expected);
    let view = json!({ "name": "Missed", "filters": { "status": "missed", "direction": "outbound" } });
    let view = post(&server, "/custom/views/save", view).await.expect(200)["data"]["ukey"].clone();
    assert_eq!(of(json!({ "view": view, "limit": 200 })).await, expected);
    // An export, and a change of many; both as jobs.
    let export = domain::call::CallExportDraft {
        format: "ndjson".into(),
        fields: vec!["id".into()],
        filter: domain::filter::Filter::clone(&filter),
    };
    engine::call::export(&engine, &scope, &export).await.expect("queued");
    let seen = engine::call::confirm(&engine, &scope, &filter).await.expect("counted");
    let close = engine::call::Change::Close;
    engine::call::change_many(&engine, &scope, &filter, close, &seen).await.expect("queued");
    server.run_jobs().await;
    let text = "select string_agg(convert_from(c.bytes, 'UTF8'), '' order by c.seq) as text
         from stored_file_chunk c join stored_file f on f.id = c.file_id where f.purpose = 'export'";
    let exported: BTreeSet<i64> = server
        .world
        .text(text)
        .await
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["id"].as_i64().expect("an id"))
        .collect();
    assert_eq!(exported, expected);
    assert_eq!(of(json!({ "closed": 1, "limit": 200 })).await, expected);
    // What is no filter is passed over by a list and refused by a change.
    of(json!({ "colour": "red" })).await;
    let refused = json!({ "filters": { "colour": "red" }, "status_id": 2 });
    post(&server, "/crm/calls/bulk-update", refused).await.expect(400);
}

#[tokio::test]
async fn a_bulk_change_by_program_is_bound_to_what_a_dry_run_told() {
    let server = Server::new().await;
    let one = saved(&server, "One", json!({})).await["id"].clone();
    saved(&server, "Two", json!({})).await;
    let worker = server.world.engine.clone();
    let working = tokio::spawn(async move {
        engine::queue::Worker::new(worker, engine::job::registry())
            .run(tokio_util::sync::CancellationToken::new())
            .await
    });
    let asked = |more: Value| {
        let mut body = json!({ "filters": { "status": "scheduled" } });
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        body
    };
    let told = post(&server, "/crm/calls/bulk-delete", asked(json!({ "dry_run": true }))).await.expect(200);
    assert_eq!(told["data"]["matched_count"], 2);
    let bound = json!({ "count": 2, "digest": told["data"]["digest"] });
    // One takes another's place: the count stays, the set does not.
    post(&server, &format!("/crm/calls/{one}/deleted/1"), json!({})).await.expect(200);
    saved(&server, "Three", json!({})).await;
    post(&server, "/crm/calls/bulk-delete", asked(bound)).await.expect(409);
    assert_eq!(listed(&server, json!({})).await.len(), 2);
    let done = post(&server, "/crm/calls/bulk-delete", asked(json!({}))).await.expect(200);
    assert_eq!(done["message"], "2 call(s) soft deleted successfully.");
    assert_eq!(done["data"]["modified_count"], 2);
    assert!(listed(&server, json!({})).await.is_empty());
    working.abort();
}

#[tokio::test]
async fn pages_by_number_and_by_cursor_hold_the_same_calls() {
    let server = Server::new().await;
    server
        .world
        .sql(&format!(
            "insert into call (tenant_id, subject, direction, status, start_time)
             select {}, 'call ' || n, 1, 1, now() from generate_series(1, 45) n",
            server.world.tenant
        ))
        .await;
    let (mut by_number, mut by_cursor) = (Vec::new(), Vec::new());
    for page in 1..=3 {
        let answer = post(&server, "/crm/calls/list", json!({ "page": page })).await.expect(200);
        let block = &answer["pagination"];
        assert_eq!((&block["page"], &block["limit"], &block["total_count"]), (&json!(page), &json!(20), &json!(45)));
        assert_eq!(
            (&block["total_pages"], &block["returned_count"]),
            (&json!(3), &json!(if page < 3 { 20 } else { 5 }))
        );
        by_number.extend(answer["data"].as_array().expect("calls").iter().map(|call| call["id"].clone()));
    }
    let mut cursor = json!(null);
    loop {
        let answer = post(&server, "/crm/calls/list", json!({ "limit": 7, "cursor": cursor })).await.expect(200);
        by_cursor.extend(answer["data"].as_array().expect("calls").iter().map(|call| call["id"].clone()));
        cursor = answer["pagination"]["cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!((by_number.len(), &by_number), (45, &by_cursor));
    post(&server, "/crm/calls/list", json!({ "page": 501 })).await.expect(400);
}
