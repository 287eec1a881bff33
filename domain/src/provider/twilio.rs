//! What Twilio says of a call, in the words of dialling. Source: Twilio's documentation of the Call resource (statuses,
//! `answered_by`) and of its status callbacks.

use crate::dial::{CallEvent, Outcome};

/// Where Twilio's REST interface is.
pub const ADDRESS: &str = "https://api.twilio.com";
/// How many calls a second a new account places; what is asked for beyond that waits at Twilio (its guide to calls per second).
pub const CALLS_PER_SECOND: u32 = 1;
/// For how long a phone rings before nobody answers, in seconds. A telemarketing call that is not answered may not be given up
/// before 15 seconds or four rings (47 CFR 64.1200(a)(6)); four rings of the North American cadence are 24 seconds.
pub const RING_SECONDS: u32 = 30;
/// The longest call of an account that has arranged nothing else, in seconds: four hours.
pub const LONGEST_CALL_SECONDS: u32 = 14_400;
/// SIP: refused by whoever was called (RFC 3261, 21.6.2).
const SIP_DECLINE: u16 = 603;

/// Whether a text is the id of an account: `AC` and 32 hexadecimal digits.
pub fn is_account_sid(text: &str) -> bool {
    is_sid("AC", text)
}

/// Whether a text is the id of a call: `CA` and 32 hexadecimal digits.
pub fn is_call_sid(text: &str) -> bool {
    is_sid("CA", text)
}

fn is_sid(prefix: &str, text: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// What Twilio says of a call, in a callback or when it is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said<'a> {
    /// `queued`, `initiated`, `ringing`, `in-progress`, `completed`, `busy`, `no-answer`, `canceled` or `failed`.
    pub status: &'a str,
    /// How long the call lasted, in seconds.
    pub seconds: Option<u32>,
    /// `human`, `machine_start`, `fax` and the like, where machines are told from people.
    pub answered_by: Option<&'a str>,
    /// The last answer of whoever carried the call.
    pub sip: Option<u16>,
    /// Twilio's own code of what went wrong.
    pub error: Option<&'a str>,
}

