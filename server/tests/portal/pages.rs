//! Sessions, headers and refusals around the pages, asked as browsers and as attackers ask.

use crate::support::browser::{Browser, FORM, form};
use crate::support::{Server, bare};
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, Uri, header};
use engine::testing::{PASSWORD, operator};
use sqlx::{Connection, PgConnection, Row};

const COOKIE: &str = "trunkline";
const OWNER: &str = "owner@acme.test";

async fn session_rows(server: &Server) -> Vec<(Vec<u8>, Option<i64>)> {
    let mut connection = PgConnection::connect(server.world.database.url()).await.expect("the database answers");
    sqlx::query("select set_config('app.platform', 'on', false)").execute(&mut connection).await.expect("a setting");
    let rows = sqlx::query("select id_hash, user_id from session").fetch_all(&mut connection).await.expect("it reads");
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test]
async fn looking_without_signing_in_leaves_neither_cookie_nor_session() {
    let server = Server::new().await;
    let browser = Browser::new(&server);
    let answer = browser.get("/jobs?state=running").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/sign-in?next=%2Fjobs%3Fstate%3Drunning"));
    assert_eq!(browser.get("/sign-in").await.status.as_u16(), 200);
    assert_eq!(browser.cookie(COOKIE), None);
    assert!(session_rows(&server).await.is_empty());
}

#[tokio::test]
async fn a_page_with_a_slash_behind_its_address_leads_to_the_page() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    for (path, to) in [
        ("/jobs/", "/jobs"),
        ("/jobs/?state=running&sort=created", "/jobs?state=running&sort=created"),
        ("/numbers/prefixes//", "/numbers/prefixes"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (308, to), "{path}");
    }
    assert_eq!(browser.get("/").await.status.as_u16(), 200);
    for path in ["//elsewhere.example/", "/%5Celsewhere.example/", "//"] {
        let answer = browser.get(path).await;
        assert!(!answer.header("location").starts_with("//"), "{path} leads to {}", answer.header("location"));
    }
}

#[tokio::test]
async fn a_lists_address_is_sent_on_without_the_fields_that_were_left_empty() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    for (path, to) in [
        ("/jobs?kind=&state=failed&created.from=&created.to=", "/jobs?state=failed"),
        ("/jobs?kind=", "/jobs"),
        ("/numbers/prefixes?prefix.starts=415&area_code=", "/numbers/prefixes?prefix.starts=415"),
        ("/numbers?search=", "/numbers"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, to), "{path}");
        assert_eq!(browser.get(to).await.status.as_u16(), 200, "{to}");
    }
}

#[tokio::test]
async fn a_search_that_cant_be_read_says_so_at_its_field_and_opens_no_other() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let scope = &server.world.scope;
    let draft = domain::project::ProjectDraft { name: "Bay".into(), ..Default::default() };
    let project = engine::project::create(&server.world.engine, scope, &draft).await.expect("it is made").id;
    let path = format!("/numbers/projects/{project}");
    let text = browser.get(&format!("{path}?number.contains=abc")).await.text();
    assert!(text.contains("id=\"number.contains-error\""), "{text}");
    assert!(!text.contains("<details open"), "the filters would lie over the message");
    let text = browser.get(&format!("{path}?area_code=x")).await.text();
    assert!(text.contains("<details open"), "{text}");
}

#[tokio::test]
async fn the_rows_an_import_rejected_are_shown_with_their_reasons() {
    let server = Server::new().await;
    let world = &server.world;
    let rows: String = (0..22).map(|_| "41,Own Mobile\n").collect();
    let file = bytes::Bytes::from(format!("prefix,carrier\n415200,Own Mobile\n{rows}"));
    let request = domain::scope::RequestId("test".into());
    let admin = domain::Scope::establish(world.tenant, world.scope.actor(), domain::scope::Role::Owner, true, request);
    let pieces = futures::stream::iter([Ok(file)]);
    let job = engine::prefix::import(&world.engine, &admin, "own.csv", pieces).await.expect("it is queued");
    server.run_jobs().await;
    let text = Browser::signed_in(&server, OWNER).await.get(&format!("/jobs/{job}")).await.text();
    for shown in ["Rejected rows", "Row 3", "The prefix can't be read: \"41\".", "And 2 more"] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
}

