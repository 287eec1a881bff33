//! Whoever places calls, as a company writes it down.

use crate::field_error::FieldErrors;
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
}

impl ProviderKind {
    /// Every kind, in the order they are offered.
    pub const ALL: [ProviderKind; 2] = [ProviderKind::Mock, ProviderKind::Http];

    /// The word that is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            ProviderKind::Mock => "mock",
            ProviderKind::Http => "http",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            ProviderKind::Mock => "Mock, which calls nobody",
            ProviderKind::Http => "HTTP",
        }
    }

    /// The code that is stored.
    pub fn code(self) -> i16 {
        match self {
            ProviderKind::Mock => 1,
            ProviderKind::Http => 2,
        }
    }

    /// The kind of a stored code.
    pub fn of_code(code: i16) -> Option<ProviderKind> {
        ProviderKind::ALL.into_iter().find(|kind| kind.code() == code)
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
    pub base_url: String,
    /// What it is asked with, as a bearer token. Empty: nothing, or, in an edit, the one that is there.
    #[serde(skip_serializing)]
    pub credential: String,
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
    pub looks_up: bool,
    pub tells_bridging: bool,
    pub max_concurrent: u32,
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
        let base_url = self.base_url.trim().to_owned();
        if base_url.is_empty() || base_url.len() > ADDRESS_MAX {
            errors.add("base_url", format!("An address of 1 to {ADDRESS_MAX} bytes."));
        }
        if self.credential.len() > CREDENTIAL_MAX || self.credential.chars().any(char::is_control) {
            errors.add("credential", format!("At most {CREDENTIAL_MAX} bytes, without line breaks."));
        }
        let max_concurrent = figure("max_concurrent", &self.max_concurrent, &mut errors).unwrap_or(100);
        let calls_per_second = figure("calls_per_second", &self.calls_per_second, &mut errors);
        let (looks_up, tells_bridging) = (self.looks_up, self.tells_bridging);
        errors.into_result(ProviderText {
            name,
            kind,
            base_url,
            looks_up,
            tells_bridging,
            max_concurrent,
            calls_per_second,
        })
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
