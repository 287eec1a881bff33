//! The four kinds of record, with their stages.

use crate::activity::EntityKind;
use serde::{Deserialize, Serialize};

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Contact,
    /// The "account" of calls (CONTRACTS B).
    Company,
    Lead,
    Deal,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 4] = [Kind::Contact, Kind::Company, Kind::Lead, Kind::Deal];

    /// The kind as one of those that have a timeline.
    pub fn entity(self) -> EntityKind {
        match self {
            Kind::Contact => EntityKind::Contact,
            Kind::Company => EntityKind::Company,
            Kind::Lead => EntityKind::Lead,
            Kind::Deal => EntityKind::Deal,
        }
    }

    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.entity().as_str()
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Contact => "Contact",
            Kind::Company => "Company",
            Kind::Lead => "Lead",
            Kind::Deal => "Deal",
        }
    }

    /// Several of them within a sentence.
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Contact => "contacts",
            Kind::Company => "companies",
            Kind::Lead => "leads",
            Kind::Deal => "deals",
        }
    }

    /// The kind of a word; an "account" is a company.
    pub fn from_word(word: &str) -> Option<Kind> {
        if word == "account" {
            return Some(Kind::Company);
        }
        Kind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Where a record can stand, in order; the first is where a new one begins.
    pub fn stages(self) -> &'static [&'static str] {
        match self {
            Kind::Contact => &["new", "engaged", "customer", "former"],
            Kind::Company => &["prospect", "customer", "partner", "former"],
            Kind::Lead => &["new", "working", "qualified", "unqualified", "converted"],
            Kind::Deal => &["qualification", "proposal", "negotiation", "won", "lost"],
        }
    }

    /// The stages that somebody can choose: a lead is converted by converting it.
    pub fn choosable_stages(self) -> impl Iterator<Item = &'static str> {
        self.stages().iter().copied().filter(|stage| *stage != "converted")
    }
}
