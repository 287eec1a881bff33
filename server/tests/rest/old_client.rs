//! A client of the old phone-number platform, replayed: another host and token, the rest as it always sent it (CONTRACTS A).

use crate::support::{Answer, Server};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};

/// What the old system called this person.
const LEGACY_ID: &str = "user123";

struct OldClient<'a>(&'a Server);

impl OldClient<'_> {
    async fn send(&self, method: Method, path: &str, kind: &str, body: String) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Token {}", self.0.token))
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .expect("it is well-formed");
        self.0.ask(request).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "application/json", String::new()).await
    }

    async fn post(&self, path: &str, mut body: Value) -> Answer {
        body["user_id"] = json!(LEGACY_ID);
        self.send(Method::POST, path, "application/json", body.to_string()).await
    }
}

async fn server() -> Server {
    let server = Server::new().await;
    server.world.sql(&format!("update app_user set legacy_id = '{LEGACY_ID}'")).await;
    server
}

#[tokio::test]
async fn a_client_of_the_old_system_works_as_it_always_did() {
    let server = server().await;
    let client = OldClient(&server);

    // It makes its project by the name it knows the field by, and without the slash.
    let made =
        client.post("/api/projects", json!({ "project_name": "Bay", "description": "spring" })).await.expect(201);
    assert_eq!(made["message"], "Successful");
    let project = made["data"]["id"].as_i64().expect("an integer id");
    let twice = client.post("/api/projects/", json!({ "name": "Bay" })).await;
    assert_eq!(
        twice.expect(400),
        json!({ "message": "Errors", "errors": { "name": ["A project with this name already exists."] } })
    );

    // It sends its numbers as texts.
    let wish = json!({
        "project_id": project.to_string(), "area_code": "415", "quantity": "1200", "batch_size": "400",
        "carrier_filter": null, "type_filter": "",
    });
    let started = client.post("/api/phone-generator/generate-numbers-enhanced/", wish).await.expect(201);
    let task = started["data"]["task_id"].as_str().expect("an id").to_owned();
    assert_eq!(
        started,
        json!({ "message": "Phone number generation started", "data": {
            "task_id": task, "area_code": "415", "quantity": 1200, "estimated_time": "1 second",
        } })
    );

    // It asks how far it is, before and after.
    let active = client.get("/api/phone-generator/tasks/active").await.expect(200)["data"].clone();
    assert_eq!((&active["total_active_tasks"], &active["all_tasks"][0]["task_id"]), (&json!(1), &json!(task)));
    assert_eq!(active["generation_tasks"][0]["celery_task_id"], json!(task));
    let path = format!("/api/phone-generator/tasks/{task}/progress/");
    let waiting = client.get(&path).await.expect(200)["data"].clone();
    assert_eq!((&waiting["status"], &waiting["progress"]), (&json!("pending"), &json!(0)));
    server.run_jobs().await;
    let done = client.get(&path).await.expect(200);
    assert_eq!((&done["data"]["status"], &done["data"]["progress"]), (&json!("completed"), &json!(100)));
    assert_eq!(done["data"]["result_data"]["total_generated"], 1200);
    assert_eq!(client.get("/api/phone-generator/tasks/active/").await.expect(200)["data"]["total_active_tasks"], 0);
    let listed = client.get(&format!("/api/phone-generator/tasks/?project_id={project}&status=completed")).await;
    let listed = listed.expect(200)["data"]["tasks"].clone();
    assert_eq!((listed.as_array().map(Vec::len), &listed[0]["id"]), (Some(1), &json!(task)));

    // It pages through the numbers.
    let mut seen = Vec::new();
    for page in 1..=3 {
        let path = format!(
            "/api/phone-generator/list-numbers/?project_id={project}&page={page}&page_size=500&user_id={LEGACY_ID}"
        );
        let data = client.get(&path).await.expect(200)["data"].clone();
        let pagination = &data["pagination"];
        assert_eq!((&pagination["page_number"], &pagination["count"]), (&json!(page), &json!(1200)));
        assert_eq!(pagination["total_pages"], 3);
        assert_eq!(pagination["next"], if page < 3 { json!(page + 1) } else { json!(null) });
        assert_eq!(pagination["previous"], if page > 1 { json!(page - 1) } else { json!(null) });
        for number in data["numbers"].as_array().expect("numbers") {
            let text = number["phone_number"].as_str().expect("a text").to_owned();
            assert!(text.len() == 11 && text.starts_with("1415"), "{text}");
            seen.push(text);
        }
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 1200, "each number once");

    let figures = client.get(&format!("/api/phone-generator/statistics?project_id={project}")).await.expect(200);
    assert_eq!(
        (&figures["data"]["total_numbers"], &figures["data"]["pending_validation"]),
        (&json!(1200), &json!(1200))
    );

    // It cancels one, and cancels it again.
    let wish = json!({ "project_id": project, "area_code": 212, "quantity": 10 });
    let started = client.post("/api/phone-generator/generate-numbers-enhanced", wish).await.expect(201);
    let second = started["data"]["task_id"].as_str().expect("an id").to_owned();
    let cancel = format!("/api/phone-generator/tasks/{second}/cancel/");
    assert_eq!(
        client.post(&cancel, json!({})).await.expect(200),
        json!({ "message": "Task cancelled successfully", "data": { "task_id": second, "status": "cancelled" } })
    );
    client.post(&cancel, json!({})).await.expect(409);
}

