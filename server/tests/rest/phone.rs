//! The phone-number family as CONTRACTS A describes it, asked as the old clients ask.

use crate::support::{Server, bare, with_token};
use axum::body::Body;
use axum::http::{Method, Request};
use domain::scope::{Role, TokenScope};
use serde_json::{Value, json};

const GENERATE: &str = "/api/phone-generator/generate-numbers-enhanced/";

async fn project(server: &Server, name: &str) -> i64 {
    let answer = server.post("/api/projects/", json!({ "name": name })).await.expect(201);
    answer["data"]["id"].as_i64().expect("a project has an id")
}

async fn started(server: &Server, project: i64, quantity: u64) -> String {
    let body = json!({ "project_id": project, "area_code": "415", "quantity": quantity });
    let answer = server.post(GENERATE, body).await.expect(201);
    answer["data"]["task_id"].as_str().expect("a task has an id").to_owned()
}

#[tokio::test]
async fn without_a_valid_token_the_answer_is_401_in_the_old_words() {
    let server = Server::new().await;
    let answer = server.ask(bare(Method::GET, "/api/projects/")).await;
    assert_eq!(answer.expect(401), json!({ "detail": "Authentication credentials were not provided." }));
    let answer = server.ask(with_token(Method::GET, "/api/projects/", "tl_wrong", Body::empty())).await;
    assert_eq!(answer.expect(401), json!({ "detail": "Invalid token." }));
}

#[tokio::test]
async fn a_token_is_taken_in_each_of_the_three_headers() {
    let server = Server::new().await;
    let token = &server.token;
    let forms = [
        ("authorization", format!("Bearer {token}")),
        ("authorization", format!("Token {token}")),
        ("x-auth-token", token.clone()),
    ];
    for (name, value) in forms {
        let request = Request::get("/api/projects/").header(name, value).body(Body::empty()).expect("well-formed");
        server.ask(request).await.expect(200);
    }
}

#[tokio::test]
async fn a_trailing_slash_may_be_left_out() {
    let server = Server::new().await;
    let id = project(&server, "Bay").await;
    for path in
        ["/api/projects", "/api/projects?page=1", "/api/phone-generator/tasks", "/api/phone-generator/statistics"]
    {
        server.get(path).await.expect(200);
    }
    assert_eq!(server.get(&format!("/api/projects/{id}")).await.expect(200)["data"]["name"], "Bay");
}

#[tokio::test]
async fn a_project_is_made_shown_and_found() {
    let server = Server::new().await;
    let made =
        server.post("/api/projects/", json!({ "project_name": "Bay Area", "description": "West" })).await.expect(201);
    assert_eq!(made["message"], "Successful");
    assert_eq!(made["data"]["name"], "Bay Area");
    assert_eq!(made["data"]["status"], "planning");
    project(&server, "Chicago").await;

    let id = made["data"]["id"].as_i64().expect("an id");
    assert_eq!(server.get(&format!("/api/projects/{id}/")).await.expect(200)["data"], made["data"]);

    let found = server.get("/api/projects/?search=bay").await.expect(200);
    assert_eq!(found["data"]["projects"], json!([made["data"]]));
    let block = &found["data"]["pagination"];
    assert_eq!(
        (&block["page_number"], &block["count"], &block["total_pages"], &block["next"], &block["previous"]),
        (&json!(1), &json!(1), &json!(1), &Value::Null, &Value::Null)
    );
    assert_eq!(server.get("/api/projects/?status=completed").await.expect(200)["data"]["projects"], json!([]));
    assert!(!server.get("/api/projects/?status=finished").await.errors_at("status").is_empty());
}

#[tokio::test]
async fn a_project_needs_a_name_of_its_own() {
    let server = Server::new().await;
    project(&server, "Bay").await;
    let answer = server.post("/api/projects/", json!({ "name": "Bay" })).await;
    answer.expect(400);
    assert_eq!(answer.errors_at("name"), ["A project with this name already exists."]);
    let answer = server.post("/api/projects/", json!({})).await;
    answer.expect(400);
    assert_eq!(answer.errors_at("name"), ["Project name is required."]);
}

