//! What is known of a record, by kind.

use super::Kind;
use serde::{Deserialize, Serialize};

/// The most phones of a record.
pub const MAX_PHONES: usize = 10;
/// The most tags of a record.
pub const MAX_TAGS: usize = 20;
/// The longest note on a timeline, in characters.
pub const MAX_NOTE: usize = 4_000;

/// A field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    /// A line each, the number and behind it its label; the first is the primary one.
    Phones,
    Email,
    Website,
    /// A company by its name, or by `#` and its id; for a lead a text.
    Company,
    /// A contact by its name, or by `#` and its id.
    Contact,
    /// A member's id.
    Owner,
    Stage,
    Source,
    Amount,
    Currency,
    ExpectedClose,
    /// An IANA name, where another zone than the number's own counts.
    TimeZone,
    /// With commas between them.
    Tags,
    Notes,
}

impl Field {
    /// The fields of a kind, in the order they are shown.
    pub fn of(kind: Kind) -> &'static [Field] {
        use Field::*;
        match kind {
            Kind::Contact => &[Name, Phones, Email, Company, Stage, Owner, TimeZone, Tags, Notes],
            Kind::Company => &[Name, Phones, Email, Website, Stage, Owner, Tags, Notes],
            Kind::Lead => &[Name, Phones, Email, Company, Stage, Source, Owner, Tags, Notes],
            Kind::Deal => &[Name, Amount, Currency, Stage, Company, Contact, ExpectedClose, Owner, Tags, Notes],
        }
    }

    /// Its name in forms, in REST and in files.
    pub fn name(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Phones => "phones",
            Field::Email => "email",
            Field::Website => "website",
            Field::Company => "company",
            Field::Contact => "contact",
            Field::Owner => "owner",
            Field::Stage => "stage",
            Field::Source => "source",
            Field::Amount => "amount",
            Field::Currency => "currency",
            Field::ExpectedClose => "expected_close",
            Field::TimeZone => "time_zone",
            Field::Tags => "tags",
            Field::Notes => "notes",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Field::Name => "Name",
            Field::Phones => "Phones",
            Field::Email => "E-mail",
            Field::Website => "Website",
            Field::Company => "Company",
            Field::Contact => "Contact",
            Field::Owner => "Owner",
            Field::Stage => "Stage",
            Field::Source => "Source",
            Field::Amount => "Amount",
            Field::Currency => "Currency",
            Field::ExpectedClose => "Expected to close",
            Field::TimeZone => "Time zone",
            Field::Tags => "Tags",
            Field::Notes => "Notes",
        }
    }

    /// The longest text it takes, in characters.
    pub fn longest(self) -> usize {
        match self {
            Field::Name | Field::Company | Field::Contact => 200,
            // RFC 5321: a path of 256 with its brackets.
            Field::Email => 254,
            Field::Website => 300,
            Field::Phones => 1_000,
            Field::Tags => 1_000,
            Field::Notes => 10_000,
            Field::Source => 100,
            Field::Owner | Field::Stage | Field::Amount | Field::Currency | Field::ExpectedClose => 40,
            Field::TimeZone => 64,
        }
    }
}
