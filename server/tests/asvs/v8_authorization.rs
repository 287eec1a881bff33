//! V8.2 and V8.4: who may do what, and to whose. Every way in is asked in `tests/coverage`; here each requirement by itself.

use crate::support::browser::{Browser, form};
use crate::support::{Server, with_token};
use crate::{OWNER, member};
use axum::body::Body;
use axum::http::Method;
use domain::Right;
use domain::id::TenantId;
use domain::scope::{Role, TokenScope};
use serde_json::json;

#[tokio::test]
async fn v8_2_1_what_a_role_may_not_do_is_refused_wherever_it_is_asked() {
    let server = Server::new().await;
    let viewer = member(&server, "viewer@acme.test", Role::Viewer).await;
    let token = server.token_of(server.world.tenant, viewer, &[TokenScope::Admin]).await;
    let browser = Browser::signed_in(&server, "viewer@acme.test").await;
    assert!(Right::ChangeNumbers.rule().least_role > Role::Viewer);
    let by_form = browser.call(Method::POST, "/forms/project-create", crate::support::browser::FORM, "name=x").await;
    let body = Body::from(json!({ "name": "x" }).to_string());
    let by_rest = server.ask(with_token(Method::POST, "/api/projects/", &token, body)).await;
    assert_eq!((by_form.status.as_u16(), by_rest.status.as_u16()), (403, 403));
    assert_eq!(browser.get("/numbers/projects/new").await.status.as_u16(), 403);
    assert_eq!(server.world.figure("select count(*) as n from project").await, 0);
}

#[tokio::test]
async fn v8_2_2_an_id_of_somebody_elses_is_an_id_of_nothing() {
    let server = Server::new().await;
    let made = server.post("/api/projects/", json!({ "name": "Mine" })).await.expect(201);
    let (tenant, stranger, _) = server.world.other("globex", Role::Owner).await;
    let token = server.token_of(tenant, stranger, &[TokenScope::Admin]).await;
    let browser = Browser::signed_in(&server, "owner@globex.test").await;
    for (id, what) in [(made["data"]["id"].to_string(), "another's"), ("999999".to_owned(), "nothing's")] {
        let path = format!("/api/projects/{id}/");
        for method in [Method::GET, Method::DELETE] {
            let answer = server.ask(with_token(method.clone(), &path, &token, Body::empty())).await;
            assert_eq!(answer.status.as_u16(), 404, "{method} {what}");
        }
        assert_eq!(browser.get(&format!("/numbers/projects/{id}")).await.status.as_u16(), 404, "{what}");
    }
    // Nor is another's session, or another company's person.
    let owner = Browser::signed_in(&server, OWNER).await;
    let page = owner.get("/account/sessions").await.text();
    assert!(!page.contains("name=\"id\""), "one's own is the only one");
    let reset = format!("/settings/members/{}/reset-link", server.world.user);
    assert_eq!(browser.get(&reset).await.status.as_u16(), 404);
}

#[tokio::test]
async fn v8_2_3_a_field_that_is_not_asked_for_sets_nothing() {
    let server = Server::new().await;
    let agent = member(&server, "agent@acme.test", Role::Agent).await;
    let browser = Browser::signed_in(&server, "agent@acme.test").await;
    let body = form(&[
        ("name", "Agent Smith"),
        ("time_zone", "UTC"),
        ("density", "compact"),
        ("theme", "dark"),
        ("role", "owner"),
        ("platform_admin", "true"),
        ("email", "boss@acme.test"),
        ("password_hash", "x"),
        ("credentials", "-1"),
        ("tenant_id", "0"),
    ]);
    browser.post("/forms/account-profile", &body).await;
    let kept = format!(
        "select count(*) as n from app_user u join membership m on m.user_id = u.id where u.id = {agent}
         and u.name = 'Agent Smith' and u.email = 'agent@acme.test' and not u.platform_admin and u.credentials = 0
         and u.password_hash like '$argon2id$%' and m.role = 'agent'"
    );
    assert_eq!(server.world.figure(&kept).await, 1);
    let token = server.token_of(server.world.tenant, agent, &[TokenScope::Admin]).await;
    let body = json!({ "name": "Mine", "id": 4711, "tenant_id": 0, "created_by": 1, "version": 99 });
    let answer = server.ask(with_token(Method::POST, "/api/projects/", &token, Body::from(body.to_string()))).await;
    assert_eq!(answer.status.as_u16(), 403, "a foreign tenant is told, not passed over");
}

