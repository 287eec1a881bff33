//! How far a change or a filter of calls reaches, and what is told where it does not (CONTRACTS B).

use crate::support::{Answer, Server, with_token};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};

async fn sent(server: &Server, path: &str, kind: &str, body: String) -> Answer {
    let request = Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {}", server.token))
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body))
        .expect("it is well-formed");
    server.ask(request).await
}

async fn saved(server: &Server, subject: &str, more: Value) -> Value {
    let mut body = json!({ "subject": subject, "start_time": "2026-11-20T10:00:00Z" });
    for (name, value) in more.as_object().expect("fields") {
        body[name] = value.clone();
    }
    server.post("/crm/calls/save", body).await.expect(200)["data"].clone()
}

async fn listed(server: &Server, body: Value) -> Vec<i64> {
    let answer = server.post("/crm/calls/list", body).await.expect(200);
    assert_eq!(answer["pagination"]["total_count"], answer["data"].as_array().expect("calls").len());
    answer["data"].as_array().expect("calls").iter().map(|call| call["id"].as_i64().expect("an id")).collect()
}

/// Does the jobs of the server until it is aborted.
fn working(server: &Server) -> tokio::task::JoinHandle<()> {
    let engine = server.world.engine.clone();
    tokio::spawn(async move {
        let worker = engine::queue::Worker::new(engine, engine::job::registry());
        let _ = worker.run(tokio_util::sync::CancellationToken::new()).await;
    })
}

#[tokio::test]
async fn a_bulk_change_is_bound_to_the_count_alone_and_to_the_digest_alone() {
    let server = Server::new().await;
    for n in 0..3 {
        saved(&server, &format!("Round {n}"), json!({ "tag": "vip" })).await;
        server.post("/api/v1/contacts/", json!({ "name": format!("Contact {n}"), "tags": ["vip"] })).await.expect(201);
    }
    let work = working(&server);
    for (path, more, filter) in [
        ("/crm/calls/bulk-delete", json!({}), json!({ "filters": { "tag": "vip" } })),
        ("/api/v1/contacts/bulk/", json!({ "delete": true }), json!({ "filter": "tag=vip" })),
    ] {
        let asked = |own: Value| {
            let mut body = filter.clone();
            for (name, value) in more.as_object().into_iter().chain(own.as_object()).flatten() {
                body[name] = value.clone();
            }
            server.post(path, body)
        };
        let told = asked(json!({ "dry_run": true })).await.expect(200);
        let told = if told["data"].is_null() { told } else { told["data"].clone() };
        assert_eq!(told["matched_count"], 3, "{path}");
        for wrong in [json!({ "count": 2 }), json!({ "count": 0 }), json!({ "digest": "7" })] {
            asked(wrong.clone()).await.expect(409);
        }
        asked(json!({ "count": 2, "digest": told["digest"] })).await.expect(409);
        assert_eq!(asked(json!({ "dry_run": true })).await.expect(200)["status"].is_null(), path.starts_with("/api"));
        let done = asked(json!({ "digest": told["digest"] })).await.expect(200);
        let done =
            if done["data"].is_null() { done["changed_count"].clone() } else { done["data"]["modified_count"].clone() };
        assert_eq!(done, 3, "{path}");
        // Nothing is left; who counts on three is told so.
        asked(json!({ "count": 3 })).await.expect(409);
        asked(json!({})).await.expect(200);
    }
    work.abort();
}

#[tokio::test]
async fn what_is_marked_as_not_deleted_is_left_by_a_bulk_delete_and_named_with_its_reason() {
    let server = Server::new().await;
    let kept = saved(&server, "Kept", json!({ "deletable": 0 })).await;
    let gone = saved(&server, "Gone", json!({})).await;
    let ids = json!([kept["id"], gone["id"]]);
    let work = working(&server);
    let told = server.post("/crm/calls/bulk-delete", json!({ "ids": ids, "dry_run": true })).await.expect(200);
    assert_eq!((&told["data"]["matched_count"], &told["data"]["left_count"]), (&json!(2), &json!(1)));
    let done = server.post("/crm/calls/bulk-delete", json!({ "ids": ids, "count": 2 })).await.expect(200);
    assert_eq!(done["message"], "1 call(s) soft deleted successfully.");
    assert_eq!((&done["data"]["modified_count"], &done["data"]["left_count"]), (&json!(1), &json!(1)));
    let reason = "This call is marked as one that is not deleted.";
    assert_eq!(done["data"]["left"], json!([{ "id": kept["id"], "subject": "Kept", "reason": reason }]));
    assert_eq!(json!(listed(&server, json!({})).await), json!([kept["id"]]));
    work.abort();
}

