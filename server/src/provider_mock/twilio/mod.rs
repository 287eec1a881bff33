//! The mock as Twilio speaks: the same calls, outcomes, faults and records, in the shapes of Twilio's REST interface and of its
//! status callbacks. It is a stand-in for what Trunkline asks of Twilio, and no more.

mod shape;
mod told;

use super::Mock;
use super::calls::Call;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::filter::parse_pairs;
use domain::phone::PhoneNumber;
use domain::provider::twilio::is_account_sid;
use shape::{error, page, shown};
use told::{go_on, tell_end};
use uuid::Uuid;

/// What was asked for besides the call itself.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub account: String,
    pub from: String,
    /// The events that are told: `initiated`, `ringing`, `answered`, `completed`.
    pub events: Vec<String>,
    /// Whether machines are told from people.
    pub detects: bool,
}

pub(super) fn router() -> Router<Mock> {
    Router::new()
        .route("/2010-04-01/Accounts/{account}/Calls.json", post(create).get(list))
        .route("/2010-04-01/Accounts/{account}/Calls/{file}", get(show).post(update))
}

/// Lets in who knows the token of the account that is named; without a token of the mock's everybody does.
#[allow(clippy::result_large_err, reason = "what is refused is an answer as well")]
fn let_in(mock: &Mock, account: &str, headers: &HeaderMap) -> Result<(), Response> {
    let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
    let sent = sent.and_then(|sent| String::from_utf8(STANDARD.decode(sent).ok()?).ok()).unwrap_or_default();
    let token = &mock.behaviour.auth_token;
    match sent.split_once(':') {
        Some((user, password)) if user == account && (token.is_empty() || password == token) => {}
        _ => return Err(error(StatusCode::UNAUTHORIZED, 20_003, "Authenticate")),
    }
    match is_account_sid(account) {
        true => Ok(()),
        false => Err(error(StatusCode::NOT_FOUND, 20_404, "The requested resource was not found")),
    }
}

async fn create(
    State(mock): State<Mock>,
    Path(account): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Response> {
    let_in(&mock, &account, &headers)?;
    let form = parse_pairs(&body);
    let value = |name: &str| form.iter().find(|(of, _)| of == name).map(|(_, value)| value.clone());
    let missing = |code, text| error(StatusCode::BAD_REQUEST, code, text);
    let to = value("To").ok_or_else(|| missing(21_201, "No 'To' number is specified"))?;
    let from = value("From").ok_or_else(|| missing(21_213, "No 'From' number is specified"))?;
    if value("Url").or_else(|| value("Twiml")).is_none() {
        return Err(missing(21_205, "Url parameter is required."));
    }
    let number: PhoneNumber =
        to.parse().map_err(|_| missing(21_211, "The 'To' number is not a valid phone number."))?;
    let broken = || error(StatusCode::INTERNAL_SERVER_ERROR, 20_500, "Internal Server Error");
    if mock.behaviour.errs(number, mock.calls.asked(&to)) {
        return Err(broken());
    }
    let events =
        form.iter().filter(|(name, _)| name == "StatusCallbackEvent").map(|(_, event)| event.clone()).collect();
    let detects = value("MachineDetection").is_some();
    let timeout = value("Timeout").and_then(|seconds| seconds.parse().ok());
    let wanted = Wanted { account, from, events, detects };
    let sid = format!("CA{}", Uuid::now_v7().simple());
    // There is no key by which one that is asked for twice would be known.
    let (call, _) = mock.calls.place(&to, &sid, |nth| Call {
        callback_url: value("StatusCallback").unwrap_or_default(),
        twilio: Some(wanted.clone()),
        ..Call::new(&to, sid.clone(), Uuid::now_v7(), &sid, mock.behaviour.fate(number, nth, timeout))
    });
    tokio::spawn(go_on(mock.clone(), call.clone(), wanted.clone()));
    if call.fate.errs_after {
        return Err(broken());
    }
    Ok((StatusCode::CREATED, Json(shown(&call, &wanted))).into_response())
}

async fn list(
    State(mock): State<Mock>,
    Path(account): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let_in(&mock, &account, &headers)?;
    let query = parse_pairs(query.as_deref().unwrap_or_default());
    let value = |name: &str| query.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str());
    let size = value("PageSize").and_then(|size| size.parse().ok()).unwrap_or(50);
    let calls = mock.calls.to(value("To").unwrap_or_default());
    Ok(Json(page(&account, &calls, size)).into_response())
}

async fn show(
    State(mock): State<Mock>,
    Path((account, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let_in(&mock, &account, &headers)?;
    let (call, wanted) = known(&mock, &file)?;
    Ok(Json(shown(&call, &wanted)).into_response())
}

async fn update(
    State(mock): State<Mock>,
    Path((account, file)): Path<(String, String)>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Response> {
    let_in(&mock, &account, &headers)?;
    let (call, wanted) = known(&mock, &file)?;
    if !parse_pairs(&body).iter().any(|(name, value)| name == "Status" && value == "completed") {
        return Err(error(StatusCode::BAD_REQUEST, 21_218, "Invalid parameter"));
    }
    match mock.calls.hang_up(&call.key) {
        Some(call) => {
            tokio::spawn(tell_end(mock.clone(), call.clone(), wanted.clone()));
            Ok(Json(shown(&call, &wanted)).into_response())
        }
        None => Err(error(StatusCode::BAD_REQUEST, 21_220, "Call is not in-progress. Cannot redirect.")),
    }
}

/// A call that was asked for in this way, by the last part of its address.
#[allow(clippy::result_large_err, reason = "what is refused is an answer as well")]
fn known(mock: &Mock, file: &str) -> Result<(Call, Wanted), Response> {
    let call = mock.calls.get(file.strip_suffix(".json").unwrap_or(file));
    let known = call.and_then(|call| call.twilio.clone().map(|wanted| (call, wanted)));
    known.ok_or_else(|| error(StatusCode::NOT_FOUND, 20_404, "The requested resource was not found"))
}
