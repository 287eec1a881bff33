use super::answer::CampaignRefusals;
use super::body::numbers;
use super::view::NO_CAMPAIGN;
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, QueryFields};
use crate::api::list::{Listed, read_list_beside};
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::filter::CampaignContacts;
use domain::id::CampaignId;
use domain::phone::PhoneNumber;
use engine::campaign::contact::{self, CampaignContact};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// Numbers for a campaign's list, for the document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct NumbersBody {
    campaign_id: i64,
    /// E.164, or as people write numbers of the North American plan; a single one may stand alone.
    phone_numbers: Vec<String>,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumbersMade {
    created_count: u64,
    /// In the order they were sent, the first 1,000; those that were on the list before are not among them.
    created_numbers: Vec<String>,
    /// `Invalid phone number: x`, the first 1,000.
    errors: Vec<String>,
}

/// A number on a campaign's list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignNumber {
    id: i64,
    phone_number: String,
    contact_id: Option<i64>,
    /// The word of the last verdict; null until somebody looked.
    verdict: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    next_at: Option<OffsetDateTime>,
    /// The call that was made of it last.
    call_id: Option<Uuid>,
    status: Option<&'static str>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl From<CampaignContact> for CampaignNumber {
    fn from(contact: CampaignContact) -> Self {
        Self {
            id: contact.id.0,
            phone_number: contact.number.e164(),
            contact_id: contact.contact.map(|contact| contact.0),
            verdict: contact.verdict,
            next_at: contact.verdict_next,
            call_id: contact.dial.map(|(call_id, _)| call_id),
            status: contact.dial.map(|(_, state)| state.as_str()),
            created_at: contact.added_at,
        }
    }
}

/// The most numbers that are named back.
const NAMED: usize = 1_000;

/// Puts numbers on a campaign's list. A bad one is named, the rest is taken.
#[utoipa::path(
    post, path = "/api/v1/phone-numbers/", tag = "Campaign calls", operation_id = "add_campaign_numbers",
    request_body = NumbersBody,
    responses((status = 201, description = "What was put there", body = NumbersMade), CampaignRefusals)
)]
pub async fn add(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<(StatusCode, Json<NumbersMade>), Refusal> {
    let mut errors = FieldErrors::new();
    let campaign = fields.whole("campaign_id", &mut errors).and_then(|id| i64::try_from(id).ok());
    let numbers = numbers(&fields);
    let Some(campaign) = campaign else {
        return Err(Refusal::invalid("campaign_id", "campaign_id and phone_numbers are required"));
    };
    errors.into_result(())?;
    let added = contact::add_numbers(&state.engine, &caller.scope, CampaignId(campaign), &numbers).await;
    let added = added.map_err(Refusal::at("campaign_id", NO_CAMPAIGN))?;
    let told = NumbersMade {
        created_count: added.added,
        created_numbers: added.numbers.iter().take(NAMED).map(|number: &PhoneNumber| number.e164()).collect(),
        errors: added.not_numbers.iter().map(|text| format!("Invalid phone number: {text}")).collect(),
    };
    Ok((StatusCode::CREATED, Json(told)))
}

/// The numbers on a campaign's list, in the order in which they came there.
#[utoipa::path(
    get, path = "/api/v1/phone-numbers/", tag = "Campaign calls", operation_id = "list_campaign_numbers",
    params(
        ("campaign_id" = i64, Query, description = "The campaign's id"),
        ("number" = Option<String>, Query, description = "A whole number; `number.starts` and `number.contains` take parts"),
        ("verdict" = Option<String>, Query, description = "The word of a verdict, such as NO_CONSENT"),
        ("dialled" = Option<bool>, Query, description = "Whether a call was made of it"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("count" = Option<String>, Query, description = "exact counts on where counting would stop at 10,000"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = Listed<CampaignNumber>), CampaignRefusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Json<Listed<CampaignNumber>>, Refusal> {
    let mut errors = FieldErrors::new();
    let campaign = fields.id("campaign_id", NO_CAMPAIGN, &mut errors);
    errors.into_result(())?;
    let Some(campaign) = campaign.map(CampaignId) else {
        return Err(Refusal::invalid("campaign_id", "campaign_id is required"));
    };
    let asked = read_list_beside::<CampaignContacts>(&fields, &["campaign_id"])?;
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = asked.rows(|query| async move { contact::list(engine, scope, campaign, &query).await }).await;
    let page = page.map_err(Refusal::at("campaign_id", NO_CAMPAIGN))?;
    let capped = contact::count(engine, scope, campaign, asked.filter());
    let exact = contact::count_exact(engine, scope, campaign, asked.filter());
    Ok(Json(asked.answer(page, capped, exact).await?))
}
