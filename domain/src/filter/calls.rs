//! The list of calls.

use super::schemas::{choice, field, sort};
use super::{Choice, Direction, Field, FieldKind, Schema, SortField};

/// The calls of a tenant.
#[derive(Debug, Clone, Copy)]
pub struct Calls;

/// The words of `call::Status`.
const STATUSES: &[Choice] = &[
    choice("scheduled", "Scheduled"),
    choice("connected", "Connected"),
    choice("missed", "Missed"),
    choice("overdue", "Overdue"),
    choice("completed", "Completed"),
];

/// The words of `call::Direction`.
const DIRECTIONS: &[Choice] = &[choice("inbound", "Inbound"), choice("outbound", "Outbound")];

/// The words of `call::When`.
const WHENS: &[Choice] = &[
    choice("yesterday", "Yesterday"),
    choice("today", "Today"),
    choice("tomorrow", "Tomorrow"),
    choice("last_week", "Last week"),
    choice("this_week", "This week"),
    choice("next_week", "Next week"),
    choice("last_month", "Last month"),
    choice("this_month", "This month"),
];

/// The words of `call::party_word`.
const PARTIES: &[Choice] =
    &[choice("contact", "Contact"), choice("account", "Company"), choice("lead", "Lead"), choice("deal", "Deal")];

/// What calls are filtered by. Days are those of whoever looks, where they are.
pub const CALL_FIELDS: &[Field] = &[
    field("subject", "Subject", FieldKind::Words),
    field("status", "Status", FieldKind::Choice(STATUSES)),
    field("when", "When", FieldKind::Choice(WHENS)),
    field("start", "Start", FieldKind::Moment),
    field("direction", "Direction", FieldKind::Choice(DIRECTIONS)),
    field("purpose", "Purpose", FieldKind::Id),
    // Owned by whoever looks, or assigned to them.
    field("mine", "Mine", FieldKind::Bool),
    field("owner", "Owner", FieldKind::Id),
    field("assigned", "Assigned to", FieldKind::Id),
    field("for", "Call for", FieldKind::Choice(PARTIES)),
    field("for_id", "Call for, by id", FieldKind::Id),
    field("related", "Related to", FieldKind::Choice(PARTIES)),
    field("related_id", "Related to, by id", FieldKind::Id),
    field("duration", "Duration", FieldKind::Duration),
    field("tag", "Tag", FieldKind::Beginning),
    field("favourite", "Favourite", FieldKind::Bool),
    field("closed", "Closed", FieldKind::Bool),
    field("active", "Active", FieldKind::Bool),
    field("demo", "Made for a demonstration", FieldKind::Bool),
    field("created", "Created", FieldKind::Moment),
    field("made", "Made", FieldKind::Choice(WHENS)),
    // Deleted ones are left out unless it asks for them.
    field("deleted", "Deleted", FieldKind::Bool),
    field("id", "Chosen", FieldKind::Id),
];

impl Schema for Calls {
    const FIELDS: &'static [Field] = CALL_FIELDS;
    const SORTS: &'static [SortField] = &[sort("created", "Created"), sort("start", "Start")];
    const DEFAULT_SORT: (&'static str, Direction) = ("created", Direction::Descending);
    const NARROWS: bool = true;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{Direction as Way, Status, When, party_word};
    use crate::crm::Kind;
    use crate::filter::{Filter, Operator, Sort};

    #[test]
    fn choices_are_the_words_of_their_types() {
        let values = |choices: &[Choice]| -> Vec<&str> { choices.iter().map(|choice| choice.value).collect() };
        assert_eq!(values(STATUSES), Status::ALL.map(Status::as_str), "add the status to STATUSES");
        assert_eq!(values(DIRECTIONS), Way::ALL.map(Way::as_str), "add the direction to DIRECTIONS");
        assert_eq!(values(WHENS), When::ALL.map(When::as_str), "add the stretch to WHENS");
        assert_eq!(values(PARTIES), Kind::ALL.map(party_word), "add the kind to PARTIES");
        Sort::default_of::<Calls>();
    }

    #[test]
    fn a_duration_is_filtered_by_its_bounds_and_written_as_people_do() {
        let filter = Filter::<Calls>::parse_query("duration.from=1m&duration.to=0300").expect("it reads");
        assert_eq!(filter.to_query(), "duration.from=60&duration.to=300");
        assert_eq!(filter.get("duration", Operator::From).and_then(|from| from.figure()), Some(60));
        for wrong in
            ["duration.from=-1", "duration=soon", "duration.from=9&duration.to=8", "duration.from=99999999999999999999"]
        {
            assert!(Filter::<Calls>::parse_query(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_start_is_filtered_by_days_and_by_moments() {
        let read = |query: &str| Filter::<Calls>::parse_query(query).map(|filter| filter.to_query());
        assert_eq!(read("start.from=2026-11-20").unwrap(), "start.from=2026-11-20");
        let berlin = "start.from=2026-11-20T13%3A00%3A00%2B01%3A00&start.to=2026-11-21";
        assert_eq!(read(berlin).unwrap(), read("start.from=2026-11-20T12%3A00%3A00Z&start.to=2026-11-21").unwrap());
        assert!(read("start.from=2026-11-20T13%3A00%3A00Z&start.to=2026-11-20T12%3A00%3A00Z").is_err());
        assert!(read("start.from=2026-11-20T13%3A00").is_err());
        // A day and a moment as one end: neither is taken for the later.
        let filter = |query: &str| Filter::<Calls>::parse_query(query).expect("it reads");
        let (day, moment) = (filter("start.from=2026-11-25"), filter("start.from=2026-11-20T12%3A00%3A00Z"));
        assert!(day.and(&moment).is_err() && moment.and(&day).is_err());
        assert!(day.and(&filter("start.to=2026-11-26T12%3A00%3A00Z")).is_ok());
    }
}
