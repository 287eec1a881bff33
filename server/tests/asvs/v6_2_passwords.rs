//! V6.2: passwords.

use crate::support::Server;
use crate::support::browser::{Browser, form};
use crate::{NEW, OWNER, lets_in, member, reset_link};
use domain::scope::Role;
use engine::testing::PASSWORD;

const PAGE: &str = "/account/password";

/// Changes the owner's password from the test's usual one, in a server of its own; what the page says of it, if anything.
async fn refused(new: &str) -> Option<String> {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    change(&browser, PASSWORD, new).await;
    let page = browser.get(PAGE).await.text();
    let said = crate::within(&page, "id=\"password-error\"", "<");
    assert_eq!(said.is_none(), lets_in(&server, OWNER, new).await, "{new:?}: {said:?}");
    said
}

async fn change(browser: &Browser<'_>, current: &str, new: &str) {
    let body = form(&[("current_password", current), ("password", new)]);
    assert_eq!(browser.post("/forms/account-password", &body).await.header("location"), PAGE);
}

#[tokio::test]
async fn v6_2_1_a_password_has_fifteen_characters_at_least() {
    assert!(refused("kqzvmfwpxjhtbr").await.expect("fourteen").contains("15 to 256"));
    assert_eq!(refused("kqzvmfwpxjhtbrd").await, None);
}

#[tokio::test]
async fn v6_2_2_people_change_their_password() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    change(&browser, PASSWORD, NEW).await;
    assert!(browser.get(PAGE).await.text().contains("Your password is changed."));
    assert!(lets_in(&server, OWNER, NEW).await && !lets_in(&server, OWNER, PASSWORD).await);
}

#[tokio::test]
async fn v6_2_3_a_change_takes_the_old_password_however_lately_it_was_typed() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    for wrong in ["", "not the password"] {
        change(&browser, wrong, NEW).await;
        assert!(browser.get(PAGE).await.text().contains("id=\"current_password-error\""), "{wrong:?}");
    }
    assert!(lets_in(&server, OWNER, PASSWORD).await);
}

#[tokio::test]
async fn v6_2_4_passwords_that_are_tried_first_are_refused() {
    // domain/src/password.rs tests three thousand of them; here that the page asks.
    for common in ["passwordpassword", "1234567890123456", "qwertyuiopasdfgh", "Iloveyou-123456"] {
        assert!(refused(common).await.expect("common").contains("first that others try"), "{common}");
    }
}

#[tokio::test]
async fn v6_2_5_a_password_may_be_made_of_anything() {
    for lawful in [
        "gravelteapotlantern",
        "GRAVELTEAPOTLANTERN",
        "8340279156620481",
        "чайник гравий лампа",
        "✂︎🫖🪨🏮🧭🪜🧵🪤🧶🪁🛶🪆🧮🪕🧲",
    ] {
        assert_eq!(refused(lawful).await, None, "{lawful}");
    }
}

#[tokio::test]
async fn v6_2_6_a_password_is_hidden_while_it_is_typed() {
    for (path, page) in pages_with_passwords().await {
        let fields: Vec<&str> = page.split("<input").filter(|input| input.contains("password\" ")).collect();
        let named: Vec<&&str> = fields
            .iter()
            .filter(|input| input.contains("name=\"password\"") || input.contains("name=\"current_password\""))
            .collect();
        assert!(!named.is_empty(), "{path} has no password: {page}");
        assert!(named.iter().all(|input| input.contains("type=\"password\"")), "{path}: {named:?}");
    }
}

#[tokio::test]
async fn v6_2_7_password_managers_know_what_each_field_is_and_nothing_keeps_them_out() {
    for (path, page) in pages_with_passwords().await {
        for input in page.split("<input").skip(1).filter_map(|input| input.split('>').next()) {
            assert!(
                !input.contains("onpaste") && !input.contains("readonly") || !input.contains("type=\"password\""),
                "{path}"
            );
            let wanted = match input {
                _ if !input.contains("type=\"password\"") => continue,
                _ if input.contains("name=\"current_password\"") || path == "/sign-in" => "current-password",
                _ => "new-password",
            };
            assert!(input.contains(&format!("autocomplete=\"{wanted}\"")), "{path}: {input}");
        }
        assert!(page.contains("autocomplete=\"username\""), "{path} says whose password it is");
    }
}

/// Every page that has a field for a password, as somebody sees it who has to use it.
async fn pages_with_passwords() -> Vec<(&'static str, String)> {
    let server = Server::new().await;
    let grace = member(&server, "grace@acme.test", Role::Agent).await;
    let owner = Browser::signed_in(&server, OWNER).await;
    let link = reset_link(&owner, grace, false).await;
    let nobody = Browser::new(&server);
    vec![
        ("/sign-in", nobody.get("/sign-in").await.text()),
        ("/reset", nobody.get(&format!("/reset/{link}")).await.text()),
        (PAGE, owner.get(PAGE).await.text()),
    ]
}

#[tokio::test]
async fn v6_2_8_a_password_counts_exactly_as_it_was_typed() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let long = "gravel teapot ".repeat(18);
    let mut current = PASSWORD.to_owned();
    for (new, others) in [
        (" Gravel teapot lantern ", vec!["Gravel teapot lantern", " gravel teapot lantern "]),
        (long.trim_end(), vec![&long[..72], &long[..250]]),
    ] {
        change(&browser, &current, new).await;
        assert!(lets_in(&server, OWNER, new).await, "{new:?}");
        for other in others {
            assert!(!lets_in(&server, OWNER, other).await, "{other:?} is taken for {new:?}");
        }
        current = new.to_owned();
    }
}

#[tokio::test]
async fn v6_2_9_a_password_may_have_far_more_than_64_characters() {
    let long: String = "kqzv mfw".repeat(32);
    assert_eq!(long.len(), 256);
    for length in [64, 65, 128, 256] {
        assert_eq!(refused(&long[..length]).await, None, "{length}");
    }
    assert!(refused(&"kqzv mfw".repeat(33)).await.expect("264").contains("15 to 256"));
}

#[tokio::test]
async fn v6_2_10_a_password_does_not_grow_old() {
    let server = Server::new().await;
    server.world.sql("update app_user set created_at = now() - interval '20 years'").await;
    assert!(lets_in(&server, OWNER, PASSWORD).await);
}

#[tokio::test]
async fn v6_2_11_ones_own_names_and_the_companys_are_no_password() {
    for named in ["acme-owner-2026", "owner@acme.test", "acme.owner.acme!"] {
        assert!(refused(named).await.expect("a name").contains("a name of yours"), "{named}");
    }
}
