//! How the old names of filters say what the one filter grammar says.

use super::country;
use crate::api::input::Fields;
use domain::FieldErrors;
use domain::filter::{Filter, NUMBER_FIELDS, Numbers};

/// The old names and the grammar's.
const NAMES: [(&str, &str); 6] = [
    ("search", "number.contains"),
    ("date", "created"),
    ("valid_number", "valid"),
    ("carrier", "carrier.contains"),
    ("type", "type"),
    ("area_code", "area_code"),
];

const COUNTRY: &str = "country_name";

/// What a client asks for by the old names.
pub enum Wish {
    These(Filter<Numbers>),
    /// A country outside the plan has no number in it.
    Nothing,
}

/// Whether a field says which numbers: by an old name, or by a field of the grammar, `status` or `number.starts`.
pub fn is_filter(name: &str) -> bool {
    let field = name.split_once('.').map_or(name, |(field, _)| field);
    name == COUNTRY
        || NAMES.iter().any(|(old, _)| *old == name)
        || NUMBER_FIELDS.iter().any(|known| known.name == field)
}

/// The filter of some fields, each a name and a value; one that comes again means any of its values. What does not read, and
/// a name that is no filter, is told at its name.
pub fn filter(sent: impl IntoIterator<Item = (String, String)>, errors: &mut FieldErrors) -> Option<Wish> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut country = None;
    for (name, value) in sent {
        match NAMES.iter().find(|(old, _)| *old == name) {
            Some((_, key)) => pairs.push(((*key).to_owned(), value)),
            None if name == COUNTRY => country = Some(value),
            None => pairs.push((name, value)),
        }
    }
    let mut nothing = false;
    if let Some(name) = country {
        match country::conditions(&name) {
            Some(conditions) => pairs.extend(conditions.into_iter().map(|(key, value)| (key.to_owned(), value))),
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

/// The fields of a body that `wanted` takes, as [`filter`] takes them. A number nobody validated is null in JSON; another field
/// that is null was not sent.
pub fn named(fields: &Fields, wanted: impl Fn(&str) -> bool, errors: &mut FieldErrors) -> Vec<(String, String)> {
    let sent = fields.names().filter(|name| wanted(name));
    let sent = sent.filter(|name| !fields.is_null(name) || ["valid_number", "valid"].contains(name));
    let names: Vec<String> = sent.map(str::to_owned).collect();
    let words = |name: String| {
        let words = fields.words(&name, errors);
        words.into_iter().map(move |word| (name.clone(), word)).collect::<Vec<_>>()
    };
    names.into_iter().flat_map(words).collect()
}
