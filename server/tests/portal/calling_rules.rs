//! The pages of the calling rules as a browser without scripts sees them.

use crate::support::Server;
use crate::support::browser::{Browser, form};
use axum::body::Body;
use axum::http::Method;
use engine::calling_rule::{self, Drafted, Manner};
use engine::testing::operator;

const UPLOAD_TYPE: &str = "multipart/form-data; boundary=edge";
const RULE: &str = "rule_id,jurisdiction,kind,value,effective_from,source\nus-wy-hours,US-WY,hours,10:00-12:00,2026-01-01,Read for a test\n";

/// The owner, who is the installation's administrator as well.
async fn admin(server: &Server) -> Browser<'_> {
    server.world.sql("update app_user set platform_admin = true where email = 'owner@acme.test'").await;
    Browser::signed_in(server, "owner@acme.test").await
}

#[tokio::test]
async fn the_shipped_rules_are_a_version_to_read_and_to_return_to() {
    let server = Server::new().await;
    let browser = admin(&server).await;
    let list = browser.get("/calling-rules/versions").await.text();
    assert!(list.contains("/calling-rules/versions/0") && list.contains("Shipped with Trunkline"), "{list}");
    let shipped = browser.get("/calling-rules/versions/0").await.text();
    assert!(shipped.contains("In force") && !shipped.contains("Draft it anew"), "{shipped}");

    let (engine, scope) = (&server.world.engine, operator());
    let drafted = calling_rule::draft(engine, &scope, RULE, Manner::Replace).await.expect("it is drafted");
    let Drafted::Draft(version) = drafted else { panic!("{drafted:?}") };
    calling_rule::put_in_force(engine, &scope, version).await.expect("it is in force");

    let shipped = browser.get("/calling-rules/versions/0").await.text();
    assert!(shipped.contains("Was in force") && shipped.contains("us-wy-hours"), "{shipped}");
    let again = browser.post("/forms/calling-rules-again", &form(&[("version", "0")])).await;
    let to = again.header("location").to_owned();
    assert!(to.starts_with("/calling-rules/versions/") && !to.ends_with(&format!("/{version}")), "{to}");
    assert!(browser.get(&to).await.text().contains("us-fl-hours"), "the shipped rules are a draft again");
    assert_eq!(browser.get("/calling-rules/versions/99").await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_file_of_rules_that_is_not_utf_8_is_refused_and_nothing_in_it_is_guessed() {
    let server = Server::new().await;
    let browser = admin(&server).await;
    let (head, tail) = (
        "--edge\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"rules.csv\"\r\n\r\n",
        "\r\n--edge--\r\n",
    );
    let utf_16: Vec<u8> = RULE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // The sign of a section as Windows has it.
    let windows = [RULE.replace("Read for a test", "47 CFR ").trim_end().as_bytes(), b"\xa7 64.1200\n"].concat();
    for file in [[&b"\xff\xfe"[..], &utf_16].concat(), windows] {
        let body = [head.as_bytes(), &file, tail.as_bytes()].concat();
        let mut request = browser.request(Method::POST, "/forms/calling-rules-draft", "text/html", UPLOAD_TYPE, "");
        *request.body_mut() = Body::from(body);
        let answer = browser.send(request).await;
        let page = browser.get(answer.header("location")).await.text();
        assert!(page.contains("This is not UTF-8."), "{page}");
    }
    assert_eq!(server.world.figure("select count(*) as n from calling_rules").await, 0);
}