#[tokio::test]
async fn a_new_projects_fields_are_kept_or_refused_at_their_names_and_never_swallowed() {
    let server = Server::new().await;
    let body = json!({ "name": "Bay", "status": "active", "priority": "urgent", "target_phone_count": 500,
        "start_date": "2026-07-06", "end_date": null });
    let made = server.post("/api/projects/", body).await.expect(201);
    assert_eq!((&made["data"]["status"], &made["data"]["priority"]), (&json!("active"), &json!("urgent")));
    for (field, value) in [
        ("name", json!(123)),
        ("name", json!(["x"])),
        ("description", json!(5)),
        ("status", json!("finished")),
        ("status", json!(1)),
        ("priority", json!("yes")),
        ("priority", json!({})),
        ("target_phone_count", json!("many")),
        ("target_phone_count", json!(-1)),
        ("target_phone_count", json!(1.5)),
        ("start_date", json!("soon")),
        ("start_date", json!(20_260_706)),
        ("end_date", json!("2026-02-30")),
    ] {
        let mut body = json!({ "name": "Chicago" });
        body[field] = value.clone();
        let answer = server.post("/api/projects/", body).await;
        answer.expect(400);
        assert_eq!(answer.errors_at(field).len(), 1, "{field}: {value}");
    }
    let answer = server.post("/api/projects/", json!({ "status": "x", "target_phone_count": "x" })).await;
    for field in ["name", "status", "target_phone_count"] {
        assert_eq!(answer.errors_at(field).len(), 1, "{field}");
    }
    assert_eq!(server.world.figure("select count(*) as n from project").await, 1);
}

#[tokio::test]
async fn a_generation_is_started_watched_listed_and_counted() {
    let server = Server::new().await;
    let id = project(&server, "Bay").await;
    let body =
        json!({ "project_id": id.to_string(), "area_code": "415", "quantity": "250", "batch_size": 100, "seed": 7 });
    let answer = server.post(GENERATE, body).await.expect(201);
    assert_eq!(answer["message"], "Phone number generation started");
    assert_eq!((&answer["data"]["area_code"], &answer["data"]["quantity"]), (&json!("415"), &json!(250)));
    assert_eq!(answer["data"]["estimated_time"], "1 second");
    let task = answer["data"]["task_id"].as_str().expect("an id");

    let waiting = server.get(&format!("/api/phone-generator/tasks/{task}/progress/")).await.expect(200);
    assert_eq!((&waiting["data"]["status"], &waiting["data"]["progress"]), (&json!("pending"), &json!(0)));
    let active = server.get("/api/phone-generator/tasks/active/").await.expect(200);
    assert_eq!(active["data"]["total_active_tasks"], 1);
    assert_eq!(active["data"]["all_tasks"][0]["task_name"], "Phone Number Generation");
    assert_eq!(active["data"]["generation_tasks"][0]["area_code"], "415");

    server.run_jobs().await;
    let done = server.get(&format!("/api/phone-generator/tasks/{task}/progress/")).await.expect(200);
    let done = &done["data"];
    assert_eq!((&done["status"], &done["progress"]), (&json!("completed"), &json!(100)));
    assert_eq!((&done["processed_items"], &done["total_items"]), (&json!(250), &json!(250)));
    let result = &done["result_data"];
    assert_eq!((&result["total_generated"], &result["seed"]), (&json!(250), &json!(7)));
    assert_eq!((&result["area_code"], &result["batches_processed"]), (&json!("415"), &json!(3)));

    let listed = server.get(&format!("/api/phone-generator/tasks/?project_id={id}&status=completed")).await.expect(200);
    let listed = &listed["data"]["tasks"];
    assert_eq!((&listed[0]["id"], &listed[0]["celery_task_id"]), (&json!(task), &json!(task)));
    assert_eq!((&listed[0]["quantity"], &listed[0]["successful_items"]), (&json!(250), &json!(250)));

    let numbers =
        server.get(&format!("/api/phone-generator/list-numbers/?project_id={id}&page_size=100")).await.expect(200);
    let block = &numbers["data"]["pagination"];
    assert_eq!((&block["count"], &block["total_pages"], &block["next"]), (&json!(250), &json!(3), &json!(2)));
    let number = &numbers["data"]["numbers"][0];
    let digits = number["phone_number"].as_str().expect("a text");
    assert!(digits.len() == 11 && digits.starts_with("1415"), "{number}");
    assert_eq!(number["prefix"], format!("415-{}", &digits[4..7]));
    assert_eq!(
        (&number["type"], &number["valid_number"], &number["origin"]),
        (&json!("Unknown"), &Value::Null, &json!("generated"))
    );
    assert_eq!(number["country_name"], "United States");

    let totals = server.get(&format!("/api/phone-generator/statistics/?project_id={id}")).await.expect(200);
    let totals = &totals["data"];
    assert_eq!((&totals["total_numbers"], &totals["pending_validation"]), (&json!(250), &json!(250)));
    assert_eq!((&totals["validation_rate"], &totals["validity_rate"]), (&json!(0.0), &json!(0.0)));
    assert_eq!(totals["area_code_breakdown"], json!([{ "area_code": "415", "count": 250 }]));
}