#[tokio::test]
async fn the_old_systems_texts_are_told_word_for_word() {
    let server = server().await;
    let client = OldClient(&server);
    let project = client.post("/api/projects/", json!({ "name": "Bay" })).await.expect(201)["data"]["id"].clone();
    let generate = async |body: Value| {
        client.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(400)["errors"].clone()
    };
    assert_eq!(
        generate(json!({})).await,
        json!({
            "project_id": ["Project ID is required."], "area_code": ["Area code is required."],
            "quantity": ["Quantity must be a positive integer."],
        })
    );
    let wrong = json!({ "project_id": 999_999, "area_code": "41", "quantity": 0, "batch_size": 99 });
    let told = generate(wrong).await;
    assert_eq!(told["area_code"], json!(["Invalid area code format. Must be 3 digits."]));
    assert_eq!(told["quantity"], json!(["Quantity must be a positive integer."]));
    assert_eq!(told["batch_size"], json!(["Batch size must be between 100 and 10,000."]));
    let wrong = json!({ "project_id": 999_999, "area_code": "415", "quantity": 5 });
    assert_eq!(generate(wrong).await, json!({ "project_id": ["Project does not exist."] }));
    let wrong = json!({ "project_id": project, "area_code": "415", "quantity": 1_000_001 });
    assert_eq!(generate(wrong).await, json!({ "quantity": ["Maximum quantity is 1,000,000 numbers."] }));

    let missing = client.get("/api/phone-generator/tasks/00000000-0000-7000-8000-000000000000/progress").await;
    assert_eq!(missing.expect(404), json!({ "message": "Errors", "errors": { "task_id": ["Task not found."] } }));
    let bare = Request::get("/api/projects").body(Body::empty()).expect("it is well-formed");
    assert_eq!(
        server.ask(bare).await.expect(401),
        json!({ "detail": "Authentication credentials were not provided." })
    );
    let foreign = json!({ "name": "x", "tenant_id": 999 }).to_string();
    let refused = client.send(Method::POST, "/api/projects/", "application/json", foreign).await;
    assert_eq!(refused.expect(403), json!({ "detail": "tenant_id is not that of the token." }));
}

#[tokio::test]
async fn a_form_is_as_good_as_json() {
    let server = server().await;
    let client = OldClient(&server);
    let form = "application/x-www-form-urlencoded";
    let body = format!("project_name=By+form&target_phone_count=500&user_id={LEGACY_ID}");
    let made = client.send(Method::POST, "/api/projects", form, body).await.expect(201)["data"].clone();
    assert_eq!((&made["name"], &made["target_phone_count"]), (&json!("By form"), &json!(500)));
}
