//! A campaign as somebody types it, and what is wrong with it.

use crate::FieldErrors;
use crate::consent::{ConsentKind, ConsentKinds};
use crate::dial::retry_policy::RetryPolicy;
use crate::dial::verdict::Caps;
use crate::dial::{ATTEMPTS_HARD_MAX, WindowDraft, Windows};
use crate::phone::PhoneNumber;
use crate::provider::ProviderKind;
use crate::unseen::is_unseen;
use serde::{Deserialize, Serialize};
use time::Duration;

/// The longest name of a campaign, in characters (CONTRACTS C).
pub const NAME_MAX: usize = 200;
/// The longest description, in characters.
pub const DESCRIPTION_MAX: usize = 2_000;
/// The longest address or flow id of what is said, in bytes.
const ANSWER_MAX: usize = 2_000;
/// The most calls at once and per second that can be asked for; the installation's limits are lower.
const LIMIT_MAX: u32 = 100_000;
/// The most attempts at a number, ever, that a cap may name.
const CAP_MAX: u32 = 1_000;
/// The longest call, in minutes, after which nothing is awaited of it any more.
const LONGEST_CALL_MAX: u32 = 24 * 60;

/// A campaign as somebody typed it, unchecked. Figures are texts; an empty one means the usual.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CampaignDraft {
    pub name: String,
    pub description: String,
    /// The number that is shown to whoever is called; empty for the provider's own.
    pub caller_id: String,
    /// What is said: an address the provider asks, or a flow's id.
    pub answer_url: String,
    pub max_concurrent: String,
    pub calls_per_second: String,
    pub windows: Vec<WindowDraft>,
    /// Whether the windows count.
    pub enforce_hours: bool,
    /// YAML; empty for the company's policy.
    pub retry_policy: String,
    /// The most attempts at one contact; empty for what the policy says.
    pub max_attempts: String,
    pub day_cap: String,
    pub lifetime_cap: String,
    pub consent_required: bool,
    /// Words of the kinds that are taken; none means all.
    pub consent_kinds: Vec<String>,
    /// Whether a finished dial leaves a call on the contact's timeline.
    pub log_calls: bool,
    /// Minutes.
    pub longest_call: String,
    /// Whether it calls everybody on its list, and is over with it. Otherwise it calls whom programs ask for, until somebody
    /// ends it.
    pub dials_list: bool,
}

/// What a campaign is set to, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignText {
    pub name: String,
    pub description: String,
    pub caller_id: Option<PhoneNumber>,
    pub answer_url: String,
    /// 1 to 100,000.
    pub max_concurrent: u32,
    /// `None`: as many as the provider takes.
    pub calls_per_second: Option<u32>,
    pub windows: Windows,
    pub enforce_hours: bool,
    /// `None`: the company's.
    pub retry_policy: Option<String>,
    pub max_attempts: Option<u32>,
    pub caps: Caps,
    pub consent_required: bool,
    pub consent_kinds: ConsentKinds,
    pub log_calls: bool,
    pub longest_call: Duration,
    pub dials_list: bool,
}

impl CampaignText {
    /// Whether a provider of a kind can run it: the hours count with all that really call, and Twilio fetches what is said.
    ///
    /// # Errors
    /// At `enforce_hours` or `answer_url`.
    pub fn fits(&self, kind: ProviderKind) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        if !self.enforce_hours && kind != ProviderKind::Mock {
            let why = "The hours count with every provider but the mock, through which no call leaves the machine.";
            errors.add("enforce_hours", why);
        }
        let address = self.answer_url.to_ascii_lowercase();
        if kind == ProviderKind::Twilio && !(address.starts_with("https://") || address.starts_with("http://")) {
            errors
                .add("answer_url", "Twilio fetches what is said from an address that begins with https:// or http://.");
        }
        errors.into_result(())
    }
}

/// A whole number from 1, `None` for nothing typed.
fn figure(field: &str, typed: &str, most: u32, errors: &mut FieldErrors) -> Option<u32> {
    let typed: String = typed.trim().chars().filter(|letter| *letter != ',').collect();
    if typed.is_empty() {
        return None;
    }
    let read = typed.parse::<u32>().ok().filter(|figure| (1..=most).contains(figure));
    if read.is_none() {
        errors.add(field, format!("A whole number from 1 to {}.", crate::phone::grouped(u64::from(most))));
    }
    read
}

