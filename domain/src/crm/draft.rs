//! A record as somebody typed it, and what is left of it when it is checked.

use super::{CURRENCIES, Field, Kind, MAX_PHONES, MAX_TAGS, Money, Reference};
use crate::FieldErrors;
use crate::id::{RecordId, UserId};
use crate::phone::E164;
use crate::unseen::is_unseen;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::Date;
use time::format_description::well_known::Iso8601;

/// The longest tag, in characters.
const TAG_MAX: usize = 40;

/// What a phone is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneLabel {
    #[default]
    Mobile,
    Work,
    Home,
    Other,
}

impl PhoneLabel {
    /// Every label, in the order they are offered.
    pub const ALL: [PhoneLabel; 4] = [PhoneLabel::Mobile, PhoneLabel::Work, PhoneLabel::Home, PhoneLabel::Other];

    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            PhoneLabel::Mobile => "mobile",
            PhoneLabel::Work => "work",
            PhoneLabel::Home => "home",
            PhoneLabel::Other => "other",
        }
    }

    /// The label of a word.
    pub fn from_word(word: &str) -> Option<PhoneLabel> {
        PhoneLabel::ALL.into_iter().find(|label| label.as_str().eq_ignore_ascii_case(word))
    }
}

/// A phone of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    pub number: E164,
    pub label: PhoneLabel,
}

impl Phone {
    /// The phone as a line of [`Field::Phones`].
    pub fn line(&self) -> String {
        format!("{} {}", self.number, self.label.as_str())
    }

    /// Reads such a line; without a label it is a mobile.
    ///
    /// # Errors
    /// A sentence that names the line.
    pub fn read(line: &str) -> Result<Phone, String> {
        let line = line.trim();
        let (number, label) =
            match line.rsplit_once([' ', '\t']).map(|(number, word)| (number, PhoneLabel::from_word(word))) {
                Some((number, Some(label))) => (number, label),
                _ => (line, PhoneLabel::default()),
            };
        match number.parse() {
            Ok(number) => Ok(Phone { number, label }),
            Err(error) => Err(format!("{number}: {error}")),
        }
    }
}

/// Texts by field, unchecked. A field that is not there is empty in a new record, and stays as it is in an edit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Draft(BTreeMap<Field, String>);

