//! Nobody comes in where they have no business (DESIGN §6): every page, every form, every REST operation, every live
//! topic and every socket is asked as nobody, as the owner of another tenant, and as the least role of its own.
//!
//! What there is to ask comes from the routes themselves, so a new one fails here until it has its line in `access.rs`.

mod access;
mod rights;
#[path = "../support/mod.rs"]
mod support;

use access::{ACCESS, Door, Line};
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, header};
use domain::id::ProjectId;
use domain::job::JobState;
use domain::live::Topic;
use domain::scope::{Role, TokenScope};
use engine::testing::{PASSWORD, operator};
use engine::user::NewUser;
use rights::{Needs, RIGHTS};
use serde_json::json;
use sqlx::{Connection, PgConnection, Row};
use std::collections::BTreeSet;
use support::browser::{Browser, FORM};
use support::{Server, bare, with_token};

/// Stands in everything the first tenant owns, and in no answer to anybody else.
const MARK: &str = "Acme-only";

impl Line {
    /// What the line is about, without what is asked of it.
    fn name(&self) -> (Door, String) {
        let at = self.at.split('?').next().unwrap_or(self.at);
        (self.door, format!("{} {at}", self.method))
    }
}

/// How a topic stands in [`ACCESS`]; a new one does not compile until it is here.
fn pattern(topic: &Topic) -> &'static str {
    match topic {
        Topic::Job(_) => "job:{job}",
        Topic::ActiveJobs => "active-jobs",
        Topic::Project(_) => "project:{project}",
        Topic::Notifications => "notifications",
    }
}

/// What somebody got.
struct Asked {
    status: u16,
    text: String,
    location: String,
}

/// The first tenant's things, and the people who ask for them.
struct Scene {
    server: Server,
    project: String,
    job: String,
    /// An export that is done.
    file: String,
    /// The owner's token, by its id.
    token: String,
    /// An agent of the first tenant.
    member: String,
    /// The id of a contact, and of a company, a lead and a deal.
    record: String,
    stranger_token: String,
    viewer_token: String,
}

impl Scene {
    async fn new() -> Self {
        let server = Server::new().await;
        let project = server.post("/api/projects/", json!({ "name": format!("{MARK} project") })).await.expect(201);
        let project = project["data"]["id"].to_string();
        let body = json!({ "project_id": project, "use_background": true });
        server.post("/api/phone-generator/export/", body).await.expect(201);
        server.run_jobs().await;
        let file = server.world.figure("select id as n from stored_file").await.to_string();
        let body = json!({ "project_id": project, "area_code": "415", "quantity": 5 });
        let started = server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
        let job = started["data"]["task_id"].as_str().expect("an id").to_owned();

        let body = json!({ "phone_number": "4152000001", "kind": "oral", "source": format!("{MARK} fair") });
        server.post("/api/v1/consents/", body).await.expect(201);
        let body = json!({ "phone_numbers": ["4152000001"], "note": format!("{MARK} wish") });
        server.post("/api/v1/do-not-call/", body).await.expect(200);

        let (world, engine) = (&server.world, &server.world.engine);
        let person = |name: &str, role| NewUser {
            email: format!("{name}@acme.test"),
            name: name.to_owned(),
            password: PASSWORD.to_owned().into(),
            platform_admin: false,
            membership: Some((world.tenant, role)),
            legacy_id: None,
        };
        let viewer = person("viewer", Role::Viewer);
        let viewer = engine::user::create(engine, &operator(), viewer).await.expect("the viewer is made");
        let member = person("member", Role::Agent);
        let member = engine::user::create(engine, &operator(), member).await.expect("the member is made").to_string();
        let viewer_token = server.token_of(world.tenant, viewer, &[TokenScope::Admin]).await;
        let (tenant, stranger, _) = world.other("globex", Role::Owner).await;
        let stranger_token = server.token_of(tenant, stranger, &[TokenScope::Admin]).await;
        let token = world.figure("select min(id) as n from api_token").await.to_string();
        let mut records = BTreeSet::new();
        for kind in ["contacts", "companies", "leads", "deals"] {
            let body = json!({ "name": format!("{MARK} {kind}") });
            let made = server.post(&format!("/api/v1/{kind}/"), body).await.expect(201);
            records.insert(made["id"].to_string());
        }
        // Each is the first of its table, so one id stands for all four.
        let record = records.pop_first().filter(|_| records.is_empty()).expect("the ids are the same");
        Self { server, project, job, file, token, member, record, stranger_token, viewer_token }
    }

