//! What is wrong with an input, said at the field it is wrong in.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Messages by field, all failing fields together; empty means that nothing is wrong.
///
/// The order of fields is alphabetical, so that the same input always gives the same answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(BTreeMap<String, Vec<String>>);

impl FieldErrors {
    /// No errors yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One error at one field.
    pub fn one(field: impl Into<String>, text: impl Into<String>) -> Self {
        let mut errors = Self::new();
        errors.add(field, text);
        errors
    }

    /// Adds a message at a field; a message already there is not repeated.
    pub fn add(&mut self, field: impl Into<String>, text: impl Into<String>) {
        let texts = self.0.entry(field.into()).or_default();
        let text = text.into();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }

    /// Adds every message of `other`.
    pub fn merge(&mut self, other: FieldErrors) {
        for (field, texts) in other.0 {
            for text in texts {
                self.add(field.clone(), text);
            }
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The messages at a field.
    pub fn at(&self, field: &str) -> &[String] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// Fields with their messages, alphabetically.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(field, texts)| (field.as_str(), texts.as_slice()))
    }

    /// `value` when nothing is wrong, else the errors.
    pub fn into_result<T>(self, value: T) -> Result<T, FieldErrors> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (field, texts)) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{field}: {}", texts.join(" "))?;
        }
        Ok(())
    }
}

impl std::error::Error for FieldErrors {}
