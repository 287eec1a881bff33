//! How a call goes on and is told of: `initiated`, `ringing`, `in-progress` and its end, numbered in the order in which they
//! happen and signed with the account's token.

use super::Wanted;
use super::shape::{answered_by, moment, seconds, status};
use crate::provider_mock::Mock;
use crate::provider_mock::callback::deliver;
use crate::provider_mock::calls::Call;
use domain::dial::Outcome;
use domain::filter::print_pairs;
use engine::provider::twilio_signature::{HEADER, sign};
use time::OffsetDateTime;

/// Something that happens on the way: the event that it is asked for by, the status that it is told as, its number.
type Progress = (&'static str, &'static str, u32);

const INITIATED: Progress = ("initiated", "initiated", 0);
const RINGING: Progress = ("ringing", "ringing", 1);
const ANSWERED: Progress = ("answered", "in-progress", 2);

/// Lets a call go on to its end, and tells of it; where words come late, all of them come behind the last, backwards.
pub(super) async fn go_on(mock: Mock, call: Call, wanted: Wanted) {
    let mut late = Vec::new();
    let is_late = !call.fate.late.is_zero();
    for progress in [INITIATED, RINGING] {
        match is_late {
            true => late.push(progress),
            false => tell_progress(&mock, &call, &wanted, progress).await,
        }
    }
    tokio::time::sleep(call.fate.rung).await;
    if call.fate.outcome == Outcome::Picked && mock.calls.answer(&call.key) {
        match is_late {
            true => late.push(ANSWERED),
            false => tell_progress(&mock, &Call { answered: true, ..call.clone() }, &wanted, ANSWERED).await,
        }
    }
    tokio::time::sleep(call.fate.lasts.saturating_sub(call.fate.rung)).await;
    // One that was hung up is over and was told of.
    if mock.calls.end(&call.key, call.fate.outcome) {
        let ended = Call { ended: Some(call.fate.outcome), ..call.clone() };
        tell_end(mock.clone(), ended, wanted.clone()).await;
    }
    tokio::time::sleep(call.fate.late).await;
    for progress in late.into_iter().rev() {
        tell_progress(&mock, &call, &wanted, progress).await;
    }
}

async fn tell_progress(mock: &Mock, call: &Call, wanted: &Wanted, (event, status, number): Progress) {
    if wanted.events.iter().any(|asked| asked == event) {
        send(mock, call, form(call, wanted, status, number)).await;
    }
}

/// Tells of the end of a call, which every end is asked for by the one word `completed`.
pub(super) async fn tell_end(mock: Mock, call: Call, wanted: Wanted) {
    if !wanted.events.iter().any(|asked| asked == "completed") {
        return;
    }
    let (status, sip) = status(&call);
    let mut form = form(&call, &wanted, status, 3);
    form.push(("CallDuration", seconds(&call).to_string()));
    form.push(("Duration", seconds(&call).div_ceil(60).to_string()));
    form.extend(sip.map(|code| ("SipResponseCode", code.to_string())));
    send(&mock, &call, form).await;
}

fn form(call: &Call, wanted: &Wanted, status: &str, number: u32) -> Vec<(&'static str, String)> {
    let mut form = vec![
        ("AccountSid", wanted.account.clone()),
        ("ApiVersion", "2010-04-01".to_owned()),
        ("CallSid", call.external_id.clone()),
        ("CallStatus", status.to_owned()),
        ("CallbackSource", "call-progress-events".to_owned()),
        ("Called", call.number.clone()),
        ("Caller", wanted.from.clone()),
        ("Direction", "outbound-api".to_owned()),
        ("From", wanted.from.clone()),
        ("SequenceNumber", number.to_string()),
        ("Timestamp", moment(OffsetDateTime::now_utc())),
        ("To", call.number.clone()),
    ];
    form.extend(answered_by(call, wanted).map(|by| ("AnsweredBy", by.to_owned())));
    form
}

/// Sends a form: not at all, once, or twice.
async fn send(mock: &Mock, call: &Call, form: Vec<(&'static str, String)>) {
    if call.fate.is_lost || call.callback_url.is_empty() {
        return;
    }
    let pairs: Vec<(String, String)> = form.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let signature = sign(&mock.behaviour.auth_token, &call.callback_url, &pairs);
    let request = || {
        let request = mock.client.post(&call.callback_url).header(HEADER, &signature);
        request.header("content-type", "application/x-www-form-urlencoded").body(print_pairs(&form))
    };
    for _ in 0..=u32::from(call.fate.is_repeated) {
        deliver(&request).await;
    }
}
