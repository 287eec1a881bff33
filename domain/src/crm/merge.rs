//! Two contacts that turn out to be one.

use super::{Content, Draft, Field, MAX_PHONES, MAX_TAGS, Phone, Record};
use crate::FieldErrors;
use serde::{Deserialize, Serialize};

/// Whose value stays where the two differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// That of the one that stays.
    #[default]
    Own,
    /// That of the one that goes.
    Other,
}

/// Which values of the one that goes take the place of the other's; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeDraft {
    pub from_other: Vec<Field>,
}

impl MergeDraft {
    /// The fields whose value is chosen; phones, tags and notes are united.
    pub const CHOSEN: [Field; 6] =
        [Field::Name, Field::Email, Field::Company, Field::Stage, Field::Owner, Field::TimeZone];

    /// Reads names of fields.
    ///
    /// # Errors
    /// At `take` for a name that is none of [`MergeDraft::CHOSEN`].
    pub fn read<'t>(names: impl IntoIterator<Item = &'t str>) -> Result<Self, FieldErrors> {
        let mut from_other = Vec::new();
        for name in names {
            match Self::CHOSEN.into_iter().find(|field| field.name() == name) {
                Some(field) => from_other.push(field),
                None => {
                    let known: Vec<&str> = Self::CHOSEN.iter().map(|field| field.name()).collect();
                    return Err(FieldErrors::one("take", format!("This must be among: {}.", known.join(", "))));
                }
            }
        }
        Ok(Self { from_other })
    }

    /// Whose value of a field stays. An empty one gives way to the other's by itself.
    pub fn keeps(&self, field: Field, own: &Draft, other: &Draft) -> Keep {
        let gives_way = own.get(field).is_empty() && !other.get(field).is_empty();
        if gives_way || self.from_other.contains(&field) { Keep::Other } else { Keep::Own }
    }

    /// What the one that stays is afterwards: the chosen values; its own phones first and then the other's; the tags and the
    /// notes of both.
    ///
    /// # Errors
    /// At `phones`, `tags` and `notes` for what is more than one record holds: nothing of either is left out.
    pub fn united(&self, stays: &Record, goes: &Record) -> Result<Content, FieldErrors> {
        let (own, other) = (stays.draft(), goes.draft());
        let of = |field| if self.keeps(field, &own, &other) == Keep::Other { goes } else { stays };
        let mut phones = stays.phones.clone();
        for phone in &goes.phones {
            if !phones.iter().any(|known: &Phone| known.number == phone.number) {
                phones.push(phone.clone());
            }
        }
        let mut tags = stays.tags.clone();
        for tag in &goes.tags {
            if !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
                tags.push(tag.clone());
            }
        }
        let notes = match (stays.notes.is_empty(), goes.notes.is_empty() || goes.notes == stays.notes) {
            (true, _) => goes.notes.clone(),
            (_, true) => stays.notes.clone(),
            (false, false) => format!("{}\n\n{}", stays.notes, goes.notes),
        };
        let mut errors = FieldErrors::new();
        let mut check = |field: Field, what: &str, has: usize, most: usize| {
            if has > most {
                errors.add(
                    field.name(),
                    format!(
                        "Together they have {has} {what}, and a contact holds {most}. Take some off one of them first."
                    ),
                );
            }
        };
        check(Field::Phones, "phones", phones.len(), MAX_PHONES);
        check(Field::Tags, "tags", tags.len(), MAX_TAGS);
        check(Field::Notes, "characters of notes", notes.chars().count(), Field::Notes.longest());
        errors.into_result(Content {
            name: of(Field::Name).name.clone(),
            phones,
            email: of(Field::Email).email.clone(),
            company_id: of(Field::Company).company.as_ref().map(|company| company.id),
            stage: of(Field::Stage).stage.clone(),
            owner: of(Field::Owner).owner.as_ref().map(|owner| owner.id),
            time_zone: of(Field::TimeZone).time_zone.clone(),
            tags,
            notes,
            ..Content::default()
        })
    }
}
