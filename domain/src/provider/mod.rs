//! Whoever places calls, as a company writes it down.

pub mod twilio;

use crate::field_error::FieldErrors;
use crate::phone::PhoneNumber;
use crate::unseen::is_unseen;
use serde::{Deserialize, Serialize};

/// The longest name of a provider, in characters.
pub const NAME_MAX: usize = 100;
/// The most providers of a company: they are shown all together.
pub const PROVIDERS_MAX: i64 = 100;
/// The longest address, in bytes.
pub const ADDRESS_MAX: usize = 500;
/// The longest credential, in bytes.
pub const CREDENTIAL_MAX: usize = 4_000;
/// The most calls at once and per second that can be asked for; the installation's limits are lower.
const LIMIT_MAX: u32 = 100_000;

/// How a provider is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// It calls nobody: `trunkline provider mock`.
    Mock,
    /// The HTTP flavour of CONTRACTS C.
    Http,
    /// Twilio, and whoever speaks as it does.
    Twilio,
}

impl ProviderKind {
    /// Every kind, in the order they are offered.
    pub const ALL: [ProviderKind; 3] = [ProviderKind::Mock, ProviderKind::Http, ProviderKind::Twilio];

    /// The word that is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            ProviderKind::Mock => "mock",
            ProviderKind::Http => "http",
            ProviderKind::Twilio => "twilio",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            ProviderKind::Mock => "Mock, which calls nobody",
            ProviderKind::Http => "HTTP",
            ProviderKind::Twilio => "Twilio",
        }
    }

    /// The code that is stored.
    pub fn code(self) -> i16 {
        match self {
            ProviderKind::Mock => 1,
            ProviderKind::Http => 2,
            ProviderKind::Twilio => 3,
        }
    }

    /// The kind of a stored code.
    pub fn of_code(code: i16) -> Option<ProviderKind> {
        ProviderKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether its callbacks are signed with a key that Trunkline makes; Twilio signs with its own token.
    pub fn signs_with_our_key(self) -> bool {
        self != ProviderKind::Twilio
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<ProviderKind> {
        ProviderKind::ALL.into_iter().find(|kind| kind.as_str() == word.trim())
    }
}

/// A provider as somebody typed it, unchecked. Whether its address may be called is the engine's to say.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProviderDraft {
    pub name: String,
    pub kind: String,
    /// Empty: Twilio's own, for that kind.
    pub base_url: String,
    /// What it is asked with: a bearer token, or Twilio's auth token. Empty: nothing, or, in an edit, the one that is there.
    #[serde(skip_serializing)]
    pub credential: String,
    /// Whose account it is at Twilio; the other kinds have none.
    pub account_sid: String,
    /// What Twilio shows to whoever is called where the campaign says nothing.
    pub caller_id: String,
    /// Whether Twilio is asked to tell machines that answer from people.
    pub detects_machines: bool,
    /// Whether it answers what became of a call, and hangs up.
    pub looks_up: bool,
    /// Whether it tells of each answered call when a person answered and when they were connected to one.
    pub tells_bridging: bool,
    pub max_concurrent: String,
    pub calls_per_second: String,
}

/// A provider, checked but for its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderText {
    pub name: String,
    pub kind: ProviderKind,
    pub base_url: String,
    /// Never empty for Twilio.
    pub account_sid: String,
    /// Always there for Twilio.
    pub caller_id: Option<PhoneNumber>,
    pub detects_machines: bool,
    pub looks_up: bool,
    pub tells_bridging: bool,
    pub max_concurrent: u32,
    /// Always there for Twilio.
    pub calls_per_second: Option<u32>,
}

