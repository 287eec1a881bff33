//! Live streams: what they send, to whom, and when they end.

use crate::support::browser::Browser;
use crate::support::{Answer, Server};
use axum::body::{Body, BodyDataStream};
use axum::http::{Method, Request};
use domain::live::{Signal, Snapshot};
use futures::StreamExt;
use serde_json::json;
use std::time::Duration;

const OWNER: &str = "owner@acme.test";
/// Far beyond anything that is waited for; only a failing test ever waits so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open stream, read event by event.
struct Events {
    body: BodyDataStream,
    read: String,
    /// Signs of life that came.
    pings: u32,
}

impl Events {
    async fn of(server: &Server, request: Request<Body>) -> Self {
        let (status, body) = server.open(request).await;
        assert_eq!(status.as_u16(), 200);
        Self { body: body.into_data_stream(), read: String::new(), pings: 0 }
    }

    async fn watch(server: &Server, browser: &Browser<'_>, topics: &str) -> Self {
        let path = format!("/live?topics={topics}");
        Self::of(server, browser.request(Method::GET, &path, "text/event-stream", "", "")).await
    }

    /// The next event's text; `None` when the stream has ended.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.read.find("\n\n") {
                let event: String = self.read.drain(..end + 2).collect();
                // A sign of life tells nothing of the topics.
                if event.starts_with("event: ping") {
                    self.pings += 1;
                    continue;
                }
                return Some(event);
            }
            let piece = tokio::time::timeout(PATIENCE, self.body.next()).await.expect("the stream says something");
            let piece = piece?.expect("the stream is whole");
            self.read.push_str(std::str::from_utf8(&piece).expect("events are text"));
        }
    }

    async fn signal(&mut self) -> Signal {
        let event = self.next().await.expect("the stream goes on");
        let data = event.lines().find_map(|line| line.strip_prefix("data: ")).expect("an event has data");
        let signal: Signal = serde_json::from_str(data).expect("a signal");
        assert!(event.contains(&format!("id: {}-{}\n", signal.epoch, signal.version)), "{event}");
        signal
    }

    /// Reads on until the stream ends; the last event says so.
    async fn until_end(&mut self) -> String {
        let mut last = String::new();
        while let Some(event) = self.next().await {
            last = event;
        }
        last
    }
}

async fn generation(server: &Server) -> String {
    let project = server.post("/api/projects/", json!({ "name": "Bay" })).await.expect(201);
    let body = json!({ "project_id": project["data"]["id"], "area_code": "415", "quantity": 300, "batch_size": 100 });
    let started = server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
    started["data"]["task_id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_stream_begins_with_the_state_and_follows_it_to_the_end() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let job = generation(&server).await;
    let mut events = Events::watch(&server, &browser, &format!("job:{job}")).await;
    let first = events.signal().await;
    let Snapshot::Job(progress) = &first.snapshot else { panic!("a job's topic sends the job") };
    assert_eq!((progress.state.as_str(), progress.processed), ("waiting", 0));

    server.run_jobs().await;
    let (mut seen, mut processed) = ((first.epoch, first.version), 0);
    loop {
        let signal = events.signal().await;
        assert!(signal.is_newer_than(Some(seen)), "a stream never goes back");
        seen = (signal.epoch, signal.version);
        let Snapshot::Job(progress) = signal.snapshot else { panic!("a job's topic sends the job") };
        assert!(progress.processed >= processed, "progress never falls");
        processed = progress.processed;
        if progress.state.is_ended() {
            assert_eq!((progress.state.as_str(), processed), ("done", 300));
            break;
        }
    }
}

/// What a client does: it shows what is newer than what it shows.
#[tokio::test]
async fn a_stream_that_is_cut_a_hundred_times_ends_at_the_exact_state() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let project = server.post("/api/projects/", json!({ "name": "Bay" })).await.expect(201);
    let body =
        json!({ "project_id": project["data"]["id"], "area_code": "415", "quantity": 30_000, "batch_size": 100 });
    let started = server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
    let topic = format!("job:{}", started["data"]["task_id"].as_str().expect("an id"));

    let working = server.run_jobs();
    let watching = async {
        let mut shown: Option<Signal> = None;
        for cut in 0..100 {
            let mut events = Events::watch(&server, &browser, &topic).await;
            // Cut before anything was heard, after the first state, and in the middle.
            for _ in 0..cut % 3 {
                let signal = events.signal().await;
                let ended = matches!(&signal.snapshot, Snapshot::Job(job) if job.state.is_ended());
                let seen = shown.as_ref().map(|shown| (shown.epoch, shown.version));
                if signal.is_newer_than(seen) {
                    shown = Some(signal);
                }
                if ended {
                    break;
                }
            }
        }
        let mut events = Events::watch(&server, &browser, &topic).await;
        loop {
            let signal = events.signal().await;
            if matches!(&signal.snapshot, Snapshot::Job(job) if job.state.is_ended()) {
                break signal;
            }
        }
    };
    let ((), last) = tokio::join!(working, watching);
    let Snapshot::Job(shown) = last.snapshot else { panic!("a job's topic sends the job") };
    let exact = browser.get(&format!("/live/snapshot?topics={topic}")).await.expect(200);
    let exact: Vec<Signal> = serde_json::from_value(exact).expect("signals");
    assert_eq!((last.epoch, last.version), (exact[0].epoch, exact[0].version));
    assert_eq!((shown.state.as_str(), shown.processed, shown.succeeded), ("done", 30_000, 30_000));
}

