//! One test for each requirement of OWASP ASVS 5.0 that this server has to keep: V3.3 to V3.5, V6.2, V6.3, V7, V8.2, V8.4 and
//! V16.3, named by its id. `docs/SECURITY.md` says of each where it stands, and which do not apply and why.
//!
//! Beside them the attacks that no requirement lists (`attacks.rs`) and the log of a whole journey (`v16_3_logging.rs`). What
//! every way in answers to strangers is asked in `tests/coverage`, what broken input does in `tests/pages.rs` and
//! `tests/openapi_fuzz`.

mod attacks;
#[path = "../support/mod.rs"]
mod support;
mod v16_3_logging;
mod v3_3_cookies;
mod v3_4_headers;
mod v3_5_origins;
mod v6_2_passwords;
mod v6_3_authentication;
mod v7_sessions;
mod v8_authorization;

use domain::id::UserId;
use domain::scope::Role;
use engine::testing::{PASSWORD, code_of, operator};
use engine::user::NewUser;
use support::browser::{Browser, form};
use support::{Answer, Server};

const OWNER: &str = "owner@acme.test";
const COOKIE: &str = "trunkline";
const NEW: &str = "gravel teapot seventeen";
const FACTOR: &str = "/account/second-factor";

/// A server that people reach by https, where cookies are kept to it.
async fn https() -> Server {
    Server::with_settings(&[("TRUNKLINE_PUBLIC_URL", "https://numbers.example.com")]).await
}

async fn member(server: &Server, email: &str, role: Role) -> UserId {
    let new = NewUser {
        email: email.into(),
        name: "Grace Hopper".into(),
        password: PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((server.world.tenant, role)),
        legacy_id: None,
    };
    engine::user::create(&server.world.engine, &operator(), new).await.expect("the person is made")
}

async fn sign_in(browser: &Browser<'_>, email: &str, password: &str) -> Answer {
    browser.post("/forms/sign-in", &form(&[("email", email), ("password", password)])).await
}

/// Whether somebody is let in with this password, in a browser of their own.
async fn lets_in(server: &Server, email: &str, password: &str) -> bool {
    server.world.sql("delete from rate_limit").await;
    sign_in(&Browser::new(server), email, password).await.header("location") == "/"
}

/// Sets the second factor of whoever is signed in up: the secret as the page shows it, and the recovery codes. The code of
/// this moment is used up by it, the next one is good already.
async fn set_up(browser: &Browser<'_>) -> (String, Vec<String>) {
    browser.post("/forms/second-factor-begin", "").await;
    let page = browser.get(FACTOR).await.text();
    let secret = within(&page, "id=\"secret\"", "<").expect("the page shows the secret");
    let code = code_of(&secret, 0);
    let answer = browser.post("/forms/second-factor-confirm", &form(&[("code", &code)])).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.text());
    (secret, codes_on(&browser.get(FACTOR).await.text()))
}

/// The recovery codes that a page shows.
fn codes_on(page: &str) -> Vec<String> {
    let list = within(page, "aria-label=\"Recovery codes\"", "</ol>").unwrap_or_default();
    list.split("<li>").skip(1).filter_map(|item| item.split('<').next()).map(str::to_owned).collect()
}

/// What stands in the element that has this attribute.
fn within(page: &str, attribute: &str, end: &str) -> Option<String> {
    let rest = &page[page.find(attribute)?..];
    between(rest, ">", end)
}

fn between(text: &str, start: &str, end: &str) -> Option<String> {
    let from = text.find(start)? + start.len();
    Some(text[from..].split(end).next()?.to_owned())
}

/// As if everybody had proved who they are a long time ago.
async fn time_passes(server: &Server) {
    server
        .world
        .sql(
            "update session set data = convert_to(jsonb_set(convert_from(data, 'UTF8')::jsonb, '{proven}', '0')::text, 'UTF8')
             where user_id is not null",
        )
        .await;
}

/// Whether the browser's session is still good.
async fn is_in(browser: &Browser<'_>) -> bool {
    browser.get("/account").await.status.as_u16() == 200
}

/// A link that sets somebody's password, as the owner of the first tenant makes it.
async fn reset_link(owner: &Browser<'_>, user: UserId, clears: bool) -> String {
    let user = user.to_string();
    let mut fields = vec![("user", user.as_str())];
    fields.extend(clears.then_some(("clear_second_factor", "true")));
    let answer = owner.post("/forms/reset-link", &form(&fields)).await;
    let page = owner.get(answer.header("location")).await.text();
    let address = between(&page, "data-copy=\"", "\"").expect("the page shows the link");
    address.split_once("/reset/").map(|(_, secret)| secret.to_owned()).expect("it is an address of ours")
}
