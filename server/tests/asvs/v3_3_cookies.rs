//! V3.3: cookies.

use crate::support::Answer;
use crate::support::browser::{Browser, form};
use crate::{FACTOR, OWNER, https, sign_in};
use axum::http::header;
use engine::testing::PASSWORD;

/// Every cookie that is set while somebody signs in, chooses a theme, sets a second factor up and makes a token.
async fn all_set() -> Vec<String> {
    let server = https().await;
    let browser = Browser::new(&server);
    let mut answers: Vec<Answer> =
        vec![sign_in(&browser, OWNER, "wrong").await, sign_in(&browser, OWNER, PASSWORD).await];
    answers.push(browser.post("/forms/theme", "theme=dark").await);
    answers.push(browser.post("/forms/token-create", &form(&[("name", "x"), ("scopes[]", "jobs:read")])).await);
    answers.push(browser.get("/settings/tokens").await);
    answers.push(browser.get(FACTOR).await);
    answers.push(browser.post("/forms/sign-out", "").await);
    let cookies: Vec<String> = answers
        .iter()
        .flat_map(|answer| answer.headers.get_all(header::SET_COOKIE))
        .map(|cookie| cookie.to_str().expect("a cookie is a text").to_owned())
        .collect();
    let mut names: Vec<&str> = cookies.iter().filter_map(|cookie| cookie.split('=').next()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, ["__Host-once", "__Host-theme", "__Host-trunkline"], "each kind of cookie was seen");
    cookies
}

#[tokio::test]
async fn v3_3_1_every_cookie_is_secure() {
    for cookie in all_set().await {
        assert!(cookie.contains("; Secure"), "{cookie}");
    }
}

#[tokio::test]
async fn v3_3_2_every_cookie_says_for_which_sites_it_is() {
    for cookie in all_set().await {
        // The half of what is shown once is never needed by a link from elsewhere.
        let wanted = if cookie.starts_with("__Host-once") { "SameSite=Strict" } else { "SameSite=Lax" };
        assert!(cookie.contains(wanted), "{cookie}");
    }
}

#[tokio::test]
async fn v3_3_3_every_cookie_belongs_to_this_host_alone() {
    for cookie in all_set().await {
        assert!(cookie.starts_with("__Host-") && cookie.contains("; Path=/;"), "{cookie}");
        assert!(!cookie.to_ascii_lowercase().contains("domain="), "{cookie}");
    }
}

#[tokio::test]
async fn v3_3_4_no_script_reads_a_cookie_and_no_page_holds_the_sessions() {
    for cookie in all_set().await {
        assert!(cookie.contains("HttpOnly"), "{cookie}");
    }
    let server = https().await;
    let browser = Browser::new(&server);
    let answer = sign_in(&browser, OWNER, PASSWORD).await;
    let id = browser.cookie("__Host-trunkline").expect("a session");
    let pages = [answer, browser.get("/").await, browser.get("/account/sessions").await];
    for page in pages {
        assert!(!page.text().contains(&id) && !page.header("location").contains(&id));
    }
}

#[tokio::test]
async fn v3_3_5_no_cookie_is_longer_than_browsers_keep() {
    for cookie in all_set().await {
        assert!(cookie.len() <= 4_096, "{} bytes", cookie.len());
    }
}
