//! REST: one file a verb, in the family's folder; the document comes from the same routes.
//!
//! To add an operation: 1. its folder is its family, its file the verb; 2. a handler that takes [`Caller`](crate::identity::Caller)
//! reads its input by [`input`], calls one verb of the engine and answers by [`envelope`]; 3. its `#[utoipa::path]` and its
//! line in the family's `mod.rs`; 4. its line in `tests/coverage/access.rs`, which fails until it is there.

mod account;
mod audit;
mod bulk;
mod call;
mod calling_rule;
mod campaign;
mod consent;
mod crm;
mod dialability;
mod do_not_call;
mod envelope;
mod fingerprint;
mod form_body;
mod idempotency;
mod input;
mod invitation;
mod list;
mod list_export;
mod list_import;
mod member;
mod opt_out;
mod paging;
pub(crate) mod phone;
mod prefix;
pub mod problem;
mod project;
mod rate_limit;
mod role;
mod saved_view;
mod tenant;
mod upload;
mod version;

pub use envelope::Refusal;

use crate::identity;
use crate::state::AppState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::any;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

/// What the document says before it lists operations.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Trunkline",
        description = "Phone numbers, call lists and campaigns of one company. Identity and company come from the token \
                       alone; make one on the page of API tokens, or with `trunkline token create`."
    ),
    tags(
        (name = "Account", description = "Whom the token stands for."),
        (name = "Company", description = "What was done in the company, and by whom."),
        (name = "Campaign calls", description = "Having numbers called, and what became of it."),
        (name = "Calling rules", description = "What the law says about calling people, and what applies where."),
        (name = "Calls", description = "Calls, their timelines and figures, changes of many, and calls for a demonstration."),
        (name = "Companies", description = "The companies that contacts and deals belong to: the \"accounts\" of calls."),
        (name = "Contacts", description = "People with their phones; duplicates, merging, and their timelines."),
        (name = "Deals", description = "What is being sold to whom, for how much."),
        (name = "Leads", description = "People who may become contacts, and converting them."),
        (name = "Phone numbers", description = "Generating, listing and counting numbers, and the tasks behind them."),
        (name = "Prefixes", description = "Who holds which code of the numbering plan, and what changed between imports."),
        (name = "Projects", description = "Named pools of numbers."),
        (name = "Views", description = "Lists of calls that people keep under a name."),
        (name = "Members", description = "Who belongs to the company, and the invitations by which people join."),
        (name = "Tenants", description = "The companies of the installation; for platform admins alone."),
        (name = "Consent", description = "Who agreed to be called, when, how, and until when."),
        (name = "Do not call", description = "Numbers that are not called, and opting out."),
        (name = "Dialability", description = "Whether a number may be dialled, and why."),
    ),
    // Every operation's refusals refer to them, and none brings them.
    components(schemas(envelope::Errors, envelope::Detail, problem::Problem, call::answer::CallFailure,
        campaign::answer::CampaignFailure, campaign::answer::SignInFailure)),
    modifiers(&Tokens),
    security(("bearer" = []), ("x_auth_token" = [])),
)]
struct Document;

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        let header = ApiKey::Header(ApiKeyValue::new("X-Auth-Token"));
        components.add_security_scheme("x_auth_token", SecurityScheme::ApiKey(header));
    }
}

fn operations() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(account::routes())
        .merge(project::routes())
        .merge(phone::routes())
        .merge(prefix::routes())
        .merge(audit::routes())
        .merge(member::routes())
        .merge(role::routes())
        .merge(invitation::routes())
        .merge(tenant::routes())
        .merge(crm::routes())
        .merge(call::routes())
        .merge(call::files())
        .merge(campaign::routes())
        .merge(calling_rule::routes())
        .merge(saved_view::routes())
        .merge(consent::routes())
        .merge(do_not_call::routes())
        .merge(dialability::routes())
        .merge(opt_out::routes())
}

/// The document of all operations.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = operations().into_openapi();
    document.merge(campaign::callbacks().into_openapi());
    document
}

/// Every operation behind its token, the document and its explorer.
pub fn routes(state: &AppState) -> Router<AppState> {
    let (operations, mut document) = operations().split_for_parts();
    let (callbacks, of_callbacks) = campaign::callbacks().split_for_parts();
    document.merge(of_callbacks);
    let operations = operations
        .method_not_allowed_fallback(|method: Method| async move { Refusal::MethodNotAllowed(method) })
        // `layers::bounds` keeps the limit, which is higher than axum's own.
        .layer(DefaultBodyLimit::disable())
        .route_layer(from_fn_with_state(state.clone(), idempotency::once))
        .route_layer(from_fn_with_state(state.clone(), rate_limit::keep))
        // Around routes alone: an unknown path is 404 whoever asks.
        .route_layer(from_fn_with_state(state.clone(), identity::authenticate))
        .route_layer(from_fn(problem::speak));
    let explorer = SwaggerUi::new("/api/docs").url("/api/openapi.json", document);
    let unknown = any(|| async { Refusal::NoSuchPath.into_response() });
    operations
        .merge(explorer)
        .merge(callbacks.layer(DefaultBodyLimit::disable()).route_layer(from_fn(problem::speak)))
        .route("/api/{*path}", unknown)
        .route("/crm/{*path}", any(call::answer::no_such_path))
        .route("/custom/{*path}", any(call::answer::no_such_path))
}
