use crate::api::input::QueryFields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use axum::Json;
use domain::Right;
use domain::scope::{Role, TokenScope};
use serde::Serialize;
use utoipa::ToSchema;

/// Something that a role may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct RightView {
    /// Its word.
    #[schema(value_type = String, examples("change_contacts"))]
    right: Right,
    /// Numbers, Jobs, Calls, Contacts, Company or Account.
    area: &'static str,
    /// What it allows, as a person would say it.
    title: &'static str,
    /// What a token has to hold for it; null where only a person in a browser may.
    #[schema(examples("contacts:write"))]
    token_scope: Option<&'static str>,
}

/// A role with all that it may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleView {
    /// owner, admin, agent or viewer.
    role: &'static str,
    /// It is the role of whom the token stands for.
    own: bool,
    rights: Vec<RightView>,
}

/// The roles of a company.
#[derive(Debug, Serialize, ToSchema)]
pub struct RolesView {
    rows: Vec<RoleView>,
}

/// The roles, the least first, each with its rights.
#[utoipa::path(
    get, path = "/api/v1/roles/", tag = "Members", operation_id = "list_roles",
    responses((status = 200, description = "All four", body = RolesView), Problems)
)]
pub async fn list_roles(caller: Caller, _checked: QueryFields) -> Json<RolesView> {
    let of = |role: Role| {
        let rights = Right::ALL.into_iter().filter(|right| right.rule().least_role <= role);
        let rights = rights.map(|right| {
            let rule = right.rule();
            RightView { right, area: rule.area, title: rule.title, token_scope: rule.token.map(TokenScope::as_str) }
        });
        RoleView { role: role.as_str(), own: role == caller.scope.role(), rights: rights.collect() }
    };
    Json(RolesView { rows: Role::ALL.map(of).into() })
}
