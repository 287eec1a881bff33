//! Attacks that must find nothing. Ids that are swapped and roles that are too low are asked in `tests/coverage`, broken bodies
//! in `tests/pages.rs`, whatever the document allows or forbids in `tests/openapi_fuzz`; here is what those do not send.

use crate::support::browser::{Browser, FORM, form};
use crate::support::{Server, with_token};
use crate::{FACTOR, NEW, OWNER, is_in, member, reset_link, set_up, sign_in};
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request};
use domain::scope::{Role, TokenScope};
use engine::testing::{PASSWORD, code_of};

#[tokio::test]
async fn a_code_that_was_overheard_is_worth_nothing() {
    let server = Server::new().await;
    let (secret, codes) = set_up(&Browser::signed_in(&server, OWNER).await).await;
    for code in [code_of(&secret, 1), codes[0].clone()] {
        let body = form(&[("code", &code)]);
        let (owner, thief) = (Browser::new(&server), Browser::new(&server));
        for browser in [&owner, &thief] {
            sign_in(browser, OWNER, PASSWORD).await;
        }
        assert_eq!(owner.post("/forms/sign-in-code", &body).await.header("location"), "/");
        thief.post("/forms/sign-in-code", &body).await;
        assert!(is_in(&owner).await && !is_in(&thief).await);
    }
}

#[tokio::test]
async fn half_a_sign_in_is_nobodys_key_to_anything() {
    let server = Server::new().await;
    let (secret, _) = set_up(&Browser::signed_in(&server, OWNER).await).await;
    member(&server, "grace@acme.test", Role::Agent).await;
    let thief = Browser::new(&server);
    sign_in(&thief, OWNER, PASSWORD).await;
    for (path, body) in [
        ("/forms/second-factor-off", ""),
        ("/forms/prove", "current_password=correct+horse+battery"),
        ("/forms/account-profile", "name=x&time_zone=UTC&density=compact&theme=dark"),
        ("/forms/project-create", "name=x"),
        ("/forms/token-create", "name=x&scopes[]=admin"),
    ] {
        let answer = thief.call(Method::POST, path, FORM, body).await;
        assert_eq!(answer.status.as_u16(), 401, "{path}");
    }
    // A right password of one's own does not carry over to another's code.
    let graces = Browser::new(&server);
    sign_in(&graces, "grace@acme.test", "wrong").await;
    graces.post("/forms/sign-in-code", &form(&[("code", &code_of(&secret, 1))])).await;
    assert!(!is_in(&graces).await);
    // The password step of minutes ago is over.
    server.world.sql("update session set data = convert_to(jsonb_set(convert_from(data, 'UTF8')::jsonb, '{half,at}', '1')::text, 'UTF8') where convert_from(data, 'UTF8')::jsonb ? 'half'").await;
    thief.post("/forms/sign-in-code", &form(&[("code", &code_of(&secret, 1))])).await;
    assert!(!is_in(&thief).await);
}

#[tokio::test]
async fn a_link_is_used_by_one_of_two_who_have_it() {
    let server = Server::new().await;
    let grace = member(&server, "grace@acme.test", Role::Agent).await;
    let link = reset_link(&Browser::signed_in(&server, OWNER).await, grace, false).await;
    let (one, other) = (Browser::new(&server), Browser::new(&server));
    let (ones, others) = (
        form(&[("secret", &link), ("password", NEW)]),
        form(&[("secret", &link), ("password", "lantern gravel seventeen")]),
    );
    let both = futures::join!(one.post("/forms/reset-password", &ones), other.post("/forms/reset-password", &others));
    let done = [both.0, both.1].iter().filter(|answer| answer.header("location") == "/sign-in").count();
    assert_eq!(done, 1);
    assert_eq!(
        server.world.figure("select count(*) as n from audit_entry where verb = 'user.reset_password'").await,
        1
    );
}

#[tokio::test]
async fn a_token_that_was_revoked_is_refused_in_each_of_its_forms() {
    let server = Server::new().await;
    let token = server.token_of(server.world.tenant, server.world.user, &[TokenScope::Admin]).await;
    server.world.sql("update api_token set revoked_at = now()").await;
    for (name, value) in [
        ("authorization", format!("Bearer {token}")),
        ("authorization", format!("token {token}")),
        ("x-auth-token", token.clone()),
        ("authorization", "Bearer".to_owned()),
        ("authorization", format!("Bearer {}", token.to_uppercase())),
        ("authorization", format!("Bearer {token}\u{a0}")),
        ("x-auth-token", format!("{}' or 1=1 --", &token[..10])),
    ] {
        let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) else { continue };
        let request =
            Request::get("/api/projects/").header(name, value.clone()).body(Body::empty()).expect("well-formed");
        assert_eq!(server.ask(request).await.status.as_u16(), 401, "{name}: {value:?}");
    }
}

