//! Headers that tell a browser what an answer may do.

use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// For answers that bring no policy of their own. Pages bring one with their nonce (`app/src/shell.rs`).
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// The API's explorer styles itself as it runs; its scripts are files of ours.
const EXPLORER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                               img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                               frame-ancestors 'none'";

const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    ),
];

/// Adds the headers to every answer; one that is set already stands.
pub async fn add(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let explorer = request.uri().path().starts_with("/api/docs");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        set(headers, name, value);
    }
    let policy = if explorer { EXPLORER_POLICY } else { POLICY };
    set(headers, header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    // What people see is theirs: neither a proxy nor the back button after signing out may show it again.
    set(headers, header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let https = state.config.network.public_url.is_https();
    keep_cookies(headers, https);
    if https {
        set(
            headers,
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    response
}

/// Completes every cookie that leaves. The one with which the session layer takes its own away says neither Secure nor
/// SameSite, and browsers refuse that of a name with `__Host-`: the old one would stay.
fn keep_cookies(headers: &mut HeaderMap, https: bool) {
    let cookies: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for cookie in cookies {
        let text = cookie.to_str().unwrap_or_default();
        let wanted = [("HttpOnly", true), ("SameSite=Lax", true), ("Secure", https)];
        let missing = wanted.iter().filter(|(word, wanted)| {
            let name = word.split('=').next().unwrap_or_default();
            *wanted && !text.contains(&format!("; {name}"))
        });
        let whole = missing.fold(text.to_owned(), |text, (word, _)| format!("{text}; {word}"));
        headers.append(header::SET_COOKIE, HeaderValue::from_str(&whole).unwrap_or(cookie));
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}
