//! The shapes of Twilio's answers: a call, a page of calls, an error.

use super::Wanted;
use crate::provider_mock::calls::Call;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::dial::Outcome;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// An error.
pub(super) fn error(status: StatusCode, code: u32, message: &str) -> Response {
    let body = json!({
        "code": code,
        "message": message,
        "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
        "status": status.as_u16(),
    });
    (status, Json(body)).into_response()
}

/// How a call stands, in Twilio's words, and the network's last answer to it.
pub(super) fn status(call: &Call) -> (&'static str, Option<u16>) {
    match call.ended {
        None if call.answered => ("in-progress", None),
        None => ("ringing", None),
        Some(Outcome::Picked) => ("completed", Some(200)),
        Some(Outcome::Disconnected) if call.hung_up => ("canceled", Some(487)),
        Some(Outcome::Disconnected) => ("busy", Some(486)),
        Some(Outcome::Declined) => ("busy", Some(603)),
        Some(Outcome::Rnr) => ("no-answer", Some(487)),
        Some(Outcome::Failed) => ("failed", Some(404)),
    }
}

/// Who answered a call, where that was asked for.
pub(super) fn answered_by(call: &Call, wanted: &Wanted) -> Option<&'static str> {
    let known = wanted.detects && (call.answered || call.ended == Some(Outcome::Picked));
    known.then_some(if call.fate.is_machine { "machine_start" } else { "human" })
}

/// How long a call lasted, in seconds; of one that was hung up the mock keeps no account.
pub(super) fn seconds(call: &Call) -> u32 {
    if call.ended == Some(Outcome::Picked) && !call.hung_up { call.fate.seconds } else { 0 }
}

/// A moment as Twilio writes it.
pub(super) fn moment(at: OffsetDateTime) -> String {
    at.format(&Rfc2822).unwrap_or_default()
}

/// A call.
pub(super) fn shown(call: &Call, wanted: &Wanted) -> Value {
    let account = &wanted.account;
    json!({
        "sid": call.external_id,
        "account_sid": account,
        "api_version": "2010-04-01",
        "direction": "outbound-api",
        "to": call.number,
        "from": wanted.from,
        "status": status(call).0,
        "date_created": moment(call.asked_at),
        "duration": call.ended.map(|_| seconds(call).to_string()),
        "answered_by": answered_by(call, wanted),
        "price": null,
        "uri": format!("/2010-04-01/Accounts/{account}/Calls/{}.json", call.external_id),
    })
}

/// The first page of calls, which are given with the newest first.
pub(super) fn page(account: &str, calls: &[Call], size: usize) -> Value {
    let of_account = |call: &&Call| call.twilio.as_ref().is_some_and(|wanted| wanted.account == account);
    let calls: Vec<&Call> = calls.iter().filter(of_account).collect();
    let next = format!("/2010-04-01/Accounts/{account}/Calls.json?PageSize={size}&Page=1");
    let page = calls.iter().take(size);
    json!({
        "page": 0,
        "page_size": size,
        "next_page_uri": (calls.len() > size).then_some(next),
        "calls": page.filter_map(|call| Some(shown(call, call.twilio.as_ref()?))).collect::<Vec<_>>(),
    })
}
