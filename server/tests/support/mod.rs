//! The whole server in process, on a database of the test's own.

// Each test binary uses its own part of this.
#![allow(dead_code)]

pub mod browser;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use domain::id::{TenantId, UserId};
use domain::scope::TokenScope;
use engine::queue::Worker;
use engine::testing::{World, operator};
use futures::StreamExt;
use http_body_util::BodyExt;
use secrecy::ExposeSecret;
use serde_json::Value;
use server::config::Config;
use server::connections::{self, Head};
use server::router::router;
use server::state::{AppState, WorkerState};
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// A server with one tenant, "acme", and its owner.
pub struct Server {
    pub world: World,
    pub shutdown: CancellationToken,
    /// The owner's token with every scope.
    pub token: String,
    router: Router,
}

impl Server {
    pub async fn new() -> Self {
        Self::with_settings(&[]).await
    }

    /// With settings other than the defaults.
    pub async fn with_settings(settings: &'static [(&'static str, &'static str)]) -> Self {
        Self::of(World::new().await, settings).await
    }

    /// In a world that is there.
    pub async fn of(world: World, settings: &'static [(&'static str, &'static str)]) -> Self {
        let value_of = |name: &str| {
            let set = settings.iter().find(|(known, _)| *known == name);
            set.map(|(_, value)| (*value).to_owned())
        };
        let config = Config::read(value_of).expect("the test's settings are right");
        let shutdown = CancellationToken::new();
        let state = AppState::new(world.engine.clone(), config, shutdown.clone(), WorkerState::Elsewhere);
        let router = router(state).expect("the router is built");
        let token = token(&world, world.tenant, world.user, &[TokenScope::Admin]).await;
        Self { world, shutdown, token, router }
    }

    /// A token of somebody else, or with other scopes.
    pub async fn token_of(&self, tenant: TenantId, user: UserId, scopes: &[TokenScope]) -> String {
        token(&self.world, tenant, user, scopes).await
    }

    /// The whole server, to be served on an address.
    pub fn router(&self) -> axum::Router {
        self.router.clone()
    }

    /// Asks the server.
    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router answers everything");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the answer's body is whole").to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Asks and leaves the body to be read as it comes.
    pub async fn open(&self, request: Request<Body>) -> (StatusCode, Body) {
        let response = self.router.clone().oneshot(request).await.expect("the router answers everything");
        (response.status(), response.into_body())
    }

    /// The status and headers of an answer whose body may have no end.
    pub async fn headers_of(&self, request: Request<Body>) -> (StatusCode, HeaderMap) {
        let response = self.router.clone().oneshot(request).await.expect("the router answers everything");
        (response.status(), response.headers().clone())
    }

    /// Serves on a port of its own, for what can't be asked in process.
    pub async fn listen(&self) -> std::net::SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let router = self.router.clone();
        tokio::spawn(connections::serve(listener, router, Head::USUAL, CancellationToken::new()));
        address
    }

    /// The first thing that a socket says: 200 with its text, or the code it is closed with.
    pub async fn first_of_socket(&self, path: &str, token: Option<&str>) -> (u16, String) {
        let query = token.map(|token| format!("?token={token}")).unwrap_or_default();
        let url = format!("ws://{}{path}{query}", self.listen().await);
        let (mut socket, _) = tokio_tungstenite::connect_async(url).await.expect("the upgrade is taken");
        match socket.next().await.expect("it says something").expect("it is whole") {
            Message::Close(Some(close)) => (close.code.into(), close.reason.to_string()),
            message => (200, message.to_string()),
        }
    }

    /// GET with the owner's token.
    pub async fn get(&self, path: &str) -> Answer {
        self.ask(with_token(Method::GET, path, &self.token, Body::empty())).await
    }

    /// POST of JSON with the owner's token.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(with_token(Method::POST, path, &self.token, Body::from(body.to_string()))).await
    }

    /// Runs every job that is due, by hand.
    pub async fn run_jobs(&self) {
        let worker = Worker::new(self.world.engine.clone(), engine::job::registry());
        while worker.run_once().await.expect("a job runs") {}
    }
}

async fn token(world: &World, tenant: TenantId, user: UserId, scopes: &[TokenScope]) -> String {
    let made = engine::api_token::create(&world.engine, &operator(), tenant, user, "test", scopes).await;
    made.expect("the token is made").expose_secret().to_owned()
}

/// A request with a token, its body JSON.
pub fn with_token(method: Method, path: &str, token: &str, body: Body) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Token {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(body)
        .expect("the request is well-formed")
}

/// A request without anything.
pub fn bare(method: Method, path: &str) -> Request<Body> {
    Request::builder().method(method).uri(path).body(Body::empty()).expect("the request is well-formed")
}

/// What the server answered.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The answer's JSON, when the status is the expected one.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self.json()
    }

    /// The texts at a field of an answer with errors.
    #[track_caller]
    pub fn errors_at(&self, field: &str) -> Vec<String> {
        let body = self.json();
        assert_eq!(body["message"], "Errors", "{body}");
        let texts = body["errors"][field].as_array().unwrap_or_else(|| panic!("no error at {field}: {body}"));
        texts.iter().map(|text| text.as_str().expect("an error is a text").to_owned()).collect()
    }
}
