//! V6.3: who somebody is.

use crate::support::Server;
use crate::support::browser::{Browser, FORM, form};
use crate::{NEW, OWNER, between, is_in, lets_in, member, reset_link, set_up, sign_in};
use axum::http::Method;
use domain::scope::Role;
use engine::testing::{PASSWORD, TestDatabase, code_of};
use sqlx::{Connection, PgConnection, Row};

#[tokio::test]
async fn v6_3_1_guessing_is_slowed_down_and_locks_nobody_out() {
    let server = Server::with_settings(&[("TRUNKLINE_TRUSTED_PROXIES", "127.0.0.1")]).await;
    let thief = Browser::new(&server);
    for _ in 0..10 {
        sign_in(&thief, OWNER, "guess").await;
    }
    let answer = sign_in(&thief, OWNER, PASSWORD).await;
    assert_eq!(answer.header("location"), "/sign-in");
    assert!(thief.get("/sign-in").await.text().contains("Too many attempts"));
    // What is counted, and that another address has its own count: engine/tests/account/signing_in.rs.
    let keys = server
        .world
        .figure("select count(distinct split_part(key, ':', 1)) as n from rate_limit where key like 'sign-in%'")
        .await;
    assert_eq!(keys, 3, "by account and address, by address, and by account");
}

#[tokio::test]
async fn v6_3_2_a_new_installation_has_no_account_and_no_token() {
    let database = TestDatabase::create().await;
    let mut db = PgConnection::connect(database.url()).await.expect("it connects");
    sqlx::query("select set_config('app.platform', 'on', false)").execute(&mut db).await.expect("a setting");
    let row = sqlx::query(
        "select (select count(*) from app_user), (select count(*) from api_token), (select count(*) from membership)",
    )
    .fetch_one(&mut db)
    .await
    .expect("it counts");
    assert_eq!([row.get::<i64, _>(0), row.get(1), row.get(2)], [0; 3]);
}

#[tokio::test]
async fn v6_3_3_with_a_second_factor_the_password_alone_opens_nothing() {
    let server = Server::new().await;
    let (secret, codes) = set_up(&Browser::signed_in(&server, OWNER).await).await;
    assert_eq!(codes.len(), 10);
    let browser = Browser::new(&server);
    let answer = sign_in(&browser, OWNER, PASSWORD).await;
    assert_eq!(answer.header("location"), "/sign-in/code?next=%2F");
    for path in ["/", "/account", "/settings/tokens", "/numbers"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status.as_u16(), 303, "{path}");
        assert!(answer.header("location").starts_with("/sign-in"), "{path}");
    }
    assert_eq!(browser.call(Method::GET, "/live/snapshot?topics=active-jobs", "", "").await.status.as_u16(), 401);
    let page = browser.get("/sign-in/code").await.text();
    assert!(!page.contains(OWNER) && !page.contains("acme"), "the second step says whose it is");
    let code = async |code: &str| browser.post("/forms/sign-in-code", &form(&[("code", code)])).await;
    assert_eq!(code("000000").await.header("location"), "/sign-in/code?next=%2F");
    assert_eq!(code(&code_of(&secret, 1)).await.header("location"), "/");
    assert!(is_in(&browser).await);

    let other = Browser::new(&server);
    sign_in(&other, OWNER, PASSWORD).await;
    let answer = other.post("/forms/sign-in-code", &form(&[("code", &codes[4])])).await;
    assert_eq!(answer.header("location"), "/");
    assert!(other.get("/").await.text().contains("You used a recovery code."));
}

#[tokio::test]
async fn v6_3_4_every_way_in_asks_for_the_same() {
    let server = Server::new().await;
    let owner = Browser::signed_in(&server, OWNER).await;
    let grace = member(&server, "grace@acme.test", Role::Agent).await;
    let graces = Browser::signed_in(&server, "grace@acme.test").await;
    set_up(&graces).await;
    // A reset link does not step over the second factor.
    let link = reset_link(&owner, grace, false).await;
    let nobody = Browser::new(&server);
    let answer = nobody.post("/forms/reset-password", &form(&[("secret", &link), ("password", NEW)])).await;
    assert_eq!(answer.header("location"), "/sign-in", "{}", answer.text());
    assert!(!is_in(&nobody).await, "a link signs nobody in");
    assert_eq!(sign_in(&nobody, "grace@acme.test", NEW).await.header("location"), "/sign-in/code?next=%2F");
    // Nor does a program's form of the same post.
    let body = form(&[("email", "grace@acme.test"), ("password", NEW)]);
    let program = Browser::new(&server);
    program.call(Method::POST, "/forms/sign-in", FORM, &body).await;
    assert!(!is_in(&program).await);
}

#[tokio::test]
async fn v6_3_8_nothing_tells_an_account_that_is_there_from_one_that_is_not() {
    let server = Server::new().await;
    member(&server, "grace@acme.test", Role::Agent).await;
    set_up(&Browser::signed_in(&server, OWNER).await).await;
    let mut told = Vec::new();
    for email in [OWNER, "grace@acme.test", "nobody@acme.test"] {
        let browser = Browser::new(&server);
        let before = server.world.engine.hashed();
        let answer = sign_in(&browser, email, "wrong").await;
        let page = browser.get("/sign-in").await.text();
        let alert = between(&page, "class=\"alert", "</form>").unwrap_or_default().replace(email, "");
        let program =
            browser.call(Method::POST, "/forms/sign-in", FORM, &form(&[("email", email), ("password", "wrong")])).await;
        // The same work takes the same time, whatever the clock says of it on a busy machine.
        let work = server.world.engine.hashed() - before;
        told.push((answer.status, answer.header("location").to_owned(), alert, program.status, program.text(), work));
    }
    assert!(told[0].2.contains("The e-mail address or the password is wrong."), "{told:?}");
    assert!(told.iter().all(|one| *one == told[0]), "{told:#?}");

    // Links that never were, that were used, and that are past their time look the same.
    let owner = Browser::signed_in(&server, "grace@acme.test").await;
    drop(owner);
    let mut pages = Vec::new();
    for secret in ["none".to_owned(), "0".repeat(64), "f".repeat(64)] {
        let answer = Browser::new(&server).get(&format!("/reset/{secret}")).await;
        let nonce = between(answer.header("content-security-policy"), "'nonce-", "'").unwrap_or_default();
        pages.push((answer.status.as_u16(), answer.text().replace(&nonce, "")));
    }
    assert_eq!(pages[0].0, 404);
    assert!(pages.iter().all(|page| *page == pages[0]));
    assert!(lets_in(&server, "grace@acme.test", PASSWORD).await);
}
