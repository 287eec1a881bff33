//! Live signals: `/live` streams the states of topics as they change, `/live/snapshot` answers them once.
//!
//! A stream subscribes first and reads afterwards, so nothing that happens in between is lost; it sends whole states, so
//! a lost one costs nothing but time. Notices are hints: a look every few seconds finds what no notice told of. The
//! stream ends when the server stops, when the session behind it ends, and when the database can't be asked: a client
//! that is told nothing would show old figures as new ones.

use crate::identity::Credential;
use crate::layers::error_page::{self, Reader};
use crate::state::AppState;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use domain::Scope;
use domain::live::{Signal, Topic};
use domain::scope::RequestId;
use engine::live::Subscription;
use engine::{Engine, Error};
use futures::FutureExt;
use futures::stream::{self, Stream, StreamExt, select_all};
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tower_sessions::Session;

/// The most topics of one stream: a page shows a handful.
pub const TOPICS_MAX: usize = 20;
/// How often a topic is read without a notice: a lost notice delays a state by no more than this.
const RESYNC: Duration = Duration::from_secs(5);
/// A campaign that dials changes all the time, and counting it takes longer than looking at a job.
const BETWEEN_COUNTS: Duration = Duration::from_millis(400);
/// How long notices of a tenant's jobs are gathered: within the 100 ms that a job's end may take to the screen.
const GATHER: Duration = Duration::from_millis(50);

/// Both routes.
pub fn routes() -> Router<AppState> {
    Router::new().route("/live", get(stream)).route("/live/snapshot", get(snapshot))
}

#[derive(Debug, Deserialize)]
struct Wanted {
    #[serde(default)]
    topics: String,
}

/// A refusal of a stream, before it begins.
enum Refusal {
    Topics(String),
    NotSignedIn,
    Engine(Error),
}

impl Refusal {
    fn answer(self, request: &RequestId) -> Response {
        let (status, text) = match self {
            Refusal::Topics(text) => (StatusCode::BAD_REQUEST, text),
            Refusal::NotSignedIn => (StatusCode::UNAUTHORIZED, "Sign in first.".to_owned()),
            Refusal::Engine(Error::NotFound) => (StatusCode::NOT_FOUND, "There is no such topic.".to_owned()),
            Refusal::Engine(Error::Denied(text)) => (StatusCode::FORBIDDEN, text),
            Refusal::Engine(Error::Unavailable(text)) => (StatusCode::SERVICE_UNAVAILABLE, text),
            Refusal::Engine(error) => {
                tracing::error!(%error, "a live topic could not be read");
                (StatusCode::INTERNAL_SERVER_ERROR, error_page::OUR_FAULT.to_owned())
            }
        };
        error_page::of(status, &text, &Reader::Program, &request.0)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Engine(error)
    }
}

/// Who asks for what.
struct Question {
    topics: Vec<Topic>,
    credential: Credential,
    scope: Scope,
}

/// The states of the topics, once.
async fn snapshot(
    State(state): State<AppState>,
    session: Session,
    headers: HeaderMap,
    Extension(request): Extension<RequestId>,
    wanted: Query<Wanted>,
) -> Response {
    let read = async {
        let Question { topics, scope, .. } = ask(&state.engine, &headers, &session, &wanted, &request).await?;
        let mut signals: Vec<Signal> = Vec::with_capacity(topics.len());
        for topic in topics {
            signals.push(engine::live::snapshot(&state.engine, &scope, topic).await?);
        }
        Ok(Json(signals).into_response())
    };
    read.await.unwrap_or_else(|refusal: Refusal| refusal.answer(&request))
}

/// The states of the topics, at once and whenever they change.
async fn stream(
    State(state): State<AppState>,
    session: Session,
    headers: HeaderMap,
    Extension(request): Extension<RequestId>,
    wanted: Query<Wanted>,
) -> Response {
    let open = async { begin(&state, ask(&state.engine, &headers, &session, &wanted, &request).await?).await };
    open.await.unwrap_or_else(|refusal| refusal.answer(&request))
}

async fn begin(state: &AppState, question: Question) -> Result<Response, Refusal> {
    let Question { topics, credential, scope } = question;
    let mut watched = Vec::with_capacity(topics.len());
    for topic in topics {
        // Subscribe before reading, or a change between the two is lost.
        let subscription = state.engine.live().subscribe(&scope, topic);
        let first = engine::live::snapshot(&state.engine, &scope, topic).await?;
        watched.push(watch(state.engine.clone(), scope.clone(), subscription, first).boxed());
    }
    let keep_alive = state.config.live.keep_alive;
    let ended = ended(state.engine.clone(), credential, scope, keep_alive, state.shutdown.clone());
    let goodbye = stream::once(async { Event::default().event("end").data("ended") });
    let ping = ping(keep_alive);
    let hello = stream::once(std::future::ready(ping.clone()));
    let events = hello.chain(select_all(watched).map(|signal| event(&signal)).take_until(ended)).chain(goodbye);
    let alive = KeepAlive::new().interval(keep_alive).event(ping);
    let sse = Sse::new(events.map(Ok::<_, Infallible>)).keep_alive(alive);
    let mut response = sse.into_response();
    // A proxy that gathers the stream would send it when it is over.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn ask(
    engine: &Engine,
    headers: &HeaderMap,
    session: &Session,
    wanted: &Wanted,
    request: &RequestId,
) -> Result<Question, Refusal> {
    let credential = Credential::of(headers, session).ok_or(Refusal::NotSignedIn)?;
    let scope = credential.scope(engine, request.clone()).await?.ok_or(Refusal::NotSignedIn)?;
    Ok(Question { topics: parse(&wanted.topics)?, credential, scope })
}