#[tokio::test]
async fn signing_in_changes_the_session_id_and_signing_out_ends_it_on_the_server() {
    let server = Server::new().await;
    let browser = Browser::new(&server);
    // A refused sign-in keeps what was typed, so there is a session before anybody is signed in.
    browser.post("/forms/sign-in", &form(&[("email", OWNER), ("password", "not the password")])).await;
    let before = browser.cookie(COOKIE).expect("a session keeps the refused form");
    let form = form(&[("email", OWNER), ("password", PASSWORD), ("next", "/jobs")]);
    let answer = browser.post("/forms/sign-in", &form).await;
    assert_eq!(answer.header("location"), "/jobs");
    let id = browser.cookie(COOKIE).expect("a session");
    assert_ne!(id, before, "an id known from before signing in must be worth nothing");
    assert_eq!(browser.get("/jobs").await.status.as_u16(), 200);

    let rows = session_rows(&server).await;
    assert_eq!(rows.len(), 1, "the session from before is gone");
    assert_eq!(rows[0].1, Some(server.world.user.0));
    assert_eq!(rows[0].0.len(), 32, "what is stored is the id's hash");

    browser.post("/forms/sign-out", "").await;
    assert!(session_rows(&server).await.is_empty());
    browser.set_cookie(COOKIE, &id);
    assert_eq!(browser.get("/jobs").await.status.as_u16(), 303, "the old cookie signs nobody in");
}

#[tokio::test]
async fn the_session_cookie_is_kept_from_scripts_other_sites_and_plain_http() {
    let signed_in = |answer: crate::support::Answer| answer.header("set-cookie").to_owned();
    let body = form(&[("email", OWNER), ("password", PASSWORD)]);
    let server = Server::new().await;
    let cookie = signed_in(Browser::new(&server).post("/forms/sign-in", &body).await);
    assert!(
        cookie.starts_with("trunkline=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(!cookie.contains("Secure"), "{cookie}");

    let server = Server::with_settings(&[("TRUNKLINE_PUBLIC_URL", "https://numbers.example.com")]).await;
    let answer = Browser::new(&server).post("/forms/sign-in", &body).await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    let cookie = signed_in(answer);
    assert!(
        cookie.starts_with("__Host-trunkline=") && cookie.contains("Secure") && cookie.contains("Path=/"),
        "{cookie}"
    );
}

#[tokio::test]
async fn a_made_up_session_id_is_never_taken_over() {
    let server = Server::new().await;
    let browser = Browser::new(&server);
    for made_up in ["AAAAAAAAAAAAAAAAAAAAAA", "x", "%00", "'; drop table session; --"] {
        browser.set_cookie(COOKIE, made_up);
        assert_eq!(browser.get("/jobs").await.status.as_u16(), 303, "{made_up}");
        browser.set_cookie(COOKIE, made_up);
        browser.post("/forms/sign-in", &form(&[("email", OWNER), ("password", PASSWORD)])).await;
        assert_ne!(browser.cookie(COOKIE).expect("a session"), made_up);
    }
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let password = "another long password".to_owned().into();
    engine::user::set_password(&server.world.engine, &operator(), OWNER, &password).await.expect("it is changed");
    assert_eq!(browser.get("/jobs").await.status.as_u16(), 303);
}

#[tokio::test]
async fn the_eleventh_sign_in_of_a_minute_is_refused_even_with_the_right_password() {
    let server = Server::new().await;
    let browser = Browser::new(&server);
    for _ in 0..10 {
        browser.post("/forms/sign-in", &form(&[("email", OWNER), ("password", "guess")])).await;
    }
    let answer = browser.post("/forms/sign-in", &form(&[("email", OWNER), ("password", PASSWORD)])).await;
    assert_eq!(answer.header("location"), "/sign-in");
    assert!(browser.get("/sign-in").await.text().contains("Too many attempts"));

    let body = form(&[("email", OWNER), ("password", PASSWORD)]);
    let answer = browser.call(Method::POST, "/forms/sign-in", FORM, &body).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, "60"), "{}", answer.text());
}

