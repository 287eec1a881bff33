//! Requests made of the document by chance, lawful and not: none ends in a server error, and every answer is one that the
//! document declares (FEATURES E28).
//!
//! A failure prints its seed; put it into `SEEDS` to have it again.

mod campaigns;
mod generator;
mod schema;
#[path = "../support/mod.rs"]
mod support;

use axum::http::{Method, StatusCode, header};
use domain::scope::TokenScope;
use engine::queue::Worker;
use generator::{Dice, Known, Operation};
use schema::Document;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use support::{Answer, Server, bare};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Seeds that are tried each time, besides one by chance.
const SEEDS: [u64; 1] = [415];

/// Requests of each operation and seed.
const REQUESTS: u32 = 20;

/// So many rounds more for what never went well.
const MORE_ROUNDS: u32 = 40;

/// Nothing here takes so long unless a signal was lost.
const PATIENCE: Duration = Duration::from_secs(60);

async fn document(server: &Server) -> Document {
    Document(server.ask(bare(Method::GET, "/api/openapi.json")).await.expect(200))
}

/// Things that there are, so that a request may be lawful: a project at rest, with numbers, and one that a task waits for.
async fn known(server: &Server, name: &str) -> Known {
    let (mut projects, mut tasks) = (Vec::new(), Vec::new());
    for state in ["at rest", "busy"] {
        let body = json!({ "name": format!("{name} {state}") });
        let project = server.post("/api/projects/", body).await.expect(201)["data"]["id"].clone();
        let body = json!({ "project_id": project, "area_code": "415", "quantity": 5 });
        let started = server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
        tasks.push(started["data"]["task_id"].as_str().expect("an id").to_owned());
        projects.push(project.to_string());
        if state == "at rest" {
            server.world.sql("delete from job_kind_pause").await;
            server.run_jobs().await;
            // The other worker may have taken it; its numbers must be there before they are changed.
            let (engine, scope) = (&server.world.engine, &server.world.scope);
            let task = tasks.last().and_then(|task| task.parse().ok()).expect("an id");
            engine::job::ended(engine, scope, task, PATIENCE).await.expect("the generation ends");
            // The generation has looked them up; a validation needs some that nobody has.
            server.world.sql("update number set valid = null, validated_at = null").await;
            // What waits now goes on waiting, while a worker does what an answer waits for.
            server
                .world
                .sql("insert into job_kind_pause (kind) values ('generate_numbers') on conflict do nothing")
                .await;
        }
    }
    let number = server.world.figure("select coalesce(max(id), 0) as n from number").await;
    let (mut members, mut companies) = (Vec::new(), Vec::new());
    for suspended in ["null", "now()"] {
        let (member, company) = standing(server, suspended).await;
        members.push(member);
        companies.push(company);
    }
    let body = json!({ "email": format!("{}@invited.test", uuid::Uuid::now_v7()), "role": "agent" });
    let invitation = server.post("/api/v1/invitations/", body).await.expect(201)["invitation"]["id"].to_string();
    let contact = server.post("/api/v1/contacts/", json!({ "name": "Known" })).await.expect(201)["id"].to_string();
    let user = server.world.user.to_string();
    let (records, keys) = (Vec::new(), Vec::new());
    Known { projects, tasks, number, members, companies, invitation, records, keys, contact, user }
}

/// A member of the token's company and another company; who made them does not matter, and a password's hash takes long.
async fn standing(server: &Server, suspended: &str) -> (String, String) {
    let (world, some) = (&server.world, uuid::Uuid::now_v7());
    let user = format!(
        "insert into app_user (email, name, password_hash) values ('{some}@acme.test', 'Some', '') returning id as n"
    );
    let user = world.figure(&user).await;
    let member = format!(
        "insert into membership (tenant_id, user_id, role, suspended_at) values ({}, {user}, 'agent', {suspended})",
        world.tenant
    );
    world.sql(&member).await;
    let company = format!(
        "insert into tenant (slug, name, suspended_at) values ('{some}', 'Some', {suspended}) returning id as n"
    );
    (user.to_string(), world.figure(&company).await.to_string())
}

