//! Validating, counting and deleting numbers as CONTRACTS A describes it.

use crate::support::{Server, with_token};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use domain::scope::Role;
use engine::queue::Worker;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

const API: &str = "/api/phone-generator";
const NOW: &str = "/api/phone-validator";

/// A server with the codes 415-200 (assigned) and 415-203 (not), a project, and ten numbers of these and of 415-555.
struct Scene {
    server: Server,
    project: i64,
    ids: Vec<i64>,
}

impl Scene {
    async fn new() -> Self {
        let server = Server::new().await;
        server
            .world
            .sql(
                "insert into prefix (prefix, carrier, brand, line_type, state, place, assigned, source) values
                 (415200, 'NEW CINGULAR WIRELESS', 'AT&T', 1, 'CA', 'SAN FRANCI', true, 'code_report'),
                 (415203, null, null, 0, 'CA', null, false, 'code_report')",
            )
            .await;
        let made = server.post("/api/projects/", json!({ "name": "Bay" })).await.expect(201);
        let project = made["data"]["id"].as_i64().expect("an id");
        server
            .world
            .sql(&format!(
                "insert into number (tenant_id, project_id, number, line_type, origin)
                 select {}, {project},
                     10000000000 + (array[415200, 415200, 415203, 415555, 415200])[1 + i % 5]::bigint * 10000 + i, 0, 1
                 from generate_series(0, 9) i",
                server.world.tenant
            ))
            .await;
        let listed = server.get(&format!("{API}/list-numbers/?project_id={project}")).await.expect(200);
        let numbers = listed["data"]["numbers"].as_array().expect("numbers").clone();
        let mut ids: Vec<i64> = numbers.iter().map(|number| number["id"].as_i64().expect("an id")).collect();
        ids.sort_unstable();
        Self { server, project, ids }
    }

    /// Works in the background, as a node beside this one would.
    fn working(&self) -> AbortOnDropHandle<()> {
        let worker = Worker::new(self.server.world.engine.clone(), engine::job::registry());
        AbortOnDropHandle::new(tokio::spawn(async move { worker.run(CancellationToken::new()).await }))
    }

    async fn statistics(&self) -> Value {
        let path = format!("{API}/statistics/?project_id={}", self.project);
        self.server.get(&path).await.expect(200)["data"].clone()
    }
}

#[tokio::test]
async fn what_is_pending_is_validated_by_a_task_and_the_statistics_say_so() {
    let scene = Scene::new().await;
    let body = json!({ "project_id": scene.project.to_string(), "batch_size": 1000 });
    let started = scene.server.post(&format!("{API}/validate-numbers-enhanced/"), body).await.expect(201);
    assert_eq!(started["message"], "Validation task started");
    assert_eq!(started["data"]["message"], "Phone number validation started in background");
    let task = started["data"]["task_id"].as_str().expect("an id").to_owned();
    scene.server.run_jobs().await;
    let progress = scene.server.get(&format!("{API}/tasks/{task}/progress/")).await.expect(200);
    assert_eq!(progress["data"]["status"], "completed");
    assert_eq!(progress["data"]["result_data"]["total_processed"], 10);
    assert_eq!(progress["data"]["progress"], 100);
    let statistics = scene.statistics().await;
    for (field, figure) in [
        ("total_numbers", json!(10)),
        ("validated_numbers", json!(10)),
        ("valid_numbers", json!(6)),
        ("invalid_numbers", json!(4)),
        ("pending_validation", json!(0)),
        ("validation_rate", json!(100.0)),
        ("validity_rate", json!(60.0)),
        ("carrier_breakdown", json!([{ "carrier": "AT&T", "count": 6 }])),
        ("type_breakdown", json!([{ "type": "Mobile", "count": 6 }])),
        ("area_code_breakdown", json!([{ "area_code": "415", "count": 10 }])),
        ("status_breakdown", json!([{ "status": "pending", "count": 10 }])),
    ] {
        assert_eq!(statistics[field], figure, "{field}");
    }
    let valid = scene.server.get(&format!("{API}/get-valid-numbers/?project_id={}", scene.project)).await.expect(200);
    assert_eq!(valid["data"]["pagination"]["count"], 6);
}

