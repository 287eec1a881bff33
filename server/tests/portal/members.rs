//! Members and companies as people and programs meet them: what is open stops at once, what was meant for one company is
//! not done in another, and who acts in a company is seen by everybody in it (FEATURES M29).

use crate::support::browser::{Browser, form};
use crate::support::{Answer, Server, with_token};
use axum::body::{Body, BodyDataStream};
use axum::http::Method;
use domain::id::UserId;
use domain::scope::{Role, TokenScope};
use engine::testing::{PASSWORD, operator};
use engine::user::NewUser;
use futures::StreamExt;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, Row};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

const OWNER: &str = "owner@acme.test";
/// Far beyond anything that is waited for; only a failing test ever waits so long.
const PATIENCE: Duration = Duration::from_secs(30);
/// Signs of life are so far apart that nothing is noticed by them.
const RARELY: &[(&str, &str)] = &[("TRUNKLINE_LIVE_KEEP_ALIVE_SECONDS", "120")];

async fn person(server: &Server, email: &str, role: Option<Role>, platform_admin: bool) -> UserId {
    let new = NewUser {
        email: email.into(),
        name: email.split('@').next().unwrap_or(email).into(),
        password: PASSWORD.to_owned().into(),
        platform_admin,
        membership: role.map(|role| (server.world.tenant, role)),
        legacy_id: None,
    };
    engine::user::create(&server.world.engine, &operator(), new).await.expect("the person is made")
}

/// The page that a post leads to.
async fn follow(browser: &Browser<'_>, answer: &Answer) -> String {
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.text());
    browser.get(answer.header("location")).await.text()
}

/// The first event of a stream, so that it is known to be open, and then its rest to the end.
struct Stream(BodyDataStream);

impl Stream {
    async fn open(server: &Server, browser: &Browser<'_>) -> Self {
        let request = browser.request(Method::GET, "/live?topics=active-jobs", "text/event-stream", "", "");
        let (status, body) = server.open(request).await;
        assert_eq!(status.as_u16(), 200);
        let mut stream = Self(body.into_data_stream());
        while !stream.next().await.expect("it says something").contains("active_jobs") {}
        stream
    }

    async fn next(&mut self) -> Option<String> {
        let piece = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("the stream says something");
        piece.map(|piece| String::from_utf8_lossy(&piece.expect("it is whole")).into_owned())
    }

    async fn ends(mut self) {
        let mut last = String::new();
        while let Some(more) = self.next().await {
            last = more;
        }
        assert!(last.contains("event: end"), "{last}");
    }
}

