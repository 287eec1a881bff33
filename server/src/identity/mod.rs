//! Who is asking: the only place of the server that makes a [`Scope`].
//!
//! Four doors lead here: a browser's session, a program's token, a one-time link, and the command line of the machine. Each ends in
//! `Scope::establish`, and from there on nobody asks again who somebody is, only what their scope allows. Being signed in
//! and having no right are told apart by the verbs; this module only says who.

mod link;
mod operator;
mod session;
mod session_store;
mod token;
mod watch;

pub use link::by_link;
pub use operator::operator;
pub use session::{SignedIn, Visitor, visitor};
pub use session_store::{SessionStore, hash as session_hash};
pub use token::{Caller, authenticate, of_token, token_of};
pub use watch::Credential;

use crate::config::{PublicUrl, Sessions};
use crate::state::AppState;
use domain::Scope;
use domain::id::{TenantId, UserId};
use domain::scope::{Actor, RequestId, Role};
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, SessionManagerLayer};

/// The layer that gives each page request its session, loaded when first touched and stored when changed: somebody who
/// only looks at the sign-in page leaves no row behind.
pub fn session_layer(state: &AppState) -> SessionManagerLayer<SessionStore> {
    let https = state.config.network.public_url.is_https();
    SessionManagerLayer::new(SessionStore::new(state.engine.clone()))
        .with_name(cookie_name(&state.config.network.public_url))
        .with_http_only(true)
        // Lax and not Strict: a link from a mail to a job leads to the job, not to the sign-in page. Posts from other
        // sites are stopped by `layers::csrf` besides.
        .with_same_site(SameSite::Lax)
        .with_secure(https)
        .with_path("/")
        .with_expiry(idle_expiry(state.config.sessions))
}

/// The prefix makes browsers refuse the cookie from anywhere but this very host, and only takes it by https.
fn cookie_name(public_url: &PublicUrl) -> &'static str {
    if public_url.is_https() { "__Host-trunkline" } else { "trunkline" }
}

fn idle_expiry(sessions: Sessions) -> Expiry {
    Expiry::OnInactivity(sessions.idle)
}

/// A person in a tenant.
fn person(tenant: TenantId, user: UserId, role: Role, platform_admin: bool, request: RequestId) -> Scope {
    Scope::establish(tenant, Actor::User(user), role, platform_admin, request)
}
