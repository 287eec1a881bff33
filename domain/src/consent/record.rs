//! A consent as it is kept, and how it stands at a moment.

use super::{ConsentKind, Proof, Terms};
use crate::id::{ConsentId, JobId, UserId};
use crate::phone::PhoneNumber;
use time::OffsetDateTime;

/// A kept record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    pub id: ConsentId,
    pub number: PhoneNumber,
    pub terms: Terms,
    pub recorded_at: OffsetDateTime,
    pub recorded_by: Option<UserId>,
    /// The name of whoever recorded it.
    pub recorded_by_name: Option<String>,
    /// The job that recorded it, with others.
    pub job: Option<JobId>,
    pub withdrawal: Option<Withdrawal>,
    /// The files that prove it, the first added first.
    pub proofs: Vec<Proof>,
}

/// The end that somebody put to a consent; it is never taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    pub at: OffsetDateTime,
    /// The name of whoever recorded it.
    pub by_name: Option<String>,
    pub reason: String,
}

/// What of a consent decides whether it is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub kind: ConsentKind,
    pub given_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    pub withdrawn_at: Option<OffsetDateTime>,
}

/// How a consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsentState {
    InForce,
    Expired,
    Withdrawn,
}

impl ConsentState {
    /// Every state.
    pub const ALL: [ConsentState; 3] = [ConsentState::InForce, ConsentState::Expired, ConsentState::Withdrawn];

    /// The word that is sent and used in filters.
    pub fn as_str(self) -> &'static str {
        match self {
            ConsentState::InForce => "in_force",
            ConsentState::Expired => "expired",
            ConsentState::Withdrawn => "withdrawn",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            ConsentState::InForce => "In force",
            ConsentState::Expired => "Expired",
            ConsentState::Withdrawn => "Withdrawn",
        }
    }
}

impl Given {
    /// How it stands at `now`. It ends at its end, not behind it; withdrawn is withdrawn, also where it had expired.
    pub fn state(&self, now: OffsetDateTime) -> ConsentState {
        if self.withdrawn_at.is_some() {
            ConsentState::Withdrawn
        } else if self.expires_at.is_some_and(|end| end <= now) {
            ConsentState::Expired
        } else {
            ConsentState::InForce
        }
    }
}

impl Consent {
    /// What decides whether it is in force.
    pub fn given(&self) -> Given {
        Given {
            kind: self.terms.kind,
            given_at: self.terms.given_at,
            expires_at: self.terms.expires_at,
            withdrawn_at: self.withdrawal.as_ref().map(|withdrawal| withdrawal.at),
        }
    }

    /// How it stands at `now`.
    pub fn state(&self, now: OffsetDateTime) -> ConsentState {
        self.given().state(now)
    }
}