    fn filled(&self, text: &str) -> String {
        let records = ["/contacts", "/api/v1/contacts", "/api/v1/companies", "/api/v1/leads", "/api/v1/deals"];
        let tenant = self.server.world.tenant.to_string();
        let id = match text {
            text if text.starts_with("/jobs/") => &self.job,
            text if text.starts_with("/settings/members/") => &self.member,
            text if text.starts_with("/system/tenants/") => &tenant,
            text if records.iter().any(|family| text.starts_with(family)) => &self.record,
            _ => &self.project,
        };
        text.replace("{id}", id)
            .replace("{member}", &self.member)
            .replace("{member_id}", &self.member)
            .replace("{invitation_id}", "999999")
            .replace("{secret}", "tl_invite_none")
            .replace("{company_id}", &tenant)
            .replace("{project}", &self.project)
            .replace("{job}", &self.job)
            .replace("{file}", &self.file)
            .replace("{token}", &self.token)
            .replace("{record}", &self.record)
            .replace("{task_id}", &self.job)
            .replace("{user_id}", &self.server.world.user.to_string())
            .replace("{user}", &self.server.world.user.to_string())
            .replace("{secret}", "none")
            .replace("{phone_number}", "14152000001")
            .replace("{link}", &"0".repeat(48))
            .replace("{prefix}", "415234")
            .replace("{from}", "1")
            .replace("{to}", "2")
            .replace("{tenant}", &tenant)
    }

    async fn ask(&self, line: &Line, browser: &Browser<'_>, token: Option<&str>) -> Asked {
        let (at, body) = (self.filled(line.at), self.filled(line.body));
        let method: Method = line.method.parse().expect("a method");
        let answer = match line.door {
            Door::Page => browser.get(&at).await,
            Door::Form if method == Method::GET => browser.call(method, &format!("{at}?{body}"), "", "").await,
            Door::Form if body == "{numbers}" => {
                let upload = NUMBERS.replace("{project}", &self.project);
                browser.call(method, &at, UPLOAD_TYPE, &upload).await
            }
            Door::Form if body == "{entries}" => browser.call(method, &at, UPLOAD_TYPE, ENTRIES).await,
            Door::Form if body == "{upload}" => browser.call(method, &at, UPLOAD_TYPE, UPLOAD).await,
            Door::Form => browser.call(method, &at, FORM, &body).await,
            Door::File => browser.call(method, &at, "", "").await,
            Door::Rest if body == "{numbers}" => {
                let upload = NUMBERS.replace("{project}", &self.project);
                let mut request = match token {
                    Some(token) => with_token(method, &at, token, Body::from(upload)),
                    None => bare(method, &at),
                };
                request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(UPLOAD_TYPE));
                self.server.ask(request).await
            }
            Door::Rest => match token {
                Some(token) => self.server.ask(with_token(method, &at, token, Body::from(body))).await,
                None => self.server.ask(bare(method, &at)).await,
            },
            Door::Socket => {
                let (code, said) = self.server.first_of_socket(&at, token).await;
                return Asked { status: code, text: said, location: String::new() };
            }
            Door::Live => {
                let snapshot = browser.call(Method::GET, &format!("/live/snapshot?topics={at}"), "", "").await;
                let request = browser.request(Method::GET, &format!("/live?topics={at}"), "text/event-stream", "", "");
                let (status, _stream) = self.server.open(request).await;
                assert_eq!(status, snapshot.status, "the stream and the snapshot of {at} differ");
                snapshot
            }
        };
        Asked { status: answer.status.as_u16(), text: answer.text(), location: answer.header("location").to_owned() }
    }

    /// Changes of the first tenant's things in its audit: a refused request leaves none. What a person sets for
    /// themselves does not count.
    async fn audited(&self) -> i64 {
        let mut connection =
            PgConnection::connect(self.server.world.database.url()).await.expect("the test's database answers");
        sqlx::query("select set_config('app.platform', 'on', false)")
            .execute(&mut connection)
            .await
            .expect("a setting");
        let row = sqlx::query("select count(*) from audit_entry where tenant_id = $1 and verb !~ '^(user|session)[.]'")
            .bind(self.server.world.tenant.0)
            .fetch_one(&mut connection)
            .await
            .expect("the audit reads");
        row.get(0)
    }
}