#[tokio::test]
async fn a_page_says_what_a_browser_may_do_with_it() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    for path in ["/", "/numbers", "/nothing-here"] {
        let answer = browser.get(path).await;
        let policy = answer.header("content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
        assert!(answer.text().contains(&format!("nonce=\"{nonce}\"")), "{path}: the scripts carry another nonce");
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        assert!(!answer.text().contains(" style=\""), "{path}: the policy blocks style attributes");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        assert_eq!(answer.header("x-request-id").len(), 32, "{path}");
    }
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let server = Server::with_settings(&[("TRUNKLINE_PUBLIC_URL", "https://numbers.example.com")]).await;
    let browser = Browser::new(&server);
    browser.post("/forms/sign-in", &form(&[("email", OWNER), ("password", PASSWORD)])).await;
    let post = async |headers: &[(&str, &str)]| {
        let mut request = browser.request(Method::POST, "/forms/project-create", "text/html", FORM, "name=");
        for (name, value) in headers {
            let name: HeaderName = name.parse().expect("a name");
            request.headers_mut().insert(name, HeaderValue::from_str(value).expect("a value"));
        }
        browser.send(request).await.status.as_u16()
    };
    assert_eq!(post(&[("sec-fetch-site", "cross-site")]).await, 403);
    assert_eq!(post(&[("sec-fetch-site", "same-site")]).await, 403);
    assert_eq!(post(&[("origin", "https://evil.example"), ("host", "numbers.example.com")]).await, 403);
    assert_eq!(post(&[("origin", "null"), ("host", "numbers.example.com")]).await, 403);
    assert_eq!(post(&[("sec-fetch-site", "same-origin")]).await, 303);
    // Behind a proxy that changes Host, the public address is what counts.
    assert_eq!(post(&[("origin", "https://numbers.example.com"), ("host", "10.0.0.7:3000")]).await, 303);
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_a_page_with_404() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    for path in
        ["/nothing", "/jobs/none", "/numbers/projects/999999", "/numbers/projects/0x1", "/pkg/none.css", "/forms/none"]
    {
        let answer = browser.get(path).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}");
    }
    assert_eq!(browser.post("/nothing", "").await.status.as_u16(), 404);
}

#[tokio::test]
async fn nothing_a_browser_sends_makes_a_500() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let nasty = [
        "%00",
        "%ff%fe",
        "-1",
        "99999999999999999999999",
        "%27%3B--",
        "..%2f..%2fetc%2fpasswd",
        "%F0%9F%92%A9",
        "a%0d%0ab",
    ];
    for route in server::html::page_routes().iter().filter(|route| route.methods().next().is_some()) {
        for value in nasty {
            let path = route.path().replace("{id}", value);
            for query in [
                "".to_owned(),
                format!(
                    "?cursor={value}&page_size={value}&sort={value}&state={value}&area_code={value}&open={value}&next={value}"
                ),
            ] {
                let answer = browser.get(&format!("{path}{query}")).await;
                assert!(answer.status.as_u16() < 500, "GET {path}{query}: {}", answer.status);
            }
        }
    }
    let bodies = [
        "",
        "%ff",
        "a=b&a=b",
        "name[]=x",
        "name[a][b][c][d][e][f]=x",
        "id=%00&name=%00&area_code=%00&quantity=%00&project_id=%00&tenant=%00&theme=%00&email=%00&password=%00&back=%00&next=%0d%0aX",
        "{\"name\": 1}",
    ];
    let kinds = [FORM, "application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", ""];
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        for kind in kinds {
            for body in bodies {
                for accept in ["text/html", "application/json"] {
                    let request = browser.request(method.clone(), path, accept, kind, body);
                    let answer = server.ask(request).await;
                    assert!(
                        answer.status.as_u16() < 500,
                        "{method} {path} {kind} {body} {accept}: {} {}",
                        answer.status,
                        answer.text()
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn a_request_without_a_path_is_refused() {
    let server = Server::new().await;
    for uri in ["*", "example.com:80"] {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = Uri::from_static(uri);
        *request.method_mut() = if uri == "*" { Method::OPTIONS } else { Method::CONNECT };
        assert_eq!(server.ask(request).await.status.as_u16(), 400, "{uri}");
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let server = Server::with_settings(&[("TRUNKLINE_BODY_LIMIT_MIB", "1")]).await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let large = format!("name={}", "x".repeat(2 << 20));
    assert_eq!(
        browser.post("/forms/project-create", &large).await.status.as_u16(),
        400,
        "without a length it is cut off"
    );
    let mut request = browser.request(Method::POST, "/forms/project-create", "text/html", FORM, &large);
    request.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(large.len()));
    assert_eq!(server.ask(request).await.status.as_u16(), 413);
}

#[tokio::test]
async fn a_method_that_an_address_does_not_take_is_refused_with_a_page() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let answer = browser.post("/jobs", "").await;
    assert_eq!(answer.status.as_u16(), 405);
    assert!(answer.text().contains(answer.header("x-request-id")), "{}", answer.text());
}

#[tokio::test]
async fn while_the_database_is_away_everything_says_so_and_nothing_is_500() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    assert_eq!(server.ask(bare(Method::GET, "/readyz")).await.expect(200)["ready"], true);
    server.world.engine.close().await;
    assert_eq!(server.ask(bare(Method::GET, "/healthz")).await.status.as_u16(), 200);
    assert_eq!(server.ask(bare(Method::GET, "/readyz")).await.expect(503)["database"], false);
    assert_eq!(browser.get("/jobs").await.status.as_u16(), 503);
    assert_eq!(browser.get("/live/snapshot?topics=active-jobs").await.status.as_u16(), 503);
    server.get("/api/projects/").await.expect(503);
}
