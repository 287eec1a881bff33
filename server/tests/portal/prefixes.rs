//! The prefix table by page, by download and by REST: versions, what changed between two, one code, brands and files.

use crate::support::browser::Browser;
use crate::support::{Server, bare};
use axum::http::{Method, StatusCode, header};
use bytes::Bytes;
use domain::scope::{Role, TokenScope};
use engine::testing::operator;

/// Codes of the area codes 628 and 208, of which the first is part of an overlay and the second has two zones.
const JULY: &[u8] = b"State\tNPA-NXX\tOCN\tCompany\tRateCenter\tEffectiveDate\tUse\tAssignDate\tInitial/Growth\tPooled Code\tIn Service\tFile Updated 07/06/2026\n\
CA\t628-200\t9001\t\"CINGULAR WIRELESS, LLC\"\tSNFC CNTRL\t\tAS\t02/21/2006\tI\tN\tYes\n\
ID\t208-201\t9003\t\"=OLD EXAMPLE\"\tSAMPLETOWN\t\tAS\t03/02/1999\tI\tN\tYes\n\
ID\t208-202\t9004\t\"NOBODY KNOWS LLC\"\tSAMPLETOWN\t\tAS\t03/02/1999\tI\tN\tYes\n";

/// A month later 208-201 is withdrawn, 628-201 came, and 628-200 moved.
const AUGUST: &[u8] = b"State\tNPA-NXX\tOCN\tCompany\tRateCenter\tEffectiveDate\tUse\tAssignDate\tInitial/Growth\tPooled Code\tIn Service\tFile Updated 08/03/2026\n\
CA\t628-200\t9001\t\"CINGULAR WIRELESS, LLC\"\tDALY CITY\t\tAS\t02/21/2006\tI\tN\tYes\n\
CA\t628-201\t9001\t\"CINGULAR WIRELESS, LLC\"\tSNFC CNTRL\t\tAS\t07/21/2026\tI\tN\tYes\n\
ID\t208-202\t9004\t\"NOBODY KNOWS LLC\"\tSAMPLETOWN\t\tAS\t03/02/1999\tI\tN\tYes\n";

const FILES: [(&str, &[u8]); 4] = [
    ("july.txt", JULY),
    ("ocn.csv", b"ocn,class\n9001,wireless\n9003,wireline\n"),
    ("zones.txt", b"1208|America/Boise&America/Los_Angeles\n1628|America/Los_Angeles\n"),
    ("august.txt", AUGUST),
];

async fn server() -> Server {
    let server = Server::new().await;
    for (name, bytes) in FILES {
        let file = futures::stream::iter([Ok(Bytes::from_static(bytes))]);
        engine::prefix::import(&server.world.engine, &operator(), name, file).await.expect("it is queued");
        server.world.work().await;
    }
    server
}

