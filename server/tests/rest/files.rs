//! Exports and imports by REST, and the files that come of them, as the old clients ask (CONTRACTS A).

use crate::support::browser::Browser;
use crate::support::{Answer, Server, bare, with_token};
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, header};
use domain::scope::{Role, TokenScope};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const EXPORT: &str = "/api/phone-generator/export/";
const IMPORT: &str = "/api/phone-generator/import/";

async fn project(server: &Server, name: &str) -> i64 {
    let answer = server.post("/api/projects/", json!({ "name": name })).await.expect(201);
    answer["data"]["id"].as_i64().expect("a project has an id")
}

/// A project with so many numbers of 415.
async fn numbers(server: &Server, quantity: u64) -> i64 {
    let project = project(server, "Bay").await;
    let body =
        json!({ "project_id": project, "area_code": "415", "quantity": quantity, "batch_size": 10_000, "seed": 7 });
    server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
    server.run_jobs().await;
    project
}

/// A multipart body of these parts, a file where there is a name for it.
fn upload(parts: &[(&str, Option<&str>, &str)]) -> String {
    let mut body = String::new();
    for (name, file, value) in parts {
        let file = file.map_or(String::new(), |file| format!("; filename=\"{file}\""));
        body.push_str(&format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"));
    }
    body + "--edge--\r\n"
}

fn posted(token: &str, body: String) -> Request<Body> {
    let mut request = with_token(Method::POST, IMPORT, token, Body::from(body));
    let kind = HeaderValue::from_static("multipart/form-data; boundary=edge");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    request
}

async fn import(server: &Server, parts: &[(&str, Option<&str>, &str)]) -> Answer {
    server.ask(posted(&server.token, upload(parts))).await
}

async fn result_of(server: &Server, task: &Value) -> Value {
    let id = task["data"]["task_id"].as_str().expect("a task has an id");
    let answer = server.get(&format!("/api/phone-generator/tasks/{id}/progress/")).await.expect(200);
    assert_eq!(answer["data"]["status"], "completed", "{answer}");
    answer["data"]["result_data"].clone()
}

#[tokio::test]
async fn up_to_ten_thousand_rows_are_in_the_answer_with_the_usual_columns() {
    let server = Server::new().await;
    let project = numbers(&server, 25).await;
    let answer = server.post(EXPORT, json!({ "project_id": project.to_string(), "format": "csv" })).await.expect(200);
    assert_eq!(answer["message"], "Export completed");
    let data = &answer["data"];
    assert_eq!((data["format"].as_str(), data["total_records"].as_u64()), (Some("csv"), Some(25)));
    let name = data["filename"].as_str().expect("a name");
    assert!(name.starts_with("phone_numbers_20") && name.ends_with(".csv") && name.len() == 33, "{name}");
    let content = data["content"].as_str().expect("the file");
    assert!(content.starts_with("phone_number,carrier,type,area_code,valid_number,created_at\r\n1415"), "{content}");
    assert_eq!(content.lines().count(), 26);

    let body = json!({ "project_id": project, "format": "json", "fields": ["phone_number", "status"],
        "filters": { "search": "415", "type": "Unknown", "valid_number": null, "area_code": "415", "country_name": "United States" } });
    let answer = server.post(EXPORT, body).await.expect(200);
    let rows: Value = serde_json::from_str(answer["data"]["content"].as_str().expect("the file")).expect("it is JSON");
    assert_eq!(rows.as_array().map(Vec::len), Some(25));
    assert_eq!(rows[0]["status"], "pending");
    let none = json!({ "project_id": project, "filters": { "country_name": "Atlantis" } });
    assert_eq!(server.post(EXPORT, none).await.expect(200)["data"]["total_records"], 0);
    let none = json!({ "project_id": project, "filters": { "valid_number": true } });
    assert_eq!(server.post(EXPORT, none).await.expect(200)["data"]["total_records"], 0);
}

#[tokio::test]
async fn what_is_wrong_with_an_export_is_told_at_its_field_all_together() {
    let server = Server::new().await;
    let project = project(&server, "Bay").await;
    let answer = server.post(EXPORT, json!({ "format": "pdf", "fields": ["pin"], "use_background": "perhaps" })).await;
    assert_eq!(answer.status.as_u16(), 400);
    assert_eq!(answer.errors_at("project_id"), ["Project ID is required."]);
    assert_eq!(answer.errors_at("format"), ["Invalid format. Must be csv, txt, json, or doc."]);
    assert_eq!(answer.errors_at("fields"), ["There is no field “pin”."]);
    assert_eq!(answer.errors_at("use_background"), ["This must be true or false."]);
    let answer = server.post(EXPORT, json!({ "project_id": project + 1 })).await;
    assert_eq!(answer.status.as_u16(), 404);
    assert_eq!(answer.errors_at("project_id"), ["Project does not exist."]);
    let answer =
        server.post(EXPORT, json!({ "project_id": project, "filters": { "colour": "red", "area_code": "41a" } })).await;
    assert_eq!(answer.status.as_u16(), 400);
    assert_eq!(answer.errors_at("filters"), ["There is no filter “colour”."]);
    assert_eq!(answer.errors_at("area_code"), ["Area code has digits only."]);
    for body in [json!({ "project_id": {}, "filters": [] }), json!({ "project_id": project, "fields": 7, "format": 1 })]
    {
        assert_eq!(server.post(EXPORT, body).await.status.as_u16(), 400);
    }
}

#[tokio::test]
async fn more_rows_are_a_task_whose_file_has_count_length_and_hash() {
    let server = Server::new().await;
    let project = numbers(&server, 10_001).await;
    let task = server.post(EXPORT, json!({ "project_id": project, "format": "ndjson" })).await.expect(201);
    assert_eq!(task["message"], "Export task started");
    assert_eq!(task["data"]["total_records"], 10_001);
    server.run_jobs().await;
    let result = result_of(&server, &task).await;
    assert_eq!((result["format"].as_str(), result["total_records"].as_u64()), (Some("ndjson"), Some(10_001)));
    let url = result["file_url"].as_str().expect("an address");

    let whole = server.get(url).await;
    assert_eq!(whole.status.as_u16(), 200);
    let sha256: String = Sha256::digest(&whole.body).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(result["sha256"], sha256.as_str());
    assert_eq!(whole.header("content-length"), whole.body.len().to_string());
    assert_eq!(whole.header("content-type"), "application/x-ndjson");
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    assert_eq!(whole.header("cache-control"), "no-store");
    let name = result["filename"].as_str().expect("a name");
    assert_eq!(whole.header("content-disposition"), format!("attachment; filename=\"{name}\""));
    assert_eq!(whole.text().lines().count(), 10_001);

    // Who accepts less than the whole goes on where the line broke.
    let mut rest = with_token(Method::GET, url, &server.token, Body::empty());
    rest.headers_mut().insert(header::RANGE, HeaderValue::from_static("bytes=300000-"));
    rest.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    let rest = server.ask(rest).await;
    assert_eq!((rest.status.as_u16(), rest.header("content-encoding")), (206, ""));
    assert_eq!(rest.body, whole.body.slice(300_000..));
    let range = format!("bytes 300000-{}/{}", whole.body.len() - 1, whole.body.len());
    assert_eq!(rest.header("content-range"), range);
    let mut compressing = with_token(Method::GET, url, &server.token, Body::empty());
    compressing.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, br"));
    let answer = server.ask(compressing).await;
    assert_eq!(answer.header("content-length"), whole.body.len().to_string(), "it goes out as it is");
}

#[tokio::test]
async fn a_file_is_for_its_tenants_session_or_token_alone() {
    let server = Server::new().await;
    let project = numbers(&server, 10).await;
    let task = server.post(EXPORT, json!({ "project_id": project, "use_background": true })).await.expect(201);
    server.run_jobs().await;
    let result = result_of(&server, &task).await;
    let url = result["file_url"].as_str().expect("an address");
    assert_eq!(server.ask(bare(Method::GET, url)).await.status.as_u16(), 401);
    let (tenant, stranger, _) = server.world.other("globex", Role::Owner).await;
    let token = server.token_of(tenant, stranger, &[TokenScope::Admin]).await;
    let refused = server.ask(with_token(Method::GET, url, &token, Body::empty())).await;
    assert_eq!(refused.status.as_u16(), 404);
    assert!(!refused.text().contains("1415"));
    let narrow = server.token_of(server.world.tenant, server.world.user, &[TokenScope::JobsRead]).await;
    assert_eq!(server.ask(with_token(Method::GET, url, &narrow, Body::empty())).await.status.as_u16(), 403);
    for url in ["/files/0", "/files/x", "/files/99999999999999999999"] {
        assert_eq!(server.get(url).await.status.as_u16(), 404, "{url}");
    }
    let browser = Browser::signed_in(&server, "owner@acme.test").await;
    assert_eq!(browser.get(url).await.text().lines().count(), 11);
    let nobody = Browser::new(&server).get(url).await;
    assert_eq!(
        (nobody.status.as_u16(), nobody.header("location")),
        (303, format!("/sign-in?next={}", url.replace('/', "%2F")).as_str())
    );
    server.world.sql("delete from stored_file_chunk").await;
    let (_, body) = server.open(with_token(Method::GET, url, &server.token, Body::empty())).await;
    assert!(body.collect().await.is_err(), "a file that is gone breaks off and does not end");
}

#[tokio::test]
async fn an_import_answers_with_its_task_whatever_the_order_of_its_parts() {
    let server = Server::new().await;
    let project = project(&server, "Bay").await.to_string();
    let file = "phone_number,carrier\r\n(415) 200-0001,A\r\n,B\r\nx,C\r\n4152000001,D\r\n";
    let parts = [("file", Some("numbers.csv"), file), ("project_id", None, project.as_str()), ("format", None, "csv")];
    let task = import(&server, &parts).await.expect(201);
    assert_eq!(task["message"], "Import task started");
    assert!(task["data"]["message"].is_string());
    server.run_jobs().await;
    let expected = json!({
        "total_parsed": 2, "valid_records": 1, "imported": 1, "duplicates_skipped": 0, "total_errors": 3, "dry_run": false,
        "parse_errors": ["Row 3: Missing phone number", "Row 4: Invalid phone number format: x"],
        "validation_errors": ["Record 4: Duplicate phone number in import: 4152000001"],
        "rejects_url": result_of(&server, &task).await["rejects_url"],
    });
    assert_eq!(result_of(&server, &task).await, expected);
    let rejects = server.get(expected["rejects_url"].as_str().expect("an address")).await;
    assert_eq!(rejects.text().lines().count(), 4);

    let list = server.get(&format!("/api/phone-generator/list-numbers/?project_id={project}")).await.expect(200);
    assert_eq!(list["data"]["numbers"][0]["phone_number"], "14152000001");
    assert_eq!(list["data"]["numbers"][0]["origin"], "imported");

    let parts = [
        ("project_id", None, project.as_str()),
        ("dry_run", None, "true"),
        ("file", Some("x.txt"), "4152000001\n4152000002|B"),
    ];
    let task = import(&server, &parts).await.expect(201);
    server.run_jobs().await;
    let result = result_of(&server, &task).await;
    assert_eq!((result["imported"].as_i64(), result["duplicates_skipped"].as_i64()), (Some(1), Some(1)));
    assert_eq!(server.world.figure("select count(*) as n from number").await, 1, "a dry run stores nothing");
}

#[tokio::test]
async fn a_refused_import_says_why_at_its_field_and_leaves_no_file_behind() {
    let server = Server::new().await;
    let project = project(&server, "Bay").await.to_string();
    let id = project.as_str();
    let csv = Some("x.csv");
    for (parts, status, field, text) in [
        (vec![("file", csv, "4152000001")], 400, "project_id", "Project ID is required."),
        (vec![("file", csv, "4152000001"), ("project_id", None, "999")], 404, "project_id", "Project does not exist."),
        (vec![("project_id", None, "999"), ("file", csv, "4152000001")], 404, "project_id", "Project does not exist."),
        (vec![("project_id", None, id)], 400, "file", "File is required."),
        (vec![("project_id", None, id), ("file", csv, "")], 400, "file", "Choose a file; this one is empty."),
        (
            vec![("project_id", None, id), ("format", None, "doc"), ("file", csv, "1")],
            400,
            "format",
            "Invalid format. Must be csv, txt, or json.",
        ),
        (
            vec![("project_id", None, id), ("file", csv, "1"), ("file", csv, "2")],
            400,
            "file",
            "Send one file at a time.",
        ),
        (
            vec![("project_id", None, id), ("validate_on_import", None, "maybe"), ("file", csv, "1")],
            400,
            "validate_on_import",
            "This must be true or false.",
        ),
    ] {
        let answer = import(&server, &parts).await;
        assert_eq!(answer.status.as_u16(), status, "{parts:?}: {}", answer.text());
        assert_eq!(answer.errors_at(field), [text], "{parts:?}");
        assert_eq!(server.world.figure("select count(*) as n from stored_file").await, 0, "{parts:?}");
    }
    let foreign = import(&server, &[("tenant_id", None, "999"), ("project_id", None, id), ("file", csv, "1")]).await;
    assert_eq!(foreign.status.as_u16(), 403);
    let json = server.post(IMPORT, json!({ "project_id": id })).await;
    assert_eq!(json.status.as_u16(), 415);
    let broken = server
        .ask(posted(
            &server.token,
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n415".into(),
        ))
        .await;
    assert_eq!(broken.status.as_u16(), 400, "{}", broken.text());
    assert_eq!(server.world.figure("select count(*) as n from stored_file").await, 0);
    assert_eq!(server.world.figure("select count(*) as n from job").await, 0);
}

#[tokio::test]
async fn an_import_that_is_sent_again_with_its_key_starts_one_job() {
    let server = Server::new().await;
    let project = project(&server, "Bay").await.to_string();
    let parts = [("project_id", None, project.as_str()), ("file", Some("x.csv"), "4152000001")];
    let mut answers = Vec::new();
    for edge in ["edge", "egde"] {
        let mut request = posted(&server.token, upload(&parts).replace("edge", edge));
        let kind = HeaderValue::try_from(format!("multipart/form-data; boundary={edge}")).expect("a type");
        request.headers_mut().insert(header::CONTENT_TYPE, kind);
        request.headers_mut().insert("idempotency-key", HeaderValue::from_static("once"));
        answers.push(server.ask(request).await.expect(201));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(server.world.figure("select count(*) as n from job").await, 1);

    // Another file of the same length is another request.
    let mut other = posted(&server.token, upload(&parts).replace("4152000001", "4152000002"));
    other.headers_mut().insert("idempotency-key", HeaderValue::from_static("once"));
    let refused = server.ask(other).await;
    assert_eq!(refused.status.as_u16(), 409, "{}", refused.text());
    assert_eq!(refused.errors_at("Idempotency-Key"), ["This key was used for another request."]);
    assert_eq!(server.world.figure("select count(*) as n from stored_file").await, 1, "nothing of it is kept");
}
