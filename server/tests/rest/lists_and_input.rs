//! What programs send, however strange, and the lists they read: pages, filters, bodies, limits.

use crate::support::{Server, bare, with_token};
use axum::body::Body;
use axum::http::{Method, header};
use serde_json::{Value, json};

const GENERATE: &str = "/api/phone-generator/generate-numbers-enhanced/";

/// A project with so many numbers of 415.
async fn project_of(server: &Server, quantity: u64) -> i64 {
    let made = server.post("/api/projects/", json!({ "name": "Bay" })).await.expect(201);
    let id = made["data"]["id"].as_i64().expect("a project has an id");
    if quantity > 0 {
        let body = json!({ "project_id": id, "area_code": "415", "quantity": quantity });
        server.post(GENERATE, body).await.expect(201);
        server.run_jobs().await;
    }
    id
}

#[tokio::test]
async fn a_malformed_body_is_refused_and_says_so() {
    let server = Server::new().await;
    for body in ["{", "[]", "\"x\"", "{\"name\": \"\\ud800\"}", "\u{0}", "nul"] {
        let request = with_token(Method::POST, "/api/projects/", &server.token, Body::from(body));
        let answer = server.ask(request).await;
        answer.expect(400);
        assert!(!answer.errors_at("body").is_empty(), "{body:?}");
    }
    let mut request = with_token(Method::POST, "/api/projects/", &server.token, Body::from("<project/>"));
    request.headers_mut().insert(header::CONTENT_TYPE, "text/xml".parse().expect("a value"));
    server.ask(request).await.expect(415);
    let answer = server
        .ask(with_token(Method::POST, "/api/projects/", &server.token, Body::from("{\"name\": \"a\\u0000b\"}")))
        .await;
    answer.expect(400);
    assert!(!answer.errors_at("name").is_empty());
}

#[tokio::test]
async fn a_body_of_up_to_16_mib_is_read() {
    let server = Server::new().await;
    let body = |mib: usize| json!({ "name": "Bay", "description": "x".repeat(mib << 20) });
    let answer = server.post("/api/projects/", body(15)).await;
    answer.expect(400);
    assert_eq!(answer.errors_at("description"), ["A description has at most 2,000 characters."]);
    server.post("/api/projects/", body(17)).await.expect(413);
    let large = server.post("/api/v1/contacts/", body(17)).await;
    assert_eq!(large.header("content-type"), "application/problem+json");
    let large = large.expect(413);
    assert_eq!((&large["status"], large["request_id"].as_str().map(str::is_empty)), (&json!(413), Some(false)));
}

#[tokio::test]
async fn pages_by_number_and_by_cursor_are_the_same_rows_and_the_total_is_honest() {
    let server = Server::new().await;
    let id = project_of(&server, 10_050).await;
    let path = format!("/api/phone-generator/list-numbers/?project_id={id}&page_size=1000");
    let ids = |page: &Value| -> Vec<i64> {
        let numbers = page["data"]["numbers"].as_array().expect("a list");
        numbers.iter().map(|number| number["id"].as_i64().expect("an id")).collect()
    };

    let mut cursor = String::new();
    for page_number in 1..=10 {
        let by_number = server.get(&format!("{path}&page={page_number}")).await.expect(200);
        let by_cursor = server.get(&format!("{path}{cursor}")).await.expect(200);
        assert_eq!(ids(&by_number), ids(&by_cursor), "page {page_number}");
        assert_eq!(by_number["data"]["pagination"]["total_is_capped"], true);
        let next = by_cursor["data"]["pagination"]["cursor"].as_str().expect("there is more");
        cursor = format!("&cursor={}", next.replace('>', "%3E").replace('<', "%3C"));
    }
    let rest = server.get(&format!("{path}{cursor}&count=exact")).await.expect(200);
    assert_eq!(ids(&rest).len(), 50);
    let block = &rest["data"]["pagination"];
    assert_eq!((&block["count"], &block["cursor"]), (&json!(10_050), &Value::Null));
    assert!(block.get("total_is_capped").is_none());

    let beyond = server.get(&format!("{path}&page=11")).await;
    beyond.expect(400);
    assert_eq!(beyond.errors_at("page"), ["Pages reach to row 10,000; go on with the cursor."]);
}

#[tokio::test]
async fn numbers_are_filtered_by_the_old_names() {
    let server = Server::new().await;
    let id = project_of(&server, 300).await;
    let path = format!("/api/phone-generator/list-numbers/?project_id={id}");
    let count = async |filter: &str| {
        let answer = server.get(&format!("{path}&{filter}")).await.expect(200);
        answer["data"]["pagination"]["count"].as_u64().expect("a figure")
    };
    assert_eq!(count("valid_number=null").await, 300);
    assert_eq!(count("valid_number=true").await, 0);
    assert_eq!(count("type=Unknown").await, 300);
    assert_eq!(count("carrier=verizon").await, 0);
    assert_eq!(count("country_name=united%20states").await, 300);
    assert_eq!(count("country_name=Canada").await, 0);
    assert_eq!(count("country_name=Atlantis").await, 0);
    assert_eq!(count("date=2001-01-01").await, 0);
    assert!((1..300).contains(&count("search=55").await));

    let wrong = server.get(&format!("{path}&valid_number=maybe&date=soon&page_size=x&search=abc")).await;
    wrong.expect(400);
    for field in ["valid_number", "date", "page_size", "search"] {
        assert!(!wrong.errors_at(field).is_empty(), "{field}");
    }
}

/// The names of what an operation takes in its query.
fn query_parameters(operation: &Value) -> Vec<&str> {
    let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
    parameters.iter().filter(|parameter| parameter["in"] == "query").filter_map(|it| it["name"].as_str()).collect()
}

#[tokio::test]
async fn nothing_a_client_sends_to_an_operation_makes_a_500() {
    let server = Server::new().await;
    let id = project_of(&server, 0).await;
    let document = server.ask(bare(Method::GET, "/api/openapi.json")).await.expect(200);
    let nasty = ["%00", "%ff%fe", "-1", "99999999999999999999999", "0", "%27%3B--", "%F0%9F%92%A9", "a.b", "1e400"];
    // What no operation declares is sent as well, all of it at once: nobody reads it.
    let strange = ["search", "status", "count", "date", "type", "user_id", "carrier"];
    let bodies = [
        json!(null),
        json!({ "name": "\u{0}" }),
        json!({ "project_id": id, "area_code": "\u{0}", "quantity": "\u{0}", "seed": -1 }),
    ];
    let mut asked = 0;
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let method: Method = method.to_uppercase().parse().expect("a method");
            let declared = query_parameters(operation);
            for value in nasty {
                let filled = path.replace("{id}", value).replace("{task_id}", value);
                let strange = strange.iter().filter(|field| !declared.contains(*field));
                let strange: Vec<String> = strange.map(|field| format!("{field}={value}")).collect();
                let each = declared.iter().map(|field| format!("{field}={value}"));
                for query in each.chain([strange.join("&")]) {
                    let path = format!("{filled}?project_id={id}&{query}");
                    let answer = server.ask(with_token(method.clone(), &path, &server.token, Body::from("{}"))).await;
                    assert!(answer.status.as_u16() < 500, "{method} {path}: {}", answer.text());
                    asked += 1;
                }
                for body in &bodies {
                    let answer = server
                        .ask(with_token(method.clone(), &filled, &server.token, Body::from(body.to_string())))
                        .await;
                    assert!(answer.status.as_u16() < 500, "{method} {filled} {body}: {}", answer.text());
                }
            }
        }
    }
    assert!(asked > 500, "the document lists the operations");
}
