//! Files of contacts, consents and do-not-call numbers as programs bring and fetch them.

use crate::support::{Answer, Server, with_token};
use axum::body::Body;
use axum::http::{HeaderValue, Method, header};
use domain::scope::{Role, TokenScope};
use engine::testing::PASSWORD;
use engine::user::NewUser;
use serde_json::{Value, json};

/// Sends values and a file as a multipart form.
async fn send(server: &Server, token: &str, path: &str, values: &[(&str, &str)], file: (&str, &str)) -> Answer {
    let mut body = String::new();
    for (name, value) in values {
        body.push_str(&format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    let (name, text) = file;
    body.push_str(&format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}\r\n--edge--\r\n"
    ));
    let mut request = with_token(Method::POST, path, token, Body::from(body));
    let kind = HeaderValue::from_static("multipart/form-data; boundary=edge");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    server.ask(request).await
}

async fn done(server: &Server, started: Value) -> Value {
    server.run_jobs().await;
    let id = started["task_id"].as_str().expect("a task");
    let progress = server.get(&format!("/api/phone-generator/tasks/{id}/progress/")).await.expect(200);
    progress["data"]["result_data"].clone()
}

#[tokio::test]
async fn contacts_are_imported_exported_and_fetched_by_a_program() {
    let server = Server::new().await;
    let list = "name,phone,stage\r\nMaria,4155550123,customer\r\nBob,911,\r\n";
    let path = "/api/v1/contacts/import/";
    let tried = send(&server, &server.token, path, &[("dry_run", "true")], ("list.csv", list)).await.expect(201);
    assert_eq!(done(&server, tried).await["imported"], 1);
    assert_eq!(server.get("/api/v1/contacts/").await.expect(200)["rows"], json!([]));
    let started = send(&server, &server.token, path, &[("duplicates", "update")], ("list.csv", list)).await.expect(201);
    let told = done(&server, started).await;
    assert_eq!((&told["imported"], &told["total_errors"]), (&json!(1), &json!(1)));
    let rejects = server.get(told["rejects_url"].as_str().expect("a file")).await.text();
    assert!(rejects.contains("Bob,911") && rejects.contains("A phone number has 10 digits"), "{rejects}");
    let wrong = send(&server, &server.token, path, &[("duplicates", "maybe"), ("format", "pdf")], ("x", list)).await;
    let wrong = wrong.expect(400);
    assert!(wrong["errors"]["duplicates"].is_array() && wrong["errors"]["format"].is_array(), "{wrong}");
    assert_eq!(
        server.world.figure("select count(*) as n from stored_file where purpose = 'upload' and job_id is null").await,
        0
    );

    let body = json!({ "filter": "stage=customer", "fields": ["name", "phones"] });
    let started = server.post("/api/v1/contacts/export/", body).await.expect(201);
    assert_eq!(started["total_records"], 1);
    let told = done(&server, started).await;
    let file = told["file_url"].as_str().expect("a file").to_owned();
    assert_eq!(server.get(&file).await.text(), "name,phones\r\nMaria,14155550123 mobile\r\n");
    let refused = server.post("/api/v1/contacts/export/", json!({ "filter": "shoe=1", "fields": ["pin"] })).await;
    let refused = refused.expect(400);
    assert!(refused["errors"]["filter"].is_array() && refused["errors"]["fields"].is_array(), "{refused}");

    let viewer = NewUser {
        email: "viewer@acme.test".into(),
        name: "Viewer".into(),
        password: PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((server.world.tenant, Role::Viewer)),
        legacy_id: None,
    };
    let viewer = engine::user::create(&server.world.engine, &engine::testing::operator(), viewer).await.expect("made");
    let token = server.token_of(server.world.tenant, viewer, &[TokenScope::ContactsRead]).await;
    let answer = server.ask(with_token(Method::GET, &file, &token, Body::empty())).await;
    assert_eq!(answer.status.as_u16(), 403, "who may not export may not fetch an export");
}

#[tokio::test]
async fn consents_do_not_call_numbers_and_proofs_come_by_files() {
    let server = Server::new().await;
    let terms = [("kind", "written"), ("source", "Letter 7")];
    let list = ("list.csv", "4152000001\n4152000002\n");
    let started = send(&server, &server.token, "/api/v1/consents/import/", &terms, list).await.expect(201);
    assert_eq!(done(&server, started).await["imported"], 2);
    let wrong =
        send(&server, &server.token, "/api/v1/consents/import/", &[("kind", "shouted")], list).await.expect(400);
    assert!(wrong["errors"]["kind"].is_array(), "{wrong}");
    let started = send(&server, &server.token, "/api/v1/do-not-call/import/", &[("note", "asked")], list).await;
    assert_eq!(done(&server, started.expect(201)).await["imported"], 2);

    let history = server.get("/api/v1/consents/4152000001/").await.expect(200);
    let id = history["consents"][0]["id"].to_string();
    let letter = ("letter.exe", "%PDF-1.7 I agree");
    let path = "/api/v1/consents/proofs/";
    let proved = send(&server, &server.token, path, &[("consent_id", &id)], letter).await.expect(201);
    let proof = &proved["proofs"][0];
    assert_eq!((&proof["name"], &proof["size"]), (&json!("letter.pdf"), &json!(16)));
    let file = server.get(proof["file_url"].as_str().expect("an address")).await;
    assert_eq!((file.header("content-type"), file.text().as_str()), ("application/pdf", "%PDF-1.7 I agree"));
    assert!(file.header("content-disposition").starts_with("attachment"));
    send(&server, &server.token, path, &[("consent_id", "999999")], letter).await.expect(404);
    let refused =
        send(&server, &server.token, path, &[("consent_id", &id)], ("x.pdf", "PK\u{3}\u{4}")).await.expect(400);
    assert!(refused["errors"]["file"].is_array(), "{refused}");
}
