//! V16.3: what the log tells, and (V16.2.5) what it never does.

use crate::support::browser::{Browser, FORM, form};
use crate::support::{Server, with_token};
use crate::{FACTOR, NEW, OWNER, codes_on, member, reset_link, set_up, sign_in};
use axum::body::Body;
use axum::http::Method;
use domain::scope::Role;
use engine::testing::{PASSWORD, code_of};
use serde_json::json;
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// The log of this process at the level that operators have; other tests may write into it too.
    fn listen() -> Log {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Log::default();
            let writer = log.clone();
            let subscriber = tracing_subscriber::fmt()
                .with_ansi(false)
                .with_max_level(tracing::Level::INFO)
                .with_writer(move || writer.clone());
            tracing::subscriber::set_global_default(subscriber.finish()).expect("nobody else listens");
            log
        })
        .clone()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    #[track_caller]
    fn tells(&self, words: &[&str]) {
        let text = self.text();
        let told = text.lines().any(|line| words.iter().all(|word| line.contains(word)));
        assert!(told, "no line with {words:?}:\n{text}");
    }
}

#[tokio::test]
async fn v16_3_1_every_step_of_signing_in_is_logged_with_its_factors_whether_it_went_well_or_not() {
    let log = Log::listen();
    let server = Server::new().await;
    let owner = format!("user={}", server.world.user);
    let browser = Browser::new(&server);
    sign_in(&browser, OWNER, "wrong").await;
    log.tells(&["WARN", "a sign-in was refused", "step=\"password\"", "why=\"wrong\"", "request_id="]);
    sign_in(&browser, OWNER, PASSWORD).await;
    log.tells(&["INFO", "signed in", "factors=\"password\"", &owner]);
    let (secret, codes) = set_up(&browser).await;
    browser.post("/forms/sign-out", "").await;
    log.tells(&["signed out", &owner]);
    sign_in(&browser, OWNER, PASSWORD).await;
    log.tells(&["the password was right, a code is asked for", &owner]);
    browser.post("/forms/sign-in-code", "code=000000").await;
    log.tells(&["a sign-in was refused", "step=\"code\"", &owner]);
    browser.post("/forms/sign-in-code", &form(&[("code", &code_of(&secret, 1))])).await;
    log.tells(&["signed in", "password and code", &owner]);
    let other = Browser::new(&server);
    sign_in(&other, OWNER, PASSWORD).await;
    other.post("/forms/sign-in-code", &form(&[("code", &codes[0])])).await;
    log.tells(&["signed in", "password and recovery code", &owner]);
    for _ in 0..11 {
        sign_in(&Browser::new(&server), "nobody@acme.test", "guess").await;
    }
    log.tells(&["a sign-in was refused", "why=\"too many\""]);
}

#[tokio::test]
async fn v16_3_2_what_somebody_may_not_do_is_logged_when_they_try() {
    let log = Log::listen();
    let server = Server::new().await;
    let viewer = member(&server, "viewer@acme.test", Role::Viewer).await;
    let browser = Browser::signed_in(&server, "viewer@acme.test").await;
    browser.get("/system").await;
    log.tells(&["denied", "path=\"/system\"", "platform admin"]);
    browser.post("/forms/project-create", "name=x").await;
    log.tells(&["denied", "/forms/project-create"]);
    let token = server.token_of(server.world.tenant, viewer, &[domain::scope::TokenScope::Admin]).await;
    let body = Body::from(json!({ "name": "x" }).to_string());
    server.ask(with_token(Method::POST, "/api/projects/", &token, body)).await;
    log.tells(&["denied", "route=\"/api/projects/\"", "method=POST"]);
}

#[tokio::test]
async fn v16_3_3_attempts_to_get_round_a_control_are_logged() {
    let log = Log::listen();
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let mut request = browser.request(Method::POST, "/forms/project-create", "text/html", FORM, "name=x");
    request.headers_mut().insert("sec-fetch-site", "cross-site".parse().expect("a value"));
    server.ask(request).await;
    log.tells(&["WARN", "a form from another site was refused"]);
    server.ask(with_token(Method::GET, "/api/projects/", "tl_made_up", Body::empty())).await;
    log.tells(&["WARN", "a token that stands for nobody was refused"]);
}

