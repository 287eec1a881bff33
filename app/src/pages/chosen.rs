//! Which rows of a list an address asks for: those whose boxes were ticked, or all that the list's filter lets through.

use domain::FieldErrors;
use domain::filter::{Filter, Operator, Schema};

/// Reads `all=1` with the list's `filter`, or the ticked rows as `id`; `None` when neither is there. Deleted rows are found
/// only by a filter that asks for them, so that part of it is kept.
///
/// # Errors
/// For a filter that can't be read, and for ids that are none.
pub(super) fn chosen<S: Schema>(pairs: &[(String, String)]) -> Result<Option<Filter<S>>, FieldErrors> {
    let filter = Filter::<S>::parse_query(value(pairs, "filter"))?;
    if value(pairs, "all") == "1" {
        return Ok(Some(filter));
    }
    let ids = pairs.iter().filter(|(key, _)| key == "id").map(|(key, value)| (key.as_str(), value.as_str()));
    let mut ids = ids.peekable();
    if ids.peek().is_none() {
        return Ok(None);
    }
    let deleted = filter.get("deleted", Operator::Is).is_some();
    Filter::parse(ids.chain(deleted.then_some(("deleted", "true")))).map(Some)
}

/// The same for what may be done with a whole list: all that its filter lets through when no row is ticked.
///
/// # Errors
/// As [`chosen`].
pub(super) fn chosen_or_all<S: Schema>(pairs: &[(String, String)]) -> Result<Filter<S>, FieldErrors> {
    match chosen(pairs)? {
        Some(filter) => Ok(filter),
        None => Filter::parse_query(value(pairs, "filter")),
    }
}

/// The first value of a name; empty without one.
pub(super) fn value<'p>(pairs: &'p [(String, String)], name: &str) -> &'p str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::filter::{Calls, Numbers, parse_pairs};

    #[test]
    fn rows_are_chosen_by_their_boxes_or_by_the_filter_of_their_list() {
        let one =
            |query: &str| chosen::<Numbers>(&parse_pairs(query)).expect("it reads").map(|filter| filter.to_query());
        assert_eq!(one("filter=type%3DMobile"), None);
        assert_eq!(one("filter=type%3DMobile&all=1&id=7").as_deref(), Some("type=Mobile"));
        assert_eq!(one("filter=type%3DMobile&id=7&id=8").as_deref(), Some("id=7&id=8"));
        let all = |query: &str| chosen_or_all::<Numbers>(&parse_pairs(query)).expect("it reads").to_query();
        assert_eq!(
            (all(""), all("filter=type%3DMobile"), all("id=7")),
            (String::new(), "type=Mobile".into(), "id=7".into())
        );
        assert!(chosen::<Numbers>(&parse_pairs("filter=shoe%3D1")).is_err());
    }

    #[test]
    fn deleted_rows_stay_chosen() {
        let chosen = chosen::<Calls>(&parse_pairs("filter=deleted%3Dtrue&id=7")).expect("it reads").expect("a row");
        assert_eq!(chosen.to_query(), "deleted=true&id=7");
    }
}