#[tokio::test]
async fn v8_4_1_nothing_one_tenant_does_reaches_another() {
    let server = Server::new().await;
    let made = server.post("/api/projects/", json!({ "name": "Acme-only" })).await.expect(201);
    let (tenant, stranger, _) = server.world.other("globex", Role::Owner).await;
    let token = server.token_of(tenant, stranger, &[TokenScope::Admin]).await;
    let ask =
        async |method, path: &str, body: String| server.ask(with_token(method, path, &token, Body::from(body))).await;
    let id = made["data"]["id"].as_i64().expect("an id");
    let patch = ask(Method::PATCH, &format!("/api/projects/{id}/"), json!({ "name": "Taken" }).to_string()).await;
    let generate = ask(
        Method::POST,
        "/api/phone-generator/generate-numbers-enhanced/",
        json!({ "project_id": id, "area_code": "415", "quantity": 5 }).to_string(),
    )
    .await;
    assert_eq!((patch.status.as_u16(), generate.status.as_u16()), (404, 400));
    let list = ask(Method::GET, "/api/projects/", String::new()).await;
    assert!(!list.text().contains("Acme-only"));
    assert_eq!(server.world.figure("select count(*) as n from job").await, 0);
    // The second wall, with the first taken away: engine/tests/tenancy.rs.
    let other = format!(
        "select count(*) as n from audit_entry where tenant_id = {tenant} and verb not like 'user.%' and verb not like 'api_token.%'"
    );
    assert_eq!(server.world.figure(&other).await, 0);
    assert_ne!(tenant, TenantId::PLATFORM);
}

#[tokio::test]
async fn v8_4_2_what_belongs_to_the_installation_is_open_to_platform_admins_alone() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    assert_eq!(browser.get("/system").await.status.as_u16(), 403, "an owner is none");
    for (path, body) in [
        ("/forms/kind-pause", "kind=generate_numbers&pause=true"),
        ("/forms/node-drain", "node=00000000-0000-7000-8000-000000000000&drain=true"),
    ] {
        let answer = browser.call(Method::POST, path, crate::support::browser::FORM, body).await;
        assert_eq!(answer.status.as_u16(), 403, "{path}");
    }
    server.world.sql("update app_user set platform_admin = true").await;
    assert_eq!(browser.get("/system").await.status.as_u16(), 200, "it is asked at each request");
}

#[tokio::test]
async fn a_form_that_was_opened_in_one_company_is_not_sent_in_another_that_was_chosen_since() {
    let server = Server::new().await;
    let (other, user, _) = server.world.other("zebra", Role::Owner).await;
    let added =
        engine::member::add(&server.world.engine, &engine::testing::operator(), server.world.tenant, user, Role::Agent)
            .await;
    added.expect("they belong to both");
    let both = Browser::signed_in(&server, "owner@zebra.test").await;
    let choose =
        async |tenant: TenantId| both.post("/forms/tenant-choose", &form(&[("tenant", &tenant.to_string())])).await;
    choose(server.world.tenant).await;
    let page = both.get("/contacts/new").await.text();
    let action = format!("/forms/record-create?company={}", server.world.tenant);
    assert!(page.contains(&format!("action=\"{action}\"")), "{page}");
    choose(other).await;
    let body = form(&[("kind", "contact"), ("name", "A secret of Acme")]);
    let refused = both.post(&action, &body).await;
    let refused = both.get(refused.header("location")).await.text();
    assert!(
        refused.contains("You have switched to another company") && refused.contains("A secret of Acme"),
        "{refused}"
    );
    assert_eq!(server.world.figure("select count(*) as n from contact").await, 0);
    choose(server.world.tenant).await;
    both.post(&action, &body).await;
    let there = format!("select count(*) as n from contact where tenant_id = {}", server.world.tenant);
    assert_eq!(server.world.figure(&there).await, 1);
}