#[tokio::test]
async fn v16_3_4_what_fails_on_our_side_is_logged_as_an_error() {
    let log = Log::listen();
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    server.world.sql("alter table project rename to moved_away").await;
    let answer = browser.get("/numbers").await;
    assert_eq!(answer.status.as_u16(), 500);
    assert!(!answer.text().contains("relation") && !answer.text().contains("sqlx"), "the page tells nothing of it");
    log.tells(&["ERROR", "request failed", "project", answer.header("x-request-id")]);
}

#[tokio::test]
async fn v16_2_5_a_whole_journey_leaves_no_secret_and_no_number_in_the_log() {
    let log = Log::listen();
    let server = Server::new().await;
    let mut secrets =
        vec![PASSWORD.to_owned(), NEW.to_owned(), "typed into the wrong field".to_owned(), server.token.clone()];
    let browser = Browser::new(&server);
    sign_in(&browser, "typed into the wrong field", PASSWORD).await;
    sign_in(&browser, OWNER, "typed into the wrong field").await;
    sign_in(&browser, OWNER, PASSWORD).await;
    secrets.extend(browser.cookie(crate::COOKIE));
    let (secret, codes) = set_up(&browser).await;
    secrets.extend([secret.clone(), secret.replace(' ', "")]);
    secrets.extend(codes);
    browser.post("/forms/second-factor-codes", "").await;
    secrets.extend(codes_on(&browser.get(FACTOR).await.text()));
    let body = form(&[("current_password", PASSWORD), ("code", &code_of(&secret, 1)), ("password", NEW)]);
    browser.post("/forms/account-password", &body).await;
    secrets.extend(browser.cookie(crate::COOKIE));

    let grace = member(&server, "grace@acme.test", Role::Agent).await;
    let link = reset_link(&browser, grace, true).await;
    let nobody = Browser::new(&server);
    nobody.get(&format!("/reset/{link}")).await;
    nobody.post("/forms/reset-password", &form(&[("secret", &link), ("password", "short")])).await;
    nobody.post("/forms/reset-password", &form(&[("secret", &link), ("password", NEW)])).await;
    secrets.push(link);
    browser.post("/forms/token-create", &form(&[("name", "x"), ("scopes[]", "admin"), ("days", "30")])).await;
    let page = browser.get("/settings/tokens").await.text();
    secrets.push(crate::between(&page, "value=\"tl_", "\"").expect("the token is shown"));
    server.get("/ws/?token=tl_in_an_address").await;
    secrets.push("tl_in_an_address".to_owned());

    // Numbers: made, looked for, exported, imported badly, and a job that fails.
    let project = server.post("/api/projects/", json!({ "name": "Log" })).await.expect(201)["data"]["id"].to_string();
    let body = json!({ "project_id": project, "area_code": "415", "quantity": 20 });
    server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
    server.run_jobs().await;
    let list = server.get(&format!("/api/phone-generator/list-numbers/?project_id={project}")).await.text();
    let numbers: Vec<String> =
        list.split("\"phone_number\":\"1").skip(1).map(|rest| rest.chars().take(10).collect()).collect();
    assert!(numbers.len() >= 20, "{list}");
    browser.get(&format!("/numbers/projects/{project}?number.contains={}", numbers[0])).await;
    server.get(&format!("/api/phone-generator/list-numbers/?project_id={project}&search={}", numbers[1])).await;
    server.post("/api/phone-generator/export/", json!({ "project_id": project, "use_background": true })).await;
    server.run_jobs().await;
    let body = json!({ "project_id": project, "area_code": "907", "quantity": 5 });
    server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
    server.world.sql("update job set params = '{}' where state = 'waiting'").await;
    server.run_jobs().await;
    assert_eq!(server.world.figure("select count(*) as n from job where state = 'failed'").await, 1);

    let text = log.text();
    log.tells(&["job", "failed"]);
    for secret in secrets {
        assert!(secret.len() >= 5 && !text.contains(&secret), "the log holds {secret:?}");
    }
    let digits: String = text.chars().filter(|sign| !"-() .".contains(*sign)).collect();
    for number in numbers {
        assert!(!digits.contains(&number), "the log holds a number: {number}");
    }
    assert!(text.lines().count() > 30, "the log holds something");
}