#[tokio::test]
async fn no_header_makes_somebody_of_nobody() {
    let server = Server::new().await;
    let user = server.world.user.to_string();
    for (name, value) in [
        ("x-user-id", user.as_str()),
        ("x-forwarded-user", OWNER),
        ("remote-user", OWNER),
        ("x-tenant-id", "1"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-real-ip", "127.0.0.1"),
        ("x-original-url", "/healthz"),
        ("x-rewrite-url", "/healthz"),
        ("x-http-method-override", "GET"),
        ("forwarded", "for=127.0.0.1;proto=https;host=localhost"),
        ("authorization", "Basic b3duZXJAYWNtZS50ZXN0OmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ=="),
        ("cookie", "trunkline=; user=1; admin=true"),
    ] {
        let name: HeaderName = name.parse().expect("a name");
        for (path, status) in
            [("/account", 303), ("/api/projects/", 401), ("/live?topics=active-jobs", 401), ("/system", 303)]
        {
            let mut request =
                Request::get(path).header("accept", "text/html").body(Body::empty()).expect("well-formed");
            request.headers_mut().insert(name.clone(), value.parse().expect("a value"));
            assert_eq!(server.headers_of(request).await.0.as_u16(), status, "{path} with {name}: {value}");
        }
    }
}

#[tokio::test]
async fn no_path_leads_out_of_its_folder_or_past_the_sign_in() {
    let server = Server::new().await;
    let nobody = Browser::new(&server);
    for path in [
        "/../../../../etc/passwd",
        "/pkg/../../../etc/passwd",
        "/pkg/..%2f..%2f..%2fetc%2fpasswd",
        "/pkg/%2e%2e/%2e%2e/Cargo.toml",
        "/pkg/....//....//etc/passwd",
        "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "//etc/passwd",
        "/account/..%2f",
        "/ACCOUNT",
        "/account;jsessionid=1",
        "/account%00",
        "/account/.",
        "/./account",
        "/api/../account",
        "/account?next=/healthz",
        "/reset/..%2faccount",
    ] {
        let answer = nobody.get(path).await;
        let text = answer.text();
        assert!(!answer.status.is_success() && !answer.status.is_server_error(), "{path}: {}", answer.status);
        assert!(!text.contains("root:") && !text.contains("[workspace]"), "{path}");
        assert!(!answer.header("location").starts_with("//"), "{path}: {}", answer.header("location"));
    }
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let server = Server::new().await;
    let body = |next: &str| form(&[("email", OWNER), ("password", PASSWORD), ("next", next), ("back", next)]);
    for next in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/a\r\nx: y",
    ] {
        server.world.sql("delete from rate_limit").await;
        let browser = Browser::new(&server);
        assert_eq!(browser.post("/forms/sign-in", &body(next)).await.header("location"), "/", "{next:?}");
        for path in ["/forms/theme", "/forms/prove"] {
            let to = browser.post(path, &body(next)).await.header("location").to_owned();
            assert!(to.starts_with('/') && !to.contains("evil"), "{path} {next:?}: {to}");
        }
    }
}

