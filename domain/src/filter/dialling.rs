//! The lists of dialling: campaigns, dials, contacts of a campaign, dead letters.

use super::schemas::{choice, field, sort};
use super::{Choice, Direction, Field, FieldKind, Schema, SortField};
use crate::campaign::{NOT_LOOKED_AT, WAITS_FOR_PROGRAM, WAITS_FOR_RETRY, WAITS_FOR_TURN};

/// The campaigns of a tenant.
#[derive(Debug, Clone, Copy)]
pub struct Campaigns;

/// The dials of a tenant.
#[derive(Debug, Clone, Copy)]
pub struct Dials;

/// Whom a campaign is to call.
#[derive(Debug, Clone, Copy)]
pub struct CampaignContacts;

/// What failed for good in dialling.
#[derive(Debug, Clone, Copy)]
pub struct DeadLetters;

/// The words of `campaign::CampaignState`.
const CAMPAIGN_STATES: &[Choice] = &[
    choice("draft", "Draft"),
    choice("scheduled", "Scheduled"),
    choice("running", "Running"),
    choice("paused", "Paused"),
    choice("draining", "Draining"),
    choice("completed", "Completed"),
    choice("cancelled", "Cancelled"),
];

/// The words of `dial::DialState`.
const DIAL_STATES: &[Choice] = &[
    choice("INITIATED", "Starting"),
    choice("QUEUED", "Queued"),
    choice("RETRYING", "Waiting to retry"),
    choice("PROCESSING", "In flight"),
    choice("PICKED", "Answered"),
    choice("COMPLETED", "Completed"),
    choice("FAILED", "Failed"),
    choice("BLOCKED", "Blocked"),
    choice("CANCELLED", "Cancelled"),
];

/// The words of `dial::Outcome`.
const OUTCOMES: &[Choice] = &[
    choice("PICKED", "Answered"),
    choice("DISCONNECTED", "Disconnected"),
    choice("RNR", "No answer"),
    choice("FAILED", "Failed"),
    choice("DECLINED", "Declined"),
];

/// The words of `dial::dead_letter::Topic`.
const TOPICS: &[Choice] = &[
    choice("dial.failed", "A call could not be placed"),
    choice("attempt.lost", "Nobody knows what became of a call"),
];

/// The words of `dial::verdict::Verdict`, and of whoever has an open dial of another campaign.
const VERDICTS: &[Choice] = &[
    choice("ALLOWED", "May be called"),
    choice("OUTSIDE_HOURS", "Outside the hours"),
    choice("HOLIDAY", "A holiday where they are"),
    choice("DAY_CAP", "Called often enough in 24 hours"),
    choice("LIFETIME_CAP", "Called as often as they may ever be"),
    choice("NO_HOUR", "No hour fits all its time zones"),
    choice("NO_ZONE", "Time zone unknown"),
    choice("FICTION", "Kept for fiction"),
    choice("NOT_NANP", "Outside the North American plan"),
    choice("INVALID_NUMBER", "No valid number"),
    choice("DO_NOT_CALL", "On a do-not-call list"),
    choice("GENERATED_NO_CONSENT", "Generated, and no consent recorded"),
    choice("NO_CONSENT", "No consent recorded"),
    choice("CONSENT_OF_OTHER_KIND", "Consent of a kind that does not count here"),
    choice("CONSENT_EXPIRED", "Consent expired"),
    choice("CONSENT_WITHDRAWN", "Consent withdrawn"),
    choice("OPEN_ELSEWHERE", "Being dialled by another campaign"),
];

/// What campaigns are filtered by.
pub const CAMPAIGN_FIELDS: &[Field] = &[
    field("name", "Name", FieldKind::Text),
    field("state", "State", FieldKind::Choice(CAMPAIGN_STATES)),
    field("provider", "Provider", FieldKind::Id),
    field("created", "Made", FieldKind::Date),
];

