//! V7: sessions.

use crate::support::Server;
use crate::support::browser::{Browser, form};
use crate::{COOKIE, FACTOR, NEW, OWNER, between, is_in, member, reset_link, set_up, sign_in, time_passes};
use domain::scope::Role;
use engine::testing::{PASSWORD, code_of, operator};
use std::collections::BTreeSet;

#[tokio::test]
async fn v7_2_1_a_session_is_what_the_server_knows_and_not_what_a_browser_says() {
    let server = Server::new().await;
    let browser = Browser::new(&server);
    for made_up in ["AAAAAAAAAAAAAAAAAAAAAA", "eyJ1c2VyIjoxfQ", "1", "%00", "'; drop table session; --"] {
        browser.set_cookie(COOKIE, made_up);
        assert!(!is_in(&browser).await, "{made_up}");
    }
}

#[tokio::test]
async fn v7_2_2_every_sign_in_makes_a_session_of_its_own() {
    let server = Server::new().await;
    let (one, other) = (Browser::signed_in(&server, OWNER).await, Browser::signed_in(&server, OWNER).await);
    assert_ne!(one.cookie(COOKIE), other.cookie(COOKIE));
    one.post("/forms/sign-out", "").await;
    assert!(!is_in(&one).await && is_in(&other).await);
}

#[tokio::test]
async fn v7_2_3_a_session_id_has_128_random_bits() {
    let server = Server::new().await;
    let mut seen = BTreeSet::new();
    for _ in 0..20 {
        server.world.sql("delete from rate_limit").await;
        let id = Browser::signed_in(&server, OWNER).await.cookie(COOKIE).expect("a session");
        // 22 signs of six bits carry 128; what differs is spread over all of them.
        assert_eq!(id.len(), 22, "{id}");
        seen.insert(id);
    }
    assert_eq!(seen.len(), 20);
    for place in 0..21 {
        let signs: BTreeSet<_> = seen.iter().filter_map(|id| id.chars().nth(place)).collect();
        assert!(signs.len() > 4, "place {place} has {signs:?}");
    }
}

#[tokio::test]
async fn v7_2_4_the_id_changes_whenever_somebody_says_who_they_are() {
    let server = Server::new().await;
    let browser = Browser::new(&server);
    sign_in(&browser, OWNER, "wrong").await;
    let refused = browser.cookie(COOKIE).expect("a session keeps the refused form");
    sign_in(&browser, OWNER, PASSWORD).await;
    let first = browser.cookie(COOKIE).expect("a session");
    time_passes(&server).await;
    browser.post("/forms/prove", &form(&[("current_password", PASSWORD)])).await;
    let proven = browser.cookie(COOKIE).expect("a session");
    let (secret, _) = set_up(&browser).await;
    browser.post("/forms/sign-out", "").await;
    sign_in(&browser, OWNER, PASSWORD).await;
    let half = browser.cookie(COOKIE).expect("a session");
    browser.post("/forms/sign-in-code", &form(&[("code", &code_of(&secret, 1))])).await;
    let whole = browser.cookie(COOKIE).expect("a session");
    assert!(is_in(&browser).await);
    let ids: BTreeSet<&String> = [&refused, &first, &proven, &half, &whole].into();
    assert_eq!(ids.len(), 5, "an id was kept");
    for old in [refused, first, proven, half] {
        browser.set_cookie(COOKIE, &old);
        assert!(!is_in(&browser).await, "an old id still opens");
    }
}

#[tokio::test]
async fn v7_3_1_a_session_that_is_not_used_ends() {
    let server = Server::with_settings(&[("TRUNKLINE_SESSION_IDLE_DAYS", "3")]).await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let days = "select round(extract(epoch from expires_at - now()) / 86400)::bigint as n from session";
    assert_eq!(server.world.figure(days).await, 3);
    server.world.sql("update session set expires_at = now()").await;
    assert!(!is_in(&browser).await);
}

#[tokio::test]
async fn v7_3_2_a_session_ends_however_much_it_is_used() {
    let server = Server::with_settings(&[("TRUNKLINE_SESSION_LIFE_DAYS", "30")]).await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let began = async |days: i64| {
        let since = format!("(extract(epoch from now())::bigint - {days} * 86400)::text::jsonb");
        let sql = format!(
            "update session set data = convert_to(jsonb_set(convert_from(data, 'UTF8')::jsonb, '{{since}}', {since})::text, 'UTF8')"
        );
        server.world.sql(&sql).await;
    };
    began(29).await;
    assert!(is_in(&browser).await);
    began(31).await;
    assert!(!is_in(&browser).await);
    assert_eq!(server.world.figure("select count(*) as n from session where user_id is not null").await, 0);
}

