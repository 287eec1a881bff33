//! The version that an edit is of (CONTRACTS, "Common to all"): `version` in the body, or `If-Match`.

use super::Refusal;
use super::input::Fields;
use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::header::{self, HeaderMap};
use axum::http::request::Parts;
use domain::FieldErrors;

/// The version in `If-Match`: `"3"`, as an answer's `ETag` gives it; `*` and no header ask for none.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(Option<i64>);

impl IfMatch {
    fn read(headers: &HeaderMap) -> Result<Self, Refusal> {
        let Some(value) = headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(Self(None));
        }
        // The old clients' libraries send a version without its quotes, proxies one marked as weak.
        let bare = text.strip_prefix("W/").unwrap_or(text);
        let bare = bare.strip_prefix('"').and_then(|bare| bare.strip_suffix('"')).unwrap_or(bare);
        match bare.parse() {
            Ok(version) => Ok(Self(Some(version))),
            Err(_) => Err(Refusal::invalid("If-Match", "This must be one version, such as \"3\".")),
        }
    }

    /// The version that the request is of, by its body or its header, when it names one. Two that differ are an error.
    pub fn or_body(self, fields: &Fields, errors: &mut FieldErrors) -> Option<i64> {
        let body = fields.whole("version", errors).and_then(|version| i64::try_from(version).ok());
        if self.0.zip(body).is_some_and(|(header, body)| header != body) {
            errors.add("version", "This is another version than that in If-Match.");
        }
        body.or(self.0)
    }
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Self::read(&parts.headers)
    }
}

/// The header that tells an answer's version.
pub fn etag(version: i64) -> [(header::HeaderName, HeaderValue); 1] {
    let value = HeaderValue::from_str(&format!("\"{version}\""));
    [(header::ETAG, value.unwrap_or(HeaderValue::from_static("\"\"")))]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str) -> Option<Option<i64>> {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_MATCH, HeaderValue::from_static(text));
        IfMatch::read(&headers).ok().map(|read| read.0)
    }

    #[test]
    fn a_version_is_read_in_each_form_that_clients_send() {
        for (text, version) in
            [("\"3\"", Some(Some(3))), ("3", Some(Some(3))), ("W/\"3\"", Some(Some(3))), ("*", Some(None))]
        {
            assert_eq!(read(text), version, "{text}");
        }
        for wrong in ["", "\"\"", "three", "\"1\", \"2\""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
