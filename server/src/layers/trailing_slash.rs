//! The old families' paths end in a slash, which clients may leave out.

use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;

/// The families whose paths end in a slash (CONTRACTS A).
const FAMILIES: [&str; 4] = ["/api/projects", "/api/phone-generator", "/api/phone-validator", "/ws"];

/// The families whose paths end in none (CONTRACTS B).
const BARE: [&str; 2] = ["/crm/calls", "/custom/views"];

/// Adds the slash where a client left it out, and takes one away that is too much; every other path stays as it is.
pub fn optional_for_rest(mut request: Request) -> Request {
    if let Some(uri) = with_slash(request.uri()).or_else(|| without_slash(request.uri())) {
        *request.uri_mut() = uri;
    }
    request
}

fn is_of(families: &[&str], path: &str) -> bool {
    families.iter().any(|family| path.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

fn with_slash(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    if !is_of(&FAMILIES, path) || path.ends_with('/') {
        return None;
    }
    with_path(uri, &format!("{path}/"))
}

fn without_slash(uri: &Uri) -> Option<Uri> {
    let path = uri.path().strip_suffix('/').filter(|path| is_of(&BARE, path))?;
    with_path(uri, path)
}

fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let text = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
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
        with_slash(&uri).or_else(|| without_slash(&uri)).unwrap_or(uri).to_string()
    }

    #[test]
    fn a_slash_is_added_to_the_old_families_alone_and_taken_from_calls() {
        assert_eq!(rewritten("/api/projects"), "/api/projects/");
        assert_eq!(rewritten("/api/phone-generator/tasks?page=2"), "/api/phone-generator/tasks/?page=2");
        assert_eq!(rewritten("/ws/tasks?token=tl_1"), "/ws/tasks/?token=tl_1");
        assert_eq!(rewritten("/crm/calls/demo/"), "/crm/calls/demo");
        assert_eq!(rewritten("/custom/views/get/?a=b"), "/custom/views/get?a=b");
        for same in
            ["/crm/calls/list", "/crm/callsx/", "/api/projects/", "/api/projectsx", "/api/openapi.json", "/jobs", "/"]
        {
            assert_eq!(rewritten(same), same);
        }
    }
}