#[tokio::test]
async fn a_stream_says_at_once_how_often_it_will_give_a_sign_of_life_and_does() {
    let server = Server::with_settings(&[("TRUNKLINE_LIVE_KEEP_ALIVE_SECONDS", "1")]).await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let mut events = Events::watch(&server, &browser, "active-jobs").await;
    events.signal().await;
    assert_eq!(events.pings, 1, "the first thing it says");
    let told = tokio::time::timeout(Duration::from_secs(3), events.next()).await;
    assert!(told.is_err() && events.pings >= 3, "{told:?}, {} signs of life", events.pings);
}

#[tokio::test]
async fn what_a_job_adds_to_a_project_and_whose_job_ended_is_told_to_those_who_look() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let project = server.post("/api/projects/", json!({ "name": "Bay" })).await.expect(201);
    let id = project["data"]["id"].as_i64().expect("an id");
    let mut added = Events::watch(&server, &browser, &format!("project:{id}")).await;
    let mut unread = Events::watch(&server, &browser, "notifications").await;
    assert!(matches!(added.signal().await.snapshot, Snapshot::Project(now) if now.added == 0 && now.open == 0));
    assert!(matches!(unread.signal().await.snapshot, Snapshot::Notifications(now) if now.count == 0));
    let body = json!({ "project_id": id, "area_code": "415", "quantity": 214 });
    server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
    server.run_jobs().await;
    while !matches!(added.signal().await.snapshot, Snapshot::Project(now) if now.added == 214 && now.open == 0) {}
    while !matches!(unread.signal().await.snapshot, Snapshot::Notifications(now) if now.count == 1) {}
}

#[tokio::test]
async fn a_stream_is_never_compressed_or_held_back() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let mut request = browser.request(Method::GET, "/live?topics=active-jobs", "text/event-stream", "", "");
    request.headers_mut().insert("accept-encoding", "br, gzip".parse().expect("a value"));
    let mut events = Events::of(&server, request).await;
    assert!(matches!(events.signal().await.snapshot, Snapshot::ActiveJobs(_)));
}

#[tokio::test]
async fn a_stream_ends_when_the_server_stops() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let mut events = Events::watch(&server, &browser, "active-jobs").await;
    events.signal().await;
    server.shutdown.cancel();
    assert!(events.until_end().await.contains("event: end"));
}

#[tokio::test]
async fn a_stream_ends_when_its_session_is_signed_out() {
    let server = Server::with_settings(&[("TRUNKLINE_LIVE_KEEP_ALIVE_SECONDS", "1")]).await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let mut events = Events::watch(&server, &browser, "active-jobs").await;
    events.signal().await;
    browser.post("/forms/sign-out", "").await;
    assert!(events.until_end().await.contains("event: end"));
}

#[tokio::test]
async fn a_stream_ends_when_the_database_cannot_be_asked() {
    let server = Server::with_settings(&[("TRUNKLINE_LIVE_KEEP_ALIVE_SECONDS", "1")]).await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let mut events = Events::watch(&server, &browser, "active-jobs").await;
    events.signal().await;
    server.world.engine.close().await;
    assert!(events.until_end().await.contains("event: end"));
}

#[tokio::test]
async fn the_snapshot_answers_the_same_states_once() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let job = generation(&server).await;
    let answer = browser.get(&format!("/live/snapshot?topics=active-jobs,job:{job}")).await;
    let signals: Vec<Signal> = serde_json::from_value(answer.expect(200)).expect("signals");
    assert_eq!(signals.len(), 2);
    assert!(matches!(&signals[0].snapshot, Snapshot::ActiveJobs(active) if active.count == 1));
    assert_eq!(signals[1].topic.to_string(), format!("job:{job}"));
}

#[tokio::test]
async fn what_is_no_topic_is_refused_with_the_request_id() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, OWNER).await;
    let ask = async |topics: &str| -> Answer { browser.get(&format!("/live/snapshot?topics={topics}")).await };
    let unknown = "job:00000000-0000-7000-8000-000000000000";
    for (topics, status) in [("", 400), ("everything", 400), ("job:x", 400), ("%00", 400), (unknown, 404)] {
        let answer = ask(topics).await;
        let problem = answer.expect(status);
        assert_eq!(problem["request_id"], answer.header("x-request-id"), "{topics}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}
