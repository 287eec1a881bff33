//! Where form posts come in: what can't be read is refused here, in words, before Leptos meets it.

use crate::layers::error_page::{self, Reader};
use crate::layers::request_id;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

/// The forms that bring a file. Leptos panics when one of them gets anything but a multipart body; a test sends every
/// form every kind of body, so a new one is noticed.
const UPLOADS: [&str; 6] = [
    "/forms/prefixes-import",
    "/forms/numbers-upload",
    "/forms/list-upload",
    "/forms/consent-prove",
    "/forms/campaign-add-file",
    "/forms/calling-rules-draft",
];

/// What Leptos marks a refusal of its own with.
const REFUSED_BY_LEPTOS: &str = "serverfnerror";

/// Answers a post by the form's server function.
pub async fn handle(context: impl Fn() + Clone + Send + 'static, request: Request) -> Response {
    let reader = Reader::of(&request);
    let id = request_id::of(request.extensions());
    let refuse = |status, text| error_page::of(status, text, &reader, &id.0);
    if UPLOADS.contains(&request.uri().path()) && !is_multipart(request.headers()) {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "This form takes a file: send it as multipart/form-data.");
    }
    let response = app::forms::handle(context, request).await;
    // Neither has a refusal of Leptos a type, nor are its words for people: no such form, or not by this method.
    if response.status() == StatusCode::NOT_FOUND && !response.headers().contains_key(header::CONTENT_TYPE) {
        return refuse(StatusCode::NOT_FOUND, "There is nothing here.");
    }
    // A form that could be read answers browsers by 303. Leptos itself sends them back to where they came from, with the
    // error in the address.
    if response.status() == StatusCode::FOUND && response.headers().contains_key(REFUSED_BY_LEPTOS) {
        return refuse(
            StatusCode::BAD_REQUEST,
            "The form could not be read, so nothing was done. Please go back and send it again.",
        );
    }
    response
}

/// Whether the content type names a multipart body with a boundary, in the one form that browsers and programs send.
fn is_multipart(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else { return false };
    let Some((media_type, parameter)) = kind.split_once(';') else { return false };
    let Some((name, boundary)) = parameter.trim().split_once('=') else { return false };
    let boundary = boundary.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(boundary);
    media_type.trim().eq_ignore_ascii_case("multipart/form-data")
        && name.eq_ignore_ascii_case("boundary")
        // 70 is the longest that RFC 2046 allows; of its characters these need no quotes.
        && (1..=70).contains(&boundary.len())
        && boundary.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"'+_-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn multipart(kind: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        is_multipart(&headers)
    }

    #[test]
    fn what_browsers_and_programs_send_is_multipart_and_nothing_else() {
        assert!(multipart("multipart/form-data; boundary=----WebKitFormBoundaryAbC123"));
        assert!(multipart("multipart/form-data; boundary=\"------------------------d74496d66958873e\""));
        for other in [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/mixed; boundary=x",
            "text/csv",
            "multipart/form-data; boundary=a b",
        ] {
            assert!(!multipart(other), "{other}");
        }
    }
}
