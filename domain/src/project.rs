//! A project: a named pool of one tenant's phone numbers.

use crate::field_error::FieldErrors;
use crate::id::{ProjectId, UserId};
use crate::unseen::is_unseen;
use serde::{Deserialize, Serialize};
use time::format_description::well_known::Iso8601;
use time::{Date, OffsetDateTime};

/// The longest name of a project, in characters.
pub const NAME_MAX: usize = 200;
/// The longest description, in characters.
pub const DESCRIPTION_MAX: usize = 2_000;

/// The most numbers a project can be meant to hold: more than the numbering plan has.
pub const TARGET_MAX: u64 = 10_000_000_000;

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
    /// How many numbers it is meant to hold.
    pub target_phone_count: Option<u64>,
    pub start_date: Option<Date>,
    pub end_date: Option<Date>,
    pub created_by: Option<UserId>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: OffsetDateTime,
    /// Since when it is put away: it is listed where archived ones are asked for, and takes no more numbers.
    #[serde(with = "time::serde::rfc3339::option")]
    pub archived_at: Option<OffsetDateTime>,
    /// Rises with every change.
    pub version: i64,
}

impl Project {
    /// The project as a form shows it.
    pub fn draft(&self) -> ProjectDraft {
        ProjectDraft {
            name: self.name.clone(),
            description: self.description.clone(),
            status: self.status.clone(),
            priority: self.priority.clone(),
            target_phone_count: self.target_phone_count.map(|count| count.to_string()).unwrap_or_default(),
            start_date: self.start_date.map(|day| day.to_string()).unwrap_or_default(),
            end_date: self.end_date.map(|day| day.to_string()).unwrap_or_default(),
        }
    }
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
    /// A whole number from 1; empty for no target.
    #[serde(default)]
    pub target_phone_count: String,
    /// A day as YYYY-MM-DD; empty for none.
    #[serde(default)]
    pub start_date: String,
    /// A day as YYYY-MM-DD, not before the start; empty for none.
    #[serde(default)]
    pub end_date: String,
}

/// What an edit changes: a field that is `None` stays as it is, an empty text takes away what can be taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectChanges {
    pub name: Option<String>,
    pub description: Option<String>,
    pub status: Option<String>,
    pub priority: Option<String>,
    pub target_phone_count: Option<String>,
    pub start_date: Option<String>,
    pub end_date: Option<String>,
}

impl ProjectChanges {
    /// The draft with the changes made.
    pub fn on(&self, draft: ProjectDraft) -> ProjectDraft {
        let or = |change: &Option<String>, stays: String| change.clone().unwrap_or(stays);
        ProjectDraft {
            name: or(&self.name, draft.name),
            description: or(&self.description, draft.description),
            status: or(&self.status, draft.status),
            priority: or(&self.priority, draft.priority),
            target_phone_count: or(&self.target_phone_count, draft.target_phone_count),
            start_date: or(&self.start_date, draft.start_date),
            end_date: or(&self.end_date, draft.end_date),
        }
    }
}

/// A project's texts, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectText {
    pub name: String,
    pub description: String,
    pub status: &'static str,
    pub priority: &'static str,
    /// 1 to [`TARGET_MAX`].
    pub target_phone_count: Option<u64>,
    pub start_date: Option<Date>,
    pub end_date: Option<Date>,
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
    /// there are, a target, and days of which the end is not before the start.
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
        if name.chars().any(is_unseen) {
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
        let target_phone_count = target(&self.target_phone_count, &mut errors);
        let start_date = day("start_date", &self.start_date, &mut errors);
        let end_date = day("end_date", &self.end_date, &mut errors);
        if start_date.zip(end_date).is_some_and(|(start, end)| end < start) {
            errors.add("end_date", "A project ends on the day it starts or later.");
        }
        errors.into_result(ProjectText {
            name: name.to_owned(),
            description: description.to_owned(),
            status,
            priority,
            target_phone_count,
            start_date,
            end_date,
        })
    }
}

fn target(typed: &str, errors: &mut FieldErrors) -> Option<u64> {
    // People write 100,000.
    let typed = typed.trim().replace(',', "");
    if typed.is_empty() {
        return None;
    }
    let digits = typed.bytes().all(|byte| byte.is_ascii_digit());
    let target = typed.parse().ok().filter(|target| (1..=TARGET_MAX).contains(target));
    match target {
        Some(_) if digits => {}
        None if digits => errors.add("target_phone_count", "A target is between 1 and 10,000,000,000 numbers."),
        _ => errors.add("target_phone_count", "This must be a whole number."),
    }
    target
}

fn day(field: &str, typed: &str, errors: &mut FieldErrors) -> Option<Date> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    // ISO 8601 knows more ways to write a day, and years that no form sends and no calendar shows.
    let plain = typed.len() == "2026-07-06".len() && typed.is_char_boundary(4) && &typed[..4] >= "1900";
    let day = Date::parse(typed, &Iso8601::DATE).ok().filter(|_| plain);
    if day.is_none() {
        errors.add(field, "This must be a date, such as 2026-07-06.");
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(draft: ProjectDraft) -> FieldErrors {
        ProjectDraft { name: "Bay".into(), ..draft }.check().expect_err("it is refused")
    }

    #[test]
    fn a_target_is_a_whole_number_and_may_be_grouped() {
        let target = |typed: &str| {
            let draft = ProjectDraft { name: "Bay".into(), target_phone_count: typed.into(), ..Default::default() };
            draft.check().map(|text| text.target_phone_count)
        };
        assert_eq!(target("100,000"), Ok(Some(100_000)));
        assert_eq!(target(" "), Ok(None));
        for wrong in ["0", "-1", "1.5", "many", "+5", "10000000001", "99999999999999999999999"] {
            assert_eq!(target(wrong).expect_err("it is refused").at("target_phone_count").len(), 1, "{wrong}");
        }
    }

    #[test]
    fn a_project_does_not_end_before_it_starts() {
        let days = |start: &str, end: &str| ProjectDraft {
            name: "Bay".into(),
            start_date: start.into(),
            end_date: end.into(),
            ..Default::default()
        };
        assert!(days("2026-02-28", "2026-02-28").check().is_ok());
        let refused = errors(days("2026-03-01", "2026-02-28"));
        assert_eq!(refused.at("end_date"), ["A project ends on the day it starts or later."]);
        for wrong in ["2026-02-30", "yesterday", "2026-7-6", "0000-01-01", "+012026-01-01", "2026-07-06T00:00:00Z"] {
            assert_eq!(
                errors(days(wrong, "")).at("start_date"),
                ["This must be a date, such as 2026-07-06."],
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_change_leaves_alone_what_it_does_not_name() {
        let draft = ProjectDraft { name: "Bay".into(), start_date: "2026-01-01".into(), ..Default::default() };
        assert_eq!(ProjectChanges::default().on(draft.clone()), draft);
        let changes = ProjectChanges { start_date: Some(String::new()), ..Default::default() };
        assert_eq!(changes.on(draft.clone()), ProjectDraft { start_date: String::new(), ..draft });
    }
}