fn parse(topics: &str) -> Result<Vec<Topic>, Refusal> {
    let mut parsed = Vec::new();
    for word in topics.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let topic = word.parse().map_err(|error| Refusal::Topics(format!("topics: {error}.")))?;
        if !parsed.contains(&topic) {
            parsed.push(topic);
        }
    }
    match parsed.len() {
        0 => Err(Refusal::Topics("topics: name at least one.".to_owned())),
        1..=TOPICS_MAX => Ok(parsed),
        _ => Err(Refusal::Topics(format!("topics: at most {TOPICS_MAX} in one stream."))),
    }
}

/// One topic: what is waited on, and what was sent last.
struct Watched {
    engine: Engine,
    scope: Scope,
    subscription: Subscription,
    first: Option<Signal>,
    seen: Option<(i64, i64)>,
}

/// The states of one topic, each newer than the one before; ends when it can no longer be read.
fn watch(engine: Engine, scope: Scope, subscription: Subscription, first: Signal) -> impl Stream<Item = Signal> {
    let watched = Watched { engine, scope, subscription, first: Some(first), seen: None };
    stream::unfold(watched, |mut watched| async move {
        let signal = match watched.first.take() {
            Some(first) => first,
            None => watched.next().await?,
        };
        watched.seen = Some((signal.epoch, signal.version));
        Some((signal, watched))
    })
}

impl Watched {
    async fn next(&mut self) -> Option<Signal> {
        loop {
            tokio::select! {
                more = self.subscription.changed() => if !more { return None },
                () = tokio::time::sleep(RESYNC) => {}
            }
            self.gather().await;
            match engine::live::snapshot(&self.engine, &self.scope, self.subscription.topic()).await {
                Ok(signal) if signal.is_newer_than(self.seen) => return Some(signal),
                Ok(_) => {}
                Err(error) => {
                    tracing::debug!(topic = %self.subscription.topic(), %error, "a live topic ended");
                    return None;
                }
            }
        }
    }

    /// Answers several notices by one look. A job's own notices are few, its publisher sees to that; those of a tenant's
    /// many jobs meet here, so they are gathered for a moment.
    async fn gather(&mut self) {
        match self.subscription.topic() {
            Topic::ActiveJobs => tokio::time::sleep(GATHER).await,
            Topic::Campaign(_) => tokio::time::sleep(BETWEEN_COUNTS).await,
            _ => {}
        }
        while self.subscription.changed().now_or_never() == Some(true) {}
    }
}

/// Waits until the stream has to end: the server stops, or who opened it is no longer who they were. A change of somebody's
/// standing in the company is noticed at once, anything else at the next look.
pub(crate) async fn ended(
    engine: Engine,
    credential: Credential,
    scope: Scope,
    every: Duration,
    shutdown: CancellationToken,
) {
    // Listen before looking: what changes in between is heard.
    let mut standing = engine.live().standing(&scope);
    let mut pace = tokio::time::interval(every);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            more = standing.changed() => if !more { return },
            _ = pace.tick() => {}
        }
        let now = credential.scope(&engine, scope.request().clone()).await;
        if !now.is_ok_and(|now| now.as_ref() == Some(&scope)) {
            return;
        }
    }
}

/// A sign of life that says within how many seconds the next one comes, so that whoever listens knows a dead stream.
fn ping(every: Duration) -> Event {
    Event::default().event("ping").data(every.as_secs().to_string())
}

fn event(signal: &Signal) -> Event {
    let id = format!("{}-{}", signal.epoch, signal.version);
    let data = serde_json::to_string(signal).unwrap_or_default();
    Event::default().id(id).data(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(topics: &str) -> bool {
        matches!(parse(topics), Err(Refusal::Topics(_)))
    }

    #[test]
    fn topics_are_named_once_and_at_most_twenty() {
        assert_eq!(parse("active-jobs, active-jobs").ok(), Some(vec![Topic::ActiveJobs]));
        assert!(refused(""));
        assert!(refused("everything"));
        let many: Vec<String> = (0..21).map(|n| format!("job:00000000-0000-7000-8000-{n:012}")).collect();
        assert!(refused(&many.join(",")));
        assert!(!refused(&many[..20].join(",")));
    }
}