#[tokio::test]
async fn named_numbers_are_validated_in_bulk_and_the_old_texts_say_what_is_missing() {
    let scene = Scene::new().await;
    let path = format!("{API}/bulk-validate/");
    let started = scene.server.post(&path, json!({ "phone_ids": &scene.ids[..4] })).await.expect(201);
    assert_eq!(started["message"], "Bulk validation task started");
    assert_eq!(started["data"]["phone_count"], 4);
    assert_eq!(started["data"]["message"], "Bulk validation started for 4 phone numbers");
    scene.server.run_jobs().await;
    assert_eq!(scene.statistics().await["validated_numbers"], 4);

    for (body, texts) in [
        (json!({}), "Phone IDs list is required."),
        (json!({ "phone_ids": [] }), "Phone IDs list is required."),
        (json!({ "phone_ids": ["x"] }), "This must be a list of ids."),
        (json!({ "phone_ids": {} }), "This must be a list of ids."),
        (json!({ "phone_ids": [999_999_999] }), "None of these numbers exists."),
    ] {
        let answer = scene.server.post(&path, body.clone()).await;
        answer.expect(400);
        assert_eq!(answer.errors_at("phone_ids"), [texts], "{body}");
    }
    let answer = scene.server.post(&path, json!({ "phone_ids": [1], "batch_size": 5 })).await;
    assert_eq!(answer.errors_at("batch_size"), ["Batch size must be between 100 and 10,000."]);
    let none = json!({ "project_id": 999_999 });
    let answer = scene.server.post(&format!("{API}/validate-numbers-enhanced/"), none).await;
    answer.expect(404);
    assert_eq!(answer.errors_at("project_id"), ["Project does not exist."]);
}

#[tokio::test]
async fn a_generation_and_its_validation_have_both_their_ids_at_once() {
    let scene = Scene::new().await;
    let body = json!({ "project_id": scene.project, "area_code": "415", "quantity": 30,
        "batch_size": 500, "config": { "auto_validate": true, "batch_size": 2000, "type_filter": "Mobile" } });
    let started = scene.server.post(&format!("{API}/generate-numbers-config/"), body).await.expect(201);
    assert_eq!(started["message"], "Advanced phone number generation started");
    let data = &started["data"];
    assert_eq!((&data["area_code"], &data["quantity"]), (&json!("415"), &json!(30)));
    assert_eq!(
        data["config"],
        json!({ "batch_size": 2000, "auto_validate": true, "carrier_filter": null, "type_filter": "Mobile" })
    );
    let validation = data["validation_task_id"].as_str().expect("a real id at once").to_owned();
    scene.server.run_jobs().await;
    let progress = scene.server.get(&format!("{API}/tasks/{validation}/progress/")).await.expect(200);
    assert_eq!(
        progress["data"]["result_data"],
        json!({ "total_processed": 40, "validated_count": 36, "error_count": 4 })
    );

    let plain = json!({ "project_id": scene.project, "area_code": "415", "quantity": 5 });
    let started = scene.server.post(&format!("{API}/generate-numbers-config/"), plain).await.expect(201);
    assert_eq!(started["data"]["validation_task_id"], Value::Null);
    let wrong = json!({ "project_id": scene.project, "area_code": "41a", "config": { "batch_size": 99 } });
    let answer = scene.server.post(&format!("{API}/generate-numbers-config/"), wrong).await;
    answer.expect(400);
    assert_eq!(answer.errors_at("area_code"), ["Invalid area code format. Must be 3 digits."]);
    assert_eq!(answer.errors_at("batch_size"), ["Batch size must be between 100 and 10,000."]);
    let answer = scene.server.post(&format!("{API}/generate-numbers-config/"), json!({ "config": 5 })).await;
    assert_eq!(answer.errors_at("config"), ["This must be an object."]);
}

#[tokio::test]
async fn a_validation_that_is_waited_for_answers_what_came_of_it() {
    let scene = Scene::new().await;
    let _worker = scene.working();
    let path = format!("{NOW}/start-validation-free/");
    let done = scene.server.post(&path, json!({ "project_id": scene.project })).await.expect(200);
    let data = &done["data"];
    assert_eq!(
        (&data["validated_count"], &data["error_count"], &data["total_processed"]),
        (&json!(6), &json!(4), &json!(10))
    );
    let again = scene.server.post(&path, json!({ "project_id": scene.project })).await;
    again.expect(400);
    assert_eq!(again.errors_at("phone_id"), ["No phone numbers found for validation."]);
    assert_eq!(scene.server.post(&path, json!({})).await.errors_at("project_id"), ["Project ID is required."]);
}

