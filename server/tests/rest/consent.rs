//! Consent, do-not-call lists, dialability and opting out, by REST and by page.

use crate::support::browser::{Browser, form};
use crate::support::{Server, with_token};
use axum::body::Body;
use axum::http::Method;
use domain::scope::{Role, TokenScope};
use engine::testing::{PASSWORD, operator};
use engine::user::NewUser;
use serde_json::{Value, json};

const OWNER: &str = "owner@acme.test";

async fn verdict(server: &Server, number: &str) -> Value {
    let told = server.get(&format!("/api/v1/dialability/?number={number}")).await.expect(200);
    told["reason"].clone()
}

/// The texts at a field of a problem.
fn errors_at(problem: &Value, field: &str) -> usize {
    problem["errors"][field].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn a_generated_number_becomes_dialable_by_a_consent_and_stops_being_it_by_each_of_its_ends() {
    let server = Server::new().await;
    let project = server.world.project("Bay").await.id.0;
    let body = json!({ "project_id": project, "area_code": "415", "quantity": 1 });
    server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
    server.run_jobs().await;
    let number = server.world.figure("select number as n from number").await.to_string();
    assert_eq!(verdict(&server, &format!("%2B{number}")).await, "GENERATED_NO_CONSENT");
    // Typed in by a program it is the same number.
    let many = json!({ "numbers": [number, "+44 20 7946 0958", "4155550123"] });
    let told = server.post("/api/v1/dialability/", many).await.expect(200)["numbers"].clone();
    let reasons: Vec<&Value> = told.as_array().expect("a list").iter().map(|told| &told["reason"]).collect();
    assert_eq!(reasons, ["GENERATED_NO_CONSENT", "NOT_NANP", "FICTION"]);
    assert_eq!((&told[0]["ever_generated"], &told[1]["phone_number"]), (&json!(true), &json!(null)));

    let body = json!({ "phone_number": number, "kind": "written", "source": "letter 7", "expires_at": "2099-01-01" });
    let made = server.post("/api/v1/consents/", body).await.expect(201);
    assert_eq!((&made["state"], &made["expires_at"]), (&json!("in_force"), &json!("2099-01-02T00:00:00Z")));
    assert_eq!(verdict(&server, &number).await, json!(null));

    let body = json!({ "phone_numbers": [number], "note": "asked" });
    assert_eq!(server.post("/api/v1/do-not-call/", body).await.expect(200), json!({ "added": 1, "there_already": 0 }));
    let told = server.get(&format!("/api/v1/dialability/?number={number}")).await.expect(200);
    assert_eq!((&told["reason"], &told["list"]), (&json!("DO_NOT_CALL"), &json!("company")));
    let body = json!({ "phone_number": number, "reason": "a mistake" });
    server.post("/api/v1/do-not-call/remove/", body.clone()).await.expect(200);
    server.post("/api/v1/do-not-call/remove/", body.clone()).await.expect(404);
    assert_eq!(verdict(&server, &number).await, json!(null));

    assert_eq!(server.post("/api/v1/consents/withdraw/", body.clone()).await.expect(200), json!({ "withdrawn": 1 }));
    server.post("/api/v1/consents/withdraw/", body).await.expect(409);
    assert_eq!(verdict(&server, &number).await, "CONSENT_WITHDRAWN");
    let history = server.get(&format!("/api/v1/consents/{number}/")).await.expect(200)["consents"].clone();
    assert_eq!((&history[0]["state"], &history[0]["withdrawal"]["reason"]), (&json!("withdrawn"), &json!("a mistake")));
    let checked = server.get(&format!("/api/v1/do-not-call/check/?number={number}")).await.expect(200);
    assert_eq!((&checked["lists"], &checked["entries"][0]["removal_reason"]), (&json!([]), &json!("a mistake")));
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_as_a_problem() {
    let server = Server::new().await;
    let wrong = server.post("/api/v1/consents/", json!({ "phone_number": "911", "kind": "shouted" })).await;
    assert_eq!(wrong.header("content-type"), "application/problem+json");
    let wrong = wrong.expect(400);
    assert_eq!(["phone_number", "kind", "source"].map(|field| errors_at(&wrong, field)), [1, 1, 1]);
    let wrong =
        server.post("/api/v1/consents/withdraw/", json!({ "consent_id": 7, "phone_number": "4152000001" })).await;
    assert_eq!(errors_at(&wrong.expect(400), "consent_id"), 1);
    server.post("/api/v1/consents/withdraw/", json!({ "consent_id": 7, "reason": "x" })).await.expect(404);
    let many: Vec<String> = (0..1_001).map(|line| format!("415200{line:04}")).collect();
    let wrong = server.post("/api/v1/do-not-call/", json!({ "phone_numbers": many })).await.expect(400);
    assert_eq!(errors_at(&wrong, "phone_numbers"), 1);
    let wrong =
        server.post("/api/v1/do-not-call/", json!({ "phone_numbers": ["911", "4152000001"] })).await.expect(400);
    assert_eq!(errors_at(&wrong, "phone_numbers"), 1);
    assert_eq!(errors_at(&server.get("/api/v1/dialability/").await.expect(400), "number"), 1);
    assert_eq!(
        errors_at(&server.post("/api/v1/dialability/", json!({ "numbers": [] })).await.expect(400), "numbers"),
        1
    );
    assert_eq!(errors_at(&server.get("/api/v1/consents/?kind=shouted").await.expect(400), "kind"), 1);
    assert_eq!(errors_at(&server.get("/api/v1/consents/911/").await.expect(400), "phone_number"), 1);
    assert_eq!(errors_at(&server.post("/api/v1/opt-outs/", json!({})).await.expect(400), "phone_number"), 1);
}

#[tokio::test]
async fn a_token_does_no_more_than_its_scope_and_its_persons_role() {
    let server = Server::new().await;
    let (world, engine) = (&server.world, &server.world.engine);
    let agent = NewUser {
        email: "agent@acme.test".into(),
        name: "Agent".into(),
        password: PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((world.tenant, Role::Agent)),
        legacy_id: None,
    };
    let agent = engine::user::create(engine, &operator(), agent).await.expect("the agent is made");
    let add = json!({ "phone_numbers": ["4152000001"] }).to_string();
    let remove = json!({ "phone_number": "4152000001", "reason": "x" }).to_string();
    let ask = async |token: &str, method: Method, path: &str, body: &str| {
        server.ask(with_token(method, path, token, Body::from(body.to_owned()))).await.status.as_u16()
    };
    let read = server.token_of(world.tenant, agent, &[TokenScope::ContactsRead]).await;
    assert_eq!(ask(&read, Method::GET, "/api/v1/dialability/?number=4152000001", "").await, 200);
    assert_eq!(ask(&read, Method::POST, "/api/v1/do-not-call/", &add).await, 403);
    let numbers = server.token_of(world.tenant, agent, &[TokenScope::NumbersWrite]).await;
    assert_eq!(ask(&numbers, Method::GET, "/api/v1/dialability/?number=4152000001", "").await, 403);
    let write = server.token_of(world.tenant, agent, &[TokenScope::ContactsWrite]).await;
    assert_eq!(ask(&write, Method::POST, "/api/v1/do-not-call/", &add).await, 200);
    assert_eq!(ask(&write, Method::POST, "/api/v1/do-not-call/remove/", &remove).await, 403, "that takes an admin");
    let owner = server.token_of(world.tenant, world.user, &[TokenScope::ContactsWrite]).await;
    assert_eq!(ask(&owner, Method::POST, "/api/v1/do-not-call/remove/", &remove).await, 200);
}

#[tokio::test]
async fn somebody_opts_out_by_their_link_without_being_anybody_and_says_it_twice() {
    let server = Server::new().await;
    let made = server.post("/api/v1/opt-outs/links/", json!({ "phone_number": "4152000142" })).await.expect(200);
    let url = made["url"].as_str().expect("a link");
    let path = &url[url.find("/stop/").expect("its path")..];
    let token = path.strip_prefix("/stop/").expect("a text");
    let body = json!({ "phone_number": "4152000142", "kind": "oral", "source": "x" });
    server.post("/api/v1/consents/", body).await.expect(201);

    let nobody = Browser::new(&server);
    let shown = nobody.get(path).await;
    assert_eq!(shown.status.as_u16(), 200);
    let text = shown.text();
    assert!(text.contains("acme") && text.contains("ending in 42"), "{text}");
    for part in ["4152000142", "200-0142", "2000142"] {
        assert!(!text.contains(part), "the page tells {part} of the number");
    }
    assert_eq!(verdict(&server, "4152000142").await, json!(null), "looking changes nothing");
    let press = async || {
        let answer = nobody.post("/forms/opt-out", &form(&[("link", token)])).await;
        assert_eq!(answer.status.as_u16(), 303, "{}", answer.text());
        let page = nobody.get(answer.header("location")).await;
        assert_eq!(page.status.as_u16(), 200);
        let text = page.text();
        let from = text.find("<main").expect("a page");
        text[from..text.find("</main>").expect("its end")].to_owned()
    };
    let first = press().await;
    assert!(first.contains("You will not be called any more"), "{first}");
    assert_eq!(verdict(&server, "4152000142").await, "DO_NOT_CALL");
    assert_eq!(press().await, first);
    assert_eq!(server.world.figure("select count(*) as n from session").await, 0, "nobody needs a session");

    let other = if token.ends_with('0') { "1" } else { "0" };
    for wrong in ["/stop/0", &format!("/stop/{}{other}", &token[..token.len() - 1]), &format!("{path}x")] {
        let answer = nobody.get(wrong).await;
        assert_eq!(answer.status.as_u16(), 404, "{wrong}");
    }
    assert_eq!(
        nobody
            .call(Method::POST, "/forms/opt-out", crate::support::browser::FORM, "link=..%2F..")
            .await
            .status
            .as_u16(),
        404
    );
}

#[tokio::test]
async fn a_form_that_is_refused_keeps_what_was_typed_and_says_what_is_wrong() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let wrong = form(&[("phone_number", "911"), ("kind", "oral"), ("source", "The fair"), ("proof", "<b>said</b>")]);
    let answer = browser.post("/forms/consent-record", &wrong).await;
    assert_eq!(answer.header("location"), "/contacts/consent/new");
    let page = browser.get("/contacts/consent/new").await.text();
    assert!(
        page.contains("value=\"911\"") && page.contains("value=\"The fair\"") && page.contains("&lt;b&gt;said"),
        "{page}"
    );
    assert!(page.contains("A phone number has 10 digits"), "{page}");
    let right = form(&[("phone_number", "(415) 200-0001"), ("kind", "oral"), ("source", "The fair")]);
    let answer = browser.post("/forms/consent-record", &right).await;
    assert_eq!(answer.header("location"), "/contacts/dialling?number=14152000001");
    let page = browser.get("/contacts/dialling?number=14152000001").await.text();
    assert!(page.contains("May be dialled") && page.contains("The fair"), "{page}");

    let answer = browser.post("/forms/do-not-call-add", &form(&[("phone_numbers", "911\n4152000001")])).await;
    assert_eq!(answer.header("location"), "/contacts/do-not-call/new");
    let page = browser.get("/contacts/do-not-call/new").await.text();
    assert!(page.contains("911\n4152000001") && page.contains("“911”"), "{page}");
    let answer = browser.post("/forms/do-not-call-add", &form(&[("phone_numbers", "4152000001, 4152000002")])).await;
    assert_eq!(answer.header("location"), "/contacts/do-not-call");
    let page = browser.get("/contacts/do-not-call").await.text();
    assert!(page.contains("2 numbers put on the list") && page.contains("(415) 200-0002"), "{page}");
    let page = browser.get("/contacts/dialling?number=14152000001").await.text();
    assert!(page.contains("Not dialable") && page.contains("On the company’s do-not-call list"), "{page}");
    assert_eq!(browser.get("/contacts/dialling?number=x").await.status.as_u16(), 400);
}
