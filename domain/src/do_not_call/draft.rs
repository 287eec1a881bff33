//! Numbers to be put on a list, as typed.

use crate::FieldErrors;
use crate::phone::{PhoneNumber, grouped};
use crate::unseen::is_unseen;

/// The longest note, in characters.
pub const NOTE_MAX: usize = 500;
/// The most numbers that are added at once; a file takes any number of them.
pub const ADD_MAX: usize = 1_000;
/// Wrong numbers that are named; the rest is counted.
const NAMED: usize = 5;

/// Numbers to be put on a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddDraft {
    pub phone_numbers: Vec<String>,
    pub note: String,
}

impl AddDraft {
    /// The numbers, each once, and the note.
    ///
    /// # Errors
    /// At `phone_numbers`, naming those that are none; at `note`.
    pub fn check(&self) -> Result<(Vec<PhoneNumber>, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        let typed: Vec<&str> =
            self.phone_numbers.iter().map(|number| number.trim()).filter(|number| !number.is_empty()).collect();
        if typed.is_empty() {
            errors.add("phone_numbers", "Name at least one number.");
        } else if typed.len() > ADD_MAX {
            let text = format!("At most {} numbers at once; import a file of more.", grouped(ADD_MAX as u64));
            errors.add("phone_numbers", text);
        }
        let (mut numbers, mut wrong) = (Vec::with_capacity(typed.len()), Vec::new());
        for text in typed {
            match text.parse::<PhoneNumber>() {
                Ok(number) => numbers.push(number),
                Err(error) => wrong.push(format!("“{}”: {error}", text.chars().take(40).collect::<String>())),
            }
        }
        let more = wrong.len().saturating_sub(NAMED);
        for text in wrong.into_iter().take(NAMED) {
            errors.add("phone_numbers", text);
        }
        if more > 0 {
            errors.add("phone_numbers", format!("And {more} more."));
        }
        numbers.sort_unstable();
        numbers.dedup();
        let note = check_note(&self.note).unwrap_or_else(|wrong| {
            errors.merge(wrong);
            String::new()
        });
        errors.into_result((numbers, note))
    }
}

/// A note, which may be empty: at most 500 characters on one line.
///
/// # Errors
/// At `note`.
pub fn check_note(typed: &str) -> Result<String, FieldErrors> {
    let note = typed.trim();
    if note.chars().count() > NOTE_MAX || note.chars().any(is_unseen) {
        return Err(FieldErrors::one("note", format!("A note is one line of at most {NOTE_MAX} characters.")));
    }
    Ok(note.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_once_and_wrong_ones_are_named() {
        let draft = |numbers: &[&str]| AddDraft {
            phone_numbers: numbers.iter().map(|number| (*number).to_owned()).collect(),
            note: " asked us ".into(),
        };
        let (numbers, note) = draft(&["(415) 200-0001", "", "4152000001"]).check().expect("they are right");
        assert_eq!((numbers.len(), note.as_str()), (1, "asked us"));
        let errors = draft(&["911", "x", "4152000001"]).check().expect_err("two are wrong");
        assert_eq!(errors.at("phone_numbers").len(), 2);
        assert_eq!(draft(&[" "]).check().expect_err("none").at("phone_numbers").len(), 1);
    }
}
