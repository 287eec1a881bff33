//! How the old names of filters say what the one filter grammar says.

use super::country;
use domain::FieldErrors;
use domain::filter::{Filter, Numbers};

/// The old names and the grammar's.
const NAMES: [(&str, &str); 6] = [
    ("search", "number.contains"),
    ("date", "created"),
    ("valid_number", "valid"),
    ("carrier", "carrier.contains"),
    ("type", "type"),
    ("area_code", "area_code"),
];

/// What a client asks for by the old names.
pub enum Wish {
    These(Filter<Numbers>),
    /// A country outside the plan has no number in it.
    Nothing,
}

/// The filter of some fields; what does not read is told at the old name.
pub fn filter(get: impl Fn(&str) -> Option<String>, errors: &mut FieldErrors) -> Option<Wish> {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    for (old, key) in NAMES {
        if let Some(value) = get(old) {
            pairs.push((key, value));
        }
    }
    let mut nothing = false;
    if let Some(name) = get("country_name") {
        match country::conditions(&name) {
            Some(conditions) => pairs.extend(conditions),
            None => nothing = true,
        }
    }
    match Filter::parse(pairs) {
        Ok(_) if nothing => Some(Wish::Nothing),
        Ok(filter) => Some(Wish::These(filter)),
        Err(wrong) => {
            for (key, texts) in wrong.iter() {
                let field = NAMES.iter().find(|(_, known)| *known == key).map_or(key, |(old, _)| *old);
                for text in texts {
                    errors.add(field, text.clone());
                }
            }
            None
        }
    }
}
