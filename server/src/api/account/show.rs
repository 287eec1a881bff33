use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::scope::TokenScope;
use engine::identity::Claim;
use serde::Serialize;
use utoipa::ToSchema;

/// Whom a token stands for, where, and with which rights.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountView {
    pub user_id: i64,
    pub name: String,
    pub email: String,
    /// A name of the tz database, in which the person reads times. REST itself speaks UTC.
    #[schema(examples("America/New_York"))]
    pub time_zone: String,
    pub tenant_id: i64,
    pub tenant_name: String,
    /// owner, admin, agent or viewer.
    pub role: String,
    /// What the token may do at most, as it was made; the role may allow less.
    #[schema(examples(json!(["numbers:write", "jobs:read"])))]
    pub scopes: Vec<&'static str>,
}

/// The token's person, company and scopes.
#[utoipa::path(
    get, path = "/api/v1/account/", tag = "Account", operation_id = "show_account",
    responses((status = 200, description = "Whom the token stands for", body = AccountView), Problems)
)]
pub async fn show_account(
    State(state): State<AppState>,
    caller: Caller,
    _checked: QueryFields,
) -> Result<Json<AccountView>, Refusal> {
    let scope = &caller.scope;
    let identity = engine::identity::of_user(
        &state.engine,
        Claim { user: caller.user, tenant: Some(scope.tenant()), acting: None },
    )
    .await?;
    let identity = identity.ok_or(Refusal::InvalidToken)?;
    let scopes = TokenScope::ALL.into_iter().filter(|wanted| scope.has_token_scope(*wanted));
    Ok(Json(AccountView {
        user_id: caller.user.0,
        name: identity.name,
        email: identity.email,
        time_zone: identity.time_zone,
        tenant_id: identity.tenant.0,
        tenant_name: identity.tenant_name,
        role: scope.role().as_str().to_owned(),
        scopes: scopes.map(TokenScope::as_str).collect(),
    }))
}