#[tokio::test]
async fn each_part_of_the_table_is_a_page() {
    let server = server().await;
    let browser = Browser::signed_in(&server, "owner@acme.test").await;
    let page = async |at: &str| {
        let answer = browser.get(at).await;
        assert_eq!(answer.status, StatusCode::OK, "{at}");
        answer.text()
    };
    let versions = page("/numbers/prefixes/versions").await;
    for text in ["Code report of 2026-08-03", "august.txt", "Filled the table", "/numbers/prefixes/versions/3/4"] {
        assert!(versions.contains(text), "{text}");
    }
    let changes = page("/numbers/prefixes/versions/3/4").await;
    for text in ["628-201", "DALY CITY", "208-201", "Withdrawn", "None of your numbers lies in a code that changed."] {
        assert!(changes.contains(text), "{text}");
    }
    let came = page("/numbers/prefixes/versions/1/4?kind=came").await;
    assert!(came.contains("628-201") && !came.contains("DALY CITY"));
    assert!(page("/numbers/prefixes/versions/3/4?kind=gone").await.contains("can’t be read, so no rows are shown"));
    let brands = page("/numbers/prefixes/brands").await;
    assert!(brands.contains("CINGULAR WIRELESS") && brands.contains("CINGULAR WIRELESS, LLC"), "rule and example");
    assert!(page("/numbers/prefixes?disputed=true").await.contains("No prefix matches"));

    let chosen = browser.get("/numbers/prefixes/compare?from=1&to=3").await;
    assert_eq!((chosen.status, chosen.header("location")), (StatusCode::SEE_OTHER, "/numbers/prefixes/versions/1/3"));
    let refused = page("/numbers/prefixes/compare?from=3&to=2").await;
    assert!(refused.contains("Choose a version before the other one."));
    assert!(page("/numbers/prefixes/compare?from=x").await.contains("This is not the number of a version."));
    for missing in ["/numbers/prefixes/versions/4/3", "/numbers/prefixes/versions/x/3", "/numbers/prefixes/999999"] {
        assert_eq!(browser.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn the_overlay_of_628_and_the_two_zones_of_208_are_shown() {
    let server = server().await;
    let browser = Browser::signed_in(&server, "owner@acme.test").await;
    let overlay = browser.get("/numbers/prefixes/628200").await.text();
    assert!(overlay.contains("415/628"));
    let zones = browser.get("/numbers/prefixes/208-202").await.text();
    for text in ["America/Boise", "America/Los_Angeles", "208/986", "no source says", "zones.txt"] {
        assert!(zones.contains(text), "{text}");
    }
    let project = server.world.project("Overlays").await.id;
    let search = browser.get(&format!("/numbers/projects/{project}/generate")).await.text();
    assert!(search.contains("overlay 415/628") && search.contains("overlay 208/986 · Mountain and Pacific time"));
    let insert = format!(
        "insert into number (tenant_id, project_id, number, origin) values ({0}, {project}, 16282002345, 1), ({0}, {project}, 12082022345, 1)",
        server.world.tenant
    );
    server.world.sql(&insert).await;
    let id =
        async |number: i64| server.world.figure(&format!("select id as n from number where number = {number}")).await;
    let panel = async |id: i64| browser.get(&format!("/numbers/projects/{project}?open={id}")).await.text();
    assert!(panel(id(16_282_002_345).await).await.contains("415/628"));
    assert!(panel(id(12_082_022_345).await).await.contains("America/Boise, America/Los_Angeles"));
    let changes = browser.get("/numbers/prefixes/versions/3/4").await.text();
    assert!(changes.contains(&format!("/numbers/projects/{project}?number.starts=1628200")));
}

#[tokio::test]
async fn the_table_is_downloaded_as_it_is_filtered_by_whoever_is_signed_in() {
    let server = server().await;
    let nobody = Browser::new(&server);
    let sent = nobody.get("/numbers/prefixes/export?format=csv").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(sent.header("location").starts_with("/sign-in?next="));
    server.world.other("globex", Role::Viewer).await;
    let browser = Browser::signed_in(&server, "viewer@globex.test").await;
    let csv = browser.get("/numbers/prefixes/export?format=csv&state=CA").await;
    assert_eq!(csv.header(header::CONTENT_TYPE.as_str()), "text/csv; charset=utf-8");
    assert_eq!(csv.header(header::CONTENT_DISPOSITION.as_str()), "attachment; filename=\"prefixes.csv\"");
    assert_eq!(
        csv.text(),
        "id,prefix,carrier,city,state,line_type\n\
         1,628200,\"CINGULAR WIRELESS, LLC\",DALY CITY,CA,Mobile\n\
         2,628201,\"CINGULAR WIRELESS, LLC\",SNFC CNTRL,CA,Mobile\n"
    );
    let json = browser.get("/numbers/prefixes/export?format=json&prefix.starts=208").await;
    assert_eq!(json.expect(200)["208202"]["type"], "Unknown");
    let refused = browser.get("/numbers/prefixes/export?format=pdf&state=Nowhere").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text().contains("csv or json"));
}

#[tokio::test]
async fn programs_read_codes_versions_and_changes() {
    let server = server().await;
    let page = server.get("/api/v1/prefixes/?state=CA&page_size=1").await.expect(200);
    assert_eq!(page["rows"][0]["prefix"], "628200");
    assert_eq!(page["rows"][0]["line_type"], "Mobile");
    assert_eq!(page["pagination"]["count"], 2);
    let next = page["pagination"]["cursor"].as_str().expect("a cursor").replace('>', "%3E");
    let rest = server.get(&format!("/api/v1/prefixes/?state=CA&page_size=1&cursor={next}")).await.expect(200);
    assert_eq!(
        (&rest["rows"][0]["prefix"], &rest["pagination"]["cursor"]),
        (&"628201".into(), &serde_json::Value::Null)
    );
    let second = server.get("/api/v1/prefixes/?state=CA&page_size=1&page=2&count=exact").await.expect(200);
    assert_eq!((&second["rows"], &second["pagination"]["count"]), (&rest["rows"], &2.into()), "by number as by cursor");
    assert_eq!(second["pagination"]["previous"], 1);
    let any = server.get("/api/v1/prefixes/?prefix=628200&prefix=208202").await.expect(200);
    assert_eq!(any["rows"].as_array().expect("a list").len(), 2, "a field that comes again means any of its values");

    let one = server.get("/api/v1/prefixes/628-200/").await.expect(200);
    assert_eq!(one["overlays"], serde_json::json!(["415/628"]));
    assert_eq!(one["line_type_claims"][0]["source"], "ocn_line_types");
    assert_eq!(one["version"]["id"], 4);
    let versions = server.get("/api/v1/prefixes/versions/").await.expect(200);
    assert_eq!(versions["versions"].as_array().expect("a list").len(), 4);
    assert!(versions["versions"][0].get("imported_by").is_none());
    let compared = server.get("/api/v1/prefixes/compare/?from=1&to=4").await.expect(200);
    assert_eq!(compared["withdrawn"]["count"], 1);
    assert_eq!(compared["changes"].as_array().expect("a list").len(), 4);
    assert_eq!(compared["changes"][0]["prefix"], "208201");
}

#[tokio::test]
async fn what_is_refused_is_a_problem_that_names_the_field_and_the_request() {
    let server = server().await;
    for (at, status, field) in [
        ("/api/v1/prefixes/?carrier.from=1&page_size=x", 400, "page_size"),
        ("/api/v1/prefixes/?colour=red", 400, "colour"),
        ("/api/v1/prefixes/?cursor=wrong", 400, "cursor"),
        ("/api/v1/prefixes/999999/", 404, "prefix"),
        ("/api/v1/prefixes/compare/?from=4&to=1", 400, "from"),
        ("/api/v1/prefixes/compare/?kind=gone", 400, "kind"),
        ("/api/v1/prefixes/versions/?page_size=many", 400, "page_size"),
    ] {
        let answer = server.get(at).await;
        assert_eq!(answer.header(header::CONTENT_TYPE.as_str()), "application/problem+json", "{at}");
        let request = answer.header("x-request-id").to_owned();
        let problem = answer.expect(status);
        assert!(problem["errors"][field][0].is_string(), "{at}: {problem}");
        assert_eq!((&problem["status"], &problem["request_id"]), (&status.into(), &request.into()));
    }
    let nobody = server.ask(bare(Method::GET, "/api/v1/prefixes/")).await;
    assert_eq!(nobody.header(header::CONTENT_TYPE.as_str()), "application/problem+json");
    assert_eq!(nobody.header(header::WWW_AUTHENTICATE.as_str()), "Bearer");
    assert_eq!(nobody.expect(401)["detail"], "Authentication credentials were not provided.");
    let (tenant, user, _) = server.world.other("globex", Role::Owner).await;
    let token = server.token_of(tenant, user, &[TokenScope::JobsRead]).await;
    let narrow = crate::support::with_token(Method::GET, "/api/v1/prefixes/", &token, axum::body::Body::empty());
    assert!(server.ask(narrow).await.expect(403)["detail"].as_str().expect("a text").contains("numbers:read"));
    // The old families keep their own form.
    let old = server.ask(bare(Method::GET, "/api/projects/")).await;
    assert_eq!(old.header(header::CONTENT_TYPE.as_str()), "application/json");
}
