//! A call as somebody typed it, and what is left of it when it is checked.

use super::{Content, Direction, Field, LONGEST, PurposeWish, Status, party_of_word, read_duration};
use crate::FieldErrors;
use crate::crm::{Kind, MAX_TAGS};
use crate::id::{RecordId, UserId};
use crate::moment::date_time;
use crate::unseen::is_unseen;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::{OffsetDateTime, PrimitiveDateTime};

/// The longest tag, in characters.
const TAG_MAX: usize = 40;
/// The earliest a reminder comes, in minutes before the start: four weeks.
const REMINDER_MAX: u32 = 40_320;

/// Texts by field, unchecked. A field that is not there has its default in a new call, and stays as it is in an edit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Draft(BTreeMap<Field, String>);

impl Draft {
    /// The draft with a field's text.
    pub fn with(mut self, field: Field, text: impl Into<String>) -> Self {
        self.0.insert(field, text.into());
        self
    }

    /// A field's text, without spaces around it; empty when it is not there.
    pub fn get(&self, field: Field) -> &str {
        self.0.get(&field).map_or("", |text| text.trim())
    }

    /// The fields that are there, with their texts.
    pub fn fields(&self) -> impl Iterator<Item = (Field, &str)> {
        self.0.iter().map(|(field, text)| (*field, text.as_str()))
    }

    /// Whether a field is there.
    pub fn has(&self, field: Field) -> bool {
        self.0.contains_key(&field)
    }

    /// What this draft says, and what `base` says where this one says nothing. An end and a duration tell the same, so a new
    /// one of either, or a new start, takes the place of the other.
    pub fn on(&self, base: Draft) -> Draft {
        let mut fields = base.0;
        let newer = |field| self.has(field);
        if (newer(Field::Duration) || newer(Field::StartTime)) && !newer(Field::EndTime) {
            fields.remove(&Field::EndTime);
        }
        if newer(Field::EndTime) && !newer(Field::Duration) {
            fields.remove(&Field::Duration);
        }
        for (kind, id) in [(Field::CallFor, Field::CallForId), (Field::RelatedTo, Field::RelatedToId)] {
            // One that is for nobody any more needs no id.
            if newer(kind) && self.get(kind).is_empty() && !newer(id) {
                fields.remove(&id);
            }
        }
        fields.extend(self.0.iter().map(|(field, text)| (*field, text.clone())));
        Draft(fields)
    }

    /// Checks the draft; `here` says which moment a time without an offset is.
    ///
    /// # Errors
    /// Every failing field with its message.
    pub fn check(&self, here: impl Fn(PrimitiveDateTime) -> OffsetDateTime) -> Result<Content, FieldErrors> {
        let (content, errors) = self.read(here);
        errors.into_result(content)
    }

    /// The same with what reads of a draft that has failing fields: they have their defaults, so that the others can be looked
    /// up and all that is wrong be told together.
    pub fn read(&self, here: impl Fn(PrimitiveDateTime) -> OffsetDateTime) -> (Content, FieldErrors) {
        let mut errors = FieldErrors::new();
        for (field, text) in self.fields() {
            plain(field, text.trim(), &mut errors);
        }
        let start = self.moment(Field::StartTime, &here, &mut errors);
        if self.get(Field::StartTime).is_empty() {
            errors.add("start_time", "Start time is required.");
        }
        let end = self.moment(Field::EndTime, &here, &mut errors);
        let content = Content {
            subject: self.subject(&mut errors),
            call_for: self.party(Field::CallFor, Field::CallForId, &mut errors),
            related_to: self.party(Field::RelatedTo, Field::RelatedToId, &mut errors),
            direction: self.direction(&mut errors),
            status: self.status(&mut errors),
            purpose: PurposeWish::read(self.get(Field::Purpose)),
            start: start.unwrap_or(OffsetDateTime::UNIX_EPOCH),
            end,
            duration_s: self.duration(start, end, &mut errors),
            agenda: self.get(Field::Agenda).to_owned(),
            description: self.get(Field::Description).to_owned(),
            result: self.get(Field::Result).to_owned(),
            tags: self.tags(&mut errors),
            caller_id: self.get(Field::CallerId).to_owned(),
            dialled_number: self.get(Field::DialledNumber).to_owned(),
            reminder: self.reminder(&mut errors),
            owner: self.person(Field::OwnerId, &mut errors),
            assigned_to: self.person(Field::AssignedToId, &mut errors),
            closed: self.flag(Field::Closed, false, &mut errors),
            active: self.flag(Field::Active, true, &mut errors),
            deletable: self.flag(Field::Deletable, true, &mut errors),
            sort_by: self.get(Field::SortBy).to_owned(),
        };
        (content, errors)
    }

    fn subject(&self, errors: &mut FieldErrors) -> String {
        let subject = self.get(Field::Subject);
        if subject.is_empty() {
            let nothing = [Field::Agenda, Field::Purpose].into_iter().all(|field| self.get(field).is_empty());
            let text = if nothing {
                "At least one of subject, agenda, or purpose must be provided."
            } else {
                "Subject is required."
            };
            errors.add("subject", text);
        }
        subject.to_owned()
    }

