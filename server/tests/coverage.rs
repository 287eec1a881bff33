//! Nobody comes in where they have no business (DESIGN §6): every page, every form, every REST operation, every live
//! topic and every socket is asked as nobody, as the owner of another tenant, and as the least role of its own.
//!
//! What there is to ask comes from the routes themselves, so a new one fails here until it has its line in [`ACCESS`].

mod support;

use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, header};
use domain::id::ProjectId;
use domain::job::JobState;
use domain::live::Topic;
use domain::scope::{Role, TokenScope};
use engine::testing::{PASSWORD, operator};
use engine::user::NewUser;
use serde_json::json;
use sqlx::{Connection, PgConnection, Row};
use std::collections::BTreeSet;
use support::browser::{Browser, FORM};
use support::{Server, bare, with_token};

/// Stands in everything the first tenant owns, and in no answer to anybody else.
const MARK: &str = "Acme-only";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Door {
    Page,
    Form,
    Rest,
    Live,
    File,
    /// A socket of the old clients; its status is the code it was closed with, or 200 when it says something.
    Socket,
}

/// One way in, and the status for each who asks: nobody; the owner of another tenant; a viewer of the first one.
struct Line {
    door: Door,
    method: &'static str,
    /// As the router, the document or the topic writes it.
    at: &'static str,
    /// `{project}`, `{job}`, `{file}`, `{token}` and `{tenant}` are the first tenant's.
    body: &'static str,
    nobody: u16,
    stranger: u16,
    viewer: u16,
}

const fn page(at: &'static str, nobody: u16, stranger: u16, viewer: u16) -> Line {
    Line { door: Door::Page, method: "GET", at, body: "", nobody, stranger, viewer }
}

const fn form(method: &'static str, at: &'static str, body: &'static str, statuses: [u16; 3]) -> Line {
    let [nobody, stranger, viewer] = statuses;
    Line { door: Door::Form, method, at, body, nobody, stranger, viewer }
}

const fn rest(method: &'static str, at: &'static str, body: &'static str, stranger: u16, viewer: u16) -> Line {
    Line { door: Door::Rest, method, at, body, nobody: 401, stranger, viewer }
}

const fn live(at: &'static str, stranger: u16, viewer: u16) -> Line {
    Line { door: Door::Live, method: "GET", at, body: "", nobody: 401, stranger, viewer }
}

const fn socket(at: &'static str, stranger: u16, viewer: u16) -> Line {
    Line { door: Door::Socket, method: "GET", at, body: "", nobody: 4001, stranger, viewer }
}