impl Said<'_> {
    /// What it says in our words; `None` for a status that is none of Twilio's.
    ///
    /// Busy is a call that was cut off, and may be tried again, unless the network says that it was declined: that is final.
    /// One that Twilio was told to end before anybody answered was cut off as well.
    pub fn event(&self) -> Option<CallEvent> {
        let outcome = match self.status {
            "queued" | "initiated" | "ringing" => return Some(CallEvent::Placed),
            "in-progress" => return Some(CallEvent::Answered),
            "completed" => Outcome::Picked,
            "busy" if self.sip == Some(SIP_DECLINE) => Outcome::Declined,
            "busy" | "canceled" => Outcome::Disconnected,
            "no-answer" => Outcome::Rnr,
            "failed" => Outcome::Failed,
            _ => return None,
        };
        let seconds = self.seconds.filter(|_| outcome == Outcome::Picked);
        Some(CallEvent::Ended { outcome, seconds })
    }

    /// What is kept beside the outcome; nothing before the end, so that it does not depend on which word came first.
    pub fn detail(&self) -> Option<String> {
        let CallEvent::Ended { outcome, .. } = self.event()? else { return None };
        let mut parts = Vec::new();
        match (outcome, self.status) {
            (Outcome::Declined, _) => parts.push("declined".to_owned()),
            (Outcome::Disconnected, status) => parts.push(status.to_owned()),
            _ => {}
        }
        // Of a call that was held there is nothing to tell but who answered it.
        if outcome != Outcome::Picked {
            parts.extend(self.error.map(|code| format!("Twilio error {code}")));
            parts.extend(self.sip.map(|code| format!("SIP {code}")));
        }
        parts.extend(self.answered_by.map(str::to_owned));
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dial::{AttemptState, Report};
    use proptest::prelude::*;

    const FINAL: [&str; 5] = ["completed", "busy", "no-answer", "canceled", "failed"];

    fn said(status: &str) -> Said<'_> {
        Said { status, ..Said::default() }
    }

    #[test]
    fn every_status_of_twilio_has_its_meaning_and_no_other_word_has_one() {
        let ended = |outcome, seconds| Some(CallEvent::Ended { outcome, seconds });
        for (status, meaning) in [
            ("queued", Some(CallEvent::Placed)),
            ("initiated", Some(CallEvent::Placed)),
            ("ringing", Some(CallEvent::Placed)),
            ("in-progress", Some(CallEvent::Answered)),
            ("completed", ended(Outcome::Picked, Some(42))),
            ("busy", ended(Outcome::Disconnected, None)),
            ("canceled", ended(Outcome::Disconnected, None)),
            ("no-answer", ended(Outcome::Rnr, None)),
            ("failed", ended(Outcome::Failed, None)),
            ("COMPLETED", None),
            ("", None),
        ] {
            assert_eq!(Said { seconds: Some(42), ..said(status) }.event(), meaning, "{status}");
        }
        let declined = Said { sip: Some(603), ..said("busy") };
        assert_eq!(declined.event(), ended(Outcome::Declined, None));
    }

    #[test]
    fn an_end_keeps_who_answered_and_what_the_network_said_and_nothing_before_it_does() {
        let machine = |status| Said { answered_by: Some("machine_start"), sip: Some(200), ..said(status) };
        assert_eq!(machine("completed").detail().as_deref(), Some("machine_start"));
        assert_eq!(machine("in-progress").detail(), None);
        assert_eq!(said("no-answer").detail(), None);
        let busy = |sip| Said { sip: Some(sip), ..said("busy") };
        assert_eq!(busy(486).detail().as_deref(), Some("busy, SIP 486"));
        assert_eq!(busy(603).detail().as_deref(), Some("declined, SIP 603"));
        let failed = Said { error: Some("13224"), sip: Some(404), ..said("failed") };
        assert_eq!(failed.detail().as_deref(), Some("Twilio error 13224, SIP 404"));
    }

    #[test]
    fn ids_are_two_letters_and_thirty_two_digits_of_sixteen() {
        let digits = "0123456789abcdef0123456789ABCDEF";
        assert!(is_account_sid(&format!("AC{digits}")) && is_call_sid(&format!("CA{digits}")));
        for text in ["", "AC", digits, &format!("ac{digits}"), &format!("CA{digits}"), &format!("AC{digits}0")] {
            assert!(!is_account_sid(text), "{text}");
        }
        assert!(!is_account_sid(&format!("AC{}", digits.replace('f', "g"))));
    }

    proptest! {
        /// What Twilio tells of one call: any of the words before its one end, and that end, in any order and repeated.
        #[test]
        fn the_words_of_one_call_end_in_one_state_and_outcome_in_whatever_order_they_come(
            end in 0..FINAL.len(),
            words in proptest::collection::vec(0..4_usize, 0..8),
            place in 0..8_usize,
            again in any::<bool>(),
        ) {
            let mut order: Vec<&str> =
                words.iter().map(|word| ["initiated", "ringing", "in-progress", FINAL[end]][*word]).collect();
            order.insert(place.min(order.len()), FINAL[end]);
            if again {
                order.extend(order.clone());
            }
            let (mut state, mut outcomes) = (AttemptState::Placing, Vec::new());
            for status in order {
                let event = said(status).event().expect("a status of Twilio's");
                if let Report::Applied(next) = state.hear(event) {
                    state = next;
                    outcomes.extend(match event { CallEvent::Ended { outcome, .. } => Some(outcome), _ => None });
                }
            }
            let Some(CallEvent::Ended { outcome, .. }) = said(FINAL[end]).event() else { panic!("it is an end") };
            prop_assert_eq!((state, outcomes), (AttemptState::Ended, vec![outcome]));
        }
    }
}
