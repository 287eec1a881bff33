use super::*;
use proptest::prelude::*;
use time::macros::{datetime, offset};

/// Two hours before UTC.
fn here(local: PrimitiveDateTime) -> OffsetDateTime {
    local.assume_offset(offset!(+2))
}

fn call() -> Draft {
    Draft::default().with(Field::Subject, "Review").with(Field::StartTime, "2026-11-21T10:00:00Z")
}

fn error(draft: Draft) -> String {
    draft.check(here).expect_err("it is refused").to_string()
}

#[test]
fn subject_and_start_are_enough_and_the_rest_has_defaults() {
    let content = call().check(here).expect("it is right");
    assert_eq!((content.status, content.direction), (Status::Scheduled, Direction::Outbound));
    assert_eq!((content.closed, content.active, content.deletable), (false, true, true));
    assert_eq!(content.start, datetime!(2026-11-21 10:00 UTC));
    assert_eq!((content.end, content.duration_s, content.reminder), (None, None, None));
}

#[test]
fn all_that_is_wrong_is_told_together_each_at_its_field() {
    let wrong = Draft::default()
        .with(Field::Type, "sideways")
        .with(Field::StatusId, "9")
        .with(Field::StartTime, "soon")
        .with(Field::Duration, "long")
        .with(Field::CallFor, "deal")
        .with(Field::RelatedToId, "7")
        .with(Field::OwnerId, "me")
        .with(Field::Reminder, "-5")
        .with(Field::Closed, "perhaps")
        .with(Field::Agenda, "a\u{0}b")
        .with(Field::Subject, "");
    let errors = wrong.check(here).expect_err("everything is wrong");
    for field in [
        "type",
        "status_id",
        "start_time",
        "duration",
        "call_for",
        "call_for_id",
        "related_to",
        "owner_id",
        "reminder",
        "closed",
        "agenda",
    ] {
        assert_eq!(errors.at(field).len(), 1, "{field}: {errors}");
    }
    assert_eq!(errors.at("subject"), ["Subject is required."]);
    assert_eq!(
        Draft::default().check(here).expect_err("nothing is said").at("subject"),
        ["At least one of subject, agenda, or purpose must be provided."]
    );
    assert!(error(call().with(Field::Subject, "x".repeat(201))).contains("at most 200"));
}

#[test]
fn start_and_end_decide_how_long_it_was() {
    let both = call().with(Field::EndTime, "2026-11-21T10:05:30Z").with(Field::Duration, "90");
    assert_eq!(both.check(here).expect("it is right").duration_s, Some(330));
    assert_eq!(call().with(Field::Duration, "5:30").check(here).expect("it is right").duration_s, Some(330));
    assert!(error(call().with(Field::EndTime, "2026-11-21T09:00:00Z")).contains("before the start"));
    assert!(error(call().with(Field::EndTime, "2026-11-23T09:00:00Z")).contains("24 hours"));
}

#[test]
fn a_new_start_or_duration_takes_the_place_of_the_old_end() {
    let base = || call().with(Field::EndTime, "2026-11-21T10:05:00Z").with(Field::Duration, "5m");
    let moved = Draft::default().with(Field::StartTime, "2026-11-22T10:00:00Z").on(base()).check(here).expect("right");
    assert_eq!((moved.end, moved.duration_s), (None, Some(300)));
    let longer = Draft::default().with(Field::Duration, "10m").on(base()).check(here).expect("right");
    assert_eq!((longer.end, longer.duration_s), (None, Some(600)));
    let ended = Draft::default().with(Field::EndTime, "2026-11-21T10:20:00Z").on(base()).check(here).expect("right");
    assert_eq!(ended.duration_s, Some(1_200));
    let nobody = call().with(Field::CallFor, "lead").with(Field::CallForId, "7");
    assert_eq!(Draft::default().with(Field::CallFor, "").on(nobody).check(here).expect("right").call_for, None);
}

#[test]
fn a_time_without_an_offset_is_where_the_person_is() {
    let local = call().with(Field::StartTime, "2026-11-21T10:00").check(here).expect("it is right");
    assert_eq!(local.start, datetime!(2026-11-21 08:00 UTC));
}

proptest! {
    #[test]
    fn no_text_in_any_field_makes_a_panic(place in 0..Field::ALL.len(), text in "\\PC{0,40}|[0-9:TZ+-]{0,30}") {
        let _ = call().with(Field::ALL[place], text).check(here);
    }
}
