//! Sockets for the clients of the old phone-number platform (CONTRACTS A); browsers use the live signals.
//!
//! They hang on the same bus as `live` and keep its order: subscribe first, then read. What is different is what is told:
//! not states but events, each once and in order, so a connection remembers of every job how far it was told
//! ([`events`]). A client's words are answered by [`commands`].

mod commands;
mod connection;
mod events;

use crate::identity::{Caller, Credential, of_token, token_of};
use crate::state::AppState;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use connection::Connection;
use domain::scope::{RequestId, TokenScope};
use secrecy::SecretString;

/// Closed: no token, or one that stands for nobody (any more).
pub const NOT_AUTHENTICATED: u16 = 4001;
/// Closed: the token may not see jobs, or the address names another person.
pub const NOT_ALLOWED: u16 = 4003;

/// Said with [`NOT_AUTHENTICATED`] for a token that is right, while it stands for nobody.
const SUSPENDED: &str = "The company, or its member, is suspended.";

/// The largest message that a client may send, in bytes: its commands are a line each.
const MESSAGE_MAX: usize = 16 << 10;

/// Where a socket leads, as the first thing it says tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// `/ws/`
    Status,
    /// `/ws/tasks/`
    Tasks,
    /// Addressed to a person: their own tasks alone.
    Own,
}

/// Every socket there is.
pub const DOORS: [(&str, Door); 4] = [
    ("/ws/", Door::Status),
    ("/ws/tasks/", Door::Tasks),
    ("/ws/phone-generation/{user_id}/", Door::Own),
    ("/ws/tasks/{user_id}/", Door::Own),
];

/// All of them.
pub fn routes() -> Router<AppState> {
    DOORS.into_iter().fold(Router::new(), |router, (path, door)| router.route(path, get(open).layer(Extension(door))))
}

/// The token of a socket's address: browsers can send no header with a socket, so the old clients send it there. It is in no
/// log, as a request's line holds the route and not the address.
fn token_in(uri: &Uri) -> Option<SecretString> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(uri.query()?).ok()?;
    pairs.into_iter().find(|(name, _)| name == "token").map(|(_, token)| token.into())
}

async fn open(
    State(state): State<AppState>,
    Extension(door): Extension<Door>,
    Extension(request): Extension<RequestId>,
    user: Option<Path<String>>,
    uri: Uri,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let token = token_in(&uri).or_else(|| token_of(&headers));
    let upgrade = upgrade.max_message_size(MESSAGE_MAX).max_frame_size(MESSAGE_MAX);
    // A refusal is told by a close code, which a client can read; it can't read the status of a refused upgrade.
    upgrade.on_upgrade(move |socket| async move {
        match admitted(&state, token, user.map(|Path(user)| user), request).await {
            Ok((caller, credential)) => Connection::new(state, socket, door, caller, credential).run().await,
            Err((code, reason)) => close(socket, code, reason).await,
        }
    })
}

/// Who may come in.
async fn admitted(
    state: &AppState,
    token: Option<SecretString>,
    user: Option<String>,
    request: RequestId,
) -> Result<(Caller, Credential), (u16, &'static str)> {
    let token = token.ok_or((NOT_AUTHENTICATED, "Authentication credentials were not provided."))?;
    let caller = match of_token(&state.engine, &token, request).await {
        Ok(caller) => caller.ok_or((NOT_AUTHENTICATED, "Invalid token."))?,
        Err(engine::Error::Denied(_)) => return Err((NOT_AUTHENTICATED, SUSPENDED)),
        Err(error) => {
            tracing::error!(%error, "a socket's token could not be verified");
            return Err((close_code::ERROR, "Try again later."));
        }
    };
    if user.is_some_and(|user| !caller.is_user(&user)) {
        return Err((NOT_ALLOWED, "The address names another person."));
    }
    if !caller.scope.holds(TokenScope::JobsRead) {
        return Err((NOT_ALLOWED, "This needs a token with the scope jobs:read."));
    }
    Ok((caller, Credential::Token(token)))
}

async fn close(mut socket: WebSocket, code: u16, reason: &'static str) {
    // A client that is gone hears nothing, and misses nothing.
    drop(socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await);
}