/// Some records of a family with the keys of those that have one; of calls, one is a demonstration's.
async fn records(server: &Server, family: &str) -> (Vec<String>, Vec<String>) {
    if campaigns::FAMILIES.contains(&family) {
        return (campaigns::of(server, family).await, Vec::new());
    }
    let (mut records, mut keys) = (Vec::new(), Vec::new());
    for name in ["One", "Two", "Three"] {
        let name = format!("{name} {}", uuid::Uuid::now_v7());
        let made = match family {
            "/crm/calls/" => {
                let body = json!({ "subject": name, "start_time": "2026-11-21T10:00:00Z" });
                server.post("/crm/calls/save", body).await.expect(200)["data"].clone()
            }
            "/custom/views/" => {
                let body = json!({ "name": name });
                server.post("/custom/views/save", body).await.expect(200)["data"].clone()
            }
            family => server.post(family, json!({ "name": name })).await.expect(201),
        };
        records.push(made["id"].to_string());
        keys.extend(made["ukey"].as_str().map(str::to_owned));
    }
    if family == "/crm/calls/" {
        let mark = format!("update call set demo_batch = gen_random_uuid() where id = {}", records[0]);
        server.world.sql(&mark).await;
    }
    if family == "/custom/views/" {
        // A person keeps a hundred.
        server.world.sql("delete from saved_view where id < (select max(id) - 50 from saved_view)").await;
    }
    (records, keys)
}

/// A prefix table of two versions, so that numbers can be looked up and versions compared.
async fn table(server: &Server) {
    for sql in [
        "insert into prefix (prefix, carrier, brand, line_type, state, place, assigned, source) values
         (415200, 'NEW CINGULAR WIRELESS', 'AT&T', 1, 'CA', 'SAN FRANCI', true, 'code_report'),
         (212300, 'ONVOY', null, 2, 'NY', 'NEW YORK', true, 'code_report'),
         (628201, 'CELLCO PARTNERSHIP', 'Verizon', 1, 'CA', 'SAN FRANCI', true, 'code_report')",
        "insert into prefix_source (kind, file_name, sha256, source_date, rows, inserted, changed, unchanged, withdrawn,
             rejected, complete)
         select 'code_report', 'codes.zip', '\\x00', date '2026-11-01' + n, 3, 3, 0, 0, 0, 0, true from generate_series(1, 2) n",
    ] {
        server.world.sql(sql).await;
    }
}

/// What of an answer is not as the document says.
fn wrong(document: &Document, operation: &Operation, answer: &Answer) -> Option<String> {
    let status = answer.status.as_u16().to_string();
    let declared = &operation.value["responses"][&status];
    if declared.is_null() {
        return Some(format!("the status {status} is not declared"));
    }
    let kind = answer.header(header::CONTENT_TYPE.as_str()).split(';').next().unwrap_or_default().to_owned();
    let contents = declared["content"].as_object();
    let Some(content) = contents.and_then(|contents| contents.get(&kind)) else {
        return contents.map(|contents| format!("{kind:?} is none of the declared {:?}", contents.keys()));
    };
    if kind != "application/json" {
        return None;
    }
    let body: Value = match serde_json::from_slice(&answer.body) {
        Ok(body) => body,
        Err(error) => return Some(format!("the body is no JSON: {error}")),
    };
    document.check(&body, &content["schema"], "body").err()
}