#[tokio::test]
async fn what_is_wrong_with_a_generation_is_told_in_the_old_words_and_all_at_once() {
    let server = Server::new().await;
    let id = project(&server, "Bay").await;
    let answer = server.post(GENERATE, json!({})).await;
    answer.expect(400);
    assert_eq!(answer.errors_at("project_id"), ["Project ID is required."]);
    assert_eq!(answer.errors_at("area_code"), ["Area code is required."]);
    assert_eq!(answer.errors_at("quantity"), ["Quantity must be a positive integer."]);

    let cases = [
        ("project_id", json!(999_999), "Project does not exist."),
        ("project_id", json!("x"), "Project does not exist."),
        ("project_id", json!(9.5e30), "Project does not exist."),
        ("area_code", json!("41a"), "Invalid area code format. Must be 3 digits."),
        ("area_code", json!([4, 1, 5]), "Invalid area code format. Must be 3 digits."),
        ("quantity", json!(0), "Quantity must be a positive integer."),
        ("quantity", json!(-5), "Quantity must be a positive integer."),
        ("quantity", json!({}), "Quantity must be a positive integer."),
        ("quantity", json!(1_000_001), "Maximum quantity is 1,000,000 numbers."),
        ("batch_size", json!(99), "Batch size must be between 100 and 10,000."),
        ("batch_size", json!(true), "Batch size must be between 100 and 10,000."),
    ];
    for (field, value, text) in cases {
        let mut body = json!({ "project_id": id, "area_code": "415", "quantity": 10 });
        body[field] = value.clone();
        let answer = server.post(GENERATE, body).await;
        answer.expect(400);
        assert_eq!(answer.errors_at(field), [text], "{field}: {value}");
    }
    for (field, value) in
        [("area_code", "800"), ("area_code", "555"), ("area_code", "211"), ("type_filter", "Satellite")]
    {
        let mut body = json!({ "project_id": id, "area_code": "415", "quantity": 10 });
        body[field] = json!(value);
        let answer = server.post(GENERATE, body).await;
        answer.expect(400);
        assert!(!answer.errors_at(field).is_empty(), "{field}: {value}");
    }
}

#[tokio::test]
async fn more_than_there_are_is_refused_naming_the_figure() {
    let server = Server::new().await;
    let id = project(&server, "Film").await;
    let body = json!({ "project_id": id, "area_code": "415", "quantity": 101, "fiction": true });
    let answer = server.post(GENERATE, body).await;
    answer.expect(400);
    assert_eq!(answer.errors_at("quantity"), ["Only 100 numbers are available with these filters."]);
}

#[tokio::test]
async fn an_id_of_somebody_else_is_refused_and_ones_own_accepted() {
    let server = Server::new().await;
    let (tenant, user) = (server.world.tenant, server.world.user);
    for own in [json!({ "user_id": user }), json!({ "user_id": user.to_string() }), json!({ "tenant_id": tenant })] {
        let mut body = own.clone();
        body["name"] = json!(own.to_string());
        server.post("/api/projects/", body).await.expect(201);
    }
    let (other_tenant, other_user, _) = server.world.other("globex", Role::Owner).await;
    for foreign in
        [json!({ "user_id": other_user }), json!({ "tenant_id": other_tenant }), json!({ "user_id": "user123" })]
    {
        let mut body = foreign.clone();
        body["name"] = json!("Bay");
        assert!(server.post("/api/projects/", body).await.expect(403)["detail"].is_string(), "{foreign}");
    }
    server.get(&format!("/api/projects/?user_id={other_user}")).await.expect(403);
    server.get(&format!("/api/projects/?user_id={user}")).await.expect(200);
}