/// What a verdict's word says to people, also that of a contact whom nobody looked at yet; the word itself for one of another
/// release.
pub fn verdict_label(word: &str) -> &str {
    match word {
        NOT_LOOKED_AT => "Not looked at yet",
        WAITS_FOR_TURN => "Wait for room: they may be called",
        WAITS_FOR_RETRY => "Wait for another attempt",
        WAITS_FOR_PROGRAM => "Wait for a program to ask for them",
        _ => VERDICTS.iter().find(|known| known.value == word).map_or(word, |known| known.label),
    }
}

/// What dials are filtered by.
pub const DIAL_FIELDS: &[Field] = &[
    field("number", "Number", FieldKind::PhoneNumber),
    field("campaign", "Campaign", FieldKind::Id),
    field("state", "State", FieldKind::Choice(DIAL_STATES)),
    field("outcome", "Outcome", FieldKind::Choice(OUTCOMES)),
    field("verdict", "Verdict", FieldKind::Choice(VERDICTS)),
    field("accepted", "Accepted", FieldKind::Date),
];

/// What the contacts of a campaign are filtered by.
pub const CAMPAIGN_CONTACT_FIELDS: &[Field] = &[
    field("number", "Number", FieldKind::PhoneNumber),
    field("verdict", "Verdict", FieldKind::Choice(VERDICTS)),
    field("dialled", "In the queue or dialled", FieldKind::Bool),
];

/// What dead letters are filtered by.
pub const DEAD_LETTER_FIELDS: &[Field] = &[
    field("campaign", "Campaign", FieldKind::Id),
    field("topic", "What failed", FieldKind::Choice(TOPICS)),
    field("settled", "Settled", FieldKind::Bool),
    field("put", "Since", FieldKind::Date),
];

impl Schema for Campaigns {
    const FIELDS: &'static [Field] = CAMPAIGN_FIELDS;
    const SORTS: &'static [SortField] = &[sort("created", "Made")];
    const DEFAULT_SORT: (&'static str, Direction) = ("created", Direction::Descending);
}

impl Schema for Dials {
    const FIELDS: &'static [Field] = DIAL_FIELDS;
    const SORTS: &'static [SortField] = &[sort("accepted", "Accepted")];
    const DEFAULT_SORT: (&'static str, Direction) = ("accepted", Direction::Descending);
}

impl Schema for CampaignContacts {
    const FIELDS: &'static [Field] = CAMPAIGN_CONTACT_FIELDS;
    const SORTS: &'static [SortField] = &[sort("added", "Added")];
    const DEFAULT_SORT: (&'static str, Direction) = ("added", Direction::Ascending);
}

impl Schema for DeadLetters {
    const FIELDS: &'static [Field] = DEAD_LETTER_FIELDS;
    const SORTS: &'static [SortField] = &[sort("put", "Since")];
    const DEFAULT_SORT: (&'static str, Direction) = ("put", Direction::Descending);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::CampaignState;
    use crate::dial::verdict::Verdict;
    use crate::dial::{DialState, Outcome, Topic};

    #[test]
    fn choices_are_the_words_of_their_types() {
        let values = |choices: &[Choice]| -> Vec<&str> { choices.iter().map(|choice| choice.value).collect() };
        assert_eq!(values(CAMPAIGN_STATES), CampaignState::ALL.map(CampaignState::as_str), "add the state");
        assert_eq!(values(DIAL_STATES), DialState::ALL.map(DialState::as_str), "add the state to DIAL_STATES");
        assert_eq!(values(OUTCOMES), Outcome::ALL.map(Outcome::as_str), "add the outcome to OUTCOMES");
        assert_eq!(values(TOPICS), Topic::ALL.map(Topic::as_str), "add the topic to TOPICS");
        let mut verdicts = Verdict::words();
        verdicts.push("OPEN_ELSEWHERE");
        assert_eq!(values(VERDICTS), verdicts, "add the verdict to VERDICTS");
    }
}