    fn party(&self, kind: Field, id: Field, errors: &mut FieldErrors) -> Option<(Kind, RecordId)> {
        let (word, typed) = (self.get(kind), self.get(id));
        // Old clients say so of a call that is for nobody.
        let typed = if typed == "0" { "" } else { typed };
        if word.is_empty() && typed.is_empty() {
            return None;
        }
        let found = party_of_word(word).filter(|found| kind == Field::RelatedTo || *found != Kind::Deal);
        if found.is_none() {
            let words = if kind == Field::CallFor { "contact, lead, account" } else { "contact, lead, account, deal" };
            errors.add(kind.name(), format!("{} must be one of: {words}.", kind.label()));
        }
        let read = typed.parse().ok().filter(|id| *id > 0).map(RecordId);
        if read.is_none() {
            errors.add(id.name(), "This must be the id of a record.");
        }
        found.zip(read)
    }

    fn direction(&self, errors: &mut FieldErrors) -> Direction {
        let typed = self.get(Field::Type);
        if typed.is_empty() {
            return Direction::Outbound;
        }
        Direction::read(typed).unwrap_or_else(|| {
            errors.add("type", "Type must be one of: inbound, outbound.");
            Direction::Outbound
        })
    }

    fn status(&self, errors: &mut FieldErrors) -> Status {
        let typed = self.get(Field::StatusId);
        if typed.is_empty() {
            return Status::Scheduled;
        }
        Status::read(typed).unwrap_or_else(|| {
            errors.add("status_id", STATUSES);
            Status::Scheduled
        })
    }

    fn moment(
        &self,
        field: Field,
        here: &impl Fn(PrimitiveDateTime) -> OffsetDateTime,
        errors: &mut FieldErrors,
    ) -> Option<OffsetDateTime> {
        let typed = self.get(field);
        if typed.is_empty() {
            return None;
        }
        let read = date_time(typed, here);
        if read.is_none() {
            errors.add(field.name(), "This must be a date and a time, such as 2026-07-06T10:15:00+02:00.");
        }
        read
    }

    fn duration(
        &self,
        start: Option<OffsetDateTime>,
        end: Option<OffsetDateTime>,
        errors: &mut FieldErrors,
    ) -> Option<u32> {
        let typed = self.get(Field::Duration);
        let told = match typed {
            "" => None,
            typed => read_duration(typed).map_err(|text| errors.add("duration", text)).ok(),
        };
        let Some((start, end)) = start.zip(end) else { return told };
        let seconds = (end - start).whole_seconds();
        match u32::try_from(seconds) {
            Ok(seconds) if seconds <= LONGEST => Some(seconds),
            Ok(_) => {
                errors.add("end_time", "A call lasts at most 24 hours.");
                None
            }
            Err(_) => {
                errors.add("end_time", "The end is before the start.");
                None
            }
        }
    }

    fn reminder(&self, errors: &mut FieldErrors) -> Option<u32> {
        let typed = self.get(Field::Reminder);
        if typed.is_empty() || typed == "0" {
            return None;
        }
        let minutes = typed.parse().ok().filter(|minutes| *minutes <= REMINDER_MAX);
        if minutes.is_none() {
            errors.add("reminder", "A reminder comes 1 to 40,320 minutes before the start.");
        }
        minutes
    }

    fn person(&self, field: Field, errors: &mut FieldErrors) -> Option<UserId> {
        let typed = self.get(field);
        let person = typed.parse().ok().filter(|id| *id > 0).map(UserId);
        if person.is_none() && !typed.is_empty() {
            errors.add(field.name(), "Choose a member of the company.");
        }
        person
    }

    fn flag(&self, field: Field, usual: bool, errors: &mut FieldErrors) -> bool {
        match self.get(field).to_ascii_lowercase().as_str() {
            "" => usual,
            "1" | "true" | "yes" | "on" => true,
            "0" | "false" | "no" | "off" => false,
            _ => {
                errors.add(field.name(), "This must be 0 or 1.");
                usual
            }
        }
    }

    fn tags(&self, errors: &mut FieldErrors) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for tag in self.get(Field::Tag).split(',').map(|tag| tag.trim().trim_start_matches('#').trim()) {
            if tag.chars().count() > TAG_MAX {
                errors.add("tag", format!("A tag has at most {TAG_MAX} characters."));
            }
            if !tag.is_empty() && !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
                tags.push(tag.to_owned());
            }
        }
        if tags.len() > MAX_TAGS {
            errors.add("tag", format!("There are at most {MAX_TAGS} tags."));
        }
        tags
    }
}

/// What is said of a word that is no status.
pub const STATUSES: &str = "Status must be one of: 1 Scheduled, 2 Connected, 3 Missed, 4 Overdue, 5 Completed.";

/// What holds for every text: its length, and no signs that can't be seen.
fn plain(field: Field, text: &str, errors: &mut FieldErrors) {
    if text.chars().count() > field.longest() {
        errors.add(field.name(), format!("{} has at most {} characters.", field.label(), field.longest()));
    }
    if text
        .chars()
        .any(|sign| if field.has_lines() { sign.is_control() && !"\n\r\t".contains(sign) } else { is_unseen(sign) })
    {
        errors.add(field.name(), format!("{} holds no control characters.", field.label()));
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
