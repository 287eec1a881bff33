//! Do-not-call lists: whose they are, and what an entry says.

mod draft;
mod entry;

pub use draft::{ADD_MAX, AddDraft, NOTE_MAX, check_note};
pub use entry::{Entry, EntrySource, Removal};

use crate::id::CampaignId;
use serde::{Deserialize, Serialize};

/// A list, by its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// The installation's: it holds for every company.
    Installation,
    /// The company's own: it holds for all its campaigns.
    Company,
    /// A campaign's, beside the two above.
    Campaign(CampaignId),
}

/// The kind of a list, as a verdict names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    Installation,
    Company,
    Campaign,
}

impl List {
    /// Its kind.
    pub fn kind(self) -> ListKind {
        match self {
            List::Installation => ListKind::Installation,
            List::Company => ListKind::Company,
            List::Campaign(_) => ListKind::Campaign,
        }
    }

    /// The word by which forms and addresses name it: that of its kind, with the id of its campaign behind a colon.
    pub fn word(self) -> String {
        match self {
            List::Campaign(id) => format!("{}:{id}", self.kind().as_str()),
            List::Installation | List::Company => self.kind().as_str().to_owned(),
        }
    }

    /// The list of a word; `None` for one that names none.
    pub fn of_word(word: &str) -> Option<List> {
        match word.split_once(':') {
            Some(("campaign", id)) => id.parse().ok().map(List::Campaign),
            Some(_) => None,
            None if word == ListKind::Installation.as_str() => Some(List::Installation),
            None if word == ListKind::Company.as_str() => Some(List::Company),
            None => None,
        }
    }
}

impl ListKind {
    /// Every kind, the widest first.
    pub const ALL: [ListKind; 3] = [ListKind::Installation, ListKind::Company, ListKind::Campaign];

    /// The word that is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            ListKind::Installation => "installation",
            ListKind::Company => "company",
            ListKind::Campaign => "campaign",
        }
    }

    /// As it stands in a sentence: "the company's".
    pub fn whose(self) -> &'static str {
        match self {
            ListKind::Installation => "the installation’s",
            ListKind::Company => "the company’s",
            ListKind::Campaign => "the campaign’s",
        }
    }

    /// The code that statements answer.
    pub fn code(self) -> i16 {
        self as i16 + 1
    }

    /// The kind of a code.
    pub fn of_code(code: i16) -> Option<ListKind> {
        ListKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