/// Who gets what. A list shows everybody their own tenant's things, so it is 200 for the stranger too, without the mark.
const ACCESS: &[Line] = &[
    page("/", 303, 200, 200),
    page("/sign-in", 200, 303, 303),
    page("/numbers", 303, 200, 200),
    page("/numbers/projects/new", 303, 200, 403),
    page("/numbers/projects/{id}", 303, 404, 200),
    page("/numbers/projects/{id}/generate", 303, 404, 403),
    page("/numbers/projects/{id}/change?do=validate&all=1&filter=", 303, 404, 403),
    page("/numbers/statistics?project={project}", 303, 404, 200),
    page("/numbers/projects/{id}/export", 303, 404, 403),
    page("/numbers/projects/{id}/import", 303, 404, 403),
    page("/numbers/projects/{id}/import/{file}", 303, 404, 403),
    page("/exports", 303, 200, 200),
    page("/numbers/projects/{id}/overview", 303, 404, 200),
    page("/numbers/projects/{id}/edit", 303, 404, 403),
    page("/numbers/projects/{id}/delete", 303, 404, 403),
    page("/numbers/prefixes", 303, 200, 200),
    page("/numbers/prefixes/import", 303, 403, 403),
    page("/jobs", 303, 200, 200),
    page("/jobs/{id}", 303, 404, 200),
    page("/notifications", 303, 200, 200),
    page("/settings/tokens", 303, 200, 200),
    page("/settings/tokens/new", 303, 200, 200),
    page("/system", 303, 403, 403),
    form("POST", "/forms/sign-in", "email=nobody%40acme.test&password=wrong", [400, 400, 400]),
    form("POST", "/forms/theme", "theme=dark", [303, 303, 303]),
    form("POST", "/forms/tenant-choose", "tenant={tenant}", [401, 404, 303]),
    form("POST", "/forms/project-create", "name=New", [401, 303, 403]),
    form("POST", "/forms/project-edit", "id={project}&version=1&name=Taken", [401, 404, 403]),
    form("POST", "/forms/project-archive", "id={project}&archive=true", [401, 404, 403]),
    form("POST", "/forms/project-delete", "id={project}&name=Acme-only+project", [401, 404, 403]),
    form("GET", "/forms/capacity", "project_id={project}&area_code=415", [401, 404, 200]),
    form("POST", "/forms/generate", "project_id={project}&area_code=415&quantity=5", [401, 400, 403]),
    form(
        "POST",
        "/forms/numbers-change",
        "project_id={project}&deed=status&status=active&count=0&digest=0",
        [401, 404, 403],
    ),
    form("POST", "/forms/numbers-undo", "id={job}", [401, 404, 403]),
    form("POST", "/forms/view-save", "name=&query=type%3DMobile", [401, 400, 400]),
    form("POST", "/forms/view-delete", "id=999999", [401, 404, 404]),
    form("POST", "/forms/job-cancel", "id={job}", [401, 404, 403]),
    form("POST", "/forms/job-retry", "id={job}", [401, 404, 403]),
    form("POST", "/forms/jobs-retry", "filter=state%3Dfailed", [401, 409, 403]),
    form("POST", "/forms/job-priority", "id={job}&priority=high", [401, 404, 403]),
    form("POST", "/forms/notifications-read", "", [401, 303, 303]),
    form("POST", "/forms/token-create", "name=&days=90", [401, 400, 400]),
    form("POST", "/forms/token-revoke", "id={token}", [401, 404, 404]),
    form("POST", "/forms/kind-pause", "kind=generate_numbers&pause=true", [401, 403, 403]),
    form("POST", "/forms/node-drain", "node=00000000-0000-7000-8000-000000000000&drain=true", [401, 403, 403]),
    form("POST", "/forms/prefixes-import", "{upload}", [401, 403, 403]),
    form("POST", "/forms/numbers-export", "project_id={project}&format=csv&fields[]=phone_number", [401, 404, 403]),
    form("POST", "/forms/numbers-upload", "{numbers}", [401, 404, 403]),
    form("POST", "/forms/numbers-import", "project_id={project}&file={file}&format=csv&number=0", [401, 404, 403]),
    rest("GET", "/api/projects/", "", 200, 200),
    rest("POST", "/api/projects/", r#"{"name":"New by program"}"#, 201, 403),
    rest("GET", "/api/projects/{id}/", "", 404, 200),
    rest("PATCH", "/api/projects/{id}/", r#"{"name":"Taken over"}"#, 404, 403),
    rest("DELETE", "/api/projects/{id}/", "", 404, 403),
    rest("POST", "/api/projects/{id}/archive/", "", 404, 403),
    rest("POST", "/api/projects/{id}/unarchive/", "", 404, 403),
    rest("GET", "/api/projects/{id}/analytics/", "", 404, 200),
    rest(
        "POST",
        "/api/phone-generator/generate-numbers-enhanced/",
        r#"{"project_id":{project},"area_code":"415","quantity":5}"#,
        400,
        403,
    ),
    rest(
        "POST",
        "/api/phone-generator/generate-numbers-config/",
        r#"{"project_id":{project},"area_code":"415","quantity":5}"#,
        400,
        403,
    ),
    rest("POST", "/api/phone-generator/validate-numbers-enhanced/", r#"{"project_id":{project}}"#, 404, 403),
    rest("POST", "/api/phone-generator/bulk-validate/", r#"{"phone_ids":[999999]}"#, 400, 403),
    rest("POST", "/api/phone-validator/start-validation-free/", r#"{"project_id":{project}}"#, 404, 403),
    rest("POST", "/api/phone-validator/validate-number-id-free/", r#"{"phone_id":999999}"#, 404, 403),
    rest("GET", "/api/phone-generator/get-valid-numbers/?project_id={project}", "", 404, 200),
    rest("POST", "/api/phone-generator/clear-numbers/", r#"{"project_id":{project}}"#, 404, 403),
    rest("DELETE", "/api/phone-generator/clear-numbers/", r#"{"project_id":{project}}"#, 404, 403),
    rest("POST", "/api/phone-generator/delete-all/", r#"{"project_id":{project}}"#, 404, 403),
    rest("DELETE", "/api/phone-generator/delete-all/", r#"{"project_id":{project}}"#, 404, 403),
    rest(
        "POST",
        "/api/phone-generator/delete-numbers/",
        r#"{"project_id":{project},"selectedNumbers":[999999]}"#,
        404,
        403,
    ),
    rest(
        "DELETE",
        "/api/phone-generator/delete-numbers/",
        r#"{"project_id":{project},"selectedNumbers":[999999]}"#,
        404,
        403,
    ),
    rest("POST", "/api/phone-generator/delete-filtered/", r#"{"project_id":{project},"search":"1"}"#, 404, 403),
    rest("DELETE", "/api/phone-generator/delete-filtered/", r#"{"project_id":{project},"search":"1"}"#, 404, 403),
    rest("GET", "/api/phone-generator/tasks/", "", 200, 200),
    rest("GET", "/api/phone-generator/tasks/active/", "", 200, 200),
    rest("GET", "/api/phone-generator/tasks/{task_id}/progress/", "", 404, 200),
    rest("POST", "/api/phone-generator/tasks/{task_id}/cancel/", "{}", 404, 403),
    rest("GET", "/api/phone-generator/list-numbers/?project_id={project}", "", 404, 200),
    rest("GET", "/api/phone-generator/statistics/?project_id={project}", "", 404, 200),
    rest("POST", "/api/phone-generator/export/", r#"{"project_id":{project}}"#, 404, 200),
    rest("POST", "/api/phone-generator/import/", "{numbers}", 404, 403),
    Line { door: Door::File, method: "GET", at: "/files/{file}", body: "", nobody: 401, stranger: 404, viewer: 200 },
    live("active-jobs", 200, 200),
    live("job:{job}", 404, 200),
    live("project:{project}", 404, 200),
    live("notifications", 200, 200),
    socket("/ws/", 200, 200),
    socket("/ws/tasks/", 200, 200),
    socket("/ws/phone-generation/{user_id}/", 4003, 4003),
    socket("/ws/tasks/{user_id}/", 4003, 4003),
    // Last: it ends the sessions that the lines above ask with.
    form("POST", "/forms/sign-out", "", [303, 303, 303]),
];

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

        let (world, engine) = (&server.world, &server.world.engine);
        let viewer = NewUser {
            email: "viewer@acme.test".into(),
            name: "Viewer".into(),
            password: PASSWORD.to_owned().into(),
            platform_admin: false,
            membership: Some((world.tenant, Role::Viewer)),
            legacy_id: None,
        };
        let viewer = engine::user::create(engine, &operator(), viewer).await.expect("the viewer is made");
        let viewer_token = server.token_of(world.tenant, viewer, &[TokenScope::Admin]).await;
        let (tenant, stranger, _) = world.other("globex", Role::Owner).await;
        let stranger_token = server.token_of(tenant, stranger, &[TokenScope::Admin]).await;
        let token = world.figure("select min(id) as n from api_token").await.to_string();
        Self { server, project, job, file, token, stranger_token, viewer_token }
    }

    fn filled(&self, text: &str) -> String {
        let id = if text.starts_with("/jobs/") { &self.job } else { &self.project };
        text.replace("{id}", id)
            .replace("{project}", &self.project)
            .replace("{job}", &self.job)
            .replace("{file}", &self.file)
            .replace("{token}", &self.token)
            .replace("{task_id}", &self.job)
            .replace("{user_id}", &self.server.world.user.to_string())
            .replace("{tenant}", &self.server.world.tenant.to_string())
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
        let row = sqlx::query("select count(*) from audit_entry where tenant_id = $1 and verb not like 'user.%'")
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
        "{missing:?} can be reached and has no line in ACCESS of server/tests/coverage.rs: add one that says which status \
         nobody, the owner of another tenant and a viewer of the tenant get"
    );
    let gone: Vec<_> = covered.difference(&there).collect();
    assert!(
        gone.is_empty(),
        "{gone:?} stands in ACCESS of server/tests/coverage.rs and is not there any more: take it out"
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
        "/jobs",
        "/jobs/{id}",
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
