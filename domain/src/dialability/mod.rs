//! Whether a number may be dialled: the part of the verdict that needs no clock but the moment it is asked for.
//!
//! A campaign adds the called party's hours and caps around it. No switch skips what is here: a number that was ever
//! generated needs a consent in force, whatever a campaign demands of others (DESIGN §1).

mod reason;

pub use reason::Reason;

use crate::consent::{ConsentKind, ConsentKinds, ConsentState, Given};
use crate::do_not_call::ListKind;
use crate::phone::{AreaCode, PhoneNumber};
use time::OffsetDateTime;

/// What whoever dials demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand {
    /// The kinds that are taken.
    pub kinds: ConsentKinds,
    /// Whether a number that was never generated needs one too.
    pub required: bool,
}

impl Default for Demand {
    /// A consent of any kind, for every number.
    fn default() -> Self {
        Self { kinds: ConsentKinds::ALL, required: true }
    }
}

/// What is known of a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether the company ever generated it.
    pub ever_generated: bool,
    /// The widest do-not-call list that it is on.
    pub stopped_by: Option<ListKind>,
    /// Every consent that was given, withdrawn and expired ones too.
    pub consents: Vec<Given>,
}

/// Whether a number may be dialled, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialability {
    /// It may, by a consent of this kind; `None` where none is demanded.
    Yes(Option<ConsentKind>),
    No(Reason),
}

impl Dialability {
    /// Whether it may be dialled.
    pub fn is_yes(self) -> bool {
        matches!(self, Dialability::Yes(_))
    }

    /// Why not, where it may not.
    pub fn reason(self) -> Option<Reason> {
        match self {
            Dialability::Yes(_) => None,
            Dialability::No(reason) => Some(reason),
        }
    }

    /// The reason in a sentence.
    pub fn says(self) -> String {
        match self {
            Dialability::Yes(Some(kind)) => format!("A consent is in force: {}.", kind.label().to_lowercase()),
            Dialability::Yes(None) => "No consent is demanded, and nothing stands against it.".to_owned(),
            Dialability::No(reason) => reason.says(),
        }
    }
}

/// Judges a number at `now`.
///
/// In this order: the number itself, do-not-call lists, consent. A number that was ever generated is dialled by a consent in
/// force of a kind that is taken, or not at all.
pub fn judge(number: PhoneNumber, facts: &Facts, demand: &Demand, now: OffsetDateTime) -> Dialability {
    if let Err(reason) = of_number(number) {
        return Dialability::No(reason);
    }
    if let Some(list) = facts.stopped_by {
        return Dialability::No(Reason::DoNotCall(list));
    }
    let in_force = |given: &&Given| given.state(now) == ConsentState::InForce;
    if let Some(given) = facts.consents.iter().filter(in_force).find(|given| demand.kinds.has(given.kind)) {
        return Dialability::Yes(Some(given.kind));
    }
    if !demand.required && !facts.ever_generated {
        return Dialability::Yes(None);
    }
    Dialability::No(missing(facts, now))
}

/// What the number itself says.
fn of_number(number: PhoneNumber) -> Result<(), Reason> {
    if number.is_fiction() {
        return Err(Reason::Fiction);
    }
    AreaCode::look_up(number.area_code()).map(drop).map_err(Reason::NotGeographic)
}

/// Judges a text that is no number of the plan.
pub fn judge_text(text: &str) -> Result<PhoneNumber, Reason> {
    text.parse().map_err(|error| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        // E.164: at most 15 digits, beginning with the country's, which is 1 here.
        let elsewhere = text.trim().starts_with('+') && !digits.starts_with('1') && (7..=15).contains(&digits.len());
        if elsewhere { Reason::NotNanp } else { Reason::Invalid(error) }
    })
}

/// Why no consent is enough: the one that ended last says most.
fn missing(facts: &Facts, now: OffsetDateTime) -> Reason {
    if facts.consents.iter().any(|given| given.state(now) == ConsentState::InForce) {
        return Reason::ConsentOfOtherKind;
    }
    let last = facts.consents.iter().max_by_key(|given| given.withdrawn_at.or(given.expires_at));
    match last.map(|given| given.state(now)) {
        Some(ConsentState::Withdrawn) => Reason::ConsentWithdrawn,
        Some(_) => Reason::ConsentExpired,
        None if facts.ever_generated => Reason::GeneratedNoConsent,
        None => Reason::NoConsent,
    }
}

#[cfg(test)]
mod tests;
