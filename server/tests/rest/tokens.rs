//! API tokens as people make and revoke them: shown once, kept nowhere, refused at once (FEATURES E23).

use crate::support::browser::{Browser, form};
use crate::support::{Server, with_token};
use axum::body::Body;
use axum::http::Method;
use domain::scope::Role;
use engine::testing::{PASSWORD, operator};
use engine::user::NewUser;
use sqlx::{Connection, PgConnection, Row};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

const OWNER: &str = "owner@acme.test";
const LIST: &str = "/settings/tokens";

/// Makes a token by the form and answers the page behind it.
async fn make(browser: &Browser<'_>, name: &str, scopes: &[&str]) -> String {
    let mut fields = vec![("name", name), ("days", "30")];
    fields.extend(scopes.iter().map(|scope| ("scopes[]", *scope)));
    let answer = browser.post("/forms/token-create", &form(&fields)).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, LIST), "{}", answer.text());
    assert!(!answer.text().contains("tl_") && !answer.header("set-cookie").contains("tl_"));
    browser.get(LIST).await.text()
}

/// The token on a page, if there is one.
fn token_on(page: &str) -> Option<String> {
    let start = page.find("value=\"tl_")? + "value=\"".len();
    Some(page[start..].split('"').next()?.to_owned())
}

async fn status(server: &Server, token: &str) -> u16 {
    server.ask(with_token(Method::GET, "/api/projects/", token, Body::empty())).await.status.as_u16()
}

async fn member(server: &Server, email: &str, role: Role) {
    let new = NewUser {
        email: email.into(),
        name: email.into(),
        password: PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((server.world.tenant, role)),
        legacy_id: None,
    };
    engine::user::create(&server.world.engine, &operator(), new).await.expect("the person is made");
}

/// Every row of every table as text, as a dump of the database would hold it.
async fn dump(server: &Server) -> String {
    let mut db = PgConnection::connect(server.world.database.url()).await.expect("the database answers");
    sqlx::query("select set_config('app.platform', 'on', false)").execute(&mut db).await.expect("a setting");
    let tables = sqlx::query("select table_name::text from information_schema.tables where table_schema = 'public'")
        .fetch_all(&mut db)
        .await
        .expect("the catalogue reads");
    let mut text = String::new();
    for table in tables {
        let sql = format!("select t::text from {} t", table.get::<String, _>(0));
        for row in sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut db).await.expect("the table reads") {
            text.push_str(&row.get::<String, _>(0));
            text.push('\n');
        }
    }
    text
}

/// Whether a dump holds a text, as letters or as the bytes of a binary column.
fn holds(dump: &str, text: &str) -> bool {
    let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    dump.contains(text) || dump.contains(&bytes)
}

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

#[tokio::test]
async fn a_token_is_shown_once_and_neither_the_database_nor_the_log_ever_holds_it() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone());
    // Other threads work for the server as well.
    tracing::subscriber::set_global_default(subscriber.finish()).expect("nobody else listens");

    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let body = form(&[("name", "Importer"), ("scopes[]", "numbers:write"), ("days", "90")]);
    browser.post("/forms/token-create", &body).await;
    let before_shown = dump(&server).await;
    let answer = browser.get(LIST).await;
    assert_eq!(answer.header("cache-control"), "no-store", "going back asks anew");
    let token = token_on(&answer.text()).expect("the page shows the token");
    assert_eq!(token.len(), 67, "{token}");
    assert_eq!(token_on(&browser.get(LIST).await.text()), None, "a reload shows it no more");
    assert_eq!(status(&server, &token).await, 200);

    let secret = token.strip_prefix("tl_").expect("the prefix");
    let dump = dump(&server).await;
    assert!(dump.contains("Importer") && holds(&dump, "\"user\":"), "it is a dump, sessions included");
    for dump in [&before_shown, &dump] {
        assert!(!holds(dump, &token) && !holds(dump, secret), "the database holds the token");
    }
    let log = String::from_utf8_lossy(&log.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned();
    assert!(log.contains("http.request"), "the log holds something");
    assert!(!log.contains(secret), "the log holds the token");
}

#[tokio::test]
async fn half_of_what_is_shown_once_shows_nothing() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    browser.post("/forms/token-create", &form(&[("name", "x"), ("scopes[]", "jobs:read")])).await;
    let half = browser.cookie("once").expect("the browser keeps one half");
    browser.set_cookie("once", &"0".repeat(half.len()));
    assert_eq!(token_on(&browser.get(LIST).await.text()), None);
    browser.set_cookie("once", &half);
    assert_eq!(token_on(&browser.get(LIST).await.text()), None, "the other half is gone with the first look");
}

#[tokio::test]
async fn a_revoked_token_and_one_past_its_end_are_refused_at_once() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let token = token_on(&make(&browser, "First", &["numbers:read"]).await).expect("it is shown");
    assert_eq!(status(&server, &token).await, 200);
    let id = server.world.figure("select id as n from api_token where name = 'First'").await.to_string();
    let answer = browser.post("/forms/token-revoke", &form(&[("id", &id)])).await;
    assert_eq!(answer.header("location"), LIST);
    assert_eq!(status(&server, &token).await, 401);
    assert!(browser.get(&format!("{LIST}?show=ended")).await.text().contains("Revoked"));
    browser.post("/forms/token-revoke", &form(&[("id", &id)])).await;
    assert!(browser.get(LIST).await.text().contains("revoked already"));

    let token = token_on(&make(&browser, "Second", &["numbers:read"]).await).expect("it is shown");
    server.world.sql("update api_token set expires_at = now() where name = 'Second'").await;
    assert_eq!(status(&server, &token).await, 401);
    let ended = browser.get(&format!("{LIST}?show=ended")).await.text();
    assert!(ended.contains("Second") && ended.contains("Expired"), "{ended}");
}