#[tokio::test]
async fn no_request_made_of_the_document_ends_in_a_server_error_and_every_answer_is_as_documented() {
    let server = Server::with_settings(&[("TRUNKLINE_REST_REQUESTS_PER_SECOND", "100000")]).await;
    let worker = Worker::new(server.world.engine.clone(), engine::job::registry());
    let _working = AbortOnDropHandle::new(tokio::spawn(async move { worker.run(CancellationToken::new()).await }));
    table(&server).await;
    // So that the operations of platform admins are looked at as well.
    server.world.sql("update app_user set platform_admin = true where email = 'owner@acme.test'").await;
    let document = document(&server).await;
    let operations = Operation::all(&document);
    assert!(operations.len() > 10, "the document has operations");
    // Callbacks take a token of their own.
    let (tenant, user) = (server.world.tenant, server.world.user);
    let of_provider = server.token_of(tenant, user, &[TokenScope::Callback]).await;
    // One of a kind is enough to mend it.
    let mut failed = BTreeMap::new();
    let (mut lawful, mut asked) = (BTreeMap::new(), 0_u32);
    let rounds = SEEDS.into_iter().chain([rand::random()]).map(|seed| (seed, false));
    // What never went well by then is asked for until it does: some take much luck to be made whole.
    let more = (0..MORE_ROUNDS).map(|_| (rand::random(), true));
    for (seed, rare_only) in rounds.chain(more) {
        for (place, operation) in operations.iter().enumerate() {
            if rare_only && lawful.get(&operation.name()) != Some(&0) {
                continue;
            }
            let mut known = known(&server, &format!("fuzz {seed} {place}")).await;
            if let Some(family) = operation.family() {
                (known.records, known.keys) = records(&server, &family).await;
            }
            let mut dice = Dice::new(seed ^ place as u64);
            for _ in 0..REQUESTS {
                let request = operation.request(&document, &known, &mut dice);
                let told = request.told.clone();
                let token = if operation.name().contains("/callback/") { &of_provider } else { &server.token };
                let answer = server.ask(request.into_http(token)).await;
                asked += 1;
                *lawful.entry(operation.name()).or_insert(0_u32) += u32::from(answer.status.is_success());
                let fault = match answer.status {
                    status if status.is_server_error() => Some("a server error".to_owned()),
                    StatusCode::UNAUTHORIZED => Some("the token was not taken".to_owned()),
                    _ => wrong(&document, operation, &answer),
                };
                if let Some(fault) = fault {
                    let whole = format!("seed {seed}: {told}\n  {fault}: {} {}", answer.status, answer.text());
                    failed.entry((operation.name(), fault)).or_insert(whole);
                }
            }
        }
    }
    let failed: Vec<String> = failed.into_values().collect();
    assert!(failed.is_empty(), "{} kinds of fault in {asked} requests:\n{}", failed.len(), failed.join("\n"));
    let never: Vec<&String> = lawful.iter().filter(|(_, times)| **times == 0).map(|(name, _)| name).collect();
    assert!(
        never.is_empty(),
        "{never:?} never went well, so what they answer then was not looked at: teach the generator"
    );
}

#[tokio::test]
async fn every_reference_of_the_document_leads_somewhere() {
    let server = Server::new().await;
    let document = document(&server).await;
    let missing = document.dangling();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn an_answer_that_is_not_as_documented_is_noticed() {
    let server = Server::new().await;
    let document = document(&server).await;
    let schema = &document.0["paths"]["/api/projects/{id}/"]["get"]["responses"]["200"]["content"]["application/json"];
    let id = known(&server, "Bay").await.projects.remove(0);
    let right = server.get(&format!("/api/projects/{id}/")).await.expect(200);
    let check = |body: &Value| document.check(body, &schema["schema"], "body");
    assert_eq!(check(&right), Ok(()));
    for (pointer, value) in [
        ("/data/id", json!("7")),
        ("/data/name", json!(null)),
        ("/data/created_at", json!("yesterday")),
        ("/data/target_phone_count", json!(-1)),
        ("/data/version", json!(1.5)),
        ("/data", json!([])),
    ] {
        let mut body = right.clone();
        *body.pointer_mut(pointer).expect("it is there") = value;
        assert!(check(&body).is_err(), "{pointer}");
    }
    let mut more = right.clone();
    more["data"]["secret"] = json!(1);
    assert!(check(&more).is_err(), "a field that the document does not know");
    let mut less = right.clone();
    less["data"].as_object_mut().expect("an object").remove("status");
    assert!(check(&less).is_err(), "a field that the document promises");
}