const UPLOAD_TYPE: &str = "multipart/form-data; boundary=edge";
const UPLOAD: &str = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n\
                      Content-Type: text/csv\r\n\r\nid,prefix\r\n--edge--\r\n";

const NUMBERS: &str = "--edge\r\nContent-Disposition: form-data; name=\"project_id\"\r\n\r\n{project}\r\n\
                       --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n\r\n\
                       4152000001\r\n--edge--\r\n";

/// Numbers for a list; each of the two forms takes what it knows of it.
const ENTRIES: &str = "--edge\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nthe fair\r\n\
                       --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n\r\n\
                       4152000001\r\n--edge--\r\n";

#[tokio::test]
async fn every_way_in_has_its_line() {
    let server = Server::new().await;
    let mut there = BTreeSet::new();
    for route in server::html::page_routes() {
        // Forms are listed as routes to be left out; they have no methods.
        if route.methods().next().is_some() {
            there.insert((Door::Page, format!("GET {}", route.path())));
        }
    }
    for path in server::html::DOWNLOADS {
        there.insert((Door::Page, format!("GET {path}")));
    }
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        there.insert((Door::Form, format!("{method} {path}")));
    }
    let document = server.ask(bare(Method::GET, "/api/openapi.json")).await.expect(200);
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for method in operations.as_object().expect("operations").keys() {
            there.insert((Door::Rest, format!("{} {path}", method.to_uppercase())));
        }
    }
    let job = Topic::Job("00000000-0000-7000-8000-000000000000".parse().expect("an id"));
    let project = Topic::Project(ProjectId(7));
    for topic in [job, project, Topic::ActiveJobs, Topic::Notifications] {
        there.insert((Door::Live, format!("GET {}", pattern(&topic))));
    }
    // Files are one route beside those that can be listed.
    there.insert((Door::File, "GET /files/{file}".to_owned()));

    for (path, _) in server::sockets::DOORS {
        there.insert((Door::Socket, format!("GET {path}")));
    }

    let covered: BTreeSet<_> = ACCESS.iter().map(Line::name).collect();
    let missing: Vec<_> = there.difference(&covered).collect();
    assert!(
        missing.is_empty(),
        "{missing:?} can be reached and has no line in ACCESS of server/tests/coverage/access.rs: add one that says which status \
         nobody, the owner of another tenant and a viewer of the tenant get"
    );
    let gone: Vec<_> = covered.difference(&there).collect();
    assert!(
        gone.is_empty(),
        "{gone:?} stands in ACCESS of server/tests/coverage/access.rs and is not there any more: take it out"
    );
}

