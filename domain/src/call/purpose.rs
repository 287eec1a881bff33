//! What a call is held for.

use crate::FieldErrors;
use crate::unseen::is_unseen;
use serde::{Deserialize, Serialize};

/// The purposes that every company has; their ids are 1 to 6 (CONTRACTS B).
pub const SHIPPED_PURPOSES: [&str; 6] = ["Prospecting", "Administrative", "Negotiation", "Demo", "Project", "Desk"];

/// What demo calls add to them, which makes ten.
pub const DEMO_PURPOSES: [&str; 4] = ["Follow-up", "Support", "Survey", "Renewal"];

/// The longest name of a purpose, in characters.
pub const MAX_PURPOSE: usize = 60;

/// A purpose with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purpose {
    pub id: i64,
    pub name: String,
}

impl Purpose {
    /// One of the six by its id.
    pub fn shipped(id: i64) -> Option<Purpose> {
        let place = usize::try_from(id).ok()?.checked_sub(1)?;
        SHIPPED_PURPOSES.get(place).map(|name| Purpose { id, name: (*name).to_owned() })
    }

    /// The name of a new purpose.
    ///
    /// # Errors
    /// At `name`.
    pub fn check_name(typed: &str) -> Result<String, FieldErrors> {
        let name = typed.trim();
        if name.is_empty() {
            return Err(FieldErrors::one("name", "A name is required."));
        }
        if name.chars().count() > MAX_PURPOSE || name.chars().any(is_unseen) {
            return Err(FieldErrors::one("name", format!("A name has at most {MAX_PURPOSE} characters on one line.")));
        }
        let shipped = SHIPPED_PURPOSES.iter().any(|known| known.eq_ignore_ascii_case(name));
        // Whoever could be taken for an id would be.
        if shipped || name.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(FieldErrors::one("name", "There is a purpose with this name already."));
        }
        Ok(name.to_owned())
    }
}

/// A purpose as somebody named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PurposeWish {
    /// By its id; one of the six, or one of the company's own.
    Id(i64),
    /// By its name, which is none of the six.
    Name(String),
}

impl PurposeWish {
    /// Reads a purpose's id or name; `None` for an empty text.
    pub fn read(typed: &str) -> Option<PurposeWish> {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        if let Some(id) = typed.parse().ok().filter(|id| *id > 0) {
            return Some(PurposeWish::Id(id));
        }
        let shipped = SHIPPED_PURPOSES.iter().position(|name| name.eq_ignore_ascii_case(typed));
        Some(match shipped {
            Some(place) => PurposeWish::Id(place as i64 + 1),
            None => PurposeWish::Name(typed.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_six_are_known_by_id_and_by_name() {
        assert_eq!(Purpose::shipped(4).map(|purpose| purpose.name), Some("Demo".to_owned()));
        assert_eq!((Purpose::shipped(0), Purpose::shipped(7)), (None, None));
        assert_eq!(PurposeWish::read("desk"), Some(PurposeWish::Id(6)));
        assert_eq!(PurposeWish::read("101"), Some(PurposeWish::Id(101)));
        assert_eq!(PurposeWish::read(" Survey "), Some(PurposeWish::Name("Survey".into())));
        assert_eq!(PurposeWish::read(" "), None);
    }

    #[test]
    fn a_new_purpose_has_a_name_of_its_own() {
        assert_eq!(Purpose::check_name(" Survey "), Ok("Survey".into()));
        for wrong in ["", "DEMO", "12", "a\nb"] {
            assert!(Purpose::check_name(wrong).is_err(), "{wrong}");
        }
    }
}
