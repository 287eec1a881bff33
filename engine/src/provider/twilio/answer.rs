//! What Twilio's answers mean. Errors come as `{code, message, more_info, status}`; source of the codes: Twilio's dictionary of
//! errors and warnings.

use crate::provider::answer::{read, retry_after, short};
use crate::provider::{Looked, Placing};
use domain::dial::CallEvent;
use domain::provider::twilio::{Said, is_call_sid};
use reqwest::{Response, StatusCode};
use serde::Deserialize;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// Too many requests, and as many calls at once as the account may have: nothing was placed.
const BUSY: [u32; 2] = [20_429, 10_004];
/// The account is not active; the credential is wrong; the account is closed or suspended; there is no such account.
const ACCOUNT: [u32; 4] = [10_001, 20_003, 20_005, 20_404];

/// A call as it is shown.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct CallBody {
    pub sid: String,
    pub status: String,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub direction: String,
    #[serde(default)]
    date_created: Option<String>,
    /// Seconds, as a text.
    #[serde(default)]
    duration: Option<String>,
    #[serde(default)]
    answered_by: Option<String>,
}

/// A page of calls.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ListBody {
    pub calls: Vec<CallBody>,
    #[serde(default)]
    pub next_page_uri: Option<String>,
}

#[derive(Default, Deserialize)]
struct ErrorBody {
    #[serde(default)]
    code: Option<u32>,
    #[serde(default)]
    message: Option<String>,
}

impl CallBody {
    pub(super) fn created(&self) -> Option<OffsetDateTime> {
        OffsetDateTime::parse(self.date_created.as_deref()?, &Rfc2822).ok()
    }

    /// What is known of the call. How the network ended it is told by callbacks alone.
    pub(super) fn looked(self) -> Looked {
        let said = Said {
            status: &self.status,
            seconds: self.duration.as_deref().and_then(|seconds| seconds.parse().ok()),
            answered_by: self.answered_by.as_deref().filter(|by| !by.is_empty()),
            ..Said::default()
        };
        let (event, detail) = (said.event(), said.detail());
        let external_id = Some(self.sid).filter(|sid| is_call_sid(sid));
        match event {
            Some(CallEvent::Placed) => Looked::Live { external_id, answered: false },
            Some(CallEvent::Answered) => Looked::Live { external_id, answered: true },
            Some(CallEvent::Ended { outcome, seconds }) => Looked::Over { external_id, outcome, seconds, detail },
            None => Looked::Unknown(format!("Twilio says {:?}.", short(&self.status))),
        }
    }
}

/// What an answer to a call means.
pub(super) async fn placed(answer: Response) -> Placing {
    let (status, after) = (answer.status(), retry_after(&answer));
    if status.is_success() {
        return match read::<CallBody>(answer).await {
            Ok(call) if is_call_sid(&call.sid) => Placing::Placed(call.sid),
            Ok(_) => Placing::Unknown("Twilio's answer names no call.".into()),
            Err(why) => Placing::Unknown(why),
        };
    }
    let error: ErrorBody = read(answer).await.unwrap_or_default();
    not_placed(status, error.code, error.message.as_deref(), after)
}

/// What it means that a call was not made.
fn not_placed(status: StatusCode, code: Option<u32>, message: Option<&str>, after: Option<Duration>) -> Placing {
    let why = match (code, message) {
        (Some(code), Some(message)) => format!("Twilio says {code}: {}", short(message)),
        (Some(code), None) => format!("Twilio says {code}."),
        (None, _) => format!("Twilio answered {status}."),
    };
    let is = |codes: &[u32]| code.is_some_and(|code| codes.contains(&code));
    // What fails at Twilio may have been made before it did.
    if status.is_server_error() {
        return Placing::Unknown(why);
    }
    if status == StatusCode::TOO_MANY_REQUESTS || is(&BUSY) {
        return Placing::Busy(after);
    }
    // A fault of the account's meets every call alike: the dials wait, and the provider is left alone for a while. One that is
    // forbidden for its number says so by a code of calls (13xxx) or numbers (21xxx).
    let of_call = code.is_some_and(|code| matches!(code / 1_000, 13 | 21));
    let of_account = status == StatusCode::UNAUTHORIZED
        || is(&ACCOUNT)
        || status.is_redirection()
        || (matches!(status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND) && !of_call);
    if of_account { Placing::Away(why) } else { Placing::Refused(why) }
}

/// What it means that a question was not answered: who is asked too often works, and is asked again later.
pub(super) fn silence(status: StatusCode) -> Looked {
    let why = format!("Twilio answered {status}.");
    if status == StatusCode::TOO_MANY_REQUESTS { Looked::Unsure(why) } else { Looked::Unknown(why) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::dial::Outcome;
    use serde_json::json;

    #[test]
    fn every_kind_of_error_means_what_may_be_done_about_it() {
        let after = Some(Duration::from_secs(7));
        let meant = |status: u16, code: Option<u32>| {
            let status = StatusCode::from_u16(status).expect("a status");
            match not_placed(status, code, Some("why"), after) {
                Placing::Busy(wait) => {
                    assert_eq!(wait, after);
                    "busy"
                }
                Placing::Refused(why) => {
                    assert!(code.is_none_or(|code| why.contains(&format!("{code}: why"))), "{why}");
                    "refused"
                }
                Placing::Away(_) => "away",
                Placing::Unknown(_) => "unknown",
                Placing::Placed(_) => "placed",
            }
        };
        for (status, code, meaning) in [
            (400, Some(21_211), "refused"),
            (400, Some(21_210), "refused"),
            (403, Some(21_215), "refused"),
            (400, None, "refused"),
            (429, Some(20_429), "busy"),
            (429, None, "busy"),
            (400, Some(10_004), "busy"),
            (401, Some(20_003), "away"),
            (401, None, "away"),
            (403, Some(20_003), "away"),
            (403, Some(20_005), "away"),
            (403, None, "away"),
            (404, Some(20_404), "away"),
            (302, None, "away"),
            (500, Some(20_500), "unknown"),
            (503, None, "unknown"),
        ] {
            assert_eq!(meant(status, code), meaning, "{status} {code:?}");
        }
    }

    #[test]
    fn a_call_is_read_from_the_shape_that_twilio_shows_it_in() {
        let sid = format!("CA{}", "a1".repeat(16));
        let shown = json!({
            "sid": sid, "account_sid": format!("AC{}", "0".repeat(32)), "status": "completed", "direction": "outbound-api",
            "to": "+14152000001", "from": "+14152000009", "duration": "42", "price": null, "answered_by": "machine_start",
            "date_created": "Sun, 22 Nov 2026 18:01:02 +0000", "subresource_uris": {},
        });
        let call: CallBody = serde_json::from_value(shown).expect("it reads");
        assert_eq!(call.created().map(OffsetDateTime::unix_timestamp), Some(1_795_370_462));
        assert_eq!(
            call.clone().looked(),
            Looked::Over {
                external_id: Some(sid),
                outcome: Outcome::Picked,
                seconds: Some(42),
                detail: Some("machine_start".into())
            }
        );
        let of = |status: &str| CallBody { status: status.into(), ..call.clone() }.looked();
        assert!(matches!(of("queued"), Looked::Live { answered: false, .. }));
        assert!(matches!(of("in-progress"), Looked::Live { answered: true, .. }));
        assert!(matches!(of("sleeping"), Looked::Unknown(_)));
    }
}
