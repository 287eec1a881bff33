//! Rows of a file as records: which of them there are already, what they refer to, and storing the others. The job is
//! `job/kind/import`.

mod doubles;
mod references;
mod store;

use domain::crm::{Content, Doubles, Draft, Field, Kind, draft_of_row};
use domain::table_file::{Entry, Rejection};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

pub(crate) use store::{Stored, store};

/// A row that is right as far as it can be seen by itself.
#[derive(Debug, Clone)]
pub(crate) struct Brought {
    /// What the row says, with the names of what it refers to.
    draft: Draft,
    /// The same checked; what it refers to is still to be found.
    content: Content,
}

impl Brought {
    /// Reads a row; one that repeats an earlier one of the file is refused, unless each row is to be a record.
    pub(crate) fn read(
        kind: Kind,
        doubles: Doubles,
        seen: &mut HashSet<u64>,
        entry: &Entry,
    ) -> Result<Brought, Rejection> {
        let draft = draft_of_row(kind, entry);
        // An owner is no id yet.
        let checked = Draft::default().with(Field::Owner, "").on(draft.clone()).check(kind);
        let mut content = checked.map_err(|errors| {
            let texts: Vec<&str> = errors.iter().flat_map(|(_, texts)| texts.iter().map(String::as_str)).collect();
            Rejection::of_row(texts.join(" "))
        })?;
        if kind == Kind::Lead && content.stage == "converted" {
            return Err(Rejection::of_row("A lead is converted by converting it, which makes the contact."));
        }
        if kind != Kind::Lead {
            content.company = draft.get(Field::Company).to_owned();
            content.company_id = None;
        }
        content.contact = draft.get(Field::Contact).to_owned();
        content.contact_id = None;
        let brought = Brought { draft, content };
        if doubles != Doubles::Add {
            for key in brought.keys(kind) {
                if !seen.insert(key) {
                    return Err(Rejection::of_row("An earlier row of the file is the same record."));
                }
            }
        }
        Ok(brought)
    }

    /// What the row is known by: its phones; without any its e-mail address; a deal by its name and its company.
    fn keys(&self, kind: Kind) -> Vec<u64> {
        let content = &self.content;
        let of = |what: &str, key: &str| {
            let mut hasher = DefaultHasher::new();
            (what, key.to_lowercase()).hash(&mut hasher);
            hasher.finish()
        };
        if kind == Kind::Deal {
            return vec![of("deal", &format!("{}\n{}", content.name, content.company))];
        }
        if !content.phones.is_empty() {
            return content.phones.iter().map(|phone| of("phone", &phone.number.value().to_string())).collect();
        }
        match (content.email.as_str(), kind) {
            ("", Kind::Company) => vec![of("name", &content.name)],
            ("", _) => Vec::new(),
            (email, _) => vec![of("email", email)],
        }
    }
}
