//! Contacts, companies, leads and deals as programs work with them: `/api/v1/contacts/` and its sisters.

use crate::support::{Answer, Server, with_token};
use axum::body::Body;
use axum::http::{Method, header};
use domain::scope::TokenScope;
use serde_json::{Value, json};

async fn call(server: &Server, method: Method, path: &str, body: Value) -> Answer {
    server.ask(with_token(method, path, &server.token, Body::from(body.to_string()))).await
}

async fn contact(server: &Server, body: Value) -> Value {
    server.post("/api/v1/contacts/", body).await.expect(201)
}

#[tokio::test]
async fn a_contact_is_made_found_changed_deleted_and_restored() {
    let server = Server::new().await;
    let made = contact(
        &server,
        json!({
            "name": "Maria Lopez",
            "phones": [{ "number": "415-555-0123", "label": "work" }, { "number": "+44 20 7946 0000" }],
            "email": "maria@example.test",
            "company": "Acme Dental",
            "tags": ["vip", "west"],
        }),
    )
    .await;
    assert_eq!(made["phones"][0], json!({ "number": "+14155550123", "label": "work", "primary": true }));
    assert_eq!(made["phones"][1]["number"], "+442079460000");
    assert_eq!(made["company"]["name"], "Acme Dental");
    assert_eq!(made["owner"]["id"], server.world.user.0, "whoever makes it owns it");
    let at = format!("/api/v1/contacts/{}/", made["id"]);
    for query in ["find.contains=lop", "phone=4155550123", "email.starts=MARIA", "tag=VIP", "stage=new&sort=-name"] {
        let page = server.get(&format!("/api/v1/contacts/?{query}")).await.expect(200);
        assert_eq!(page["rows"][0]["id"], made["id"], "{query}");
        assert_eq!(page["pagination"]["count"], 1, "{query}");
    }
    let edited =
        call(&server, Method::PATCH, &at, json!({ "phones": [], "stage": "customer", "company_id": null })).await;
    assert_eq!(edited.header("etag"), "\"2\"");
    let edited = edited.expect(200);
    assert_eq!((&edited["phones"], &edited["company"]), (&json!([]), &Value::Null));
    assert_eq!(edited["email"], "maria@example.test", "a field that is not sent stays");
    call(&server, Method::DELETE, &at, json!({})).await.expect(200);
    assert_eq!(server.get("/api/v1/contacts/").await.expect(200)["rows"], json!([]));
    assert!(server.get(&at).await.expect(200)["deleted_at"].is_string());
    server.post(&format!("{at}restore/"), json!({})).await.expect(200);
    server.post(&format!("{at}notes/"), json!({ "note": "Asked for a quote." })).await.expect(201);
    let timeline = server.get(&format!("{at}timeline/")).await.expect(200);
    let kinds: Vec<&str> = timeline["activities"]
        .as_array()
        .expect("lines")
        .iter()
        .filter_map(|line| line["activity_type"].as_str())
        .collect();
    assert_eq!(kinds, ["note_added", "contact_restored", "contact_deleted", "contact_updated", "contact_created"]);
    let change = &timeline["activities"][3]["metadata"]["changes"]["stage"];
    assert_eq!(change, &json!({ "before": "new", "after": "customer" }));
}

#[tokio::test]
async fn every_failing_field_is_told_as_a_problem() {
    let server = Server::new().await;
    let answer = server
        .post("/api/v1/contacts/", json!({ "name": 7, "phones": [{ "number": "911" }], "email": "x", "stage": "gone" }))
        .await;
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.expect(400);
    let fields: Vec<&String> = problem["errors"].as_object().expect("fields").keys().collect();
    assert_eq!(fields, ["email", "name", "phones", "stage"], "{problem}");
    for wrong in [json!(7), json!([7]), json!([{ "label": "work" }]), json!([{ "number": "4155550123", "label": 1 }])] {
        let problem = server.post("/api/v1/contacts/", json!({ "name": "X", "phones": wrong })).await.expect(400);
        assert_eq!(problem["errors"]["phones"].as_array().map(Vec::len), Some(1), "{problem}");
    }
    let unknown = server.get("/api/v1/contacts/?colour=red").await.expect(400);
    assert_eq!(unknown["errors"]["colour"], json!(["There is no filter “colour”."]));
    assert_eq!(server.get("/api/v1/contacts/abc/").await.expect(404)["status"], 404);
}

