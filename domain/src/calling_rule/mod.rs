//! What the law says about calling people, as data: each rule has a jurisdiction, a value, a date from which it counts, and
//! the source in which somebody read it. No rule stands in code.
//!
//! [`RuleBook::read`] reads the operator's file, [`RuleBook::law`] says what applies to people of a region: a region's own
//! rules within those of its country; and where nobody read what a region says, the strictest that is known of anywhere.

mod jurisdiction;
mod kind;
mod law;
mod read;

pub use jurisdiction::Jurisdiction;
pub use kind::{Holiday, RuleKind, RuleValue};
pub use law::{Applying, Law, RuleBook, RuleChange, Why};
pub use read::{COLUMNS, FILE_MAX, RuleFault};

use time::Date;

/// The rules that are shipped: those whose text was read in its source.
pub const SHIPPED: &str = include_str!("shipped.csv");

/// One rule.
#[derive(Debug, Clone, PartialEq)]
pub struct CallingRule {
    /// What people call it by; the same in every version of it.
    pub id: String,
    pub jurisdiction: Jurisdiction,
    pub value: RuleValue,
    /// The first local day on which it counts.
    pub effective_from: Date,
    /// Where it was read: a law and its paragraph, as a person can look it up.
    pub source: String,
}
