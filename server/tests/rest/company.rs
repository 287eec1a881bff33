//! The company by REST and page: its audit and that of the installation, what its roles may do, and forms that name nothing.

use crate::support::browser::{Browser, form};
use crate::support::{Answer, Server};
use domain::scope::Role;
use serde_json::{Value, json};

const OWNER: &str = "owner@acme.test";

/// The page that a post leads to.
async fn follow(browser: &Browser<'_>, answer: &Answer) -> String {
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.text());
    browser.get(answer.header("location")).await.text()
}

#[tokio::test]
async fn the_audit_of_a_company_and_of_the_installation_are_read_as_lists_and_as_files() {
    let server = Server::new().await;
    let title = "place,time,actor,person";
    let file = server.get("/api/v1/audit/export/?verb=tenant.create").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.text().starts_with(title) && !file.text().contains("project.create"), "{}", file.text());
    server.post("/api/v1/contacts/", json!({ "name": "Maria" })).await.expect(201);
    let file = server.get("/api/v1/audit/export/?verb=contact.create").await.text();
    assert!(file.lines().count() == 2 && file.contains("Maria"), "{file}");
    assert!(server.get("/api/v1/audit/export/?colour=red").await.status.as_u16() == 400);
    let paths = ["/api/v1/system/audit/", "/api/v1/system/audit/export/"];
    for path in paths {
        assert_eq!(server.get(path).await.status.as_u16(), 403, "{path}");
    }
    server.world.sql("update app_user set platform_admin = true where email = 'owner@acme.test'").await;
    server.post("/api/v1/tenants/", json!({ "name": "New", "slug": "new" })).await.expect(201);
    let rows = server.get("/api/v1/system/audit/").await.expect(200);
    assert!(!rows.to_string().contains("contact.create"), "what is a company's own is not the installation's");
    let file = server.get("/api/v1/system/audit/export/").await.text();
    assert!(file.starts_with(title) && !file.contains("contact.create"), "{file}");
    let browser = Browser::signed_in(&server, OWNER).await;
    let page = browser.get("/system/audit").await.text();
    assert!(page.contains("href=\"/system/audit/export\""), "{page}");
    let same = browser.get("/system/audit/export").await;
    assert_eq!((same.status.as_u16(), same.text()), (200, file));
}

#[tokio::test]
async fn the_roles_are_told_with_the_rights_of_the_one_table() {
    let server = Server::new().await;
    let roles = server.get("/api/v1/roles/").await.expect(200);
    let rows = roles["rows"].as_array().expect("rows");
    let names: Vec<&Value> = rows.iter().map(|row| &row["role"]).collect();
    assert_eq!(names, ["viewer", "agent", "admin", "owner"]);
    assert_eq!(rows.iter().map(|row| row["own"] == true).collect::<Vec<_>>(), [false, false, false, true]);
    for (row, role) in rows.iter().zip(Role::ALL) {
        let told = row["rights"].as_array().expect("rights").len();
        let least = |right: &domain::Right| right.rule().least_role <= role;
        assert_eq!(told, domain::Right::ALL.iter().filter(|right| least(right)).count(), "{role}");
    }
    let last = &rows[3]["rights"][0];
    assert_eq!((&last["right"], &last["token_scope"]), (&json!("see_numbers"), &json!("numbers:read")));
}

#[tokio::test]
async fn a_form_that_names_nothing_says_so_where_it_leads_and_a_missing_page_says_it_once() {
    let server = Server::new().await;
    let owner = Browser::signed_in(&server, OWNER).await;
    for body in [form(&[("kind", "zz"), ("id", "1")]), form(&[("kind", "contact"), ("id", "zz"), ("note", "Hello")])] {
        let page = follow(&owner, &owner.post("/forms/record-note", &body).await).await;
        assert!(page.contains("<p class=\"wrap-anywhere\">There is nothing here."), "{page}");
    }
    let gone = owner.post("/forms/record-note", &form(&[("kind", "contact"), ("id", "999"), ("note", "Hello")])).await;
    let page = owner.get(gone.header("location")).await;
    assert_eq!(page.status.as_u16(), 404);
    assert!(!owner.get("/contacts").await.text().contains("There is nothing here."), "it was said already");
}