#[tokio::test]
async fn v7_4_1_a_session_that_was_signed_out_is_worth_nothing() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let id = browser.cookie(COOKIE).expect("a session");
    browser.post("/forms/sign-out", "").await;
    browser.set_cookie(COOKIE, &id);
    assert!(!is_in(&browser).await);
}

#[tokio::test]
async fn v7_4_2_nobody_stays_in_whose_account_or_membership_is_gone() {
    let server = Server::new().await;
    for stroke in ["delete from membership where user_id = ", "delete from app_user where id = "] {
        let grace = member(&server, "grace@acme.test", Role::Agent).await;
        let browser = Browser::signed_in(&server, "grace@acme.test").await;
        assert!(is_in(&browser).await);
        server.world.sql(&format!("{stroke}{grace}")).await;
        assert!(!is_in(&browser).await, "{stroke}");
        server.world.sql(&format!("delete from app_user where id = {grace}")).await;
    }
}

#[tokio::test]
async fn v7_4_3_a_new_password_or_second_factor_ends_the_sessions_of_the_old() {
    let server = Server::new().await;
    let here = Browser::signed_in(&server, OWNER).await;
    let (mut secret, mut password) = (String::new(), PASSWORD);
    for change in ["second factor on", "second factor off", "password"] {
        server.world.sql("delete from rate_limit").await;
        let there = Browser::new(&server);
        let second = sign_in(&there, OWNER, password).await.header("location") != "/";
        if second {
            there.post("/forms/sign-in-code", &form(&[("code", &code_of(&secret, 1))])).await;
        }
        assert!(is_in(&there).await, "{change}");
        match change {
            "second factor on" => secret = set_up(&here).await.0,
            "second factor off" => drop(here.post("/forms/second-factor-off", "").await),
            _ => {
                let body = form(&[("current_password", PASSWORD), ("password", NEW)]);
                here.post("/forms/account-password", &body).await;
                password = NEW;
            }
        }
        assert!(is_in(&here).await, "{change}: the one who changed it stays");
        assert!(!is_in(&there).await, "{change}: the other one stays");
    }
    assert_eq!(password, NEW);
    // A session that slipped in between the check of the old password and its end: the next look ends it.
    server.world.sql("update app_user set credentials = credentials + 1").await;
    assert!(!is_in(&here).await);
}

#[tokio::test]
async fn v7_4_4_every_page_has_its_way_out() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    for path in ["/", "/numbers", "/jobs", "/settings/tokens", "/account", FACTOR, "/account/sessions", "/nowhere"] {
        assert!(browser.get(path).await.text().contains("action=\"/forms/sign-out\""), "{path}");
    }
}

#[tokio::test]
async fn v7_4_5_an_administrator_ends_anothers_sessions() {
    let server = Server::new().await;
    let grace = member(&server, "grace@acme.test", Role::Agent).await;
    let owner = Browser::signed_in(&server, OWNER).await;
    let graces = Browser::signed_in(&server, "grace@acme.test").await;
    let link = reset_link(&owner, grace, false).await;
    assert!(is_in(&graces).await, "a link that is not used changes nothing");
    Browser::new(&server).post("/forms/reset-password", &form(&[("secret", &link), ("password", NEW)])).await;
    assert!(!is_in(&graces).await && is_in(&owner).await);
    let password = "another long password".to_owned().into();
    engine::user::set_password(&server.world.engine, &operator(), OWNER, &password).await.expect("the operator may");
    assert!(!is_in(&owner).await);
}

