//! Sockets as a client of the old platform uses them: a real client on a real connection (FEATURES M31).

mod support;

use domain::scope::{Role, TokenScope};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use support::Server;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Far beyond anything that is waited for; only a failing test ever waits so long.
const PATIENCE: Duration = Duration::from_secs(30);

struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn open(server: &Server, path: &str) -> Self {
        let address = server.listen().await;
        let (socket, _) = connect_async(format!("ws://{address}{path}")).await.expect("the upgrade is taken");
        Self(socket)
    }

    /// With the owner's token.
    async fn connect(server: &Server, path: &str) -> Self {
        Self::open(server, &format!("{path}?token={}", server.token)).await
    }

    async fn say(&mut self, message: Value) {
        self.shout(&message.to_string()).await;
    }

    async fn shout(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.expect("it is sent");
    }

    async fn next(&mut self) -> Value {
        match self.frame().await {
            Some(Message::Text(text)) => serde_json::from_str(&text).expect("messages are JSON"),
            other => panic!("no message but {other:?}"),
        }
    }

    async fn frame(&mut self) -> Option<Message> {
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("the server says something");
            match frame {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(frame)) => return Some(frame),
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// Reads to the end; the code that the server closed with, if it said one.
    async fn closed(&mut self) -> Option<u16> {
        while let Some(frame) = self.frame().await {
            if let Message::Close(close) = frame {
                return close.map(|close| close.code.into());
            }
        }
        None
    }

    /// The events of all jobs until so many have ended.
    async fn until_ended(&mut self, ends: usize) -> Vec<Value> {
        let mut events = Vec::new();
        while events.iter().filter(|event| is_end(event)).count() < ends {
            events.push(self.next().await);
        }
        events
    }
}

fn is_end(event: &Value) -> bool {
    event["type"] == "task_completed" || event["type"] == "task_failed"
}

async fn project(server: &Server, name: &str) -> Value {
    server.post("/api/projects/", json!({ "name": name })).await.expect(201)["data"]["id"].clone()
}

async fn generation(server: &Server, project: &Value, quantity: u32) -> Value {
    let body = json!({ "project_id": project, "area_code": "415", "quantity": quantity, "batch_size": 100 });
    let started = server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
    started["data"]["task_id"].clone()
}

#[tokio::test]
async fn without_a_valid_token_a_socket_is_closed_with_4001() {
    let server = Server::new().await;
    let owner = server.world.user;
    for (path, _) in server::sockets::DOORS {
        let path = path.replace("{user_id}", &owner.to_string());
        for query in ["", "?token=", "?token=tl_00", "?token=%00", "?other=1"] {
            let mut client = Client::open(&server, &format!("{path}{query}")).await;
            assert_eq!(client.closed().await, Some(4001), "{path}{query}");
        }
    }
}

#[tokio::test]
async fn another_persons_address_and_a_token_that_sees_no_jobs_are_closed_with_4003() {
    let server = Server::new().await;
    let (tenant, user, _) = server.world.other("globex", Role::Owner).await;
    let stranger = server.token_of(tenant, user, &[TokenScope::Admin]).await;
    for path in ["/ws/tasks/", "/ws/phone-generation/"] {
        let mut client = Client::open(&server, &format!("{path}{}/?token={stranger}", server.world.user)).await;
        assert_eq!(client.closed().await, Some(4003), "{path}");
    }
    let blind = server.token_of(server.world.tenant, server.world.user, &[TokenScope::NumbersWrite]).await;
    assert_eq!(Client::open(&server, &format!("/ws/?token={blind}")).await.closed().await, Some(4003));
}

#[tokio::test]
async fn a_client_is_greeted_within_a_second_as_its_address_says() {
    let server = Server::new().await;
    server.world.sql("update app_user set legacy_id = 'user123'").await;
    let project = project(&server, "Bay").await;
    let task = generation(&server, &project, 300).await;
    let begun = Instant::now();
    let hello = Client::connect(&server, "/ws/").await.next().await;
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!((&hello["type"], &hello["status"]), (&json!("connection_status"), &json!("connected")));
    assert!(hello["message"].is_string() && hello["timestamp"].is_string(), "{hello}");

    for path in ["/ws/tasks/", "/ws/tasks"] {
        let hello = Client::connect(&server, path).await.next().await;
        assert_eq!(hello["type"], "active_tasks");
        let [only] = hello["tasks"].as_array().expect("tasks").as_slice() else { panic!("{hello}") };
        assert_eq!((&only["task_id"], &only["status"], &only["total_items"]), (&task, &json!("pending"), &json!(300)));
    }
    for id in [server.world.user.to_string(), "user123".to_owned()] {
        for door in ["phone-generation", "tasks"] {
            let hello = Client::connect(&server, &format!("/ws/{door}/{id}/")).await.next().await;
            assert_eq!(hello["type"], "connection_established", "{hello}");
        }
    }
}