#[tokio::test]
async fn nobody_another_tenant_and_too_low_a_role_are_kept_out_everywhere() {
    let scene = Scene::new().await;
    let before = scene.audited().await;
    let mut wrong = Vec::new();
    let stranger = Browser::signed_in(&scene.server, "owner@globex.test").await;
    let viewer = Browser::signed_in(&scene.server, "viewer@acme.test").await;
    for line in ACCESS {
        let nobody = Browser::new(&scene.server);
        let asked = [
            ("nobody", line.nobody, scene.ask(line, &nobody, None).await),
            ("another tenant", line.stranger, scene.ask(line, &stranger, Some(&scene.stranger_token)).await),
            ("a viewer", line.viewer, scene.ask(line, &viewer, Some(&scene.viewer_token)).await),
        ];
        for (who, status, answer) in asked {
            let (door, name) = line.name();
            if answer.status != status {
                wrong.push(format!("{door:?} {name}: {who} got {} and not {status}", answer.status));
            }
            if who != "a viewer" && answer.text.contains(MARK) {
                wrong.push(format!("{door:?} {name}: {who} saw something of the first tenant"));
            }
            if line.door == Door::Page && status == 303 && who == "nobody" && !answer.location.starts_with("/sign-in") {
                wrong.push(format!("{door:?} {name}: nobody was sent to {} and not to the sign-in", answer.location));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));

    let job = scene.job.parse().expect("an id");
    let job =
        engine::job::progress(&scene.server.world.engine, &scene.server.world.scope, job).await.expect("it is there");
    assert_eq!(job.state, JobState::Waiting, "somebody's refused request touched the job");
    assert_eq!(scene.audited().await, before, "a refused request left a trace of a change");
}

#[test]
fn every_way_in_states_the_right_it_needs_and_what_a_viewer_gets_follows_from_the_table() {
    let mut told = BTreeSet::new();
    for (_, door, names) in RIGHTS {
        for name in *names {
            assert!(told.insert((*door, (*name).to_owned())), "{door:?} {name} stands in RIGHTS twice");
        }
    }
    let covered: BTreeSet<_> = ACCESS.iter().map(Line::name).collect();
    let missing: Vec<_> = covered.difference(&told).collect();
    assert!(
        missing.is_empty(),
        "{missing:?} has no right: add it to RIGHTS of server/tests/coverage/rights.rs, under what it needs"
    );
    let gone: Vec<_> = told.difference(&covered).collect();
    assert!(gone.is_empty(), "{gone:?} stands in RIGHTS and is not there any more: take it out");
    for line in ACCESS {
        let (door, name) = line.name();
        let lacks = match rights::of(door, &name) {
            Some(Needs::Right(right)) => right.rule().least_role > Role::Viewer,
            Some(Needs::Platform) => true,
            _ => continue,
        };
        assert_eq!(line.viewer == 403, lacks, "{door:?} {name}: a viewer's status and the table of rights disagree");
    }
}

/// Somebody of this role in the first tenant, and a token of theirs with every scope.
async fn of_role(scene: &Scene, role: Role) -> (String, String) {
    let (world, engine) = (&scene.server.world, &scene.server.world.engine);
    if role == Role::Owner {
        // Not the one of the scene, which a line of `ACCESS` revokes.
        let token = scene.server.token_of(world.tenant, world.user, &[TokenScope::Admin]).await;
        return ("owner@acme.test".to_owned(), token);
    }
    let email = format!("some-{role}@acme.test");
    let new = NewUser {
        email: email.clone(),
        name: format!("Some {role}"),
        password: PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((world.tenant, role)),
        legacy_id: None,
    };
    let user = engine::user::create(engine, &operator(), new).await.expect("the person is made");
    (email, scene.server.token_of(world.tenant, user, &[TokenScope::Admin]).await)
}

#[tokio::test]
async fn each_of_the_four_roles_gets_in_exactly_where_the_table_of_rights_says() {
    let mut wrong = Vec::new();
    for role in Role::ALL {
        // Each in a world of their own, as what one role deletes another would not find.
        let scene = Scene::new().await;
        let (email, token) = of_role(&scene, role).await;
        let browser = Browser::signed_in(&scene.server, &email).await;
        for line in ACCESS {
            let (door, name) = line.name();
            let may = match rights::of(door, &name) {
                None => continue,
                Some(Needs::NoRight) => true,
                Some(Needs::Right(right)) => role >= right.rule().least_role,
                Some(Needs::Platform) => false,
                Some(Needs::ToBeNamed) => role == Role::Owner,
            };
            let status = scene.ask(line, &browser, Some(&token)).await.status;
            let kept_out = matches!(status, 401 | 403 | 4001 | 4003);
            if kept_out == may {
                wrong.push(format!("{door:?} {name}: a member who is {role} got {status}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn the_owner_sees_what_the_others_do_not() {
    // Without this, a page that shows nothing to anybody would pass the test above.
    let scene = Scene::new().await;
    let owner = Browser::signed_in(&scene.server, "owner@acme.test").await;
    for at in [
        "/numbers",
        "/numbers/projects/{id}",
        "/numbers/projects/{id}/overview",
        "/numbers/projects/{id}/edit",
        "/numbers/projects/{id}/generate",
        "/contacts",
        "/contacts/{id}",
        "/contacts/{id}/edit",
        "/contacts/companies/{id}",
        "/contacts/leads/{id}",
        "/contacts/deals/{id}",
        "/jobs",
        "/jobs/{id}",
        "/contacts/consent",
        "/contacts/do-not-call",
        "/contacts/dialling?number=4152000001",
    ] {
        let answer = owner.get(&scene.filled(at)).await;
        assert_eq!(answer.status.as_u16(), 200, "{at}");
        assert!(answer.text().contains(MARK), "{at} shows nothing of its tenant");
    }
}

#[tokio::test]
async fn health_and_the_document_are_open_to_everybody_and_tell_nothing() {
    let scene = Scene::new().await;
    for path in ["/healthz", "/readyz", "/api/openapi.json", "/api/docs/"] {
        let request = Request::get(path).header(header::ACCEPT, "*/*").body(Body::empty()).expect("well-formed");
        let answer = scene.server.ask(request).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        assert!(!answer.text().contains(MARK), "{path}");
    }
}