#[tokio::test]
async fn a_refused_form_tells_what_is_wrong_at_each_field_and_keeps_what_was_typed() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let body = form(&[("name", ""), ("scopes[]", "jobs:read"), ("days", "5")]);
    let answer = browser.post("/forms/token-create", &body).await;
    assert_eq!(answer.header("location"), "/settings/tokens/new");
    let text = browser.get("/settings/tokens/new").await.text();
    for shown in ["id=\"name-error\"", "id=\"days-error\"", "A token needs a name", "365 days"] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    let chosen = text.split("value=\"jobs:read\"").nth(1).and_then(|rest| rest.split('>').next()).expect("the box");
    assert!(chosen.contains("checked"), "{chosen}");
    let none = browser.post("/forms/token-create", &form(&[("name", "x"), ("days", "")])).await;
    assert_eq!(none.header("location"), "/settings/tokens/new");
    assert!(browser.get("/settings/tokens/new").await.text().contains("id=\"scopes-error\""));
    assert_eq!(server.world.figure("select count(*) as n from api_token where name <> 'test'").await, 0);
}

#[tokio::test]
async fn an_agent_sees_and_revokes_their_own_an_owner_everybodys_and_nobody_another_companys() {
    let server = Server::new().await;
    member(&server, "agent@acme.test", Role::Agent).await;
    server.world.other("globex", Role::Owner).await;
    let owner = Browser::signed_in(&server, OWNER).await;
    let agent = Browser::signed_in(&server, "agent@acme.test").await;
    let stranger = Browser::signed_in(&server, "owner@globex.test").await;
    make(&owner, "Of the owner", &["admin"]).await;
    make(&agent, "Of the agent", &["numbers:write"]).await;

    assert!(!agent.get(LIST).await.text().contains("Of the owner"));
    let all = owner.get(LIST).await.text();
    assert!(all.contains("Of the owner") && all.contains("Of the agent"));
    assert!(!stranger.get(LIST).await.text().contains("Of the "));

    let id = |name: &'static str| {
        let sql = format!("select id as n from api_token where name = '{name}'");
        let world = &server.world;
        async move { world.figure(&sql).await.to_string() }
    };
    let revoke = async |browser: &Browser<'_>, id: &str| {
        browser
            .call(Method::POST, "/forms/token-revoke", crate::support::browser::FORM, &form(&[("id", id)]))
            .await
            .status
            .as_u16()
    };
    assert_eq!(revoke(&agent, &id("Of the owner").await).await, 404);
    assert_eq!(revoke(&stranger, &id("Of the agent").await).await, 404);
    assert_eq!(revoke(&owner, &id("Of the agent").await).await, 303);
    assert_eq!(server.world.figure("select count(*) as n from audit_entry where verb = 'api_token.revoke'").await, 1);
}

#[tokio::test]
async fn a_token_never_exceeds_the_role_of_its_person_not_even_when_that_sinks() {
    let server = Server::new().await;
    member(&server, "agent@acme.test", Role::Agent).await;
    let agent = Browser::signed_in(&server, "agent@acme.test").await;
    let refused = form(&[("name", "x"), ("scopes[]", "admin"), ("days", "30")]);
    assert_eq!(agent.post("/forms/token-create", &refused).await.header("location"), "/settings/tokens/new");
    assert!(agent.get("/settings/tokens/new").await.text().contains("admin takes the role admin or above"));
    let token = token_on(&make(&agent, "Works", &["numbers:write"]).await).expect("it is shown");
    let create = |name: &str| {
        let body = Body::from(format!("{{\"name\":\"{name}\"}}"));
        server.ask(with_token(Method::POST, "/api/projects/", &token, body))
    };
    assert_eq!(create("One").await.status.as_u16(), 201);
    server.world.sql("update membership set role = 'viewer' where role = 'agent'").await;
    assert_eq!(create("Two").await.status.as_u16(), 403);
}

#[tokio::test]
async fn a_person_has_a_hundred_live_tokens_at_most() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let filled = format!(
        "insert into api_token (tenant_id, user_id, name, token_hash, scopes)
         select {}, {}, 'n' || n, sha256(n::text::bytea), 'jobs:read' from generate_series(2, 100) n",
        server.world.tenant, server.world.user
    );
    server.world.sql(&filled).await;
    browser.post("/forms/token-create", &form(&[("name", "more"), ("scopes[]", "jobs:read")])).await;
    assert!(browser.get("/settings/tokens/new").await.text().contains("You have 100 tokens"));
    let first = browser.get(LIST).await.text();
    let next = first.split("href=\"/settings/tokens?cursor=").nth(1).and_then(|rest| rest.split('"').next());
    let second = browser.get(&format!("{LIST}?cursor={}", next.expect("there is a next page"))).await.text();
    assert!(second.contains(">n2<") && !first.contains(">n2<"), "the list goes on");
}
