//! A row of a table as a record.

use super::{Draft, Field, Kind, PhoneLabel};
use crate::FieldErrors;
use crate::phone::E164;
use crate::table_file::{Entry, Shape, plain};
use serde::{Deserialize, Serialize};

/// A column that an import of records knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportColumn {
    /// A field, as an export writes it: phones with `;` between them, an owner by the e-mail address, a company and a
    /// contact by their names.
    Field(Field),
    /// The two parts of a name, for files that keep them apart.
    FirstName,
    LastName,
    /// A phone of a kind, for files that have a column for each.
    Phone(PhoneLabel),
}

/// What is done with a row that a record is there for already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubles {
    /// The record stays as it is.
    #[default]
    Skip,
    /// The record gets what the row says; an empty cell says nothing.
    Update,
    /// Another record is made.
    Add,
}

impl Doubles {
    /// Every way, in the order they are offered.
    pub const ALL: [Doubles; 3] = [Doubles::Skip, Doubles::Update, Doubles::Add];

    /// The word that is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Doubles::Skip => "skip",
            Doubles::Update => "update",
            Doubles::Add => "add",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Doubles::Skip => "Leave the record as it is",
            Doubles::Update => "Update the record from the row",
            Doubles::Add => "Add another record",
        }
    }

    /// The way of a word; skipping when there is none.
    ///
    /// # Errors
    /// At `duplicates`.
    pub fn read(word: &str) -> Result<Doubles, FieldErrors> {
        let found = Doubles::ALL.into_iter().find(|way| way.as_str() == word.trim());
        let wrong = || FieldErrors::one("duplicates", "This must be skip, update or add.");
        if word.trim().is_empty() { Ok(Doubles::Skip) } else { found.ok_or_else(wrong) }
    }
}

impl ImportColumn {
    /// The columns of a kind, in the order they are offered.
    pub fn of(kind: Kind) -> Vec<ImportColumn> {
        let mut columns: Vec<ImportColumn> = Field::of(kind).iter().map(|field| ImportColumn::Field(*field)).collect();
        if matches!(kind, Kind::Contact | Kind::Lead) {
            columns.extend([ImportColumn::FirstName, ImportColumn::LastName]);
        }
        if kind != Kind::Deal {
            columns.extend(PhoneLabel::ALL.map(ImportColumn::Phone));
        }
        columns
    }

    /// The names it goes by; the first is that of forms, of REST and of files of rejected rows.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            ImportColumn::FirstName => &["first_name", "given_name", "firstname", "forename"],
            ImportColumn::LastName => &["last_name", "family_name", "lastname", "surname"],
            ImportColumn::Phone(PhoneLabel::Mobile) => &["mobile_phone", "mobile", "cell", "cell_phone"],
            ImportColumn::Phone(PhoneLabel::Work) => &["work_phone", "business_phone", "office_phone"],
            ImportColumn::Phone(PhoneLabel::Home) => &["home_phone"],
            ImportColumn::Phone(PhoneLabel::Other) => &["other_phone"],
            ImportColumn::Field(field) => match field {
                Field::Name => &["name", "full_name", "deal_name"],
                Field::Phones => &["phones", "phone", "phone_number", "telephone", "tel"],
                Field::Email => &["email", "email_address", "e_mail", "e_mail_address", "mail"],
                Field::Website => &["website", "web", "url", "homepage"],
                Field::Company => &["company", "company_name", "account", "organization", "organisation"],
                Field::Contact => &["contact", "person"],
                Field::Owner => &["owner", "owner_email"],
                Field::Stage => &["stage", "status"],
                Field::Source => &["source", "lead_source"],
                Field::Amount => &["amount", "value"],
                Field::Currency => &["currency"],
                Field::ExpectedClose => &["expected_close", "close_date", "closing_date"],
                Field::TimeZone => &["time_zone", "timezone"],
                Field::Tags => &["tags", "labels"],
                Field::Notes => &["notes", "note", "description", "comment"],
            },
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            ImportColumn::Field(field) => field.label(),
            ImportColumn::FirstName => "First name",
            ImportColumn::LastName => "Last name",
            ImportColumn::Phone(PhoneLabel::Mobile) => "Mobile phone",
            ImportColumn::Phone(PhoneLabel::Work) => "Work phone",
            ImportColumn::Phone(PhoneLabel::Home) => "Home phone",
            ImportColumn::Phone(PhoneLabel::Other) => "Other phone",
        }
    }
}