#[tokio::test]
async fn every_event_of_a_job_comes_once_and_in_order() {
    let server = Server::new().await;
    let project = project(&server, "Bay").await;
    let mut client = Client::connect(&server, "/ws/").await;
    client.next().await;
    let task = generation(&server, &project, 3_000).await;
    let (events, ()) = tokio::join!(client.until_ended(1), server.run_jobs());

    assert!(events.iter().all(|event| event["task_id"] == task), "{events:?}");
    let first = &events[0];
    assert_eq!((&first["type"], &first["task_name"]), (&json!("task_started"), &json!("Phone Number Generation")));
    let mut processed = 0;
    for event in &events[1..events.len() - 1] {
        assert_eq!((&event["type"], &event["status"]), (&json!("task_progress"), &json!("in_progress")));
        let now = event["processed_items"].as_i64().expect("a figure");
        assert!(now > processed, "{now} after {processed}");
        processed = now;
        assert_eq!(event["total_items"], 3_000);
        // A job is at a hundred when it has ended, not before.
        assert_eq!(event["progress"].as_i64(), Some((now / 30).min(99)));
    }
    let last = events.last().expect("an end");
    assert_eq!((&last["type"], &last["status"]), (&json!("task_completed"), &json!("completed")));
    assert_eq!(last["result_data"]["total_generated"], 3_000);
}

#[tokio::test]
async fn each_of_many_jobs_starts_once_and_ends_once_for_every_client() {
    let server = Server::new().await;
    let project = project(&server, "Bay").await;
    let (mut one, mut other) = (Client::connect(&server, "/ws/").await, Client::connect(&server, "/ws/tasks/").await);
    one.next().await;
    other.next().await;
    let mut tasks = Vec::new();
    for _ in 0..12 {
        tasks.push(generation(&server, &project, 250).await);
    }
    let (seen, also_seen, ()) = tokio::join!(one.until_ended(12), other.until_ended(12), server.run_jobs());
    for events in [seen, also_seen] {
        let mut counted: BTreeMap<(String, String), u32> = BTreeMap::new();
        for event in &events {
            let key = |name: &str| event[name].as_str().expect("a text").to_owned();
            *counted.entry((key("task_id"), key("type"))).or_default() += 1;
        }
        for task in &tasks {
            let task = task.as_str().expect("an id").to_owned();
            for kind in ["task_started", "task_completed"] {
                assert_eq!(counted.get(&(task.clone(), kind.into())), Some(&1), "{task} {kind}");
            }
        }
    }
}

#[tokio::test]
async fn a_job_that_fails_and_one_that_is_cancelled_end_as_such() {
    let server = Server::new().await;
    let project = project(&server, "Bay").await;
    let mut client = Client::connect(&server, "/ws/").await;
    client.next().await;
    let failing = generation(&server, &project, 50).await;
    server.world.sql("update job set params = '{}'").await;
    server.run_jobs().await;
    let events = client.until_ended(1).await;
    let last = events.last().expect("an end");
    assert_eq!((&last["type"], &last["task_id"], &last["status"]), (&json!("task_failed"), &failing, &json!("failed")));
    assert!(last["error_message"].as_str().is_some_and(|text| !text.is_empty()), "{last}");

    let cancelled = generation(&server, &project, 50).await;
    client.say(json!({ "type": "cancel_task", "task_id": cancelled })).await;
    let mut told = Vec::new();
    while told.len() < 2 {
        told.push(client.next().await);
    }
    told.sort_by_key(|event| event["type"].as_str().map(str::to_owned));
    assert_eq!(told[0], json!({ "type": "task_cancelled", "task_id": cancelled, "status": "cancelled" }));
    assert_eq!((&told[1]["type"], &told[1]["status"]), (&json!("task_failed"), &json!("cancelled")));
    client.say(json!({ "type": "cancel_task", "task_id": cancelled })).await;
    assert_eq!(client.next().await["type"], "error", "it has ended");
}

#[tokio::test]
async fn a_subscription_filters_and_questions_are_answered() {
    let server = Server::new().await;
    let project = project(&server, "Bay").await;
    let (wanted, other) = (generation(&server, &project, 300).await, generation(&server, &project, 300).await);
    let mut client = Client::connect(&server, "/ws/").await;
    client.next().await;
    client.say(json!({ "type": "ping", "timestamp": 1732190400123_i64 })).await;
    assert_eq!(client.next().await, json!({ "type": "pong", "timestamp": 1732190400123_i64 }));
    for bad in ["{", "", "[]", "7"] {
        client.shout(bad).await;
        let message = client.next().await;
        assert_eq!(message, json!({ "type": "error", "message": "Invalid JSON format" }), "{bad}");
    }
    client.say(json!({ "type": "dance" })).await;
    assert_eq!(client.next().await["message"], "Unknown message type");
    client.say(json!({ "type": "get_active_tasks" })).await;
    let listed = client.next().await;
    assert_eq!((&listed["type"], listed["tasks"].as_array().map(Vec::len)), (&json!("active_tasks"), Some(2)));
    client.say(json!({ "type": "get_task_status", "task_id": other })).await;
    let status = client.next().await;
    assert_eq!((&status["type"], &status["task"]["status"]), (&json!("task_status"), &json!("pending")));

    client.say(json!({ "type": "subscribe_task", "task_id": wanted })).await;
    let confirmed = client.next().await;
    assert_eq!((&confirmed["type"], &confirmed["task_id"]), (&json!("subscription_confirmed"), &wanted));
    server.run_jobs().await;
    let events = client.until_ended(1).await;
    assert!(events.iter().all(|event| event["task_id"] == wanted), "{events:?}");
    // The other one has ended too, and nothing was said of it.
    client.say(json!({ "type": "ping", "timestamp": null })).await;
    assert_eq!(client.next().await["type"], "pong");
}

