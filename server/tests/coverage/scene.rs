//! What is there to be reached, and the asking.

use crate::access::{Door, Line};
use crate::support::browser::{Browser, FORM};
use crate::support::{Server, bare, with_token};
use axum::body::Body;
use axum::http::{HeaderValue, Method, header};
use domain::scope::{Role, TokenScope};
use engine::testing::{PASSWORD, operator};
use engine::user::NewUser;
use serde_json::json;
use sqlx::{Connection, PgConnection, Row};
use std::collections::BTreeSet;

/// Stands in everything the first tenant owns, and in no answer to anybody else.
pub(crate) const MARK: &str = "Acme-only";

/// A dial's and a batch's id.
const DIAL: &str = "0197a8f0-0000-7000-8000-000000000001";

/// What somebody got.
pub(crate) struct Asked {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) location: String,
}

/// The first tenant's things, and the people who ask for them.
pub(crate) struct Scene {
    pub(crate) server: Server,
    pub(crate) project: String,
    pub(crate) job: String,
    /// An export that is done.
    file: String,
    /// The owner's token, by its id.
    token: String,
    /// An agent of the first tenant.
    member: String,
    /// The id of a contact, and of a company, a lead and a deal.
    record: String,
    call: String,
    /// A view of calls that is shared.
    view: String,
    view_ukey: String,
    provider: String,
    campaign: String,
    /// What programs call a dial by.
    dial: String,
    batch: String,
    dead_letter: String,
    pub(crate) stranger_token: String,
    pub(crate) viewer_token: String,
}

impl Scene {
    pub(crate) async fn new() -> Self {
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
        let body = json!({
            "subject": format!("{MARK} call"), "start_time": "2026-11-20T10:00:00Z", "call_for": "contact",
            "call_for_id": record,
        });
        let call = server.post("/crm/calls/save", body).await.expect(200)["data"]["id"].to_string();
        let body = json!({ "name": format!("{MARK} view"), "visibility": "shared" });
        let saved = server.post("/custom/views/save", body).await.expect(200)["data"].clone();
        let (view, view_ukey) = (saved["id"].to_string(), saved["ukey"].as_str().expect("a key").to_owned());
        let mine = world.tenant;
        world
            .sql(&format!(
                "with p as (
                 insert into provider (tenant_id, name, kind, base_url, signing_key, max_concurrent)
                 values ({mine}, '{MARK} provider', 1, 'http://127.0.0.1:9', '\\x00', 1) returning id),
             c as (
                 insert into campaign (tenant_id, name, provider_id, state, max_concurrent, windows, consent_kinds,
                     longest_call_s)
                 select {mine}, '{MARK} campaign', id, 4, 1, '[]', 1, 60 from p returning id, provider_id),
             d as (
                 insert into dial (tenant_id, call_id, campaign_id, provider_id, number, state, verdict, error)
                 select {mine}, '{DIAL}', id, provider_id, 14152000001, 2, 'ALLOWED', '{MARK}' from c returning id),
             r as (
                 insert into retry_policy (tenant_id, campaign_id, version, text)
                 select {mine}, 0, 1, '{{}}' union all select {mine}, id, 1, '{{}}' from c),
             i as (insert into installation_retry_policy (version, text) values (1, '{{}}')),
             b as (
                 insert into dial_batch (tenant_id, id, campaign_id, requested, accepted, failed)
                 select {mine}, '{DIAL}', id, 1, 1, 0 from c),
             k as (
                 insert into campaign_contact (tenant_id, campaign_id, number) select {mine}, id, 14152000002 from c)
             insert into dead_letter (tenant_id, topic, campaign_id, dial_id, payload, error)
             select {mine}, 'dial.failed', c.id, d.id, '{{}}', '{MARK}' from c, d"
            ))
            .await;
        let provider = world.figure("select id as n from provider").await.to_string();
        let campaign = world.figure("select id as n from campaign").await.to_string();
        let dead_letter = world.figure("select id as n from dead_letter").await.to_string();
        let (dial, batch) = (DIAL.to_owned(), DIAL.to_owned());
        Self {
            server,
            project,
            job,
            file,
            token,
            member,
            record,
            call,
            view,
            view_ukey,
            provider,
            campaign,
            dial,
            batch,
            dead_letter,
            stranger_token,
            viewer_token,
        }
    }

    pub(crate) fn filled(&self, text: &str) -> String {
        let records = ["/contacts", "/api/v1/contacts", "/api/v1/companies", "/api/v1/leads", "/api/v1/deals"];
        let tenant = self.server.world.tenant.to_string();
        let id = match text {
            text if text.starts_with("/jobs/") => &self.job,
            text if text.starts_with("/calls/") => &self.call,
            text if text.starts_with("/campaigns/") => &self.campaign,
            text if text.starts_with("/providers/") => &self.provider,
            text if text.starts_with("/dead-letters/") => &self.dead_letter,
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
            .replace("{call_id}", &self.call)
            .replace("{campaign_id}", &self.campaign)
            .replace("{campaign}", &self.campaign)
            .replace("{version}", "1")
            .replace("{provider}", &self.provider)
            .replace("{dial_id}", &self.dial)
            .replace("{dial}", &self.dial)
            .replace("{batch_id}", &self.batch)
            .replace("{dead_letter_id}", &self.dead_letter)
            .replace("{action}", "resume")
            .replace("{view_id}", &self.view)
            .replace("{view_ukey}", &self.view_ukey)
            .replace("{module_id}", "1")
            .replace("{module}", "contact")
            .replace("{record_id}", &self.record)
            .replace("{value}", "1")
            .replace("{task_id}", &self.job)
            .replace("{user_id}", &self.server.world.user.to_string())
            .replace("{user}", &self.member)
            .replace("{phone_number}", "14152000001")
            .replace("{link}", &"0".repeat(48))
            .replace("{prefix}", "415234")
            .replace("{from}", "1")
            .replace("{to}", "2")
            .replace("{tenant}", &tenant)
    }

    pub(crate) async fn ask(&self, line: &Line, browser: &Browser<'_>, token: Option<&str>) -> Asked {
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
            Door::Rest if body == "{numbers}" || body == "{entries}" => {
                let upload = if body == "{entries}" { ENTRIES } else { NUMBERS };
                let upload = upload.replace("{project}", &self.project);
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
    pub(crate) async fn audited(&self) -> i64 {
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
const ENTRIES: &str = "--edge\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\ncontact\r\n\
                       --edge\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nthe fair\r\n\
                       --edge\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n1\r\n\
                       --edge\r\nContent-Disposition: form-data; name=\"consent_id\"\r\n\r\n1\r\n\
                       --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n\r\n\
                       4152000001\r\n--edge--\r\n";
