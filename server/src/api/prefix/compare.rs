use super::view::{ChangeView, VersionView};
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Total, read_list_beside};
use crate::api::paging::Pagination;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::filter::PrefixChanges;
use engine::prefix::ProjectNumbers;
use serde::Serialize;
use utoipa::ToSchema;

/// A project with numbers in codes that differ.
#[derive(Debug, Serialize, ToSchema)]
pub struct TouchedView {
    project: i64,
    name: String,
    numbers: u64,
    /// How many of the codes it has numbers in.
    codes: u64,
}

/// What is different between two versions.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonPage {
    from: VersionView,
    to: VersionView,
    came: Total,
    changed: Total,
    withdrawn: Total,
    /// The company's own projects with numbers in these codes, most numbers first.
    projects: Vec<TouchedView>,
    changes: Vec<ChangeView>,
    pagination: Pagination,
}

/// What changed between two versions, several imports laid together: a code that came and went again is no change.
#[utoipa::path(
    get, path = "/api/v1/prefixes/compare/", tag = "Prefixes", operation_id = "compare_prefix_versions",
    params(
        ("from" = Option<i64>, Query, description = "The earlier version; the one before `to` when not given"),
        ("to" = Option<i64>, Query, description = "The later version; the newest when not given"),
        ("kind" = Option<String>, Query, description = "came, changed or withdrawn"),
        ("prefix" = Option<String>, Query, description = "Six digits; `prefix.starts` takes fewer"),
        ("area_code" = Option<String>, Query, description = "Three digits"),
        ("count" = Option<String>, Query, description = "exact counts on where counting would stop at 10,000"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page of the codes that differ", body = ComparisonPage), Problems)
)]
pub async fn compare_prefix_versions(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Json<ComparisonPage>, Refusal> {
    let mut errors = FieldErrors::new();
    let [from, to] = ["from", "to"].map(|name| fields.id(name, "There is no such version.", &mut errors));
    let asked = match read_list_beside::<PrefixChanges>(&fields, &["from", "to"]) {
        Ok(asked) => errors.into_result(asked)?,
        Err(others) => {
            errors.merge(others);
            return Err(errors.into());
        }
    };
    let (engine, scope) = (&state.engine, &caller.scope);
    let missing = Refusal::at("to", "There are not two versions to compare yet.");
    let span = engine::prefix::span(engine, scope, from, to).await.map_err(missing)?;
    let from_to = &span;
    let page = asked.rows(|query| async move { engine::prefix::changes(engine, scope, from_to, &query).await }).await?;
    let counts = engine::prefix::count_changes(engine, scope, &span, asked.filter(), asked.counts_exactly()).await?;
    let touched = engine::prefix::touched(engine, scope, &span, asked.filter()).await?;
    Ok(Json(ComparisonPage {
        from: span.from.into(),
        to: span.to.into(),
        came: counts.came.into(),
        changed: counts.changed.into(),
        withdrawn: counts.withdrawn.into(),
        projects: touched.into_iter().map(TouchedView::from).collect(),
        pagination: asked.block(counts.total(), &page),
        changes: page.rows.into_iter().map(ChangeView::from).collect(),
    }))
}

impl From<ProjectNumbers> for TouchedView {
    fn from(project: ProjectNumbers) -> Self {
        let ProjectNumbers { project, name, numbers, codes, .. } = project;
        Self { project: project.0, name, numbers, codes }
    }
}
