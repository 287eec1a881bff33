//! A browser's session becomes a scope.

use super::person;
use crate::layers::error_page::{self, Reader};
use crate::layers::{client_address, request_id};
use crate::state::AppState;
use app::forms;
use app::request::session_key;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use domain::Scope;
use domain::id::{ActingId, TenantId, UserId};
use domain::scope::RequestId;
use engine::Engine;
use engine::identity::{Claim, Identity};
use std::net::IpAddr;
use time::{Duration, OffsetDateTime};
use tower_sessions::Session;

/// A session's idle end, and what its owner reads as its last use, are moved on at most this often: a write a page view
/// would be waste.
const TOUCH_EVERY: Duration = Duration::minutes(10);

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub scope: Scope,
    pub identity: Identity,
}

/// Who is behind a page request; in the request's extensions behind [`visitor`].
#[derive(Debug, Clone)]
pub struct Visitor(pub Option<SignedIn>);

/// Finds out who is asking for a page and notes it in the request's extensions. It stops nobody: what a page needs, its
/// verbs say.
pub async fn visitor(State(state): State<AppState>, session: Session, mut request: Request, next: Next) -> Response {
    let id = request_id::of(request.extensions());
    let trusted = &state.config.network.trusted_proxies;
    let address = client_address::of(request.extensions(), request.headers(), trusted);
    match of_session(&state, &session, request.method(), address, id.clone()).await {
        Ok(signed_in) => {
            request.extensions_mut().insert(Visitor(signed_in));
            next.run(request).await
        }
        Err(error) => {
            tracing::error!(%error, "a session could not be read");
            let text = "The database can't be reached for the moment. Please try again.";
            error_page::of(StatusCode::SERVICE_UNAVAILABLE, text, &Reader::of(&request), &id.0)
        }
    }
}

async fn of_session(
    state: &AppState,
    session: &Session,
    method: &Method,
    address: Option<IpAddr>,
    request: RequestId,
) -> anyhow::Result<Option<SignedIn>> {
    let Some(user) = session.get::<UserId>(session_key::USER).await? else { return Ok(None) };
    let now = OffsetDateTime::now_utc();
    match session.get::<i64>(session_key::SINCE).await? {
        None => session.insert(session_key::SINCE, now.unix_timestamp()).await?,
        Some(since) if now.unix_timestamp() - since > state.config.sessions.life.whole_seconds() => {
            session.flush().await?;
            return Ok(None);
        }
        Some(_) => {}
    }
    let begun_with = session.get::<i32>(session_key::CREDENTIALS).await?.unwrap_or(0);
    let claim = Claim {
        user,
        tenant: session.get::<TenantId>(session_key::TENANT).await?,
        acting: session.get::<(TenantId, ActingId)>(session_key::ACTING).await?,
    };
    let Some(signed_in) = of_user(&state.engine, claim, request).await? else { return Ok(None) };
    if signed_in.identity.credentials != begun_with {
        // It was begun with a password or without a second factor that is no more, while those were being changed.
        session.flush().await?;
        return Ok(None);
    }
    let seen = session.get::<i64>(session_key::SEEN).await?.unwrap_or(0);
    if now.unix_timestamp() - seen > TOUCH_EVERY.whole_seconds() {
        session.insert(session_key::SEEN, now.unix_timestamp()).await?;
        session.insert(session_key::ADDRESS, address.map(|address| address.to_string())).await?;
    }
    let moved = follow(session, claim, &signed_in.identity).await?;
    let signed_in = SignedIn { scope: signed_in.scope.at_address(address), ..signed_in };
    // What was meant for one company must not be done in another: the next page says where one is, and asks again.
    Ok(Some(signed_in).filter(|_| !moved || matches!(*method, Method::GET | Method::HEAD)))
}

/// Keeps the session in step with where the person stands; whether that is another company than the one they believe, of
/// which the next page tells them.
async fn follow(session: &Session, claim: Claim, now: &Identity) -> anyhow::Result<bool> {
    if now.acting.is_some() {
        return Ok(false);
    }
    let text = if claim.acting.is_some() {
        session.remove::<(TenantId, ActingId)>(session_key::ACTING).await?;
        format!("You act in that company no longer: it ends by itself after an hour. This is {}.", now.tenant_name)
    } else if claim.tenant.is_some_and(|chosen| chosen != now.tenant && chosen != TenantId::PLATFORM) {
        format!("The company you worked for is not open to you any more. This is {}.", now.tenant_name)
    } else if claim.tenant.is_none() {
        // Else another company whose name comes earlier would take its place when the person joins it.
        session.insert(session_key::TENANT, now.tenant).await?;
        return Ok(false);
    } else {
        return Ok(false);
    };
    session.insert(session_key::TENANT, now.tenant).await?;
    forms::tell(session, text).await;
    Ok(true)
}

/// A person as their session says they stand.
pub(super) async fn of_user(engine: &Engine, claim: Claim, request: RequestId) -> engine::Result<Option<SignedIn>> {
    let Some(identity) = engine::identity::of_user(engine, claim).await? else { return Ok(None) };
    let scope = person(identity.tenant, identity.user, identity.role, identity.platform_admin, request);
    // Verbs and the audit tell who acts from who belongs.
    let acting = identity.acting.and_then(|_| scope.acting_in(identity.tenant));
    Ok(Some(SignedIn { scope: acting.unwrap_or(scope), identity }))
}