#[tokio::test]
async fn what_is_too_large_or_no_form_at_all_is_refused_in_words() {
    let server = Server::with_settings(&[("TRUNKLINE_BODY_LIMIT_MIB", "1")]).await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let large = format!("name={}", "x".repeat(2 << 20));
    for path in ["/forms/account-profile", "/forms/sign-in", "/forms/reset-password", "/forms/prove"] {
        let answer = browser.post(path, &large).await;
        assert!([400, 413].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
    }
    let long = "x".repeat(900_000);
    for (path, field) in [
        ("/forms/sign-in", "password"),
        ("/forms/sign-in-code", "code"),
        ("/forms/prove", "current_password"),
        ("/forms/prove", "code"),
        ("/forms/account-password", "password"),
        ("/forms/account-profile", "name"),
        ("/forms/account-profile", "time_zone"),
        ("/forms/second-factor-confirm", "code"),
        ("/forms/session-end", "id"),
        ("/forms/reset-link", "user"),
    ] {
        let answer = browser.call(Method::POST, path, FORM, &form(&[(field, &long)])).await;
        assert!(answer.status.is_client_error() || answer.status.is_redirection(), "{path} {field}: {}", answer.status);
    }
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let answer = server.ask(with_token(Method::POST, "/api/projects/", &server.token, Body::from(deep))).await;
    assert_eq!(answer.status.as_u16(), 400);
    let twice = r#"{"name":"one","name":"two","__proto__":{"admin":true}}"#;
    let answer = server.ask(with_token(Method::POST, "/api/projects/", &server.token, Body::from(twice))).await;
    assert!(answer.status.as_u16() < 500);
}

#[tokio::test]
async fn a_script_in_a_text_is_shown_as_text_wherever_it_comes_back() {
    const SCRIPT: &str = "\"'></title><script>alert(1)</script><img src=x onerror=alert(2)>";
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let profile = form(&[("name", SCRIPT), ("time_zone", SCRIPT), ("density", SCRIPT), ("theme", SCRIPT)]);
    browser.post("/forms/account-profile", &profile).await;
    let mut pages = vec![browser.get("/account").await.text()];
    let kept = form(&[("name", SCRIPT), ("time_zone", "UTC"), ("density", "compact"), ("theme", "dark")]);
    browser.post("/forms/account-profile", &kept).await;
    for (path, body) in [
        ("/forms/sign-in", form(&[("email", SCRIPT), ("next", SCRIPT)])),
        ("/forms/project-create", form(&[("name", SCRIPT), ("description", SCRIPT), ("target_phone_count", SCRIPT)])),
        ("/forms/token-create", form(&[("name", SCRIPT), ("days", SCRIPT), ("scopes[]", SCRIPT)])),
    ] {
        let answer = browser.post(path, &body).await;
        pages.push(browser.get(answer.header("location")).await.text());
    }
    // The browser's own name of itself is shown among the sessions.
    let other = Browser::new(&server);
    let mut request = other.request(
        Method::POST,
        "/forms/sign-in",
        "text/html",
        FORM,
        &form(&[("email", OWNER), ("password", PASSWORD)]),
    );
    request.headers_mut().insert("user-agent", SCRIPT.parse().expect("a value"));
    other.send(request).await;
    for path in ["/", "/account", "/account/sessions", FACTOR, "/settings/tokens", "/numbers"] {
        pages.push(browser.get(path).await.text());
    }
    let address = form_encoded(SCRIPT);
    pages.push(browser.get(&format!("/jobs?state={address}&sort={address}")).await.text());
    pages.push(Browser::new(&server).get(&format!("/sign-in?next={address}")).await.text());
    pages.push(Browser::new(&server).get(&format!("/reset/{address}")).await.text());
    assert!(pages.iter().filter(|page| page.contains("alert(1)")).count() >= 5, "the text comes back at all");
    for page in pages {
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{page}");
    }
}

/// A text that closes what it may stand in, and draws a form over the page.
const BREAKS: &str = "\"'></title></textarea></option><form action=/forms/member-role><button name=role value=owner>";

#[tokio::test]
async fn no_name_breaks_out_of_the_title_or_the_page_of_what_it_names() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    server.world.sql("update app_user set platform_admin = true").await;
    let record = |kind: &str| {
        form(&[("kind", kind), ("name", BREAKS), ("notes", BREAKS), ("stage", ""), ("phones[]", "4152000001")])
    };
    let mut pages = Vec::new();
    for (path, body) in [
        ("/forms/record-create", record("contact")),
        ("/forms/record-create", record("company")),
        ("/forms/record-create", record("lead")),
        ("/forms/record-create", record("deal")),
        ("/forms/project-create", form(&[("name", BREAKS), ("description", BREAKS)])),
        (
            "/forms/consent-record",
            form(&[("phone_number", "4152000001"), ("kind", "oral"), ("source", BREAKS), ("proof", BREAKS)]),
        ),
        ("/forms/do-not-call-add", form(&[("phone_numbers", "4152000002"), ("note", BREAKS)])),
        ("/forms/tenant-create", form(&[("name", BREAKS), ("slug", "breaks")])),
        (
            "/forms/account-profile",
            form(&[("name", BREAKS), ("time_zone", "UTC"), ("density", "compact"), ("theme", "dark")]),
        ),
    ] {
        let answer = browser.post(path, &body).await;
        assert_eq!(answer.status.as_u16(), 303, "{path}: {}", answer.text());
        let to = answer.header("location").to_owned();
        let page = browser.get(&to).await;
        assert!(page.status.is_success(), "{path}: {} at {to}", page.status);
        pages.push((to.clone(), page.text()));
        if path == "/forms/record-create" {
            pages.push((format!("{to}/edit"), browser.get(&format!("{to}/edit")).await.text()));
        }
    }
    let me = format!("/settings/members/{}", server.world.user);
    for path in [
        "/",
        "/contacts",
        "/contacts/companies",
        "/contacts/leads",
        "/contacts/deals",
        "/numbers",
        "/settings/audit",
        "/settings/members",
        "/system/tenants",
        "/contacts/consent",
        "/contacts/do-not-call",
        "/contacts/dialling?number=4152000001",
        &me,
    ] {
        pages.push((path.to_owned(), browser.get(path).await.text()));
    }
    let named = pages.iter().filter(|(_, page)| page.contains("value=owner&gt;")).count();
    assert!(named >= 14, "the text comes back on {named} pages");
    for (path, page) in pages {
        assert!(!page.contains("<button name=role value=owner"), "{path}: {page}");
        assert_eq!(page.matches("</title").count(), 1, "{path}: {page}");
    }
}

fn form_encoded(text: &str) -> String {
    form(&[("x", text)]).trim_start_matches("x=").to_owned()
}