impl CampaignDraft {
    /// Checks the draft.
    ///
    /// # Errors
    /// Every failing field with its message; the faults of a policy with line and column, at `retry_policy`.
    pub fn check(&self) -> Result<CampaignText, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = self.name.trim().to_owned();
        if name.is_empty() {
            errors.add("name", "Give the campaign a name.");
        } else if name.chars().count() > NAME_MAX {
            errors.add("name", format!("At most {NAME_MAX} characters."));
        } else if name.chars().any(|letter| letter.is_control() || is_unseen(letter)) {
            errors.add("name", "A name has no line breaks and no characters that nobody sees.");
        }
        let description = self.description.trim().to_owned();
        if description.chars().count() > DESCRIPTION_MAX {
            errors.add("description", format!("At most {} characters.", crate::phone::grouped(DESCRIPTION_MAX as u64)));
        }
        let caller_id = match self.caller_id.trim() {
            "" => None,
            typed => typed.parse().map_err(|error| errors.add("caller_id", format!("{error}"))).ok(),
        };
        let answer_url = self.answer_url.trim().to_owned();
        if answer_url.len() > ANSWER_MAX || answer_url.chars().any(|letter| letter.is_control() || letter == ' ') {
            errors.add("answer_url", "An address or a flow's id, without blanks and of at most 2,000 bytes.");
        } else if answer_url
            .split_once("://")
            .is_some_and(|(scheme, _)| !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)))
            || ["javascript:", "data:", "file:"]
                .iter()
                .any(|scheme| answer_url.to_ascii_lowercase().starts_with(scheme))
        {
            errors.add("answer_url", "An address begins with https:// or http://.");
        }
        let mut number = |field: &str, typed: &str, most: u32| figure(field, typed, most, &mut errors);
        let max_concurrent = number("max_concurrent", &self.max_concurrent, LIMIT_MAX);
        let calls_per_second = number("calls_per_second", &self.calls_per_second, LIMIT_MAX);
        let max_attempts = number("max_attempts", &self.max_attempts, ATTEMPTS_HARD_MAX);
        let day = number("day_cap", &self.day_cap, CAP_MAX);
        let lifetime = number("lifetime_cap", &self.lifetime_cap, CAP_MAX);
        let longest_call = number("longest_call", &self.longest_call, LONGEST_CALL_MAX).unwrap_or(60);
        let windows = Windows::read(&self.windows).unwrap_or_else(|found| {
            errors.merge(found);
            Windows::default()
        });
        let retry_policy = match self.retry_policy.trim() {
            "" => None,
            _ => {
                for fault in RetryPolicy::read(&self.retry_policy).err().unwrap_or_default() {
                    errors.add("retry_policy", fault.to_string());
                }
                Some(self.retry_policy.clone())
            }
        };
        let consent_kinds = self.kinds(&mut errors);
        errors.into_result(CampaignText {
            name,
            description,
            caller_id,
            answer_url,
            max_concurrent: max_concurrent.unwrap_or(100),
            calls_per_second,
            windows,
            enforce_hours: self.enforce_hours,
            retry_policy,
            max_attempts,
            caps: Caps { day, lifetime },
            consent_required: self.consent_required,
            consent_kinds,
            log_calls: self.log_calls,
            longest_call: Duration::minutes(i64::from(longest_call)),
            dials_list: self.dials_list,
        })
    }

    fn kinds(&self, errors: &mut FieldErrors) -> ConsentKinds {
        let mut kinds = ConsentKinds::NONE;
        for word in &self.consent_kinds {
            match ConsentKind::from_word(word) {
                Some(kind) => kinds = kinds.with(kind),
                None => {
                    let words: Vec<&str> = ConsentKind::ALL.into_iter().map(ConsentKind::as_str).collect();
                    errors.add("consent_kinds", format!("{word:?} is none of {}.", words.join(", ")));
                }
            }
        }
        if kinds == ConsentKinds::NONE { ConsentKinds::ALL } else { kinds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> CampaignDraft {
        CampaignDraft { name: "Autumn".into(), ..CampaignDraft::default() }
    }

    #[test]
    fn a_provider_that_calls_needs_the_hours_and_twilio_needs_to_know_what_is_said() {
        let at = |draft: CampaignDraft, kind| {
            let errors = draft.check().unwrap().fits(kind).err().unwrap_or_default();
            errors.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        let kept = CampaignDraft { enforce_hours: true, ..draft() };
        assert_eq!(at(draft(), ProviderKind::Mock), [""; 0]);
        assert_eq!(at(draft(), ProviderKind::Http), ["enforce_hours"]);
        assert_eq!(at(kept.clone(), ProviderKind::Http), [""; 0]);
        assert_eq!(at(draft(), ProviderKind::Twilio), ["answer_url", "enforce_hours"]);
        let flow = CampaignDraft { answer_url: "flow-7".into(), ..kept.clone() };
        assert_eq!(at(flow, ProviderKind::Twilio), ["answer_url"]);
        let said = CampaignDraft { answer_url: "HTTPS://flows.example/autumn".into(), ..kept };
        assert_eq!(at(said, ProviderKind::Twilio), [""; 0]);
    }

    #[test]
    fn a_name_is_enough_and_the_rest_is_the_usual() {
        let text = draft().check().unwrap();
        assert_eq!((text.max_concurrent, text.calls_per_second, text.max_attempts), (100, None, None));
        assert_eq!((text.windows, text.consent_kinds), (Windows::default(), ConsentKinds::ALL));
        assert_eq!(text.longest_call, Duration::hours(1));
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it_at_once() {
        let wrong = CampaignDraft {
            name: " ".into(),
            description: "x".repeat(DESCRIPTION_MAX + 1),
            caller_id: "911".into(),
            answer_url: "javascript:alert(1)".into(),
            max_concurrent: "0".into(),
            calls_per_second: "many".into(),
            windows: vec![WindowDraft {
                days: crate::dial::DaysDraft::Word("all".into()),
                start: "20:00".into(),
                end: "09:00".into(),
            }],
            retry_policy: "global_rules: 1".into(),
            max_attempts: "21".into(),
            day_cap: "-1".into(),
            lifetime_cap: "1001".into(),
            consent_kinds: vec!["nod".into()],
            longest_call: "1441".into(),
            ..CampaignDraft::default()
        };
        let errors = wrong.check().unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            [
                "answer_url",
                "caller_id",
                "calls_per_second",
                "consent_kinds",
                "day_cap",
                "description",
                "lifetime_cap",
                "longest_call",
                "max_attempts",
                "max_concurrent",
                "name",
                "retry_policy",
                "windows"
            ]
        );
        assert!(errors.at("retry_policy")[0].starts_with("Line 1, column "));
        let said = |answer_url: &str| CampaignDraft { answer_url: answer_url.into(), ..draft() }.check().is_ok();
        assert!(said("https://example.com/say") && said("flow:autumn-7") && said(""));
        assert!(!said("two words") && !said("ftp://example.com/say") && !said("DATA:text/plain,x"));
    }
}
