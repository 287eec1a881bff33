//! A project: a named pool of one tenant's phone numbers.

use crate::field_error::FieldErrors;
use crate::id::{ProjectId, UserId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The longest name of a project, in characters.
pub const NAME_MAX: usize = 200;
/// The longest description, in characters.
pub const DESCRIPTION_MAX: usize = 2_000;

/// What a project can stand at; the first is that of a new one.
pub const STATUSES: [&str; 4] = ["planning", "active", "on_hold", "completed"];
/// How much a project can press; a new one is "medium".
pub const PRIORITIES: [&str; 4] = ["low", "medium", "high", "urgent"];

/// A project as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    pub id: ProjectId,
    pub name: String,
    pub description: String,
    pub status: String,
    pub priority: String,
    pub created_by: Option<UserId>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: OffsetDateTime,
    pub version: i64,
}

/// A project as somebody typed it, unchecked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectDraft {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub description: String,
    /// One of [`STATUSES`]; empty for that of a new one.
    #[serde(default)]
    pub status: String,
    /// One of [`PRIORITIES`]; empty for that of a new one.
    #[serde(default)]
    pub priority: String,
}

/// A project's texts, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectText {
    pub name: String,
    pub description: String,
    pub status: &'static str,
    pub priority: &'static str,
}

/// One of `words`, `usual` when nothing was typed.
fn word(
    field: &str,
    typed: &str,
    words: [&'static str; 4],
    usual: &'static str,
    errors: &mut FieldErrors,
) -> &'static str {
    match words.into_iter().find(|word| *word == typed) {
        Some(word) => word,
        None if typed.is_empty() => usual,
        None => {
            errors.add(field, format!("This must be one of: {}.", words.join(", ")));
            usual
        }
    }
}

impl ProjectDraft {
    /// Checks the draft: a name of 1 to 200 characters without control characters, a description of up to 2,000, words that
    /// there are.
    ///
    /// # Errors
    /// Every failing field with its message.
    pub fn check(&self) -> Result<ProjectText, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = self.name.trim();
        if name.is_empty() {
            errors.add("name", "Project name is required.");
        }
        if name.chars().count() > NAME_MAX {
            errors.add("name", "A project name has at most 200 characters.");
        }
        if name.chars().any(char::is_control) {
            errors.add("name", "A project name holds no control characters.");
        }
        let description = self.description.trim();
        if description.chars().count() > DESCRIPTION_MAX {
            errors.add("description", "A description has at most 2,000 characters.");
        }
        // PostgreSQL's text cannot hold NUL: refuse it here rather than fail there.
        if description.contains('\0') {
            errors.add("description", "A description holds no NUL characters.");
        }
        let status = word("status", &self.status, STATUSES, "planning", &mut errors);
        let priority = word("priority", &self.priority, PRIORITIES, "medium", &mut errors);
        errors.into_result(ProjectText { name: name.to_owned(), description: description.to_owned(), status, priority })
    }
}