#[tokio::test]
async fn ids_are_a_list_in_json_and_in_a_form_with_commas_brackets_or_parts() {
    let server = Server::new().await;
    let mut ids = Vec::new();
    for n in 0..8 {
        ids.push(saved(&server, &format!("Round {n}"), json!({})).await["id"].as_i64().expect("an id"));
    }
    let path = "/crm/calls/bulk-delete";
    let text = server.post(path, json!({ "ids": format!("{},{}", ids[0], ids[1]) })).await.expect(400);
    assert_eq!(text["message"], "IDs must be a list.");
    let work = working(&server);
    let parts = |fields: &[(&str, &str, String)]| {
        let part = |(name, file, value): &(&str, &str, String)| {
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n")
        };
        fields.iter().map(part).collect::<String>() + "--edge--\r\n"
    };
    let (form, multipart) = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=edge");
    for (kind, body) in [
        (form, format!("ids={},{}", ids[0], ids[1])),
        (form, format!("ids[]={}&ids%5B%5D={}", ids[2], ids[3])),
        (multipart, parts(&[("ids[]", "", ids[4].to_string()), ("ids[]", "", ids[5].to_string())])),
        (multipart, parts(&[("ids", "", format!("{},{}", ids[6], ids[7])), ("count", "", "2".to_owned())])),
    ] {
        let done = sent(&server, path, kind, body.clone()).await.expect(200);
        assert_eq!(done["data"]["modified_count"], 2, "{body}");
    }
    assert!(listed(&server, json!({})).await.is_empty());
    work.abort();
    let by_parts =
        parts(&[("subject", "", "By parts".to_owned()), ("start_time", "", "2026-11-20T10:00:00Z".to_owned())]);
    let made = sent(&server, "/crm/calls/save", multipart, by_parts).await.expect(200);
    assert_eq!(made["data"]["subject"], "By parts");
    let file = parts(&[("subject", "; filename=\"a.txt\"", "a file".to_owned())]);
    let refused = sent(&server, "/crm/calls/save", multipart, file).await.expect(400);
    assert_eq!(refused["data"]["errors"]["subject"], json!(["Send this as a text: no file is taken here."]));
    for broken in ["", "--edge\r\nnothing"] {
        sent(&server, "/crm/calls/save", multipart, broken.to_owned()).await.expect(400);
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_in_the_familys_own_form_however_it_is_sent() {
    let server = Server::with_settings(&[("TRUNKLINE_BODY_LIMIT_MIB", "1")]).await;
    let long = "x".repeat(2 << 20);
    let parts = format!("--edge\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\n{long}\r\n--edge--\r\n");
    for (kind, body) in
        [("application/json", json!({ "subject": long }).to_string()), ("multipart/form-data; boundary=edge", parts)]
    {
        for path in ["/crm/calls/save", "/custom/views/save"] {
            let request = Request::post(path)
                .header(header::AUTHORIZATION, format!("Bearer {}", server.token))
                .header(header::CONTENT_TYPE, kind)
                .header(header::CONTENT_LENGTH, body.len())
                .body(Body::from(body.clone()))
                .expect("it is well-formed");
            let refused = server.ask(request).await.expect(413);
            assert_eq!((&refused["status"], &refused["data"]), (&json!(413), &Value::Null), "{path} {kind}");
            assert!(refused["message"].as_str().expect("a text").contains("too large"), "{refused}");
        }
    }
}

#[tokio::test]
async fn a_view_and_what_is_sent_beside_it_hold_together() {
    let server = Server::new().await;
    let contact = server.post("/api/v1/contacts/", json!({ "name": "Maria" })).await.expect(201)["id"].clone();
    let about = json!({ "related_to": "contact", "related_to_id": contact });
    let missed = saved(&server, "Missed", json!({ "status_id": 3, "tag": "vip, west" })).await["id"].clone();
    let held = saved(&server, "Held", json!({ "status_id": 2, "tag": "vip" })).await["id"].clone();
    let of_contact = saved(&server, "About", about).await["id"].clone();
    let view = json!({ "name": "Vip", "filters": { "tag": "vip", "status": ["missed", "connected"] } });
    let view = server.post("/custom/views/save", view).await.expect(200)["data"]["ukey"].clone();
    for (body, expected) in [
        (json!({ "view": "missed_calls", "status_id": 2 }), json!([])),
        (json!({ "view": "missed_calls", "status_id": 3 }), json!([missed])),
        (json!({ "view": "missed_calls", "status_id": [2, 3] }), json!([missed])),
        (json!({ "status_id": 3, "filters": { "status": "connected" } }), json!([])),
        (json!({ "view": view, "status_id": 2 }), json!([held])),
        (json!({ "view": view, "status_id": 1 }), json!([])),
        (json!({ "view": view, "tag": "west" }), json!([missed])),
        (json!({ "view": "related_to_deals", "related_to": "contact" }), json!([])),
        (json!({ "view": "related_to_contacts", "related_to": "contact" }), json!([of_contact])),
        (json!({ "from": "2026-11-01", "filters": { "start.from": "2026-11-25" } }), json!([])),
        (json!({ "from": "2026-11-25", "filters": { "start.to": "2026-11-21" } }), json!([])),
        (json!({ "to": "2026-11-30", "filters": { "start.to": "2026-11-21", "tag": "west" } }), json!([missed])),
        (json!({ "deleted": 1, "filters": { "deleted": "false" } }), json!([])),
    ] {
        assert_eq!(json!(listed(&server, body.clone()).await), expected, "{body}");
    }
    // The same by a change of many; a view beside ids holds as well.
    for (body, matched) in [
        (json!({ "view": "missed_calls", "filters": { "status": "connected" } }), 0),
        (json!({ "view": "missed_calls", "ids": [missed, held] }), 1),
        (json!({ "view": "missed_calls" }), 1),
        (json!({ "ids": [held], "filters": { "id": missed } }), 0),
    ] {
        let mut body = body;
        body["dry_run"] = json!(true);
        let told = server.post("/crm/calls/bulk-delete", body.clone()).await.expect(200);
        assert_eq!(told["data"]["matched_count"], matched, "{body}");
    }
    // And by an export of what a list says it applied.
    let export = json!({ "filter": "status=missed&status.and=connected", "format": "ndjson" });
    let started = server.post("/api/v1/calls/export/", export).await.expect(201);
    assert_eq!(started["total_records"], 0);
    server.post("/crm/calls/list", json!({ "from": "2026-11-25", "to": "2026-11-21" })).await.expect(400);
}

#[tokio::test]
async fn a_change_of_an_older_version_is_refused_with_the_call_as_it_is() {
    let server = Server::new().await;
    let call = saved(&server, "Review", json!({})).await;
    let id = &call["id"];
    let edited = json!({ "id": id, "agenda": "prices" });
    server.post("/crm/calls/save", edited).await.expect(200);
    let by_header = |method: Method, path: &str| {
        let mut request = with_token(method, path, &server.token, Body::empty());
        request.headers_mut().insert(header::IF_MATCH, "\"1\"".parse().expect("a header"));
        server.ask(request)
    };
    let delete = format!("/crm/calls/delete/{id}");
    let (deleted, restored) = (format!("/crm/calls/{id}/deleted/1"), format!("/crm/calls/{id}/deleted/0"));
    for refused in [
        server.post("/crm/calls/update-status", json!({ "id": id, "status_id": 2, "version": 1 })).await,
        server.post(&delete, json!({ "version": 1 })).await,
        by_header(Method::DELETE, &delete).await,
        by_header(Method::POST, &deleted).await,
    ] {
        let told = refused.expect(409);
        assert_eq!((&told["data"]["version"], &told["data"]["agenda"]), (&json!(2), &json!("prices")));
        assert_eq!(told["data"]["deleted"], 0);
    }
    let status = json!({ "id": id, "status_id": 2, "version": 2 });
    assert_eq!(server.post("/crm/calls/update-status", status).await.expect(200)["data"]["version"], 3);
    server.post(&delete, json!({ "version": 3 })).await.expect(200);
    let told = server.post(&restored, json!({ "version": 3 })).await.expect(409);
    assert_eq!((&told["data"]["version"], &told["data"]["deleted"]), (&json!(4), &json!(1)));
    server.post(&restored, json!({ "version": 4 })).await.expect(200);
}

#[tokio::test]
async fn deleting_what_is_deleted_and_restoring_what_lives_are_both_refused() {
    let server = Server::new().await;
    let id = saved(&server, "Review", json!({})).await["id"].clone();
    let set = async |deleted: u8, status: u16| {
        let answer = server.post(&format!("/crm/calls/{id}/deleted/{deleted}"), json!({})).await.expect(status);
        answer["message"].as_str().expect("a text").to_owned()
    };
    assert_eq!(set(0, 409).await, "This call is not deleted.");
    set(1, 200).await;
    assert_eq!(set(1, 409).await, "This call is deleted already.");
    let again = server.post(&format!("/crm/calls/delete/{id}"), json!({})).await.expect(409);
    assert_eq!(again["message"], "This call is deleted already.");
    set(0, 200).await;
}

#[tokio::test]
async fn all_failing_fields_of_a_call_are_told_together_those_that_refer_to_nothing_too() {
    let server = Server::new().await;
    let wrong = json!({
        "subject": "", "start_time": "soon", "owner_id": 999_999, "assigned_to_id": "nobody", "purpose": "Of the kind",
        "call_for": "contact", "call_for_id": 999_999, "agenda": {},
    });
    let fields = ["agenda", "assigned_to_id", "call_for_id", "owner_id", "purpose", "start_time", "subject"];
    let mut edit = wrong.clone();
    edit["id"] = saved(&server, "Review", json!({})).await["id"].clone();
    let mut readable = wrong.clone();
    readable.as_object_mut().expect("fields").remove("agenda");
    for (body, fields) in [(&wrong, &fields[..]), (&edit, &fields[..]), (&readable, &fields[1..])] {
        let told = server.post("/crm/calls/save", body.clone()).await.expect(400);
        let told: Vec<&str> = told["data"]["errors"].as_object().expect("errors").keys().map(String::as_str).collect();
        assert_eq!(told, fields);
    }
}

#[tokio::test]
async fn a_range_of_moments_is_to_the_second_and_a_part_of_a_subject_is_enough() {
    let server = Server::new().await;
    let ten = saved(&server, "Onboarding kick-off", json!({})).await["id"].as_i64().expect("an id");
    let noon = saved(&server, "Review", json!({ "start_time": "2026-11-20T12:00:00Z" })).await["id"].as_i64();
    let noon = noon.expect("an id");
    for (body, expected) in [
        (json!({ "from": "2026-11-20T10:00:01Z", "to": "2026-11-20T13:00:00+01:00" }), vec![noon]),
        (json!({ "from": "2026-11-20T10:00:00Z", "to": "2026-11-20T11:59:59Z" }), vec![ten]),
        (json!({ "from": "2026-11-20", "to": "2026-11-20" }), vec![noon, ten]),
        (json!({ "subject": "BOARD" }), vec![ten]),
        (json!({ "subject": "ding k" }), vec![ten]),
        (json!({ "subject": "kick.off" }), vec![]),
        // Newest first, in whatever order people see a view.
        (json!({ "view": "all_calls" }), vec![noon, ten]),
    ] {
        assert_eq!(listed(&server, body.clone()).await, expected, "{body}");
    }
}