#[tokio::test]
async fn what_belongs_to_others_is_missing_and_a_viewer_cancels_nothing() {
    let server = Server::new().await;
    let project = project(&server, "Bay").await;
    let (tenant, user, _) = server.world.other("globex", Role::Owner).await;
    let stranger = server.token_of(tenant, user, &[TokenScope::Admin]).await;
    let mut client = Client::open(&server, &format!("/ws/tasks/?token={stranger}")).await;
    assert_eq!(client.next().await["tasks"], json!([]));
    let task = generation(&server, &project, 50).await;
    for kind in ["subscribe_task", "get_task_status", "cancel_task"] {
        for id in [&task, &json!("none"), &json!(7), &json!(null)] {
            client.say(json!({ "type": kind, "task_id": id })).await;
            let answer = client.next().await;
            assert_eq!((&answer["type"], &answer["message"]), (&json!("error"), &json!("Task not found.")), "{kind}");
        }
    }
    server.world.sql("update membership set role = 'viewer'").await;
    let mut viewer = Client::connect(&server, "/ws/").await;
    viewer.next().await;
    viewer.say(json!({ "type": "cancel_task", "task_id": task })).await;
    assert!(viewer.next().await["message"].as_str().is_some_and(|text| text.contains("role agent")));
    server.run_jobs().await;
    viewer.until_ended(1).await;
    // The next thing the stranger hears is not of somebody else's task.
    client.say(json!({ "type": "ping", "timestamp": 1 })).await;
    assert_eq!(client.closed().await, Some(4001), "its role sank: it has to come in again");
}

#[tokio::test]
async fn an_address_of_a_person_tells_of_their_own_tasks_alone() {
    let server = Server::new().await;
    let project = project(&server, "Bay").await;
    let mut client = Client::connect(&server, &format!("/ws/tasks/{}/", server.world.user)).await;
    client.next().await;
    let (theirs, own) = (generation(&server, &project, 50).await, generation(&server, &project, 50).await);
    let id = theirs.as_str().expect("an id");
    server.world.sql(&format!("update job set created_by = null where id = '{id}'")).await;
    server.run_jobs().await;
    let events = client.until_ended(1).await;
    assert!(events.iter().all(|event| event["task_id"] == own), "{events:?}");
}

#[tokio::test]
async fn a_socket_ends_with_its_token_and_with_the_server() {
    let server = Server::with_settings(&[("TRUNKLINE_LIVE_KEEP_ALIVE_SECONDS", "1")]).await;
    let mut quiet = Client::connect(&server, "/ws/").await;
    let mut talking = Client::connect(&server, "/ws/").await;
    quiet.next().await;
    talking.next().await;
    server.world.sql("update api_token set revoked_at = now()").await;
    talking.say(json!({ "type": "get_active_tasks" })).await;
    assert_eq!(talking.closed().await, Some(4001), "at its next word");
    assert_eq!(quiet.closed().await, Some(4001), "by itself");

    server.world.sql("update api_token set revoked_at = null").await;
    let mut client = Client::connect(&server, "/ws/").await;
    client.next().await;
    server.shutdown.cancel();
    assert_eq!(client.closed().await, Some(1001));
}

#[tokio::test]
async fn a_message_beyond_the_limit_ends_the_socket_and_subscriptions_are_counted() {
    let server = Server::new().await;
    let mut client = Client::connect(&server, "/ws/").await;
    client.next().await;
    client.shout(&"x".repeat(20_000)).await;
    assert_ne!(client.closed().await, Some(1000));

    let filled = format!(
        "insert into job (id, tenant_id, kind, title, params, max_attempts)
         select gen_random_uuid(), {}, 'generate_numbers', 'x', '{{}}', 1 from generate_series(1, 101)",
        server.world.tenant
    );
    server.world.sql(&filled).await;
    let mut client = Client::connect(&server, "/ws/tasks/").await;
    let tasks = client.next().await["tasks"].as_array().expect("tasks").clone();
    for (place, task) in tasks.iter().enumerate() {
        client.say(json!({ "type": "subscribe_task", "task_id": task["task_id"] })).await;
        let kind = if place < 100 { "subscription_confirmed" } else { "error" };
        assert_eq!(client.next().await["type"], kind, "the subscription {place}");
    }
}