/// A record's values, checked. What its kind does not have is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    pub name: String,
    /// The primary one first, each number once.
    pub phones: Vec<Phone>,
    pub email: String,
    pub website: String,
    /// The company's name, where it is given by that; a lead's company.
    pub company: String,
    pub company_id: Option<RecordId>,
    /// The contact's name, where it is given by that.
    pub contact: String,
    pub contact_id: Option<RecordId>,
    pub owner: Option<UserId>,
    pub stage: String,
    pub source: String,
    pub amount: Option<Money>,
    pub expected_close: Option<Date>,
    pub time_zone: String,
    pub tags: Vec<String>,
    pub notes: String,
}

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

    /// What this draft says, and what `base` says where this one says nothing.
    pub fn on(&self, base: Draft) -> Draft {
        let mut fields = base.0;
        fields.extend(self.0.iter().map(|(field, text)| (*field, text.clone())));
        Draft(fields)
    }

    /// Checks the draft as a record of `kind`.
    ///
    /// # Errors
    /// Every failing field with its message.
    pub fn check(&self, kind: Kind) -> Result<Content, FieldErrors> {
        let mut errors = FieldErrors::new();
        for (field, _) in self.fields().filter(|(field, text)| !Field::of(kind).contains(field) && !text.is_empty()) {
            errors.add(field.name(), format!("{} have no such field.", capital(kind.plural())));
        }
        for field in Field::of(kind) {
            self.plain(*field, &mut errors);
        }
        let company = Reference::read(self.get(Field::Company));
        let contact = Reference::read(self.get(Field::Contact));
        let content = Content {
            name: self.get(Field::Name).to_owned(),
            phones: self.phones(&mut errors),
            email: self.email(&mut errors),
            website: self.website(&mut errors),
            company: if kind == Kind::Lead { self.get(Field::Company).to_owned() } else { company.name },
            company_id: company.id.filter(|_| kind != Kind::Lead).map(RecordId),
            contact: contact.name,
            contact_id: contact.id.map(RecordId),
            owner: self.owner(&mut errors),
            stage: self.stage(kind, &mut errors),
            source: self.get(Field::Source).to_owned(),
            amount: self.amount(&mut errors),
            expected_close: self.day(&mut errors),
            time_zone: self.get(Field::TimeZone).to_owned(),
            tags: self.tags(&mut errors),
            notes: self.get(Field::Notes).to_owned(),
        };
        if content.name.is_empty() {
            errors.add("name", "A name is required.");
        }
        errors.into_result(content)
    }

    /// What holds for every text: its length, and no signs that can't be seen.
    fn plain(&self, field: Field, errors: &mut FieldErrors) {
        let text = self.get(field);
        let (name, label) = (field.name(), field.label());
        if text.chars().count() > field.longest() {
            errors.add(name, format!("{label} has at most {} characters.", field.longest()));
        }
        let several = matches!(field, Field::Notes | Field::Phones);
        if text
            .chars()
            .any(|sign| if several { sign.is_control() && !"\n\r\t".contains(sign) } else { is_unseen(sign) })
        {
            errors.add(name, format!("{label} holds no control characters."));
        }
    }

    fn phones(&self, errors: &mut FieldErrors) -> Vec<Phone> {
        let mut phones: Vec<Phone> = Vec::new();
        for line in self.get(Field::Phones).lines().filter(|line| !line.trim().is_empty()) {
            match Phone::read(line) {
                Ok(phone) if phones.iter().any(|known| known.number == phone.number) => {}
                Ok(phone) => phones.push(phone),
                Err(text) => errors.add("phones", text),
            }
        }
        if phones.len() > MAX_PHONES {
            errors.add("phones", format!("There are at most {MAX_PHONES} phones."));
        }
        phones
    }

    fn email(&self, errors: &mut FieldErrors) -> String {
        let email = self.get(Field::Email);
        let parts = email.split_once('@');
        let sound = parts.is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@') && !domain.starts_with('.')
        });
        if !email.is_empty() && (!sound || email.contains(char::is_whitespace)) {
            errors.add("email", "This must be an e-mail address, such as maria@example.com.");
        }
        email.to_owned()
    }

    /// Only what a link may safely lead to.
    fn website(&self, errors: &mut FieldErrors) -> String {
        let website = self.get(Field::Website);
        if website.is_empty() || website.starts_with("https://") || website.starts_with("http://") {
            return website.to_owned();
        }
        if website.contains(':') || website.contains(char::is_whitespace) || !website.contains('.') {
            errors.add("website", "This must be a web address, such as https://example.com.");
        }
        format!("https://{website}")
    }

    fn owner(&self, errors: &mut FieldErrors) -> Option<UserId> {
        let typed = self.get(Field::Owner);
        let owner = typed.parse().ok().filter(|id| *id > 0).map(UserId);
        if owner.is_none() && !typed.is_empty() {
            errors.add("owner", "Choose a member of the company.");
        }
        owner
    }

    fn stage(&self, kind: Kind, errors: &mut FieldErrors) -> String {
        let typed = self.get(Field::Stage);
        if typed.is_empty() {
            return kind.stages().first().map(|stage| (*stage).to_owned()).unwrap_or_default();
        }
        if !kind.stages().contains(&typed) {
            let stages: Vec<&str> = kind.choosable_stages().collect();
            errors.add("stage", format!("Stage must be one of: {}.", stages.join(", ")));
        }
        typed.to_owned()
    }

    fn amount(&self, errors: &mut FieldErrors) -> Option<Money> {
        let (amount, currency) = (self.get(Field::Amount), self.get(Field::Currency));
        let known = CURRENCIES.into_iter().find(|known| known.eq_ignore_ascii_case(currency));
        if known.is_none() && !currency.is_empty() {
            errors.add("currency", format!("Currency must be one of: {}.", CURRENCIES.join(", ")));
        }
        if amount.is_empty() {
            return None;
        }
        match Money::read(amount) {
            Ok(hundredths) => Some(Money { hundredths, currency: known.unwrap_or(CURRENCIES[0]).to_owned() }),
            Err(text) => {
                errors.add("amount", text);
                None
            }
        }
    }

    fn day(&self, errors: &mut FieldErrors) -> Option<Date> {
        let typed = self.get(Field::ExpectedClose);
        if typed.is_empty() {
            return None;
        }
        // ISO 8601 knows more ways to write a day, and years that no calendar shows.
        let plain = typed.len() == "2026-07-06".len() && typed.get(..4).is_some_and(|year| year >= "1900");
        let day = Date::parse(typed, &Iso8601::DATE).ok().filter(|_| plain);
        if day.is_none() {
            errors.add("expected_close", "This must be a date, such as 2026-07-06.");
        }
        day
    }

    fn tags(&self, errors: &mut FieldErrors) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for tag in self.get(Field::Tags).split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
            let tag = tag.trim_start_matches('#').trim();
            if tag.chars().count() > TAG_MAX {
                errors.add("tags", format!("A tag has at most {TAG_MAX} characters."));
            }
            if !tag.is_empty() && !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
                tags.push(tag.to_owned());
            }
        }
        if tags.len() > MAX_TAGS {
            errors.add("tags", format!("There are at most {MAX_TAGS} tags."));
        }
        tags
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
