//! What people set for themselves, and how long somebody counts as having shown who they are.

use crate::FieldErrors;
use crate::unseen::is_unseen;

/// The longest name of a person, in characters.
pub const NAME_MAX: usize = 200;

/// Seconds for which somebody who proved who they are is not asked again before what matters: a quarter of an hour is a
/// task, and not a lunch break beside an open browser.
pub const PROVEN_FOR: i64 = 900;

/// How close the lines of a table and the fields of a form stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Density {
    Comfortable,
    Compact,
}

impl Density {
    /// Both, the usual one first.
    pub const ALL: [Density; 2] = [Density::Comfortable, Density::Compact];

    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Density::Comfortable => "comfortable",
            Density::Compact => "compact",
        }
    }

    /// The density of a word; an unknown one is the usual.
    pub fn of_word(word: &str) -> Density {
        Density::ALL.into_iter().find(|density| density.as_str() == word).unwrap_or(Density::Comfortable)
    }
}

/// What somebody typed of themselves, unchecked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileDraft {
    pub name: String,
    /// A name of the tz database, such as `America/New_York`.
    pub time_zone: String,
    /// `comfortable` or `compact`.
    pub density: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
}

impl ProfileDraft {
    /// The profile with its spaces trimmed; `is_zone` says whether the tz database knows a name.
    ///
    /// # Errors
    /// All failing fields: `name`, `time_zone`, `density`, `theme`.
    pub fn check(&self, is_zone: impl FnOnce(&str) -> bool) -> Result<ProfileDraft, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = self.name.trim();
        if name.is_empty() {
            errors.add("name", "A name is required.");
        }
        if name.chars().count() > NAME_MAX || name.chars().any(is_unseen) {
            errors.add("name", "A name has at most 200 characters on one line.");
        }
        let time_zone = self.time_zone.trim();
        if !is_zone(time_zone) {
            errors.add("time_zone", "A time zone is one of the list, such as America/New_York.");
        }
        if !Density::ALL.iter().any(|density| density.as_str() == self.density) {
            errors.add("density", "The density is comfortable or compact.");
        }
        if !["system", "light", "dark"].contains(&self.theme.as_str()) {
            errors.add("theme", "A theme is system, light or dark.");
        }
        errors.into_result(ProfileDraft {
            name: name.to_owned(),
            time_zone: time_zone.to_owned(),
            density: self.density.clone(),
            theme: self.theme.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_with_a_profile_is_told_together() {
        let draft = ProfileDraft { name: " ".into(), time_zone: "Mars/Base".into(), ..ProfileDraft::default() };
        let errors = draft.check(|_| false).expect_err("everything is wrong");
        for field in ["name", "time_zone", "density", "theme"] {
            assert_eq!(errors.at(field).len(), 1, "{field}");
        }
        let right = ProfileDraft {
            name: " Ada ".into(),
            time_zone: "UTC".into(),
            density: "compact".into(),
            theme: "dark".into(),
        };
        assert_eq!(right.check(|_| true).expect("it is right").name, "Ada");
    }
}
