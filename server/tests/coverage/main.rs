//! Nobody comes in where they have no business (DESIGN §6): every page, every form, every REST operation, every live
//! topic and every socket is asked as nobody, as the owner of another tenant, and as the least role of its own.
//!
//! What there is to ask comes from the routes themselves, so a new one fails here until it has its line in `access.rs`.

mod access;
mod rights;
mod scene;
#[path = "../support/mod.rs"]
mod support;

use access::{Door, Line};
use axum::body::Body;
use axum::http::{Method, Request, header};
use domain::id::{CampaignId, ProjectId};
use domain::job::JobState;
use domain::live::Topic;
use domain::scope::{Role, TokenScope};
use engine::testing::{PASSWORD, operator};
use engine::user::NewUser;
use rights::Needs;
use scene::{MARK, Scene};
use std::collections::BTreeSet;
use support::browser::Browser;
use support::{Server, bare};

impl Line {
    /// What the line is about, without what is asked of it.
    fn name(&self) -> (Door, String) {
        let at = self.at.split('?').next().unwrap_or(self.at);
        (self.door, format!("{} {at}", self.method))
    }
}

/// How a topic stands in `ACCESS`; a new one does not compile until it is here.
fn pattern(topic: &Topic) -> &'static str {
    match topic {
        Topic::Job(_) => "job:{job}",
        Topic::ActiveJobs => "active-jobs",
        Topic::Project(_) => "project:{project}",
        Topic::Notifications => "notifications",
        Topic::Campaign(_) => "campaign:{campaign}",
    }
}

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
    for topic in [job, project, Topic::ActiveJobs, Topic::Notifications, Topic::Campaign(CampaignId(7))] {
        there.insert((Door::Live, format!("GET {}", pattern(&topic))));
    }
    // Files are one route beside those that can be listed.
    there.insert((Door::File, "GET /files/{file}".to_owned()));

    for (path, _) in server::sockets::DOORS {
        there.insert((Door::Socket, format!("GET {path}")));
    }

    let covered: BTreeSet<_> = access::all().map(Line::name).collect();
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
    for line in access::all() {
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
    for (_, door, names) in rights::all() {
        for name in *names {
            assert!(told.insert((*door, (*name).to_owned())), "{door:?} {name} stands in RIGHTS twice");
        }
    }
    let covered: BTreeSet<_> = access::all().map(Line::name).collect();
    let missing: Vec<_> = covered.difference(&told).collect();
    assert!(
        missing.is_empty(),
        "{missing:?} has no right: add it to RIGHTS of server/tests/coverage/rights, under what it needs"
    );
    let gone: Vec<_> = told.difference(&covered).collect();
    assert!(gone.is_empty(), "{gone:?} stands in RIGHTS and is not there any more: take it out");
    for line in access::all() {
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
        for line in access::all() {
            let (door, name) = line.name();
            let may = match rights::of(door, &name) {
                None => continue,
                Some(Needs::NoRight) => true,
                Some(Needs::Right(right)) => role >= right.rule().least_role,
                Some(Needs::Platform | Needs::OwnScope) => false,
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
        "/calls",
        "/calls/board",
        "/calls/{id}",
        "/calls/{id}/edit",
        "/contacts",
        "/contacts/{id}",
        "/contacts/{id}/edit",
        "/contacts/companies/{id}",
        "/contacts/leads/{id}",
        "/contacts/deals/{id}",
        "/jobs",
        "/jobs/{id}",
        "/campaigns",
        "/campaigns/{id}",
        "/campaigns/{id}/edit",
        "/dials/{dial}",
        "/providers",
        "/providers/{id}",
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