/// A file of records.
pub fn record_shape(kind: Kind) -> Shape {
    let columns: Vec<_> = ImportColumn::of(kind).into_iter().map(ImportColumn::names).collect();
    let naming = columns.len();
    // The name, where the phone and the address are, by what they look like; they stand in this order in every kind that
    // has them.
    let guess = |cells: &[String]| {
        let phone = cells.iter().position(|cell| plain(cell).parse::<E164>().is_ok());
        let email = cells.iter().position(|cell| cell.contains('@') && !cell.trim().contains(' '));
        let word = |cell: &String| cell.chars().any(char::is_alphabetic);
        let is_name = |(place, cell): &(usize, &String)| Some(*place) != phone && Some(*place) != email && word(cell);
        let name = cells.iter().enumerate().find(is_name)?.0;
        Some(vec![Some(name), phone, email])
    };
    let deal =
        |cells: &[String]| cells.iter().position(|cell| cell.chars().any(char::is_alphabetic)).map(|at| vec![Some(at)]);
    if kind == Kind::Deal {
        return Shape { columns, naming, guess: deal, in_order: 1 };
    }
    Shape { columns, naming, guess, in_order: 1 }
}

/// The draft that a row's cells make, with a name, phones, and the fields that the file has columns for; the owner, the company
/// and the contact are what the cells say.
pub fn draft_of_row(kind: Kind, entry: &Entry) -> Draft {
    let (mut draft, mut name, mut phones) = (Draft::default(), Vec::new(), Vec::new());
    for (place, column) in ImportColumn::of(kind).into_iter().enumerate() {
        let cell = entry.cell(place).trim();
        match column {
            ImportColumn::Field(Field::Phones) => {
                let each = cell.split([';', '\n']).map(str::trim).filter(|phone| !phone.is_empty());
                phones.splice(0..0, each.map(|phone| plain(phone).into_owned()));
            }
            ImportColumn::Phone(label) if !cell.is_empty() => {
                phones.push(format!("{} {}", plain(cell), label.as_str()));
            }
            ImportColumn::FirstName | ImportColumn::LastName if !cell.is_empty() => name.push(cell),
            ImportColumn::Field(field) if entry.has(place) => {
                let text = if field == Field::Stage { cell.to_lowercase() } else { cell.to_owned() };
                draft = draft.with(field, text);
            }
            ImportColumn::Field(_) | ImportColumn::Phone(_) | ImportColumn::FirstName | ImportColumn::LastName => {}
        }
    }
    if draft.get(Field::Name).is_empty() {
        draft = draft.with(Field::Name, name.join(" "));
    }
    if kind == Kind::Deal { draft } else { draft.with(Field::Phones, phones.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table_file::{FileFormat, Place, TableReader};

    fn drafts(kind: Kind, text: &str) -> Vec<Draft> {
        let mut reader = TableReader::new(FileFormat::Csv, record_shape(kind), Place::default());
        reader.push(text.as_bytes());
        reader.end();
        std::iter::from_fn(|| reader.next_entry()).map(|entry| draft_of_row(kind, &entry)).collect()
    }

    #[test]
    fn a_row_is_read_whatever_its_columns_are_called() {
        let text = "First Name,Last Name,E-mail Address,Mobile,Work Phone,Status,Labels\r\n\
            Maria,Lopez,maria@example.test,(415) 555-0123,+442079460000,Customer,\"vip, west\"\r\n";
        let draft = drafts(Kind::Contact, text).remove(0);
        let content = draft.check(Kind::Contact).expect("it is right");
        assert_eq!((content.name.as_str(), content.email.as_str()), ("Maria Lopez", "maria@example.test"));
        let phones: Vec<String> = content.phones.iter().map(super::super::Phone::line).collect();
        assert_eq!(phones, ["+14155550123 mobile", "+442079460000 work"]);
        assert_eq!((content.stage.as_str(), content.tags.as_slice()), ("customer", &["vip".into(), "west".into()][..]));
    }

    #[test]
    fn without_names_the_phone_and_the_address_are_known_by_their_looks() {
        let draft = drafts(Kind::Lead, "415-555-0123;a@b.test;Ann Lee\n").remove(0);
        let texts = [Field::Name, Field::Email, Field::Phones].map(|field| draft.get(field).to_owned());
        assert_eq!(texts, ["Ann Lee", "a@b.test", "415-555-0123"]);
    }

    #[test]
    fn every_column_of_a_kind_has_names_of_its_own() {
        for kind in Kind::ALL {
            let names: Vec<&str> = ImportColumn::of(kind).into_iter().flat_map(ImportColumn::names).copied().collect();
            let once: std::collections::HashSet<&str> = names.iter().copied().collect();
            assert_eq!(once.len(), names.len(), "{kind:?}");
        }
        assert!(Doubles::read("").is_ok() && Doubles::read("update").is_ok() && Doubles::read("maybe").is_err());
    }
}