#[tokio::test]
async fn v7_5_1_what_changes_how_one_signs_in_takes_who_one_is_once_more() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    time_passes(&server).await;
    for (path, page) in [
        ("/forms/second-factor-begin", FACTOR),
        ("/forms/second-factor-confirm", FACTOR),
        ("/forms/second-factor-off", FACTOR),
        ("/forms/second-factor-codes", FACTOR),
        ("/forms/account-password", "/account/password"),
    ] {
        let answer = browser.post(path, &form(&[("code", "123456"), ("password", NEW)])).await;
        assert_eq!(answer.header("location"), page, "{path}");
        let text = browser.get(page).await.text();
        assert!(text.contains("id=\"current_password-error\""), "{path}");
    }
    // With a second factor both are asked for.
    browser.post("/forms/prove", &form(&[("current_password", PASSWORD)])).await;
    let (secret, _) = set_up(&browser).await;
    time_passes(&server).await;
    browser.post("/forms/prove", &form(&[("current_password", PASSWORD), ("back", FACTOR)])).await;
    assert!(browser.get(FACTOR).await.text().contains("id=\"code-error\""));
    let code = code_of(&secret, 1);
    let body = form(&[("current_password", PASSWORD), ("code", &code), ("back", FACTOR)]);
    browser.post("/forms/prove", &body).await;
    let page = browser.get(FACTOR).await.text();
    assert!(
        !page.contains("current_password") && page.contains("/forms/second-factor-off"),
        "the buttons are there now"
    );
}

#[tokio::test]
async fn v7_5_2_people_see_their_sessions_and_end_them() {
    let server = Server::new().await;
    let here = Browser::signed_in(&server, OWNER).await;
    let there = Browser::signed_in(&server, OWNER).await;
    let page = here.get("/account/sessions").await.text();
    assert_eq!(page.matches("This one").count(), 1);
    let id = between(&page, "name=\"id\" value=\"", "\"").expect("the other one can be ended");
    time_passes(&server).await;
    here.post("/forms/session-end", &form(&[("id", &id)])).await;
    assert!(is_in(&there).await, "who does not prove themselves ends nothing");
    let page = here.get("/account/sessions").await.text();
    assert!(page.contains("id=\"current_password-error\"") && !page.contains("name=\"id\""), "it asks first");
    here.post("/forms/prove", &form(&[("current_password", PASSWORD), ("back", "/account/sessions")])).await;
    here.post("/forms/session-end", &form(&[("id", &id)])).await;
    assert!(!is_in(&there).await && is_in(&here).await);
    let third = Browser::signed_in(&server, OWNER).await;
    here.post("/forms/sessions-end-others", "").await;
    assert!(!is_in(&third).await && is_in(&here).await);
}

#[tokio::test]
async fn v7_5_3_a_token_for_everything_and_a_reset_link_take_who_one_is_and_lose_nothing_typed() {
    let server = Server::new().await;
    let grace = member(&server, "grace@acme.test", Role::Agent).await.to_string();
    let browser = Browser::signed_in(&server, OWNER).await;
    time_passes(&server).await;
    let fields = [("name", "Everything at night"), ("scopes[]", "admin"), ("days", "30")];
    let before = server.world.figure("select count(*) as n from api_token").await;
    browser.post("/forms/token-create", &form(&fields)).await;
    let page = browser.get("/settings/tokens/new").await.text();
    assert!(page.contains("current_password-error") && page.contains("Everything at night"), "{page}");
    assert_eq!(server.world.figure("select count(*) as n from api_token").await, before);
    browser.post("/forms/token-create", &form(&[("name", "Little"), ("scopes[]", "jobs:read"), ("days", "30")])).await;
    assert_eq!(server.world.figure("select count(*) as n from api_token").await, before + 1, "a little one does not");

    let at = format!("/settings/members/{grace}/reset-link");
    browser.post("/forms/reset-link", &form(&[("user", &grace), ("clear_second_factor", "true")])).await;
    let page = browser.get(&at).await.text();
    let chosen = page.split("<input").find(|input| input.contains("name=\"clear_second_factor\"")).unwrap_or_default();
    assert!(
        page.contains("current_password-error")
            && chosen.split('>').next().is_some_and(|input| input.contains("checked"))
    );
    assert_eq!(server.world.figure("select count(*) as n from password_reset").await, 0);
    let proven: Vec<_> = fields.into_iter().chain([("current_password", PASSWORD)]).collect();
    browser.post("/forms/token-create", &form(&proven)).await;
    assert_eq!(server.world.figure("select count(*) as n from api_token").await, before + 2);
    browser.post("/forms/reset-link", &form(&[("user", &grace)])).await;
    assert_eq!(
        server.world.figure("select count(*) as n from password_reset").await,
        1,
        "for a while nobody is asked again"
    );
}

