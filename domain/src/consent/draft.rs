//! A consent before it is kept: what somebody typed, and what it must say.

use super::ConsentKind;
use crate::FieldErrors;
use crate::moment::{moment, moment_of_end};
use crate::phone::PhoneNumber;
use crate::unseen::is_unseen;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

/// The longest source, in characters: it names a form, a letter, a fair.
pub const SOURCE_MAX: usize = 200;
/// The longest proof, in characters.
pub const PROOF_MAX: usize = 4_000;
/// The longest reason of a withdrawal or a removal, in characters.
const REASON_MAX: usize = 500;
/// Clocks differ: what was given so much later than now was given now.
const AHEAD: Duration = Duration::minutes(5);

/// What a consent says beside its number, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsDraft {
    /// A word of [`ConsentKind`].
    pub kind: String,
    /// Where it comes from, 1 to 200 characters.
    pub source: String,
    /// When it was given; empty means now.
    pub given_at: String,
    /// When it ends; empty means never.
    pub expires_at: String,
    /// What proves it, up to 4,000 characters.
    pub proof: String,
}

/// A consent as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsentDraft {
    pub phone_number: String,
    pub terms: TermsDraft,
}

/// What a consent says beside its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub kind: ConsentKind,
    pub source: String,
    #[serde(with = "time::serde::rfc3339")]
    pub given_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
    /// Empty where nothing was written down.
    pub proof: String,
}

impl TermsDraft {
    /// The terms, checked at the moment `now`; `here` says which moment a time without an offset is.
    ///
    /// # Errors
    /// At `kind`, `source`, `given_at`, `expires_at` and `proof`, all failing fields together.
    pub fn check(
        &self,
        now: OffsetDateTime,
        here: impl Fn(PrimitiveDateTime) -> OffsetDateTime,
    ) -> Result<Terms, FieldErrors> {
        let mut errors = FieldErrors::new();
        let kind = ConsentKind::from_word(&self.kind);
        if kind.is_none() {
            let words = ConsentKind::ALL.map(ConsentKind::as_str).join(", ");
            errors.add("kind", format!("Choose how it was given: {words}."));
        }
        let source = self.source.trim();
        if source.is_empty() {
            errors.add("source", "Say where the consent comes from.");
        } else if source.chars().count() > SOURCE_MAX || source.chars().any(is_unseen) {
            errors.add("source", format!("A source is one line of at most {SOURCE_MAX} characters."));
        }
        let given_at = match self.given_at.trim() {
            "" => Some(now),
            text => moment(text, &here),
        };
        match given_at {
            None => errors.add("given_at", "This must be a time, such as 2026-11-21T10:15, or a day."),
            Some(at) if at > now + AHEAD => errors.add("given_at", "A consent can't be given in the future."),
            Some(_) => {}
        }
        let given_at = given_at.unwrap_or(now).min(now);
        let expires_at = match self.expires_at.trim() {
            "" => None,
            text => moment_of_end(text, &here).or_else(|| {
                errors.add("expires_at", "This must be a time, such as 2026-11-21T10:15, or a day.");
                None
            }),
        };
        if expires_at.is_some_and(|end| end <= given_at) {
            errors.add("expires_at", "A consent ends after it was given.");
        }
        let proof = self.proof.trim();
        let strange = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
        if proof.chars().count() > PROOF_MAX || proof.chars().any(strange) {
            errors.add("proof", "A proof is a text of at most 4,000 characters.");
        }
        errors.into_result(())?;
        let kind = kind.ok_or_else(FieldErrors::new)?;
        Ok(Terms { kind, source: source.to_owned(), given_at, expires_at, proof: proof.to_owned() })
    }
}

impl ConsentDraft {
    /// The number and the terms, checked as [`TermsDraft::check`] does.
    ///
    /// # Errors
    /// At `phone_number`, and as [`TermsDraft::check`], all failing fields together.
    pub fn check(
        &self,
        now: OffsetDateTime,
        here: impl Fn(PrimitiveDateTime) -> OffsetDateTime,
    ) -> Result<(PhoneNumber, Terms), FieldErrors> {
        let number = self.phone_number.parse::<PhoneNumber>();
        let number = number.map_err(|error| FieldErrors::one("phone_number", error.to_string()));
        match (number, self.terms.check(now, here)) {
            (Ok(number), Ok(terms)) => Ok((number, terms)),
            (Err(mut errors), Err(others)) => {
                errors.merge(others);
                Err(errors)
            }
            (Err(errors), Ok(_)) | (Ok(_), Err(errors)) => Err(errors),
        }
    }
}

/// A reason that must be given: 1 to 500 characters on one line.
///
/// # Errors
/// At `reason`.
pub fn check_reason(typed: &str) -> Result<String, FieldErrors> {
    let reason = typed.trim();
    if reason.is_empty() {
        return Err(FieldErrors::one("reason", "Say why: it stays in the history."));
    }
    if reason.chars().count() > REASON_MAX || reason.chars().any(is_unseen) {
        return Err(FieldErrors::one("reason", format!("A reason is one line of at most {REASON_MAX} characters.")));
    }
    Ok(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

    fn draft() -> TermsDraft {
        TermsDraft { kind: "oral".into(), source: " Fair in Reno ".into(), ..TermsDraft::default() }
    }

    #[test]
    fn a_consent_without_a_time_was_given_now_and_never_ends() {
        let terms = draft().check(NOW, PrimitiveDateTime::assume_utc).expect("it is right");
        assert_eq!((terms.kind, terms.source.as_str()), (ConsentKind::Oral, "Fair in Reno"));
        assert_eq!((terms.given_at, terms.expires_at), (NOW, None));
        let ahead = TermsDraft { given_at: "2026-11-21T12:04".into(), ..draft() };
        assert_eq!(ahead.check(NOW, PrimitiveDateTime::assume_utc).expect("clocks differ").given_at, NOW);
    }

    #[test]
    fn everything_wrong_is_said_at_once_at_its_field() {
        let wrong = ConsentDraft {
            phone_number: "911".into(),
            terms: TermsDraft {
                kind: "shouted".into(),
                source: " ".into(),
                given_at: "2026-11-22".into(),
                expires_at: "later".into(),
                proof: "\u{0}".into(),
            },
        };
        let errors = wrong.check(NOW, PrimitiveDateTime::assume_utc).expect_err("it is refused");
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["expires_at", "given_at", "kind", "phone_number", "proof", "source"]);
        let ended = TermsDraft { given_at: "2026-11-20".into(), expires_at: "2026-11-19".into(), ..draft() };
        assert_eq!(ended.check(NOW, PrimitiveDateTime::assume_utc).expect_err("refused").at("expires_at").len(), 1);
    }
}