#[tokio::test]
async fn a_stale_edit_is_409_with_the_row_as_it_is_and_a_key_makes_one_contact() {
    let server = Server::new().await;
    let request = || {
        let body = json!({ "name": "Maria" }).to_string();
        let mut request = with_token(Method::POST, "/api/v1/contacts/", &server.token, Body::from(body));
        request.headers_mut().insert("idempotency-key", "once".parse().expect("a value"));
        request
    };
    let (first, second) = (server.ask(request()).await.expect(201), server.ask(request()).await.expect(201));
    assert_eq!(first, second);
    let at = format!("/api/v1/contacts/{}/", first["id"]);
    let edit = |version: &'static str| {
        let body = json!({ "notes": version }).to_string();
        let mut request = with_token(Method::PATCH, &at, &server.token, Body::from(body));
        request.headers_mut().insert(header::IF_MATCH, version.parse().expect("a value"));
        request
    };
    server.ask(edit("\"1\"")).await.expect(200);
    let stale = server.ask(edit("\"1\"")).await;
    assert_eq!(stale.header("content-type"), "application/problem+json");
    let stale = stale.expect(409);
    assert_eq!((&stale["current"]["version"], &stale["current"]["notes"]), (&json!(2), &json!("\"1\"")));
}

#[tokio::test]
async fn duplicates_are_listed_and_merged_and_a_lead_is_converted() {
    let server = Server::new().await;
    let one = contact(&server, json!({ "name": "Maria Lopez", "phones": ["4155550123"] })).await;
    let other = contact(&server, json!({ "name": "M. Lopez", "phones": ["4155550123 work", "4155550124"] })).await;
    let found = server.get("/api/v1/contacts/duplicates/").await.expect(200);
    assert_eq!(found["duplicates"][0]["number"], "+14155550123");
    assert_eq!(found["duplicates"][0]["contacts"].as_array().map(Vec::len), Some(2));
    let at = format!("/api/v1/contacts/{}/merge/", one["id"]);
    let wrong = server.post(&at, json!({ "take": ["phones"] })).await.expect(400);
    assert_eq!(wrong["errors"].as_object().map(|fields| fields.len()), Some(2), "{wrong}");
    let merged = server.post(&at, json!({ "other_id": other["id"], "take": ["name"] })).await.expect(200);
    assert_eq!((&merged["name"], merged["phones"].as_array().map(Vec::len)), (&json!("M. Lopez"), Some(2)));
    let pointer = server.get(&format!("/api/v1/contacts/{}/", other["id"])).await.expect(200);
    assert_eq!(pointer["merged_into"], one["id"]);

    let lead = json!({ "name": "Ann Chu", "company": "Chu & Sons", "source": "Trade fair" });
    let lead = server.post("/api/v1/leads/", lead).await.expect(201);
    let at = format!("/api/v1/leads/{}/convert/", lead["id"]);
    let done = server.post(&at, json!({ "deal_name": "40 phones", "amount": 1200.5 })).await.expect(201);
    assert_eq!((&done["lead"]["stage"], &done["deal"]["amount"]), (&json!("converted"), &json!("1200.50")));
    assert_eq!(done["contact"]["company"]["name"], "Chu & Sons");
    server.post(&at, json!({})).await.expect(409);
}