impl std::fmt::Debug for ProviderDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderDraft").field("name", &self.name).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl ProviderDraft {
    /// Checks the draft.
    ///
    /// # Errors
    /// Every failing field with its message.
    pub fn check(&self) -> Result<ProviderText, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = self.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_MAX {
            errors.add("name", format!("A name of 1 to {NAME_MAX} characters."));
        } else if name.chars().any(|letter| letter.is_control() || is_unseen(letter)) {
            errors.add("name", "A name has no line breaks and no characters that nobody sees.");
        }
        let kind = ProviderKind::from_word(&self.kind).unwrap_or_else(|| {
            let words: Vec<&str> = ProviderKind::ALL.into_iter().map(ProviderKind::as_str).collect();
            errors.add("kind", format!("This must be one of: {}.", words.join(", ")));
            ProviderKind::Mock
        });
        let base_url = match self.base_url.trim() {
            "" if kind == ProviderKind::Twilio => twilio::ADDRESS.to_owned(),
            typed => typed.to_owned(),
        };
        if base_url.is_empty() || base_url.len() > ADDRESS_MAX {
            errors.add("base_url", format!("An address of 1 to {ADDRESS_MAX} bytes."));
        }
        if self.credential.len() > CREDENTIAL_MAX || self.credential.chars().any(char::is_control) {
            errors.add("credential", format!("At most {CREDENTIAL_MAX} bytes, without line breaks."));
        }
        let (account_sid, caller_id) = self.account(kind, &mut errors);
        let max_concurrent = figure("max_concurrent", &self.max_concurrent, &mut errors).unwrap_or(100);
        let calls_per_second = figure("calls_per_second", &self.calls_per_second, &mut errors)
            .or((kind == ProviderKind::Twilio).then_some(twilio::CALLS_PER_SECOND));
        errors.into_result(ProviderText {
            name,
            kind,
            base_url,
            account_sid,
            caller_id,
            detects_machines: self.detects_machines,
            looks_up: self.looks_up,
            tells_bridging: self.tells_bridging,
            max_concurrent,
            calls_per_second,
        })
    }

    /// What only Twilio needs. With another kind it may be there and stays, so that nothing typed is lost.
    fn account(&self, kind: ProviderKind, errors: &mut FieldErrors) -> (String, Option<PhoneNumber>) {
        let needed = kind == ProviderKind::Twilio;
        let account_sid = self.account_sid.trim().to_owned();
        if (needed || !account_sid.is_empty()) && !twilio::is_account_sid(&account_sid) {
            errors.add("account_sid", "An Account SID is “AC” and 32 characters from 0 to 9 and a to f.");
        }
        let caller_id = match self.caller_id.trim() {
            "" => None,
            typed => typed.parse().map_err(|error| errors.add("caller_id", format!("{error}"))).ok(),
        };
        if needed && self.caller_id.trim().is_empty() {
            errors.add("caller_id", "Twilio places no call without a number of yours to show.");
        }
        (account_sid, caller_id)
    }
}

/// A whole number from 1, `None` for nothing typed.
fn figure(field: &str, typed: &str, errors: &mut FieldErrors) -> Option<u32> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let read = typed.parse::<u32>().ok().filter(|figure| (1..=LIMIT_MAX).contains(figure));
    if read.is_none() {
        errors.add(field, format!("A whole number from 1 to {}.", crate::phone::grouped(u64::from(LIMIT_MAX))));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_by_its_word_and_its_code() {
        for kind in ProviderKind::ALL {
            assert_eq!(ProviderKind::from_word(kind.as_str()), Some(kind));
            assert_eq!(ProviderKind::of_code(kind.code()), Some(kind));
        }
    }

    #[test]
    fn twilio_needs_an_account_and_a_number_to_show_and_knows_its_own_address() {
        let twilio = ProviderDraft { name: "Main".into(), kind: "twilio".into(), ..ProviderDraft::default() };
        let errors = twilio.check().unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["account_sid", "caller_id"]);
        let account_sid = format!(" AC{} ", "0123456789abcdef".repeat(2));
        let whole = ProviderDraft { account_sid, caller_id: "4152000001".into(), ..twilio };
        let text = whole.check().unwrap();
        assert_eq!((text.base_url.as_str(), text.account_sid.len()), ("https://api.twilio.com", 34));
        // Faster than the account is allowed to, calls would wait at Twilio and ring when their hour may be over.
        assert_eq!(text.calls_per_second, Some(1));
        let faster = ProviderDraft { calls_per_second: "30".into(), ..whole.clone() };
        assert_eq!(faster.check().unwrap().calls_per_second, Some(30));
        // What was typed for Twilio stays when the kind is another, if it can be read.
        let other = ProviderDraft { kind: "http".into(), base_url: "https://a.example".into(), ..whole };
        assert_eq!(other.check().unwrap().account_sid, text.account_sid);
        let broken = ProviderDraft { account_sid: "AC1".into(), ..other };
        assert!(!broken.check().unwrap_err().at("account_sid").is_empty());
    }

    #[test]
    fn a_draft_is_told_all_that_is_wrong_and_never_prints_its_credential() {
        let draft =
            ProviderDraft { credential: "s3cret\n".into(), max_concurrent: "0".into(), ..ProviderDraft::default() };
        let errors = draft.check().unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["base_url", "credential", "kind", "max_concurrent", "name"]);
        assert!(!format!("{draft:?}").contains("s3cret"));
        assert!(!serde_json::to_string(&draft).unwrap().contains("s3cret"));
    }
}
