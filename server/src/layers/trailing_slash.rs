//! The old families' paths end in a slash, which clients may leave out.

use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;

/// The families whose paths end in a slash (CONTRACTS A).
const FAMILIES: [&str; 4] = ["/api/projects", "/api/phone-generator", "/api/phone-validator", "/ws"];

/// Adds the slash where a client left it out; every other path stays as it is.
pub fn optional_for_rest(mut request: Request) -> Request {
    if let Some(uri) = with_slash(request.uri()) {
        *request.uri_mut() = uri;
    }
    request
}

fn with_slash(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let of_family = FAMILIES
        .iter()
        .any(|family| path.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    if !of_family || path.ends_with('/') {
        return None;
    }
    let text = match uri.query() {
        Some(query) => format!("{path}/?{query}"),
        None => format!("{path}/"),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(path: &'static str) -> String {
        let uri = Uri::from_static(path);
        with_slash(&uri).unwrap_or(uri).to_string()
    }

    #[test]
    fn a_slash_is_added_to_the_old_families_alone() {
        assert_eq!(rewritten("/api/projects"), "/api/projects/");
        assert_eq!(rewritten("/api/phone-generator/tasks?page=2"), "/api/phone-generator/tasks/?page=2");
        assert_eq!(rewritten("/ws/tasks?token=tl_1"), "/ws/tasks/?token=tl_1");
        for same in ["/api/projects/", "/api/projectsx", "/api/openapi.json", "/jobs", "/"] {
            assert_eq!(rewritten(same), same);
        }
    }
}