#[tokio::test]
async fn a_token_needs_the_scope_of_contacts() {
    let server = Server::new().await;
    let token = server.token_of(server.world.tenant, server.world.user, &[TokenScope::ContactsRead]).await;
    let ask = |method, body: &'static str| {
        let request = with_token(method, "/api/v1/contacts/", &token, Body::from(body));
        server.ask(request)
    };
    ask(Method::GET, "").await.expect(200);
    ask(Method::POST, r#"{"name":"X"}"#).await.expect(403);
    let numbers = server.token_of(server.world.tenant, server.world.user, &[TokenScope::NumbersWrite]).await;
    let request = with_token(Method::GET, "/api/v1/contacts/", &numbers, Body::empty());
    server.ask(request).await.expect(403);
}

#[tokio::test]
async fn a_change_of_many_is_bound_to_what_a_dry_run_told_and_names_one_change() {
    let server = Server::new().await;
    let worker = server.world.engine.clone();
    let working = tokio::spawn(async move {
        engine::queue::Worker::new(worker, engine::job::registry())
            .run(tokio_util::sync::CancellationToken::new())
            .await
    });
    let bulk = "/api/v1/contacts/bulk/";
    let mut ids = Vec::new();
    for name in ["One", "Two", "Three"] {
        ids.push(contact(&server, json!({ "name": name, "tags": ["vip"] })).await["id"].clone());
    }
    for (wrong, at) in [
        (json!({ "filter": "tag=vip" }), "body"),
        (json!({ "filter": "tag=vip", "stage": "customer", "delete": true }), "body"),
        (json!({ "delete": true }), "ids"),
        (json!({ "filter": "colour=red", "delete": true }), "filter"),
        (json!({ "filter": "tag=vip", "delete": true, "colour": "red" }), "colour"),
        (json!({ "filter": "tag=vip", "stage": "nowhere" }), "stage"),
        (json!({ "filter": "tag=vip", "owner_id": 999_999 }), "owner_id"),
        (json!({ "filter": "tag=vip", "add_tag": "a, b" }), "add_tag"),
    ] {
        let problem = server.post(bulk, wrong.clone()).await.expect(400);
        assert!(problem["errors"][at].is_array(), "{wrong}: {problem}");
    }
    let told = server.post(bulk, json!({ "filter": "tag=vip", "delete": true, "dry_run": true })).await.expect(200);
    assert_eq!((&told["matched_count"], &told["changed_count"]), (&json!(3), &json!(0)));
    // One takes another's place: the count stays, the set does not.
    let at = format!("/api/v1/contacts/{}/", ids[0]);
    call(&server, Method::PATCH, &at, json!({ "tags": [] })).await.expect(200);
    contact(&server, json!({ "name": "Four", "tags": ["vip"] })).await;
    let bound = json!({ "filter": "tag=vip", "delete": true, "count": 3, "digest": told["digest"] });
    server.post(bulk, bound).await.expect(409);
    let done = server.post(bulk, json!({ "ids": [ids[0], ids[1]], "stage": "customer" })).await.expect(200);
    assert_eq!((&done["changed_count"], &done["left_count"]), (&json!(2), &json!(0)), "{done}");
    let nobody = server.post(bulk, json!({ "ids": [ids[0]], "owner_id": 0 })).await.expect(200);
    assert_eq!(nobody["changed_count"], 1);
    let seen = server.get(&at).await.expect(200);
    assert_eq!((&seen["stage"], &seen["owner"]), (&json!("customer"), &Value::Null));
    let gone = server.post(bulk, json!({ "filter": "tag=vip", "delete": true })).await.expect(200);
    assert_eq!(gone["changed_count"], 3, "{gone}");
    assert_eq!(server.get("/api/v1/contacts/").await.expect(200)["pagination"]["count"], 1);
    let nothing = server.post(bulk, json!({ "filter": "tag=vip", "delete": true })).await.expect(200);
    assert_eq!((&nothing["matched_count"], &nothing["task_id"]), (&json!(0), &Value::Null));
    working.abort();
}
