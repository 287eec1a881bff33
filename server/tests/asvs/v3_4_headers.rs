//! V3.4: what headers tell a browser. Each is looked for on every kind of answer, errors included.

use crate::support::browser::Browser;
use crate::support::{Answer, Server, with_token};
use crate::{OWNER, between, https, sign_in};
use axum::body::Body;
use axum::http::Method;
use engine::testing::PASSWORD;

/// One answer of each kind, with what it is.
async fn answers(server: &Server) -> Vec<(&'static str, Answer)> {
    let browser = Browser::new(server);
    let mut answers = vec![("a refused form", sign_in(&browser, OWNER, "wrong").await)];
    answers.push(("signing in", sign_in(&browser, OWNER, PASSWORD).await));
    for (what, path) in [
        ("a page", "/"),
        ("the account", "/account"),
        ("a missing page", "/nowhere"),
        ("a worthless link", "/reset/none"),
        ("the document", "/api/openapi.json"),
        ("the explorer", "/api/docs/"),
        ("health", "/healthz"),
        ("no credential", "/api/projects/"),
        ("a missing file", "/pkg/none.js"),
        ("a snapshot", "/live/snapshot?topics=active-jobs"),
    ] {
        answers.push((what, browser.get(path).await));
    }
    for (what, path) in [("REST", "/api/projects/"), ("REST's refusal", "/api/v1/prefixes/415/")] {
        answers.push((what, server.ask(with_token(Method::GET, path, &server.token, Body::empty())).await));
    }
    answers
}

fn is_page(answer: &Answer) -> bool {
    answer.header("content-type").starts_with("text/html")
}

#[tokio::test]
async fn v3_4_1_every_answer_keeps_browsers_to_https_for_a_year() {
    for (what, answer) in answers(&https().await).await {
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains", "{what}");
    }
    let plain = Server::new().await;
    for (what, answer) in answers(&plain).await {
        assert_eq!(answer.header("strict-transport-security"), "", "by http it is no header's place: {what}");
    }
}

#[tokio::test]
async fn v3_4_2_no_other_origin_may_read_an_answer() {
    let server = https().await;
    for method in [Method::GET, Method::OPTIONS] {
        for path in ["/", "/api/projects/", "/live?topics=active-jobs", "/healthz"] {
            let mut request = with_token(method.clone(), path, &server.token, Body::empty());
            request.headers_mut().insert("origin", "https://evil.example".parse().expect("a value"));
            request.headers_mut().insert("access-control-request-method", "DELETE".parse().expect("a value"));
            let (status, headers) = server.headers_of(request).await;
            let cors: Vec<_> = headers.keys().filter(|name| name.as_str().starts_with("access-control")).collect();
            assert!(cors.is_empty(), "{method} {path} ({status}): {cors:?}");
        }
    }
}

#[tokio::test]
async fn v3_4_3_every_page_runs_scripts_of_its_own_nonce_and_no_objects() {
    let server = https().await;
    let mut nonces = Vec::new();
    for (what, answer) in answers(&server).await {
        let policy = answer.header("content-security-policy").to_owned();
        assert!(policy.contains("base-uri 'none'"), "{what}: {policy}");
        assert!(policy.contains("object-src 'none'") || policy.starts_with("default-src 'none'"), "{what}: {policy}");
        let scripts = policy.split(';').find(|part| part.trim_start().starts_with("script-src")).unwrap_or_default();
        assert!(
            !scripts.contains("unsafe-inline") && !scripts.contains("*") && !scripts.contains("http"),
            "{what}: {scripts}"
        );
        nonces.extend(between(&policy, "'nonce-", "'"));
    }
    let pages = nonces.len();
    nonces.sort();
    nonces.dedup();
    assert!(pages >= 4 && nonces.len() == pages, "{pages} pages, {} nonces", nonces.len());
}

#[tokio::test]
async fn v3_4_4_no_answer_is_taken_for_what_it_does_not_say_it_is() {
    for (what, answer) in answers(&https().await).await {
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    }
}

#[tokio::test]
async fn v3_4_5_no_address_is_told_to_another_site() {
    for (what, answer) in answers(&https().await).await {
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{what}");
    }
}

#[tokio::test]
async fn v3_4_6_nobody_frames_an_answer() {
    for (what, answer) in answers(&https().await).await {
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{what}");
    }
}

#[tokio::test]
async fn v3_4_8_no_page_shares_its_window_with_whoever_opened_it() {
    let answers = answers(&https().await).await;
    assert!(answers.iter().any(|(_, answer)| is_page(answer)));
    for (what, answer) in answers {
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{what}");
    }
}
