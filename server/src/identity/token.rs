//! A program's token becomes a scope.

use super::person;
use crate::api::Refusal;
use crate::layers::{client_address, request_id};
use crate::state::AppState;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Scope;
use domain::id::UserId;
use domain::scope::RequestId;
use engine::Engine;
use engine::api_token::{self, TokenIdentity};
use engine::rate_limit::Limit;
use secrecy::SecretString;

/// Somebody who calls by a token.
#[derive(Debug, Clone)]
pub struct Caller {
    pub scope: Scope,
    pub user: UserId,
    /// The id that clients of the old systems send for this person.
    legacy_id: Option<String>,
    /// REST requests a second that the tenant may send, where it has a limit of its own.
    requests_per_second: Option<u32>,
}

impl Caller {
    /// What the caller's tenant may send; `usual` is what everybody may.
    pub fn limit(&self, usual: Limit) -> Limit {
        self.requests_per_second.map_or(usual, |burst| Limit { burst, ..usual })
    }

    /// Whether `sent` is the caller's own id, as an integer or as the one old clients know.
    pub fn is_user(&self, sent: &str) -> bool {
        sent.trim() == self.user.to_string() || self.legacy_id.as_deref() == Some(sent)
    }

    /// Whether `sent` is the caller's own tenant.
    pub fn is_tenant(&self, sent: &str) -> bool {
        sent.trim() == self.scope.tenant().to_string()
    }
}

/// Lets pass who brings a valid token and notes the [`Caller`]; everybody else gets 401 before anything is read.
pub async fn authenticate(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let Some(token) = token_of(request.headers()) else { return Refusal::NotAuthenticated.into_response() };
    let id = request_id::of(request.extensions());
    match of_token(&state.engine, &token, id).await {
        Ok(Some(mut caller)) => {
            let trusted = &state.config.network.trusted_proxies;
            let address = client_address::of(request.extensions(), request.headers(), trusted);
            caller.scope = caller.scope.at_address(address);
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Ok(None) => Refusal::InvalidToken.into_response(),
        Err(error) => Refusal::from(error).into_response(),
    }
}

/// The token of a request: `Authorization: Bearer`, or one of the forms that the old systems' clients send.
pub fn token_of(headers: &HeaderMap) -> Option<SecretString> {
    if let Some(token) = headers.get("x-auth-token").and_then(|token| token.to_str().ok()) {
        return Some(token.trim().to_owned().into());
    }
    let authorization = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = authorization.trim().split_once(' ')?;
    let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token");
    known.then(|| token.trim().to_owned().into())
}

/// Whom a token stands for.
///
/// # Errors
/// [`engine::Error::Denied`] for a token of a suspended company or member; when the database is away.
pub async fn of_token(engine: &Engine, token: &SecretString, request: RequestId) -> engine::Result<Option<Caller>> {
    let Some(held) = api_token::verify(engine, token).await? else { return Ok(None) };
    let TokenIdentity { token, user, tenant, role, platform_admin, scopes, requests_per_second, legacy_id } = held;
    let scope = person(tenant, user, role, platform_admin, request).narrowed_to(scopes).by_token(token);
    Ok(Some(Caller { scope, user, legacy_id, requests_per_second }))
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        // Without the layer around it a route has no caller, and fails closed.
        parts.extensions.get::<Caller>().cloned().ok_or(Refusal::NotAuthenticated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};
    use secrecy::ExposeSecret;

    fn token(name: &'static str, value: &'static str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        token_of(&headers).map(|token| token.expose_secret().to_owned())
    }

    #[test]
    fn a_token_is_taken_in_each_of_the_three_forms() {
        for (name, value) in
            [("authorization", "Bearer tl_1"), ("authorization", "Token tl_1"), ("x-auth-token", "tl_1")]
        {
            assert_eq!(token(name, value).as_deref(), Some("tl_1"), "{name}: {value}");
        }
        assert_eq!(token("authorization", "Basic dXNlcjpwYXNz"), None);
        assert_eq!(token("authorization", "tl_1"), None);
    }
}
