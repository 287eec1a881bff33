//! Who watches a live stream, and whether they still may: a stream outlives the request that opened it.

use super::session::{SignedIn, of_user};
use super::session_store::hash;
use super::token::{of_token, token_of};
use app::request::session_key;
use axum::http::HeaderMap;
use domain::Scope;
use domain::id::{ActingId, TenantId, UserId};
use domain::scope::RequestId;
use engine::Engine;
use engine::identity::Claim;
use secrecy::SecretString;
use serde_json::Value;
use std::collections::HashMap;
use tower_sessions::Session;
use tower_sessions::session::Id;

/// What somebody proved their identity with, kept to prove it again.
#[derive(Debug, Clone)]
pub enum Credential {
    Session(Id),
    Token(SecretString),
}

impl Credential {
    /// The credential of a request, a token before a session; `None` when it brings neither.
    pub fn of(headers: &HeaderMap, session: &Session) -> Option<Self> {
        token_of(headers).map(Credential::Token).or_else(|| session.id().map(Credential::Session))
    }

    /// Who it stands for at this moment; `None` once the session is ended or the token revoked.
    ///
    /// # Errors
    /// [`engine::Error::Denied`] for a token of a suspended company or member; when the database is away.
    pub async fn scope(&self, engine: &Engine, request: RequestId) -> engine::Result<Option<Scope>> {
        match self {
            Credential::Token(token) => Ok(of_token(engine, token, request).await?.map(|caller| caller.scope)),
            Credential::Session(id) => {
                // Read past tower-sessions, whose session remembers what it has read once.
                let Some(stored) = engine::session::load(engine, hash(*id)).await? else { return Ok(None) };
                let values: HashMap<String, Value> = serde_json::from_slice(&stored.data).unwrap_or_default();
                let integer = |key| values.get(key).and_then(Value::as_i64);
                let Some(user) = integer(session_key::USER).map(UserId) else { return Ok(None) };
                let tenant = integer(session_key::TENANT).map(TenantId);
                let acting = values.get(session_key::ACTING).cloned();
                let acting = acting.and_then(|acting| serde_json::from_value::<(TenantId, ActingId)>(acting).ok());
                let claim = Claim { user, tenant, acting };
                let begun_with = integer(session_key::CREDENTIALS).unwrap_or(0);
                let person = of_user(engine, claim, request).await?;
                let person = person.filter(|person| i64::from(person.identity.credentials) == begun_with);
                Ok(person.map(|SignedIn { scope, .. }| scope))
            }
        }
    }
}
