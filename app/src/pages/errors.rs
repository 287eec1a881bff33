//! Pages for what went wrong: what happened, what was kept, what to do, and the request's id.

use super::{Place, Sheet, page};
use crate::components::icon::Icon;
use crate::forms::refusal;
use crate::paths;
use crate::request::{Request, Stop};
use axum::http::StatusCode;
use leptos::prelude::*;

/// The page of an address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    page(|_| async { Err(Stop::Error(engine::Error::NotFound)) })
}

/// The page that says why another is not shown; `Err` when the client belongs elsewhere.
pub(super) fn sheet(request: &Request, stop: Stop) -> Result<Sheet, String> {
    let (status, text) = refusal(request, &stop);
    match stop {
        Stop::SignIn => return Err(paths::sign_in_then(&request.here())),
        Stop::Elsewhere(path) => return Err(path),
        Stop::Error(_) | Stop::TooMany(_) => request.set_status(status),
    }
    let (icon, title, text) = match status {
        StatusCode::NOT_FOUND => (
            "search",
            "There is nothing here",
            "The address may be mistyped, or what it named is gone or belongs to another company.".to_owned(),
        ),
        StatusCode::FORBIDDEN => ("lock", "This is not open to you", text),
        StatusCode::BAD_REQUEST => ("circle-alert", "This address says something wrong", text),
        StatusCode::SERVICE_UNAVAILABLE => ("clock", "Away for a moment", text),
        StatusCode::CONFLICT => ("circle-alert", "This can’t be done now", text),
        _ => (
            "triangle-alert",
            "Something failed on our side",
            "Nothing you entered was lost elsewhere. Try again; if it happens again, tell your administrator the request’s id.".to_owned(),
        ),
    };
    let content = message(icon, title, text, status, request.request_id.clone());
    Ok(Sheet::new(title, Place::Nowhere, content).without_header())
}

fn message(
    icon: &'static str,
    title: &'static str,
    text: String,
    status: StatusCode,
    request_id: String,
) -> impl IntoView {
    view! {
        <section class="mx-auto flex max-w-md flex-col items-start gap-3 py-16">
            <span class="flex size-10 items-center justify-center rounded-full border hairline muted"><Icon name=icon/></span>
            <h1>{title}</h1>
            <p class="muted text-pretty">{text}</p>
            <div class="mt-2 flex gap-2">
                <a class="btn btn-primary" href=paths::home()>"Go to the dashboard"</a>
                {status.is_server_error().then(|| view! { <a class="btn" href="">"Try again"</a> })}
            </div>
            <dl class="facts mt-6 text-xs">
                <dt>"Status"</dt><dd class="mono">{status.as_u16().to_string()}</dd>
                <dt>"Request"</dt><dd class="mono">{request_id}</dd>
            </dl>
        </section>
    }
}

/// A whole document for a fault so deep that no page can be rendered: no session, no database, no script.
///
/// The server sends it when a handler panics or the router itself refuses a request.
pub fn bare_document(status: StatusCode, title: &str, text: &str, request_id: &str) -> String {
    let safe = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let request = match request_id {
        "" => String::new(),
        id => format!("<dt>Request</dt><dd class=\"mono\">{}</dd>", safe(id)),
    };
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>{title} · Trunkline</title>\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" href=\"/pkg/trunkline.css\"></head>\
         <body><main class=\"page\"><section class=\"mx-auto flex max-w-md flex-col items-start gap-3 py-16\"><h1>{title}</h1>\
         <p class=\"muted\">{text}</p><p><a class=\"btn btn-primary\" href=\"/\">Go to the dashboard</a></p>\
         <dl class=\"facts mt-6 text-xs\"><dt>Status</dt><dd class=\"mono\">{}</dd>{request}</dl></section></main></body></html>",
        status.as_u16(),
        title = safe(title),
        text = safe(text),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bare_document_lets_no_markup_through() {
        let page = bare_document(StatusCode::INTERNAL_SERVER_ERROR, "Failed", "<b>", "\"><script>");
        assert!(page.contains("&lt;b&gt;") && page.contains("500") && !page.contains("<script>"));
    }
}