#[tokio::test]
async fn a_single_number_is_looked_up_at_once_and_only_once() {
    let scene = Scene::new().await;
    let path = format!("{NOW}/validate-number-id-free/");
    let looked = scene.server.post(&path, json!({ "phone_id": scene.ids[0] })).await.expect(200);
    assert_eq!(
        looked["data"],
        json!({ "carrier": "AT&T", "line_type": "Mobile", "state": "CA", "location": "SAN FRANCI" })
    );
    for (id, status, text) in [
        (json!(scene.ids[0]), 400, "Phone number already attempted validation."),
        (json!(scene.ids[3]), 400, "No record found for prefix 415555"),
        (json!(999_999_999), 404, "Phone number does not exist."),
        (Value::Null, 400, "Phone ID is required."),
        (json!("x"), 400, "This must be a whole number."),
    ] {
        let answer = scene.server.post(&path, json!({ "phone_id": id })).await;
        answer.expect(status);
        assert_eq!(answer.errors_at("phone_id"), [text], "{id}");
    }
    assert_eq!(scene.statistics().await["validated_numbers"], 2);
}

#[tokio::test]
async fn numbers_are_deleted_by_name_by_filter_and_all_of_one_project_alone() {
    let scene = Scene::new().await;
    let _worker = scene.working();
    let other = scene.server.post("/api/projects/", json!({ "name": "Other" })).await.expect(201);
    let other = other["data"]["id"].as_i64().expect("an id");
    scene
        .server
        .world
        .sql(&format!(
            "insert into number (tenant_id, project_id, number, origin) values ({}, {other}, 14152009999, 1)",
            scene.server.world.tenant
        ))
        .await;
    let left = async || scene.server.world.figure("select count(*) as n from number").await;
    let delete = async |method: Method, path: &str, body: Value| {
        let request = with_token(method, &format!("{API}/{path}/"), &scene.server.token, Body::from(body.to_string()));
        scene.server.ask(request).await
    };

    let named =
        delete(Method::DELETE, "delete-numbers", json!({ "selectedNumbers": &scene.ids[..2] })).await.expect(200);
    assert_eq!((&named["message"], &named["deleted_count"]), (&json!("Deleted 2 phone numbers"), &json!(2)));
    assert_eq!(left().await, 9);
    let gone = delete(Method::POST, "delete-numbers", json!({ "selectedNumbers": &scene.ids[..2] })).await.expect(200);
    assert_eq!(gone["deleted_count"], 0, "what is gone is gone");

    let filters = json!({ "project_id": scene.project, "filters": { "search": "415555" } });
    assert_eq!(delete(Method::POST, "delete-filtered", filters).await.expect(200)["deleted_count"], 2);
    let empty = delete(Method::POST, "delete-filtered", json!({ "project_id": scene.project })).await;
    empty.expect(400);
    assert_eq!(empty.errors_at("filters"), ["Name at least one filter; delete-all deletes everything."]);
    assert_eq!(left().await, 7);

    let all = delete(Method::DELETE, "delete-all", json!({ "project_id": scene.project })).await.expect(200);
    assert_eq!(all["deleted_count"], 6);
    assert_eq!(left().await, 1, "another project is not touched");
    let cleared = delete(Method::POST, "clear-numbers", json!({ "project_id": other })).await.expect(200);
    assert_eq!(cleared["deleted_count"], 1);
    let nothing = delete(Method::POST, "clear-numbers", json!({ "project_id": other })).await.expect(200);
    assert_eq!(nothing["deleted_count"], 0);
    let body = json!({ "project_id": 999_999 });
    let missing = delete(Method::POST, "clear-numbers", body).await;
    missing.expect(404);
    let total = delete(Method::POST, "total-wipe", json!({})).await;
    assert_eq!(total.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_deletes_or_validates_another_tenants_numbers() {
    let scene = Scene::new().await;
    let (tenant, stranger, _) = scene.server.world.other("globex", Role::Owner).await;
    let token = scene.server.token_of(tenant, stranger, &[domain::scope::TokenScope::Admin]).await;
    let ask = async |path: &str, body: Value| {
        scene.server.ask(with_token(Method::POST, path, &token, Body::from(body.to_string()))).await
    };
    ask(&format!("{API}/clear-numbers/"), json!({ "project_id": scene.project })).await.expect(404);
    let named = ask(&format!("{API}/delete-numbers/"), json!({ "selectedNumbers": scene.ids })).await.expect(200);
    assert_eq!(named["deleted_count"], 0, "another's numbers are as good as none");
    ask(&format!("{NOW}/validate-number-id-free/"), json!({ "phone_id": scene.ids[0] })).await.expect(404);
    ask(&format!("{API}/bulk-validate/"), json!({ "phone_ids": scene.ids })).await.expect(400);
    assert_eq!(scene.server.world.figure("select count(*) as n from number").await, 10);
    assert_eq!(scene.server.world.figure("select count(*) as n from number where valid is not null").await, 0);
}