#[tokio::test]
async fn v7_5_3_naming_unmaking_and_inviting_an_owner_and_removing_somebody_take_who_one_is() {
    let server = Server::new().await;
    let grace = member(&server, "grace@acme.test", Role::Agent).await.to_string();
    let browser = Browser::signed_in(&server, OWNER).await;
    let page = format!("/settings/members/{grace}");
    let is = async |role: &str| {
        let sql = format!("select count(*) as n from membership where user_id = {grace} and role = '{role}'");
        server.world.figure(&sql).await == 1
    };
    let role = |role| form(&[("id", grace.as_str()), ("role", role)]);
    let proven = |body: String| [body, form(&[("current_password", PASSWORD)])].join("&");
    // Neither the roles below owner nor who may not name one anyway ask for anything.
    time_passes(&server).await;
    browser.post("/forms/member-role", &role("admin")).await;
    assert!(is("admin").await, "the roles below owner go through unasked");
    for (role_now, body) in [("admin", role("owner")), ("owner", role("agent"))] {
        time_passes(&server).await;
        browser.post("/forms/member-role", &body).await;
        assert!(is(role_now).await, "{body} went through unasked");
        let text = browser.get(&page).await.text();
        assert_eq!(text.matches("id=\"current_password-error\"").count(), 1, "{text}");
        let chosen = body.rsplit('=').next().unwrap_or_default();
        let option = text.split("<option").find(|option| option.contains(&format!("value=\"{chosen}\"")));
        assert!(option.is_some_and(|option| option.contains("selected")), "the role {chosen} is lost");
        browser.post("/forms/member-role", &proven(body.clone())).await;
        assert!(!is(role_now).await, "{body} did not go through");
    }

    time_passes(&server).await;
    let invited = |role| form(&[("email", "ada@else.test"), ("role", role), ("days", "7")]);
    let open = async || server.world.figure("select count(*) as n from invitation where revoked_at is null").await;
    browser.post("/forms/invitation-create", &invited("agent")).await;
    assert_eq!(open().await, 1, "an agent is invited unasked");
    server.world.sql("delete from invitation").await;
    browser.post("/forms/invitation-create", &invited("owner")).await;
    assert_eq!(open().await, 0);
    let text = browser.get("/settings/members/invite").await.text();
    assert!(text.contains("current_password-error") && text.contains("ada@else.test"), "{text}");
    browser.post("/forms/invitation-create", &proven(invited("owner"))).await;
    assert_eq!(open().await, 1);

    time_passes(&server).await;
    let removal = form(&[("id", grace.as_str()), ("confirm", "grace@acme.test")]);
    browser.post("/forms/member-remove", &removal).await;
    assert!(is("agent").await, "removed unasked");
    let text = browser.get(&page).await.text();
    assert!(text.contains("current_password-error") && text.contains("value=\"grace@acme.test\""), "{text}");
    browser.post("/forms/member-remove", &proven(removal)).await;
    assert!(!is("agent").await);
}

#[tokio::test]
async fn v7_5_3_acting_in_a_company_and_suspending_one_take_who_one_is_and_keep_the_reason() {
    let server = Server::new().await;
    member(&server, "pat@platform.test", Role::Viewer).await;
    server.world.sql("update app_user set platform_admin = true where email = 'pat@platform.test'").await;
    let browser = Browser::signed_in(&server, "pat@platform.test").await;
    let tenant = server.world.tenant.to_string();
    let page = format!("/system/tenants/{tenant}");
    for (path, named, done) in [
        ("/forms/acting-start", "tenant", "select count(*) as n from acting where ended_at is null"),
        ("/forms/tenant-suspend", "id", "select count(*) as n from tenant where suspended_at is not null"),
    ] {
        time_passes(&server).await;
        let unproven = [(named, tenant.as_str()), ("reason", "A call for help")];
        browser.post(path, &form(&unproven)).await;
        assert_eq!(server.world.figure(done).await, 0, "{path} went through unasked");
        let text = browser.get(&page).await.text();
        assert!(text.contains(&format!("action=\"{path}\"")), "{text}");
        assert!(text.contains("current_password-error") && text.contains("value=\"A call for help\""), "{text}");
        let body = [&unproven[..], &[("current_password", PASSWORD)]].concat();
        browser.post(path, &form(&body)).await;
        assert_eq!(server.world.figure(done).await, 1, "{path} did not go through");
    }
}

#[tokio::test]
async fn v7_6_2_a_session_begins_by_signing_in_and_by_nothing_else() {
    let server = Server::new().await;
    let browser = Browser::new(&server);
    for path in ["/", "/sign-in", "/sign-in/code", "/account", "/reset/none", "/api/docs/"] {
        browser.get(path).await;
    }
    assert_eq!(browser.cookie(COOKIE), None);
    assert_eq!(server.world.figure("select count(*) as n from session").await, 0);
}
