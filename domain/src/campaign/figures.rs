//! How a campaign stands, as it is shown while it goes.

use super::CampaignState;
use crate::dial::abandoned::AbandonedShare;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The word that stands for the verdict of a contact whom nobody looked at yet.
pub const NOT_LOOKED_AT: &str = "NOT_LOOKED_AT";
/// The word for who may be called, and waits for room.
pub const WAITS_FOR_TURN: &str = "WAITS_FOR_TURN";
/// The word for who was called, and waits for the next attempt.
pub const WAITS_FOR_RETRY: &str = "WAITS_FOR_RETRY";
/// The word for who is on the list of a campaign that calls only whom programs ask for.
pub const WAITS_FOR_PROGRAM: &str = "WAITS_FOR_PROGRAM";

/// How a campaign stands: counts of its rows, nothing else.
///
/// Always: `accepted = queued + in_flight + retrying + completed + failed + blocked + cancelled` (FEATURES L14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub state: CampaignState,
    /// When they were counted.
    #[serde(with = "time::serde::rfc3339")]
    pub read_at: OffsetDateTime,
    /// On the list, of whom no dial was made yet.
    pub contacts_left: u64,
    pub contacts: u64,
    pub accepted: u64,
    pub queued: u64,
    pub in_flight: u64,
    pub retrying: u64,
    pub completed: u64,
    pub failed: u64,
    pub blocked: u64,
    pub cancelled: u64,
    /// Not settled.
    pub dead_letters: u64,
    /// Calls that take one of those that may be held at once.
    pub slots: u64,
    /// The lowest limit of calls at once: the campaign's, its provider's, the company's, the installation's.
    pub at_once: u64,
    /// When the first of those that wait is due; `None` where nothing waits.
    #[serde(with = "time::serde::rfc3339::option")]
    pub next_at: Option<OffsetDateTime>,
    /// By the word of the verdict, the most frequent first. The sum is `accepted + contacts_left`.
    pub verdicts: Vec<(String, u64)>,
    /// Why those wait who wait: verdicts, and the words above. The sum is `queued + retrying + contacts_left`.
    pub waiting: Vec<(String, u64)>,
    /// Whether it calls everybody on its list, or only whom programs ask for.
    pub dials_list: bool,
    /// The last thirty minutes, the oldest first.
    pub minutes: Vec<Minute>,
    /// The provider takes no calls until then, and why.
    pub held_up: Option<HeldUp>,
    /// How it stands to the limit of abandoned calls; `None` before it was started.
    #[serde(default)]
    pub abandoned: Option<AbandonedShare>,
}

/// The calls of one minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minute {
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub started: u64,
    pub answered: u64,
}

/// Why a provider takes no calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldUp {
    pub provider: String,
    #[serde(with = "time::serde::rfc3339")]
    pub until: OffsetDateTime,
    pub why: String,
}

impl Figures {
    /// Contacts and dials that have not ended.
    pub fn open(&self) -> u64 {
        self.contacts_left + self.queued + self.in_flight + self.retrying
    }

    /// On the list, whom nobody looked at yet.
    pub fn unseen(&self) -> u64 {
        self.verdicts.iter().filter(|(word, _)| word == NOT_LOOKED_AT).map(|(_, n)| n).sum()
    }

    /// Dials that have ended.
    pub fn ended(&self) -> u64 {
        self.completed + self.failed + self.blocked + self.cancelled
    }
}
