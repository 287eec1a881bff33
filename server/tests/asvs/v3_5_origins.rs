//! V3.5: what other sites can make a browser do here.

use crate::support::browser::{Browser, FORM};
use crate::support::{Server, bare};
use crate::{COOKIE, OWNER, https, sign_in};
use axum::http::{Method, header};
use engine::testing::PASSWORD;

#[tokio::test]
async fn v3_5_1_every_form_is_refused_when_another_site_sends_it() {
    let server = https().await;
    let browser = Browser::new(&server);
    sign_in(&browser, OWNER, PASSWORD).await;
    let entries = server.world.figure("select count(*) as n from audit_entry").await;
    let mut asked = 0;
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        if method != Method::POST {
            continue;
        }
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "https://numbers.example.com.evil.example"),
            ("origin", "http://numbers.example.com"),
            ("origin", "null"),
        ] {
            let mut request = browser.request(Method::POST, path, "text/html", FORM, "name=x&back=/");
            request.headers_mut().insert(name, value.parse().expect("a value"));
            assert_eq!(server.ask(request).await.status.as_u16(), 403, "{path} with {name}: {value}");
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked}");
    assert_eq!(server.world.figure("select count(*) as n from audit_entry").await, entries, "something was done");
}

#[tokio::test]
async fn v3_5_2_no_cookie_opens_rest_whatever_content_type_goes_without_a_question() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    for kind in ["text/plain", FORM, "multipart/form-data; boundary=x", "application/json"] {
        let request = browser.request(Method::POST, "/api/projects/", "*/*", kind, r#"{"name":"Taken"}"#);
        assert_eq!(server.ask(request).await.status.as_u16(), 401, "{kind}");
    }
}

#[tokio::test]
async fn v3_5_3_nothing_is_changed_by_looking() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let entries = server.world.figure("select count(*) as n from audit_entry").await;
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        if method == Method::POST {
            let status = browser.get(&format!("{path}?name=x&theme=dark")).await.status.as_u16();
            assert!([404, 405, 415].contains(&status), "GET {path}: {status}");
        } else {
            assert_eq!(path, "/forms/capacity", "a form that is sent by GET reads and no more");
        }
    }
    for route in server::html::page_routes() {
        browser.get(route.path()).await;
    }
    assert_eq!(server.world.figure("select count(*) as n from audit_entry").await, entries, "something was done");
    assert!(crate::is_in(&browser).await, "no link signs anybody out");
}

#[tokio::test]
async fn v3_5_6_no_answer_wraps_itself_into_somebodys_function() {
    let server = Server::new().await;
    for path in ["/api/projects/", "/api/v1/prefixes/"] {
        let answer = server.get(&format!("{path}?callback=steal&jsonp=steal")).await;
        assert!(
            answer.header("content-type").contains("json") && !answer.text().contains("steal"),
            "{}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn v3_5_7_what_a_session_opens_is_never_a_script() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    for path in ["/", "/account", "/settings/tokens", "/live/snapshot?topics=active-jobs", "/numbers/prefixes/export"] {
        let answer = browser.get(path).await;
        let kind = answer.header("content-type");
        assert!(answer.status.is_success() && !kind.contains("script"), "{path}: {kind}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn v3_5_8_no_other_site_embeds_what_a_session_opens() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    for path in ["/", "/live/snapshot?topics=active-jobs", "/numbers/prefixes/export", "/files/1"] {
        assert_eq!(browser.get(path).await.header("cross-origin-resource-policy"), "same-origin", "{path}");
    }
    // And the cookie does not travel with a picture or a script that another site asks for.
    let answer = sign_in(&Browser::new(&server), OWNER, PASSWORD).await;
    let cookie = answer.headers.get(header::SET_COOKIE).and_then(|cookie| cookie.to_str().ok()).expect("a cookie");
    assert!(cookie.starts_with(COOKIE) && cookie.contains("SameSite=Lax"), "{cookie}");
    assert_eq!(server.ask(bare(Method::GET, "/files/1")).await.status.as_u16(), 401);
}