#[tokio::test]
async fn another_tenants_things_are_missing() {
    let server = Server::new().await;
    let id = project(&server, "Bay").await;
    let task = started(&server, id, 10).await;
    let (tenant, user, _) = server.world.other("globex", Role::Owner).await;
    let stranger = server.token_of(tenant, user, &[TokenScope::Admin]).await;
    let ask =
        async |method: Method, path: String| server.ask(with_token(method, &path, &stranger, Body::empty())).await;

    ask(Method::GET, format!("/api/projects/{id}/")).await.expect(404);
    ask(Method::GET, format!("/api/phone-generator/list-numbers/?project_id={id}")).await.expect(404);
    ask(Method::GET, format!("/api/phone-generator/statistics/?project_id={id}")).await.expect(404);
    let missing = ask(Method::GET, format!("/api/phone-generator/tasks/{task}/progress/")).await;
    missing.expect(404);
    assert_eq!(missing.errors_at("task_id"), ["Task not found."]);
    ask(Method::POST, format!("/api/phone-generator/tasks/{task}/cancel/")).await.expect(404);
    assert_eq!(ask(Method::GET, "/api/phone-generator/tasks/".into()).await.expect(200)["data"]["tasks"], json!([]));
    assert_eq!(ask(Method::GET, "/api/projects/".into()).await.expect(200)["data"]["projects"], json!([]));
}

#[tokio::test]
async fn a_task_is_cancelled_once_and_one_that_has_ended_is_a_conflict() {
    let server = Server::new().await;
    let id = project(&server, "Bay").await;
    let task = started(&server, id, 10).await;
    let cancel = format!("/api/phone-generator/tasks/{task}/cancel/");
    let answer = server.post(&cancel, json!({})).await.expect(200);
    assert_eq!(answer["message"], "Task cancelled successfully");
    assert_eq!(answer["data"], json!({ "task_id": task, "status": "cancelled" }));
    let again = server.post(&cancel, json!({})).await;
    again.expect(409);
    assert!(!again.errors_at("task_id").is_empty());

    for unknown in ["00000000-0000-7000-8000-000000000000", "none", "%ff"] {
        server.post(&format!("/api/phone-generator/tasks/{unknown}/cancel/"), json!({})).await.expect(404);
    }
}

#[tokio::test]
async fn role_and_scope_decide_what_a_token_may_do() {
    let server = Server::new().await;
    let (tenant, user, _) = server.world.other("globex", Role::Viewer).await;
    let viewer = server.token_of(tenant, user, &[TokenScope::Admin]).await;
    let body = || Body::from(json!({ "name": "Bay" }).to_string());
    server.ask(with_token(Method::POST, "/api/projects/", &viewer, body())).await.expect(403);
    server.ask(with_token(Method::GET, "/api/projects/", &viewer, Body::empty())).await.expect(200);

    let reader = server.token_of(server.world.tenant, server.world.user, &[TokenScope::NumbersRead]).await;
    server.ask(with_token(Method::POST, "/api/projects/", &reader, body())).await.expect(403);
    server.ask(with_token(Method::GET, "/api/phone-generator/tasks/", &reader, Body::empty())).await.expect(403);
    server.ask(with_token(Method::GET, "/api/projects/", &reader, Body::empty())).await.expect(200);
}

#[tokio::test]
async fn an_unknown_path_and_method_are_told_as_the_old_system_did() {
    let server = Server::new().await;
    assert_eq!(server.get("/api/nothing").await.expect(404), json!({ "detail": "Not found." }));
    let request = with_token(Method::DELETE, "/api/projects/", &server.token, Body::empty());
    assert_eq!(server.ask(request).await.expect(405), json!({ "detail": "Method \"DELETE\" not allowed." }));
}
