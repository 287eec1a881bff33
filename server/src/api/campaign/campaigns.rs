use super::answer::CampaignRefusals;
use super::body::{CampaignBody, laid_over, provider, usual};
use super::view::{CampaignDetail, CampaignView, NO_CAMPAIGN};
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, QueryFields, path_id};
use crate::api::list::{Listed, read_list};
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::campaign::{CampaignAction, CampaignState};
use domain::filter::Campaigns;
use domain::id::{CampaignId, ProviderId};
use engine::campaign::{self, Edited};

/// Campaigns that match, the newest first.
#[utoipa::path(
    get, path = "/api/v1/campaigns/", tag = "Campaign calls", operation_id = "list_campaigns",
    params(
        ("name.contains" = Option<String>, Query, description = "Part of the name, in any case"),
        ("state" = Option<String>, Query, description = "draft, scheduled, running, paused, draining, completed or cancelled"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("count" = Option<String>, Query, description = "exact counts on where counting would stop at 10,000"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = Listed<CampaignView>), CampaignRefusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Json<Listed<CampaignView>>, Refusal> {
    let asked = read_list::<Campaigns>(&fields)?;
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = asked.rows(|query| async move { campaign::list(engine, scope, &query).await }).await?;
    let capped = campaign::count(engine, scope, asked.filter());
    let exact = campaign::count_exact(engine, scope, asked.filter());
    Ok(Json(asked.answer(page, capped, exact).await?))
}

/// Makes a campaign. One with `is_active` runs at once; unless `dials_list` is sent with it, it calls only whom programs ask for,
/// and goes on until somebody ends it.
#[utoipa::path(
    post, path = "/api/v1/campaigns/", tag = "Campaign calls", operation_id = "create_campaign",
    request_body = CampaignBody,
    responses((status = 201, description = "Made", body = CampaignDetail), CampaignRefusals)
)]
pub async fn create(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<(StatusCode, Json<CampaignDetail>), Refusal> {
    let mut errors = FieldErrors::new();
    let runs = fields.flag("is_active", &mut errors);
    let draft = laid_over(usual(runs), &fields, &mut errors);
    errors.into_result(())?;
    // Before a provider is made for it.
    let text = draft.check()?;
    let (provider, signing_key) = provider(&state, &caller, &fields, &text).await?;
    let made = campaign::create(&state.engine, &caller.scope, provider, &draft, runs).await?;
    let mut detail = detail(&state, &caller, made.id).await?;
    detail.signing_key = signing_key;
    Ok((StatusCode::CREATED, Json(detail)))
}

/// One campaign with what it is set to.
#[utoipa::path(
    get, path = "/api/v1/campaigns/{campaign_id}/", tag = "Campaign calls", operation_id = "show_campaign",
    params(("campaign_id" = i64, Path, description = "The campaign's id")),
    responses((status = 200, description = "The campaign", body = CampaignDetail), CampaignRefusals)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Json<CampaignDetail>, Refusal> {
    let id = CampaignId(path_id(&id, "id", NO_CAMPAIGN)?);
    Ok(Json(detail(&state, &caller, id).await?))
}

/// Changes what was sent and leaves the rest; `is_active` starts it, lets it go on, or pauses it.
#[utoipa::path(
    patch, path = "/api/v1/campaigns/{campaign_id}/", tag = "Campaign calls", operation_id = "edit_campaign",
    params(("campaign_id" = i64, Path, description = "The campaign's id")),
    request_body = CampaignBody,
    responses((status = 200, description = "The campaign as it is now", body = CampaignDetail), CampaignRefusals)
)]
pub async fn edit(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    fields: Fields,
) -> Result<Json<CampaignDetail>, Refusal> {
    let id = CampaignId(path_id(&id, "id", NO_CAMPAIGN)?);
    let (engine, scope) = (&state.engine, &caller.scope);
    let before = campaign::draft_of(engine, scope, id).await.map_err(Refusal::at("id", NO_CAMPAIGN))?;
    let mut errors = FieldErrors::new();
    let version = fields.whole("version", &mut errors).and_then(|version| i64::try_from(version).ok());
    let provider_id = fields.whole("provider_id", &mut errors).and_then(|id| i64::try_from(id).ok());
    let draft = laid_over(before.draft.clone(), &fields, &mut errors);
    let active =
        (fields.has("is_active") && !fields.is_null("is_active")).then(|| fields.flag("is_active", &mut errors));
    if fields.has("status") && fields.text("status", &mut errors) != before.campaign.state.as_str() {
        let text = "The status is not set: start, schedule, pause, resume, drain and cancel change it, each a path of its own.";
        errors.add("status", text);
    }
    errors.into_result(())?;
    let provider = provider_id.map_or(before.campaign.provider, ProviderId);
    if draft != before.draft || provider != before.campaign.provider || version.is_some() {
        match campaign::edit(engine, scope, id, provider, &draft, version).await? {
            Edited::Changed(_) => {}
            Edited::Stale(now) => {
                let text = format!("Somebody changed it meanwhile: it is version {} now.", now.campaign.version);
                return Err(Refusal::Errors(StatusCode::CONFLICT, FieldErrors::one("version", text)));
            }
        }
    }
    let action = match (active, before.campaign.state) {
        (Some(true), CampaignState::Draft | CampaignState::Scheduled) => Some(CampaignAction::Start),
        (Some(true), CampaignState::Running) | (None, _) => None,
        (Some(true), _) => Some(CampaignAction::Resume),
        (Some(false), CampaignState::Running) => Some(CampaignAction::Pause),
        (Some(false), _) => None,
    };
    if let Some(action) = action {
        campaign::steer(engine, scope, id, action, None).await?;
    }
    Ok(Json(detail(&state, &caller, id).await?))
}

/// Deletes a draft with its list. What was started once stays with the story of its calls.
#[utoipa::path(
    delete, path = "/api/v1/campaigns/{campaign_id}/", tag = "Campaign calls", operation_id = "delete_campaign",
    params(("campaign_id" = i64, Path, description = "The campaign's id")),
    responses((status = 204, description = "Gone"), CampaignRefusals)
)]
pub async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<StatusCode, Refusal> {
    let id = CampaignId(path_id(&id, "id", NO_CAMPAIGN)?);
    campaign::remove(&state.engine, &caller.scope, id).await.map_err(Refusal::at("id", NO_CAMPAIGN))?;
    Ok(StatusCode::NO_CONTENT)
}

/// The campaign as it is sent.
pub(super) async fn detail(state: &AppState, caller: &Caller, id: CampaignId) -> Result<CampaignDetail, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let missing = Refusal::at("id", NO_CAMPAIGN);
    let setting = campaign::draft_of(engine, scope, id).await.map_err(missing)?;
    let contacts = campaign::contact::count_exact(engine, scope, id, &domain::filter::Filter::everything()).await?;
    Ok(CampaignDetail::new(setting, contacts))
}
