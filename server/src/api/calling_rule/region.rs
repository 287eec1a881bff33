use super::view::CallingRuleView;
use crate::api::envelope::Refusal;
use crate::api::input::{PathText, QueryFields};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::calling_rule::{RuleKind, Why};
use domain::phone::Region;
use engine::Error;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A rule that applies in a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplyingView {
    /// own, country, or strictest: nobody read what the region says, so the strictest counts that is known of anywhere.
    why: &'static str,
    rule: CallingRuleView,
}

/// What applies in a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallingRegionView {
    /// The region's postal code, or a country's three letters.
    #[schema(examples("FL"))]
    region: &'static str,
    name: &'static str,
    /// The day, in UTC, of which this is told.
    day: String,
    rows: Vec<ApplyingView>,
}

/// What applies today to people of a region.
#[utoipa::path(
    get, path = "/api/v1/calling-rules/regions/{region}/", tag = "Calling rules", operation_id = "show_calling_region",
    params(("region" = String, Path, description = "Its postal code, such as FL, or a country's three letters")),
    responses((status = 200, description = "The rules, each with why it applies", body = CallingRegionView), Problems)
)]
pub async fn show_calling_region(
    State(state): State<AppState>,
    caller: Caller,
    PathText(region): PathText,
    _checked: QueryFields,
) -> Result<Json<CallingRegionView>, Refusal> {
    let region = Region::find(&region).ok_or(Error::NotFound)?;
    let (_, book) = engine::calling_rule::in_force(&state.engine, &caller.scope).await?;
    let law = book.law(region).ok_or(Error::NotFound)?;
    let today = OffsetDateTime::now_utc().date();
    let rows = RuleKind::ALL.into_iter().flat_map(|kind| law.applying(kind, today)).map(|one| ApplyingView {
        why: match one.why {
            Why::Own => "own",
            Why::Country => "country",
            Why::Strictest => "strictest",
        },
        rule: CallingRuleView::from(one.rule.as_ref()),
    });
    Ok(Json(CallingRegionView { region: region.code, name: region.name, day: today.to_string(), rows: rows.collect() }))
}
