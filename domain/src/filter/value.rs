//! One value of a condition, checked and in its one spelling.

use super::{Field, FieldKind, Operator};
use crate::call::read_duration;
use crate::phone::{E164, PhoneNumber};
use std::fmt;
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime};

/// The longest text that is searched for, in characters.
const MAX_TEXT: usize = 200;

/// How many digits a stored number has.
const STORED_DIGITS: usize = 11;

/// A value of a condition. Two values that mean the same are equal and print the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Digits, a text, or a state's code.
    Text(String),
    /// A choice's value.
    Choice(&'static str),
    /// A day.
    Date(Date),
    /// A moment, in UTC.
    Moment(OffsetDateTime),
    /// Yes or no.
    Bool(bool),
    /// An identifier.
    Id(i64),
    /// A whole number from 0 on.
    Figure(i64),
}

impl Value {
    /// Reads what was typed; an `Err` says what the field wants.
    pub(super) fn parse(field: &Field, operator: Operator, typed: &str) -> Result<Value, String> {
        let label = field.label;
        match field.kind {
            FieldKind::Digits(most) => digits(label, most, operator, typed).map(Value::Text),
            FieldKind::PhoneNumber => phone_number(label, operator, typed).map(Value::Text),
            FieldKind::Text | FieldKind::Words | FieldKind::Beginning => text(label, typed).map(Value::Text),
            FieldKind::E164 => e164(label, operator, typed).map(Value::Text),
            FieldKind::State => state(label, typed).map(Value::Text),
            FieldKind::Choice(choices) => choices
                .iter()
                .find(|choice| choice.value.eq_ignore_ascii_case(typed))
                .map(|choice| Value::Choice(choice.value))
                .ok_or_else(|| {
                    let words: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
                    format!("{label} must be one of: {}.", words.join(", "))
                }),
            FieldKind::Date => {
                date(typed).map(Value::Date).ok_or_else(|| format!("{label} must be a date, such as 2026-07-06."))
            }
            FieldKind::Moment => {
                let read = date(typed).map(Value::Date).or_else(|| moment(typed).map(Value::Moment));
                read.ok_or_else(|| {
                    format!("{label} must be a date or a moment, such as 2026-07-06 or 2026-07-06T09:30:00Z.")
                })
            }
            FieldKind::Duration => read_duration(typed)
                .map(|seconds| Value::Figure(seconds.into()))
                .map_err(|text| format!("{label}: {text}")),
            FieldKind::Bool => match typed.to_ascii_lowercase().as_str() {
                "true" | "yes" | "1" | "on" => Ok(Value::Bool(true)),
                "false" | "no" | "0" | "off" => Ok(Value::Bool(false)),
                _ => Err(format!("{label} must be true or false.")),
            },
            FieldKind::Id => {
                let plain = typed.bytes().all(|byte| byte.is_ascii_digit());
                let id = typed.parse().ok().filter(|id| plain && *id > 0);
                id.map(Value::Id).ok_or_else(|| format!("{label} must be a number."))
            }
            FieldKind::Figure => {
                let plain = typed.bytes().all(|byte| byte.is_ascii_digit());
                let figure = typed.parse().ok().filter(|_| plain);
                figure.map(Value::Figure).ok_or_else(|| format!("{label} must be a whole number."))
            }
        }
    }

