//! The one filter grammar of every list (DESIGN §5): what a URL, a saved view, a REST body, a bulk action and an export mean
//! by "these rows".
//!
//! A condition is a pair `field=value` or `field.operator=value`, as a plain GET form sends it; a key that comes again means
//! any of its values, and an empty value means no condition. An unknown field or a value that does not read is an error at
//! that field and never ignored: a filter that lost a condition would touch more rows than somebody asked for. Turning
//! conditions into SQL is the engine's.
//!
//! To add a list: its fields and sorts in `schemas.rs`, one [`Schema`] for them, and the engine's finder for each field.

mod calls;
mod condition;
mod field;
mod list_query;
mod query_string;
mod records;
mod schemas;
mod value;

pub use calls::{CALL_FIELDS, Calls};
pub use condition::Condition;
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

/// A list's fields and sorts.
pub trait Schema {
    /// What can be filtered by, in the order conditions are printed.
    const FIELDS: &'static [Field];
    /// What can be sorted by.
    const SORTS: &'static [SortField];
    /// The sort of a URL that names none.
    const DEFAULT_SORT: (&'static str, Direction);
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
        let mut reader = Reader { fields: S::FIELDS, conditions: Vec::new(), errors: FieldErrors::new() };
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
        Self::of(self.conditions.iter().filter(|kept| *kept != condition).cloned().collect())
    }

    fn of(conditions: Vec<Condition>) -> Self {
        Self { conditions, list: PhantomData }
    }
}

/// Gathers conditions; not generic, so that it is compiled once for all lists.
struct Reader {
    fields: &'static [Field],
    conditions: Vec<Condition>,
    errors: FieldErrors,
}

impl Reader {
    fn pair(&mut self, key: &str, typed: &str) {
        let typed = typed.trim();
        if typed.is_empty() {
            return;
        }
        let (name, suffix) = key.split_at(key.find('.').unwrap_or(key.len()));
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
            Ok(value) => self.insert(key, field, operator, value),
            Err(text) => self.errors.add(key, text),
        }
    }

    fn insert(&mut self, key: &str, field: &'static Field, operator: Operator, value: Value) {
        let known = self.conditions.iter_mut().find(|known| known.field == field && known.operator == operator);
        let Some(condition) = known else {
            self.conditions.push(Condition { field, operator, values: vec![value] });
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
        let place = |field: &Field| self.fields.iter().position(|known| known == field);
        self.conditions.sort_by_key(|condition| (place(condition.field), condition.operator));
        for pair in self.conditions.windows(2) {
            if let [from, to] = pair
                && from.field == to.field
                && (from.operator, to.operator) == (Operator::From, Operator::To)
                && from.values > to.values
                && same_kind(from, to)
            {
                self.errors.add(to.key(), format!("{} ends before it begins.", to.field.label));
            }
        }
        self.errors.into_result(self.conditions)
    }
}

/// A day and a moment are not compared: which comes first depends on where somebody is.
fn same_kind(from: &Condition, to: &Condition) -> bool {
    from.values.first().map(std::mem::discriminant) == to.values.first().map(std::mem::discriminant)
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
