//! The one filter grammar of every list (DESIGN §5): what a URL, a saved view, a REST body, a bulk action and an export mean
//! by "these rows".
//!
//! A condition is a pair `field=value` or `field.operator=value`, as a plain GET form sends it; a key that comes again means
//! any of its values, and an empty value means no condition. In a list that narrows, a key with `.and` behind it begins
//! another condition that has to hold as well: `status=missed&status.and=connected` matches nothing. An unknown field or a value that does not read is an error at
//! that field and never ignored: a filter that lost a condition would touch more rows than somebody asked for. Turning
//! conditions into SQL is the engine's.
//!
//! To add a list: its fields and sorts in `schemas.rs`, one [`Schema`] for them, and the engine's finder for each field.

mod calls;
mod condition;
mod dialling;
mod field;
mod list_query;
mod narrowing;
mod query_string;
mod records;
mod schemas;
mod value;

pub use calls::{CALL_FIELDS, Calls};
pub use condition::Condition;
pub use dialling::{
    CAMPAIGN_CONTACT_FIELDS, CAMPAIGN_FIELDS, CampaignContacts, Campaigns, DEAD_LETTER_FIELDS, DIAL_FIELDS,
    DeadLetters, Dials, verdict_label,
};
pub use field::{Choice, Field, FieldKind, Operator};
pub use list_query::{Direction, ListQuery, Sort, SortField};
pub use query_string::{parse_pairs, print_pairs};
pub use records::{
    COMPANY_FIELDS, CONTACT_FIELDS, Companies, Contacts, DEAL_FIELDS, Deals, LEAD_FIELDS, Leads, OfKind,
};
pub use schemas::{
    AUDIT_FIELDS, Audit, CONSENT_FIELDS, Consents, DO_NOT_CALL_FIELDS, DoNotCall, JOB_FIELDS, Jobs, MEMBER_FIELDS,
    Members, NUMBER_FIELDS, Numbers, PREFIX_CHANGE_FIELDS, PREFIX_FIELDS, PROJECT_FIELDS, PrefixChanges, Prefixes,
    Projects, TENANT_FIELDS, Tenants,
};
pub use value::Value;

use crate::FieldErrors;
use crate::phone::grouped;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::marker::PhantomData;

/// The most values a condition takes; more is a mistake or an attack.
const MAX_VALUES: usize = 200;

/// The most rows that are chosen one by one: what a program sends to have some thousands changed.
const MAX_CHOSEN: usize = 10_000;

/// The most conditions that stand beside another with the same key: a view, what was sent beside it, and the ids that were
/// named are three.
const MAX_TURN: u8 = 8;

/// A list's fields and sorts.
pub trait Schema {
    /// What can be filtered by, in the order conditions are printed.
    const FIELDS: &'static [Field];
    /// What can be sorted by.
    const SORTS: &'static [SortField];
    /// The sort of a URL that names none.
    const DEFAULT_SORT: (&'static str, Direction);
    /// Whether several conditions may stand on one field, as two filters that hold together need it. Its finders then ask
    /// each condition by itself.
    const NARROWS: bool = false;
}

/// Conditions that all hold, in canonical order: equal filters print equal, and `parse(print(f)) == f`.
///
/// Its serde form is the query string.
pub struct Filter<S: Schema> {
    conditions: Vec<Condition>,
    list: PhantomData<fn() -> S>,
}

impl<S: Schema> Filter<S> {
    /// The filter that everything matches.
    pub fn everything() -> Self {
        Self::of(Vec::new())
    }

    /// Reads the pairs of a query, percent-decoded.
    ///
    /// # Errors
    /// Each unknown field, operator or value at its key, all together.
    pub fn parse<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> Result<Self, FieldErrors> {
        let mut reader =
            Reader { fields: S::FIELDS, narrows: S::NARROWS, conditions: Vec::new(), errors: FieldErrors::new() };
        for (key, value) in pairs {
            reader.pair(key.as_ref(), value.as_ref());
        }
        reader.finish().map(Self::of)
    }

    /// Reads a query string; a leading `?` is allowed.
    ///
    /// # Errors
    /// As [`Filter::parse`].
    pub fn parse_query(query: &str) -> Result<Self, FieldErrors> {
        Self::parse(parse_pairs(query))
    }

    /// The pairs that say the same, in canonical order, not encoded.
    pub fn print(&self) -> Vec<(String, String)> {
        self.conditions
            .iter()
            .flat_map(|condition| condition.values.iter().map(|value| (condition.key(), value.to_string())))
            .collect()
    }

    /// The query string that says the same, without a `?`; empty when everything matches.
    pub fn to_query(&self) -> String {
        print_pairs(&self.print())
    }

