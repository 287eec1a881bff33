//! Pages, form posts and the files they need.
//!
//! Around all of them, from outside in: the guard against foreign posts, the session, who is asking. Files come before
//! all three: a style sheet needs no session.

use crate::audit_export;
use crate::calling_rules_file;
use crate::campaign_report;
use crate::form_door;
use crate::identity::{self, Visitor};
use crate::layers::error_page::{self, Reader};
use crate::layers::{client_address, csrf, request_id};
use crate::prefix_export;
use crate::simulation_log;
use crate::state::AppState;
use app::request::PageContext;
use app::routes::App;
use axum::Router;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use leptos::context::{provide_context, use_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes};
use tower::ServiceBuilder;
use tower_http::services::ServeDir;
use tower_sessions::Session;

/// Files that are made when they are asked for, behind the same session as the pages.
pub const DOWNLOADS: [&str; 6] = [
    "/numbers/prefixes/export",
    "/settings/audit/export",
    "/system/audit/export",
    "/calling-rules/file",
    "/campaigns/{id}/report/attempts",
    "/campaigns/{id}/simulate/log",
];

/// Every page's route, form posts at `/forms/…`, files, and the page for what is not there.
///
/// # Errors
/// The public address can't be trusted as an origin.
pub fn routes(state: &AppState) -> anyhow::Result<Router<AppState>> {
    let context = page_context(state);
    let options = state.leptos.clone();
    let shell = move || app::shell(options.clone());
    let pages = Router::new().leptos_routes_with_context(state, page_routes(), context.clone(), shell.clone());

    let post = {
        let context = context.clone();
        move |request: Request| form_door::handle(context.clone(), request)
    };
    let forms = Router::new().route(&format!("{}/{{*name}}", app::paths::FORMS), get(post.clone()).post(post));

    let render = leptos_axum::render_app_async_with_context(context, shell);
    let missing = Router::new().fallback(move |request: Request| {
        let answer = without_slash(&request).ok_or_else(|| render(request));
        async move {
            match answer {
                Ok(redirect) => redirect.into_response(),
                Err(page) => not_found(page.await),
            }
        }
    });
    let around = |router: Router<AppState>| -> anyhow::Result<Router<AppState>> {
        Ok(router
            .layer(from_fn_with_state(state.clone(), identity::visitor))
            .layer(identity::session_layer(state))
            .layer(csrf(&state.config.network.public_url)?))
    };
    let missing = around(missing)?.with_state(state.clone());
    let downloads = Router::new()
        .route(DOWNLOADS[0], get(prefix_export::download))
        .route(DOWNLOADS[1], get(audit_export::download))
        .route(DOWNLOADS[2], get(audit_export::download_of_installation))
        .route(DOWNLOADS[3], get(calling_rules_file::download))
        .route(DOWNLOADS[4], get(campaign_report::download))
        .route(DOWNLOADS[5], get(simulation_log::download));
    let pages = pages.merge(forms).merge(downloads).method_not_allowed_fallback(not_allowed);
    Ok(around(pages)?.fallback_service(files(state, missing)))
}

/// The pages' routes. Form posts are left out: they go through `form_door`, not through Leptos' own door.
pub fn page_routes() -> Vec<AxumRouteListing> {
    let posts = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    leptos_axum::generate_route_list_with_exclusions(App, Some(posts))
}

/// What each page and each form post is told about its request.
fn page_context(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let state = state.clone();
    move || {
        // Listing the routes renders the application without a request.
        let Some(parts) = use_context::<Parts>() else { return };
        let Some(session) = parts.extensions.get::<Session>().cloned() else { return };
        let public = &state.config.network.public_url;
        let signed_in = parts.extensions.get::<Visitor>().and_then(|visitor| visitor.0.clone());
        let (scope, identity) = signed_in.map(|person| (person.scope, person.identity)).unzip();
        let trusted = &state.config.network.trusted_proxies;
        let address = client_address::of(&parts.extensions, &parts.headers, trusted);
        provide_context(PageContext {
            https: public.is_https(),
            session_hash: session.id().map(identity::session_hash),
            establish: identity::by_link,
            engine: state.engine.clone(),
            scope,
            identity,
            session,
            request_id: request_id::of(&parts.extensions).0,
            address: address.map_or_else(String::new, |address| address.to_string()),
            public_url: state.config.network.public_url.origin().to_owned(),
        });
    }
}

fn files(
    state: &AppState,
    missing: Router,
) -> impl tower::Service<
    Request,
    Response = Response<
        impl axum::body::HttpBody<Data = bytes::Bytes, Error = impl Into<axum::BoxError>> + Send + 'static,
    >,
    Error = std::convert::Infallible,
    Future = impl Send + 'static,
> + Clone
+ Send
+ Sync
+ 'static {
    let files = ServeDir::new(&state.config.storage.site_root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .call_fallback_on_method_not_allowed(true)
        .fallback(missing);
    ServiceBuilder::new().map_response(cacheable).service(files)
}

/// Files keep their name from one release to the next, so a browser may keep one but has to ask whether it still stands.
fn cacheable<B>(mut response: Response<B>) -> Response<B> {
    let page = response.headers().contains_key(header::CONTENT_SECURITY_POLICY);
    if response.status().is_success() && !page {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    }
    response
}

async fn not_allowed(request: Request) -> Response {
    let id = request_id::of(request.extensions());
    let text = "This address can't be used in this way.";
    error_page::of(StatusCode::METHOD_NOT_ALLOWED, text, &Reader::of(&request), &id.0)
}

/// Where an address with a slash too many leads: Leptos' own router would show the page it means, with the status of one that
/// is not there.
fn without_slash(request: &Request) -> Option<Redirect> {
    let path = request.uri().path().strip_suffix('/').map(|path| path.trim_end_matches('/'))?;
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    // `//elsewhere.example/` would lead to another host.
    let path = app::paths::local(path).filter(|_| reads)?;
    Some(Redirect::permanent(&match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }))
}

fn not_found(mut page: Response) -> Response {
    if page.status() == StatusCode::OK {
        *page.status_mut() = StatusCode::NOT_FOUND;
    }
    page
}