    /// The text of digits, a text, a state or a choice; empty for other values.
    pub fn as_text(&self) -> &str {
        match self {
            Value::Text(text) => text,
            Value::Choice(value) => value,
            Value::Date(_) | Value::Moment(_) | Value::Bool(_) | Value::Id(_) | Value::Figure(_) => "",
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Choice(value) => f.write_str(value),
            Value::Date(date) => {
                write!(f, "{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
            }
            Value::Moment(at) => f.write_str(&at.format(&Rfc3339).unwrap_or_default()),
            Value::Bool(value) => f.write_str(if *value { "true" } else { "false" }),
            Value::Id(id) | Value::Figure(id) => write!(f, "{id}"),
        }
    }
}

/// The digits of what was typed, separators dropped; `415-55` is as good as `41555`.
fn digits(label: &str, most: usize, operator: Operator, typed: &str) -> Result<String, String> {
    if typed.chars().any(|c| !c.is_ascii_digit() && !matches!(c, ' ' | '-' | '.' | '(' | ')' | '+' | '/')) {
        return Err(format!("{label} has digits only."));
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Err(format!("{label} has digits only."));
    }
    if digits.len() > most {
        return Err(format!("{label} has at most {most} digits."));
    }
    if matches!(operator, Operator::Is | Operator::Not) && digits.len() != most {
        return Err(format!("{label} has {most} digits."));
    }
    Ok(digits)
}

/// A whole number or a beginning as stored, with its country code: no area code begins with 1, so a first digit other than
/// 1 begins an area code. Other parts stay as typed.
fn phone_number(label: &str, operator: Operator, typed: &str) -> Result<String, String> {
    match operator {
        Operator::Is | Operator::Not => {
            typed.parse::<PhoneNumber>().map(PhoneNumber::stored).map_err(|error| error.to_string())
        }
        Operator::Starts => {
            let part = digits(label, STORED_DIGITS, operator, typed)?;
            Ok(if part.starts_with('1') { part } else { format!("1{part}") })
        }
        _ => digits(label, STORED_DIGITS, operator, typed),
    }
}

/// How many digits the end of a number has at least: the index holds the last four.
const END_DIGITS: usize = 4;

/// A whole number and a beginning with their +, an end as digits. A beginning without a + is of the North American plan.
fn e164(label: &str, operator: Operator, typed: &str) -> Result<String, String> {
    if operator == Operator::Is {
        return typed.parse::<E164>().map(|number| number.to_string()).map_err(|error| error.to_string());
    }
    let plain = typed.chars().all(|sign| sign.is_ascii_digit() || "+-./() ".contains(sign));
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if !plain || digits.is_empty() || digits.len() > 15 {
        return Err(format!("{label} must be digits, at most 15."));
    }
    if operator == Operator::Ends {
        return if digits.len() >= END_DIGITS {
            Ok(digits)
        } else {
            Err(format!("{label} ends with four digits or more."))
        };
    }
    let abroad = typed.starts_with('+') || digits.starts_with('1');
    Ok(if abroad { format!("+{digits}") } else { format!("+1{digits}") })
}

fn text(label: &str, typed: &str) -> Result<String, String> {
    if typed.chars().count() > MAX_TEXT || typed.chars().any(char::is_control) {
        return Err(format!("{label} must be a text of at most {MAX_TEXT} characters."));
    }
    Ok(typed.to_owned())
}

/// A code as `phone::Region` has them: two letters, a country's three, or those of a combined Canadian area (NS-PE).
fn state(label: &str, typed: &str) -> Result<String, String> {
    let code = |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let lawful = typed.split('-').all(code);
    if lawful && typed.len() <= 8 {
        Ok(typed.to_ascii_uppercase())
    } else {
        Err(format!("{label} must be two letters, such as CA."))
    }
}

/// A moment with its offset, years 1900 to 9999, as UTC: two that are the same print the same.
fn moment(typed: &str) -> Option<OffsetDateTime> {
    let at = OffsetDateTime::parse(typed, &Rfc3339).ok()?.checked_to_offset(time::UtcOffset::UTC)?;
    (1900..=9999).contains(&at.year()).then_some(at)
}

/// A day written `YYYY-MM-DD`, years 1900 to 9999.
fn date(typed: &str) -> Option<Date> {
    let mut parts = typed.split('-');
    let mut part = |length: usize| -> Option<u16> {
        let part = parts.next()?;
        let plain = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse().ok()).flatten()
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() || year < 1900 {
        return None;
    }
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()
}