    /// Whether everything matches.
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// The conditions, in canonical order.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// The condition on a field with an operator.
    pub fn get(&self, field: &str, operator: Operator) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.field.name == field && condition.operator == operator)
    }

    /// What a form's input named `key` shows: the first value, or nothing.
    pub fn value_of(&self, key: &str) -> String {
        let found = self.conditions.iter().find(|condition| condition.key() == key);
        found.and_then(|condition| condition.values.first()).map(Value::to_string).unwrap_or_default()
    }

    /// The filter with one more pair; a value on a key already there widens its condition.
    ///
    /// # Errors
    /// As [`Filter::parse`].
    pub fn with(&self, key: &str, value: &str) -> Result<Self, FieldErrors> {
        let mut pairs = self.print();
        pairs.push((key.to_owned(), value.to_owned()));
        Self::parse(pairs)
    }

    /// The filter without a condition: where a chip's cross leads.
    pub fn without(&self, condition: &Condition) -> Self {
        let kept = self.conditions.iter().filter(|kept| *kept != condition).cloned().collect();
        Self::of(narrowing::in_order(S::FIELDS, kept))
    }

    /// The filter that matches what both match.
    ///
    /// # Errors
    /// At the key of which too many conditions would stand, at one that a list which does not narrow can't hold twice, and at an
    /// end that is a day in one and a moment in the other.
    pub fn and(&self, other: &Self) -> Result<Self, FieldErrors> {
        let mut conditions = self.conditions.clone();
        let mut errors = FieldErrors::new();
        for new in &other.conditions {
            let end = |known: &&Condition| known.operator.is_single() && known.key() == new.key();
            // Which of a day and a moment is the later depends on where somebody is: the wrong one would widen what is meant.
            if conditions.iter().find(end).is_some_and(|known| !same_kind(known, new)) {
                errors
                    .add(new.key(), "This is filtered by a day on one side and by a moment on the other; send either.");
            }
        }
        other.conditions.iter().for_each(|condition| narrowing::narrow(&mut conditions, condition.clone()));
        let most = if S::NARROWS { MAX_TURN } else { 0 };
        for condition in conditions.iter().filter(|condition| condition.turn > most) {
            errors.add(condition.field.key(condition.operator), "This is filtered by already.");
        }
        errors.into_result(Self::of(narrowing::in_order(S::FIELDS, conditions)))
    }

    fn of(conditions: Vec<Condition>) -> Self {
        Self { conditions, list: PhantomData }
    }
}

/// Gathers conditions; not generic, so that it is compiled once for all lists.
struct Reader {
    fields: &'static [Field],
    narrows: bool,
    conditions: Vec<Condition>,
    errors: FieldErrors,
}

impl Reader {
    fn pair(&mut self, key: &str, typed: &str) {
        let typed = typed.trim();
        if typed.is_empty() {
            return;
        }
        let (plain, turn) = if self.narrows { turn_of(key) } else { (key, 0) };
        let (name, suffix) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
        let Some(field) = self.fields.iter().find(|field| field.name == name) else {
            return self.errors.add(key, no_such(key));
        };
        let Some(operator) = Operator::ALL.into_iter().find(|operator| operator.suffix() == suffix) else {
            return self.errors.add(key, no_such(key));
        };
        if !field.kind.operators().contains(&operator) {
            return self.errors.add(key, format!("{} can't be filtered like this.", field.label));
        }
        match Value::parse(field, operator, typed) {
            Ok(value) => self.insert(key, field, (operator, turn), value),
            Err(text) => self.errors.add(key, text),
        }
    }

    fn insert(&mut self, key: &str, field: &'static Field, (operator, turn): (Operator, u8), value: Value) {
        let is_same = |known: &&mut Condition| known.field == field && (known.operator, known.turn) == (operator, turn);
        let Some(condition) = self.conditions.iter_mut().find(is_same) else {
            self.conditions.push(Condition { field, operator, values: vec![value], turn });
            return;
        };
        let Err(place) = condition.values.binary_search(&value) else {
            return;
        };
        if operator.is_single() {
            self.errors.add(key, format!("{} {} takes one value.", field.label, operator.label()));
        } else if condition.values.len() == most(field) {
            self.errors.add(key, format!("{} takes at most {} values.", field.label, grouped(most(field) as u64)));
        } else {
            condition.values.insert(place, value);
        }
    }

    fn finish(mut self) -> Result<Vec<Condition>, FieldErrors> {
        for to in self.conditions.iter().filter(|to| to.operator == Operator::To) {
            let is_its = |from: &&Condition| {
                (from.field, from.operator, from.turn) == (to.field, Operator::From, to.turn)
                    && from.values > to.values
                    && same_kind(from, to)
            };
            if self.conditions.iter().any(|from| is_its(&from)) {
                self.errors.add(to.key(), format!("{} ends before it begins.", to.field.label));
            }
        }
        let conditions = narrowing::in_order(self.fields, self.conditions);
        self.errors.into_result(conditions)
    }
}

/// A day and a moment are not compared: which comes first depends on where somebody is.
fn same_kind(from: &Condition, to: &Condition) -> bool {
    from.values.first().map(std::mem::discriminant) == to.values.first().map(std::mem::discriminant)
}

/// A key without what says that it holds beside others, and how many there are.
fn turn_of(key: &str) -> (&str, u8) {
    let (mut plain, mut turn) = (key, 0);
    while let Some(shorter) = plain.strip_suffix(condition::AND).filter(|_| turn < MAX_TURN) {
        (plain, turn) = (shorter, turn + 1);
    }
    (plain, turn)
}

fn most(field: &Field) -> usize {
    if field.kind == FieldKind::Id { MAX_CHOSEN } else { MAX_VALUES }
}

/// Names the filter: shown among others, a message is far from its key. Somebody's typing may be as long as an address.
fn no_such(key: &str) -> String {
    format!("There is no filter “{}”.", key.chars().take(40).collect::<String>())
}

// Derives would ask for the same of the list, which is only a name.
impl<S: Schema> Clone for Filter<S> {
    fn clone(&self) -> Self {
        Self::of(self.conditions.clone())
    }
}

impl<S: Schema> PartialEq for Filter<S> {
    fn eq(&self, other: &Self) -> bool {
        self.conditions == other.conditions
    }
}

impl<S: Schema> Eq for Filter<S> {}

impl<S: Schema> Default for Filter<S> {
    fn default() -> Self {
        Self::everything()
    }
}

impl<S: Schema> fmt::Debug for Filter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({})", self.to_query())
    }
}

impl<S: Schema> Serialize for Filter<S> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.serialize_str(&self.to_query())
    }
}

impl<'de, S: Schema> Deserialize<'de> for Filter<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let query = String::deserialize(deserializer)?;
        Self::parse_query(&query).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
