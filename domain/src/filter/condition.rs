//! One condition of a filter: a field, an operator and its values.

use super::{Field, FieldKind, Operator, Value};
use crate::call::print_duration;
use std::fmt;
use time::Date;

/// What follows the key of a condition that holds beside another with the same key, as often as there are others.
pub(super) const AND: &str = ".and";

/// Holds when any of the values fits (for [`Operator::Not`], when none does). There is at least one value; they are sorted
/// and different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub field: &'static Field,
    pub operator: Operator,
    pub values: Vec<Value>,
    /// How many conditions with this field and operator stand before this one and hold beside it: 0 but for a filter that
    /// narrows another on the same field.
    pub(super) turn: u8,
}

impl Condition {
    /// The key in the URL: `created.from`, or `status.and` for a second condition on the status.
    pub fn key(&self) -> String {
        self.field.key(self.operator) + &AND.repeat(usize::from(self.turn))
    }

    /// The values' texts, for a field of digits, text, states or choices.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(Value::as_text)
    }

    /// The day of a date's condition.
    pub fn date(&self) -> Option<Date> {
        self.values.iter().find_map(|value| if let Value::Date(date) = value { Some(*date) } else { None })
    }

    /// The answer of a yes-or-no condition; `None` when it holds both, which asks nothing.
    pub fn bool(&self) -> Option<bool> {
        match self.values.as_slice() {
            [Value::Bool(value)] => Some(*value),
            _ => None,
        }
    }

    /// The figure of a figure's condition.
    pub fn figure(&self) -> Option<i64> {
        self.values.iter().find_map(|value| if let Value::Figure(figure) = value { Some(*figure) } else { None })
    }

    /// The identifiers of an identifier's condition.
    pub fn ids(&self) -> impl Iterator<Item = i64> {
        self.values.iter().filter_map(|value| if let Value::Id(id) = value { Some(*id) } else { None })
    }
}

/// What a chip says: "Area code is 415 or 628".
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.field.label, self.operator.label())?;
        for (position, value) in self.values.iter().enumerate() {
            if position > 0 {
                f.write_str(" or ")?;
            }
            match (self.field.kind, value) {
                (FieldKind::Choice(choices), Value::Choice(chosen)) => {
                    let label =
                        choices.iter().find(|choice| choice.value == *chosen).map_or(*chosen, |choice| choice.label);
                    f.write_str(label)?;
                }
                (FieldKind::Duration, Value::Figure(seconds)) => {
                    f.write_str(&print_duration(u32::try_from(*seconds).unwrap_or(u32::MAX)))?;
                }
                (_, Value::Bool(value)) => f.write_str(if *value { "yes" } else { "no" })?,
                (_, value) => value.fmt(f)?,
            }
        }
        Ok(())
    }
}