#[tokio::test]
async fn what_a_suspended_member_has_open_stops_at_once_and_their_next_page_says_why() {
    let server = Server::with_settings(RARELY).await;
    let user = person(&server, "ann@acme.test", Some(Role::Agent), false).await;
    let token = server.token_of(server.world.tenant, user, &[TokenScope::Admin]).await;
    let ann = Browser::signed_in(&server, "ann@acme.test").await;
    let stream = Stream::open(&server, &ann).await;
    let url = format!("ws://{}/ws/?token={token}", server.listen().await);
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await.expect("the upgrade is taken");
    socket.next().await.expect("it greets").expect("it is whole");

    let owner = Browser::signed_in(&server, OWNER).await;
    let page = follow(&owner, &owner.post("/forms/member-suspend", &form(&[("id", &user.to_string())])).await).await;
    assert!(page.contains("ann is suspended"), "{page}");
    stream.ends().await;
    let closed = tokio::time::timeout(PATIENCE, async {
        loop {
            match socket.next().await.expect("it is closed").expect("with a word") {
                Message::Close(Some(close)) => return u16::from(close.code),
                _ => continue,
            }
        }
    });
    assert_eq!(closed.await.expect("it is closed at once"), 4001);

    let refused = server.ask(with_token(Method::GET, "/api/projects/", &token, Body::empty())).await;
    assert!(
        refused.expect(403)["detail"].as_str().is_some_and(|text| text.contains("suspended")),
        "{}",
        refused.text()
    );
    let sent = ann.get("/numbers").await;
    assert_eq!(sent.header("location"), "/sign-in?next=%2Fnumbers");
    let page = ann.get(sent.header("location")).await.text();
    assert!(page.contains("Your account is open in no company at the moment"), "{page}");

    owner.post("/forms/member-resume", &form(&[("id", &user.to_string())])).await;
    assert_eq!(ann.get("/numbers").await.status.as_u16(), 200, "the session goes on");
    assert_eq!(server.ask(with_token(Method::GET, "/api/projects/", &token, Body::empty())).await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_change_of_role_ends_the_open_stream_and_holds_for_the_next_request() {
    let server = Server::with_settings(RARELY).await;
    let user = person(&server, "ann@acme.test", Some(Role::Agent), false).await;
    let ann = Browser::signed_in(&server, "ann@acme.test").await;
    let stream = Stream::open(&server, &ann).await;
    let owner = Browser::signed_in(&server, OWNER).await;
    owner.post("/forms/member-role", &form(&[("id", &user.to_string()), ("role", "viewer")])).await;
    stream.ends().await;
    assert_eq!(ann.get("/numbers/projects/new").await.status.as_u16(), 403);
}

#[tokio::test]
async fn what_was_meant_for_a_company_that_is_closed_to_somebody_is_not_done_in_their_other_one() {
    let server = Server::new().await;
    let (other, user, _) = server.world.other("zebra", Role::Owner).await;
    let added = engine::member::add(&server.world.engine, &operator(), server.world.tenant, user, Role::Agent).await;
    added.expect("they belong to both");
    let both = Browser::signed_in(&server, "owner@zebra.test").await;
    both.post("/forms/tenant-choose", &form(&[("tenant", &server.world.tenant.to_string())])).await;
    assert!(both.get("/numbers").await.text().contains("acme"));
    engine::member::suspend(&server.world.engine, &server.world.scope, user).await.expect("it is done");
    let refused = both.post("/forms/project-create", &form(&[("name", "Meant for Acme")])).await;
    assert_eq!(server.world.figure("select count(*) as n from project").await, 0, "{}", refused.text());
    let page = both.get("/numbers").await.text();
    assert!(page.contains("is not open to you any more. This is zebra."), "{page}");
    assert!(!page.contains("Switch company"), "the other one is not offered");
    let chosen = both.post("/forms/tenant-choose", &form(&[("tenant", &server.world.tenant.to_string())])).await;
    assert_eq!(chosen.header("location"), "/", "it is not entered");
    let made = both.post("/forms/project-create", &form(&[("name", "Meant for Zebra")])).await;
    assert!(made.header("location").starts_with("/numbers/projects/"), "{}", made.text());
    let here = format!("select count(*) as n from project where tenant_id = {other}");
    assert_eq!(server.world.figure(&here).await, 1);
}

#[tokio::test]
async fn joining_another_company_moves_nobody_out_of_the_one_they_work_in() {
    let server = Server::new().await;
    let (_, user, _) = server.world.other("zebra", Role::Owner).await;
    let zebra = Browser::signed_in(&server, "owner@zebra.test").await;
    assert!(zebra.get("/").await.text().contains("zebra"));
    let added = engine::member::add(&server.world.engine, &operator(), server.world.tenant, user, Role::Agent).await;
    added.expect("they belong to acme too, whose name comes first");
    let made = zebra.post("/forms/project-create", &form(&[("name", "Still Zebra")])).await;
    assert!(made.header("location").starts_with("/numbers/projects/"), "{}", made.text());
    let there = format!("select count(*) as n from project where tenant_id <> {}", server.world.tenant);
    assert_eq!(server.world.figure(&there).await, 1);
}

/// Invites by the form and answers the path of the link.
async fn invite(owner: &Browser<'_>, email: &str) -> String {
    let answer =
        owner.post("/forms/invitation-create", &form(&[("email", email), ("role", "agent"), ("days", "1")])).await;
    assert!(!answer.text().contains("tl_invite_") && !answer.header("set-cookie").contains("tl_invite_"));
    let page = follow(owner, &answer).await;
    let from = page.find("/invite/tl_invite_").unwrap_or_else(|| panic!("no link: {page}"));
    page[from..].split('"').next().expect("an end").to_owned()
}

#[tokio::test]
async fn an_owner_invites_an_agent_who_joins_by_the_link_and_works() {
    let server = Server::new().await;
    let owner = Browser::signed_in(&server, OWNER).await;
    let link = invite(&owner, "ann@acme.test").await;
    assert!(!owner.get("/settings/members/invitations").await.text().contains("tl_invite_"), "it is shown once");
    let ann = Browser::new(&server);
    let page = ann.get(&link).await.text();
    assert!(page.contains("Join acme") && page.contains("ann@acme.test"), "{page}");
    let secret = link.strip_prefix("/invite/").expect("a link");

    let short = form(&[("secret", secret), ("name", "Ann Lee"), ("password", "short")]);
    let again = follow(&ann, &ann.post("/forms/invitation-join", &short).await).await;
    assert!(again.contains("A password has 15 to 256 characters.") && again.contains("value=\"Ann Lee\""), "{again}");
    assert!(!dump(&server, "session").await.contains(secret), "a refused form leaves the secret nowhere");

    let join = form(&[("secret", secret), ("name", "Ann Lee"), ("password", PASSWORD)]);
    let home = follow(&ann, &ann.post("/forms/invitation-join", &join).await).await;
    assert!(home.contains("You belong to acme now, as agent."), "{home}");
    let made = ann.post("/forms/project-create", &form(&[("name", "First work")])).await;
    assert!(made.header("location").starts_with("/numbers/projects/"), "{}", made.text());
    let members = owner.get("/settings/members").await.text();
    assert!(members.contains("Ann Lee") && members.contains("ann@acme.test"), "{members}");

    let used = Browser::new(&server).get(&link).await;
    assert_eq!(used.status.as_u16(), 404);
    assert!(used.text().contains("This link leads nowhere"), "{}", used.text());
}

/// A table as text, with its binary columns read as text where they are any.
async fn dump(server: &Server, table: &str) -> String {
    let mut db = PgConnection::connect(server.world.database.url()).await.expect("the database answers");
    sqlx::query("select set_config('app.platform', 'on', false)").execute(&mut db).await.expect("a setting");
    let sql = format!("select encode(data, 'escape') from {table}");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut db).await.expect("it reads");
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}

#[tokio::test]
async fn who_has_an_account_signs_in_first_and_joins_with_one_press_and_nobody_else_does() {
    let server = Server::new().await;
    server.world.other("zebra", Role::Owner).await;
    person(&server, "ann@acme.test", Some(Role::Agent), false).await;
    let owner = Browser::signed_in(&server, OWNER).await;
    let link = invite(&owner, "owner@zebra.test").await;
    let secret = link.strip_prefix("/invite/").expect("a link");
    let stranger = Browser::new(&server);
    let page = stranger.get(&link).await.text();
    let sign_in = format!("/sign-in?next=%2Finvite%2F{secret}");
    assert!(page.contains(&sign_in), "{page}");
    let join = form(&[("secret", secret), ("name", "X"), ("password", PASSWORD)]);
    let refused = follow(&stranger, &stranger.post("/forms/invitation-join", &join).await).await;
    assert!(refused.contains("There is an account with this address already."), "{refused}");

    let ann = Browser::signed_in(&server, "ann@acme.test").await;
    assert!(ann.get(&link).await.text().contains("This invitation is for owner@zebra.test"));
    let refused = follow(&ann, &ann.post("/forms/invitation-accept", &form(&[("secret", secret)])).await).await;
    assert!(refused.contains("Sign in with that address."), "{refused}");

    let zebra = Browser::signed_in(&server, "owner@zebra.test").await;
    assert!(zebra.get(&link).await.text().contains("Join acme"));
    let home = follow(&zebra, &zebra.post("/forms/invitation-accept", &form(&[("secret", secret)])).await).await;
    assert!(home.contains("You belong to acme now, as agent.") && home.contains("Switch company"), "{home}");
}

#[tokio::test]
async fn removing_asks_for_the_address_and_the_last_owner_is_told_to_name_another() {
    let server = Server::new().await;
    let user = person(&server, "ann@acme.test", Some(Role::Agent), false).await.to_string();
    let owner = Browser::signed_in(&server, OWNER).await;
    let wrong = form(&[("id", &user), ("confirm", "ann")]);
    let page = follow(&owner, &owner.post("/forms/member-remove", &wrong).await).await;
    assert!(page.contains("id=\"confirm-error\"") && page.contains("value=\"ann\""), "{page}");
    let right = form(&[("id", &user), ("confirm", "ANN@acme.test")]);
    let page = follow(&owner, &owner.post("/forms/member-remove", &right).await).await;
    assert!(page.contains("ann belongs to the company no longer."), "{page}");
    let own = server.world.user.to_string();
    let demoted = owner.post("/forms/member-role", &form(&[("id", &own), ("role", "admin")])).await;
    assert!(follow(&owner, &demoted).await.contains("This is the last owner who can come in."));
}

#[tokio::test]
async fn a_platform_admin_acts_in_a_company_everybody_sees_it_and_it_ends_by_a_button_or_by_time() {
    let server = Server::new().await;
    person(&server, "pat@platform.test", None, true).await;
    let pat = Browser::signed_in(&server, "pat@platform.test").await;
    let tenant = server.world.tenant.to_string();
    let start = form(&[("tenant", &tenant), ("reason", "A call for help")]);
    let nothing = follow(&pat, &pat.post("/forms/acting-start", &form(&[("tenant", &tenant)])).await).await;
    assert!(nothing.contains("id=\"reason-error\""), "{nothing}");

    let page = follow(&pat, &pat.post("/forms/acting-start", &start).await).await;
    assert!(page.contains("You act in this company (acme)") && page.contains("Stop acting"), "{page}");
    let owner = Browser::signed_in(&server, OWNER).await;
    for path in ["/", "/numbers", "/settings/members"] {
        let seen = owner.get(path).await.text();
        assert!(
            seen.contains("pat acts in this company as a platform admin") && seen.contains("A call for help"),
            "{path}"
        );
        assert!(!seen.contains("Stop acting"), "it is not theirs to stop");
    }
    let made = pat.post("/forms/project-create", &form(&[("name", "Made by help")])).await;
    assert!(made.header("location").starts_with("/numbers/projects/"), "{}", made.text());
    let page = follow(&pat, &pat.post("/forms/acting-stop", "").await).await;
    assert!(page.contains("You act in no company but your own now.") && page.contains("Platform"), "{page}");
    assert!(!owner.get("/numbers").await.text().contains("acts in this company"));

    pat.post("/forms/acting-start", &start).await;
    server.world.sql("update acting set until = now() where ended_at is null").await;
    pat.post("/forms/project-create", &form(&[("name", "Too late")])).await;
    assert_eq!(server.world.figure("select count(*) as n from project where name = 'Too late'").await, 0);
    assert!(pat.get("/").await.text().contains("You act in that company no longer"));

    pat.post("/forms/acting-start", &start).await;
    pat.post("/forms/sign-out", "").await;
    assert!(!owner.get("/numbers").await.text().contains("acts in this company"), "who signs out is there no more");
}

#[tokio::test]
async fn a_suspended_companys_people_are_kept_out_and_what_is_open_stops() {
    let server = Server::with_settings(RARELY).await;
    person(&server, "pat@platform.test", None, true).await;
    let owner = Browser::signed_in(&server, OWNER).await;
    let stream = Stream::open(&server, &owner).await;
    let pat = Browser::signed_in(&server, "pat@platform.test").await;
    let tenant = server.world.tenant.to_string();
    let body = form(&[("id", &tenant), ("reason", "The contract ended.")]);
    let page = follow(&pat, &pat.post("/forms/tenant-suspend", &body).await).await;
    assert!(page.contains("Suspended since") && page.contains("The contract ended."), "{page}");
    stream.ends().await;
    assert_eq!(owner.get("/numbers").await.status.as_u16(), 303);
    let refused = server.get("/api/v1/members/").await;
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let refused = refused.expect(403);
    assert!(refused["detail"].as_str().is_some_and(|text| text.contains("company")), "{refused}");
    pat.post("/forms/tenant-resume", &form(&[("id", &tenant)])).await;
    assert_eq!(owner.get("/numbers").await.status.as_u16(), 200);
}

async fn patch(server: &Server, path: &str, body: Value) -> Answer {
    server.ask(with_token(Method::PATCH, path, &server.token, Body::from(body.to_string()))).await
}

#[tokio::test]
async fn programs_list_change_suspend_and_remove_members_and_are_refused_in_the_same_words() {
    let server = Server::new().await;
    let user = person(&server, "ann@acme.test", Some(Role::Agent), false).await;
    let listed = server.get("/api/v1/members/?person.contains=ann").await.expect(200);
    assert_eq!((&listed["pagination"]["count"], &listed["rows"][0]["role"]), (&json!(1), &json!("agent")));
    let path = format!("/api/v1/members/{user}/");
    assert_eq!(patch(&server, &path, json!({ "role": "viewer" })).await.expect(200)["role"], "viewer");
    let wrong = patch(&server, &path, json!({ "role": "king" })).await;
    assert!(wrong.expect(400)["errors"]["role"].is_array());
    assert_eq!(server.post(&format!("{path}suspend/"), json!({})).await.expect(200)["state"], "suspended");
    assert_eq!(server.post(&format!("{path}suspend/"), json!({})).await.status.as_u16(), 409);
    assert_eq!(server.post(&format!("{path}resume/"), json!({})).await.expect(200)["suspended_at"], Value::Null);
    let remove = with_token(Method::DELETE, &path, &server.token, Body::empty());
    assert_eq!(server.ask(remove).await.expect(200)["email"], "ann@acme.test");
    assert_eq!(server.get(&path).await.status.as_u16(), 404);
    let own = format!("/api/v1/members/{}/", server.world.user);
    let last = patch(&server, &own, json!({ "role": "admin" })).await.expect(409);
    assert!(last["detail"].as_str().is_some_and(|text| text.contains("last owner")), "{last}");
}

#[tokio::test]
async fn a_link_made_by_a_program_is_told_once_and_kept_nowhere_not_even_for_the_same_request_again() {
    let server = Server::new().await;
    let ask = async || {
        let body = Body::from(json!({ "email": "ann@acme.test", "role": "agent" }).to_string());
        let mut request = with_token(Method::POST, "/api/v1/invitations/", &server.token, body);
        request.headers_mut().insert("idempotency-key", "once".parse().expect("a value"));
        server.ask(request).await.expect(201)
    };
    let (first, second) = (ask().await, ask().await);
    assert_ne!(first["link"], second["link"]);
    let link = second["link"].as_str().expect("a link");
    let path = &link[link.find("/invite/").expect("it leads to the page")..];
    assert_eq!(Browser::new(&server).get(path).await.status.as_u16(), 200);
    let first = first["link"].as_str().expect("a link");
    let first = &first[first.find("/invite/").expect("it leads to the page")..];
    assert_eq!(Browser::new(&server).get(first).await.status.as_u16(), 404, "the newer took its place");
    let kept = "select count(*) as n from idempotency_key k where position('tl_invite_' in k::text) > 0
        or position(encode('tl_invite_'::bytea, 'hex') in k::text) > 0";
    assert_eq!(server.world.figure(kept).await, 0);
    let listed = server.get("/api/v1/invitations/").await.expect(200);
    let id = &listed["invitations"][0]["id"];
    let revoke = with_token(Method::DELETE, &format!("/api/v1/invitations/{id}/"), &server.token, Body::empty());
    assert_eq!(server.ask(revoke).await.expect(200)["email"], "ann@acme.test");
    assert_eq!(server.get("/api/v1/invitations/?ended=true").await.expect(200)["invitations"][0]["state"], "revoked");
}

#[tokio::test]
async fn a_platform_admins_program_makes_companies_and_limits_them_and_the_limit_of_requests_holds_at_once() {
    let server = Server::new().await;
    assert_eq!(server.get("/api/v1/tenants/").await.status.as_u16(), 403);
    server.world.sql("update app_user set platform_admin = true").await;
    let made = server.post("/api/v1/tenants/", json!({ "name": "New", "slug": "new" })).await.expect(201);
    assert_eq!((&made["tenant"]["slug"], &made["usage"]["numbers"]), (&json!("new"), &json!(0)));
    let taken = server.post("/api/v1/tenants/", json!({ "name": "New", "slug": "new" })).await.expect(400);
    assert!(taken["errors"]["slug"].is_array(), "{taken}");
    let listed = server.get("/api/v1/tenants/?name.contains=new&state=active").await.expect(200);
    assert_eq!(listed["pagination"]["count"], 1);
    let own = format!("/api/v1/tenants/{}/", server.world.tenant);
    let limits = patch(&server, &own, json!({ "members_max": 5, "requests_per_second": 3 })).await.expect(200);
    assert_eq!((&limits["limits"]["members_max"], &limits["limits"]["jobs_max"]), (&json!(5), &Value::Null));
    let limits = patch(&server, &own, json!({ "members_max": null })).await;
    assert_eq!(limits.header("ratelimit-limit"), "3");
    let limits = limits.expect(200);
    assert_eq!((&limits["limits"]["members_max"], &limits["limits"]["requests_per_second"]), (&Value::Null, &json!(3)));
    let wrong = patch(&server, &own, json!({ "jobs_max": 101, "numbers_max": "many" })).await.expect(400);
    assert!(wrong["errors"]["numbers_max"].is_array(), "{wrong}");
}
