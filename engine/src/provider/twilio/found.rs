//! Which call is the one of an attempt, where nobody was told its id: Twilio has no key of ours and does not show where it tells
//! of a call, so the number and the time have to do. Where they say too little nothing is made up.

use super::answer::{CallBody, ListBody};
use crate::provider::Asked;
use time::{Duration, OffsetDateTime};

/// How far Twilio's clock and ours may be apart, and how long a request may take to arrive.
const SKEW: Duration = Duration::seconds(60);
/// How long after an attempt its call stands on the list for certain; before that, one that is missing says nothing.
const LISTED_AFTER: Duration = Duration::seconds(120);
/// Calls that a program asked for; others are those that a flow dialled, or that came in.
const BY_PROGRAM: &str = "outbound-api";

/// What a list says of an attempt.
#[derive(Debug)]
pub(super) enum Found {
    One(CallBody),
    /// It was never made.
    None,
    Unsure(String),
}

/// Looks for an attempt on the list of the calls to its number, which begins with the newest.
pub(super) fn found(list: ListBody, asked: &Asked, now: OffsetDateTime) -> Found {
    let (from, until) = (asked.since - SKEW, asked.since + SKEW);
    let to = asked.number.e164();
    // What is older than the attempt could be is on the page, so all that is younger is as well.
    let is_whole = list.next_page_uri.as_deref().is_none_or(str::is_empty)
        || list.calls.iter().any(|call| call.created().is_some_and(|created| created < from));
    let is_it = |call: &CallBody| {
        let at_that_time = call.created().is_none_or(|created| (from..=until).contains(&created));
        call.to == to && call.direction == BY_PROGRAM && at_that_time && !asked.others.contains(&call.sid)
    };
    let mut calls: Vec<CallBody> = list.calls.into_iter().filter(is_it).collect();
    match (calls.pop(), calls.len()) {
        (Some(call), 0) => Found::One(call),
        (Some(_), others) => Found::Unsure(format!(
            "Twilio placed {} calls to this number at that time; which of them is this one it doesn't say.",
            others + 1
        )),
        (None, _) if !is_whole => Found::Unsure("Twilio lists too many calls to this number.".into()),
        (None, _) if now - asked.since < LISTED_AFTER => Found::Unsure("Twilio does not list the call yet.".into()),
        (None, _) => Found::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use time::format_description::well_known::Rfc2822;
    use time::macros::datetime;
    use uuid::Uuid;

    const SINCE: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);
    const LATER: OffsetDateTime = datetime!(2026-11-22 12:03 UTC);

    fn asked(others: &[&str]) -> Asked {
        Asked {
            call_id: Uuid::nil(),
            key: Uuid::nil(),
            number: "4152000001".parse().expect("a number"),
            since: SINCE,
            external_id: None,
            others: others.iter().map(|&sid| sid.to_owned()).collect(),
        }
    }

    fn call(sid: &str, seconds: i64) -> Value {
        let created = (SINCE + Duration::seconds(seconds)).format(&Rfc2822).expect("a time");
        json!({ "sid": sid, "status": "ringing", "direction": "outbound-api", "to": "+14152000001", "date_created": created })
    }

    fn list(calls: &[Value], next: Option<&str>) -> ListBody {
        serde_json::from_value(json!({ "calls": calls, "next_page_uri": next })).expect("it reads")
    }

    /// The id that was found, or what is said instead.
    fn said(found: Found) -> String {
        match found {
            Found::One(call) => call.sid,
            Found::None => "none".into(),
            Found::Unsure(_) => "unsure".into(),
        }
    }

    #[test]
    fn the_one_call_of_that_time_is_the_attempts_and_others_are_not() {
        let mut of_a_flow = call("CA4", 1);
        of_a_flow["direction"] = json!("outbound-dial");
        let calls = [call("CA1", 2), call("CA2", 3_600), call("CA3", -3_600), of_a_flow];
        assert_eq!(said(found(list(&calls, None), &asked(&[]), LATER)), "CA1");
        assert_eq!(said(found(list(&calls, None), &asked(&["CA1"]), LATER)), "none");
        let mut elsewhere = call("CA1", 2);
        elsewhere["to"] = json!("+14152000002");
        assert_eq!(said(found(list(&[elsewhere], None), &asked(&[]), LATER)), "none");
    }

    #[test]
    fn of_two_calls_neither_is_taken_unless_one_is_known_as_another_attempts() {
        let calls = [call("CA1", 2), call("CA2", 5)];
        assert_eq!(said(found(list(&calls, None), &asked(&[]), LATER)), "unsure");
        assert_eq!(said(found(list(&calls, None), &asked(&["CA2"]), LATER)), "CA1");
    }

    #[test]
    fn a_call_that_is_missing_was_never_made_once_it_would_be_listed_and_not_before() {
        let soon = SINCE + Duration::seconds(119);
        assert_eq!(said(found(list(&[], None), &asked(&[]), soon)), "unsure");
        assert_eq!(said(found(list(&[], None), &asked(&[]), LATER)), "none");
        // A page that does not reach back to the attempt says nothing.
        let younger = [call("CA2", 3_600)];
        assert_eq!(said(found(list(&younger, Some("/next")), &asked(&[]), LATER)), "unsure");
        let older = [call("CA2", 3_600), call("CA3", -3_600)];
        assert_eq!(said(found(list(&older, Some("/next")), &asked(&[]), LATER)), "none");
        // One whose time can't be read may be it.
        let mut timeless = call("CA1", 0);
        timeless["date_created"] = Value::Null;
        assert_eq!(said(found(list(&[timeless], None), &asked(&[]), LATER)), "CA1");
    }
}
