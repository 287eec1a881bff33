//! Rows into the tables: new records by one statement for each table, changes one by one.

use super::Brought;
use super::doubles::doubles;
use super::references::References;
use crate::crm::find;
use crate::crm::get::lock_living;
use crate::crm::write::{changes, insert_many, tell_made, tell_of, update};
use crate::error::{Error, Result};
use crate::tenancy::TenantTx;
use domain::Scope;
use domain::crm::{Content, Doubles, Draft, Field, Kind, MAX_PHONES, Phone, Record};
use domain::id::RecordId;

/// What became of rows; what is not counted was there already.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    pub new: i64,
    pub changed: i64,
    /// Rows that refer to what is not there, by their place, with the reason.
    pub refused: Vec<(usize, String)>,
}

/// Stores rows, or in a dry run finds out what would come of it.
pub(crate) async fn store(
    tx: &TenantTx,
    scope: &Scope,
    kind: Kind,
    way: Doubles,
    rows: &[Brought],
    dry_run: bool,
) -> Result<Stored> {
    let known = if way == Doubles::Add { vec![None; rows.len()] } else { doubles(tx, kind, rows).await? };
    let mut references = References::of(tx, scope, kind, rows).await?;
    let (mut stored, mut fresh) = (Stored::default(), Vec::new());
    for (place, (row, known)) in rows.iter().zip(known).enumerate() {
        let refused = match known {
            Some(_) if way == Doubles::Skip => None,
            Some(id) => match change(tx, scope, kind, id, row, &mut references, dry_run).await? {
                Ok(changed) => {
                    stored.changed += i64::from(changed);
                    None
                }
                Err(reason) => Some(reason),
            },
            None => {
                let mut content = row.content.clone();
                match references.put(kind, row, &mut content) {
                    Ok(()) => {
                        content.owner = references.owner(row, &content);
                        stored.new += 1;
                        if !dry_run {
                            if kind != Kind::Lead {
                                references.make_company(tx, scope, &mut content).await?;
                            }
                            fresh.push(content);
                        }
                        None
                    }
                    Err(reason) => Some(reason),
                }
            }
        };
        stored.refused.extend(refused.map(|reason| (place, reason)));
    }
    if !fresh.is_empty() {
        let ids = insert_many(tx, scope, kind, &fresh).await?;
        tell_made(tx, scope, kind, &ids, &fresh).await?;
    }
    Ok(stored)
}

/// Changes a record as a row says, and tells whether anything changed; or why the row is refused.
async fn change(
    tx: &TenantTx,
    scope: &Scope,
    kind: Kind,
    id: RecordId,
    row: &Brought,
    references: &mut References,
    dry_run: bool,
) -> Result<std::result::Result<bool, String>> {
    let before = match if dry_run { find(tx, kind, id).await } else { lock_living(tx, kind, id).await } {
        Ok(before) => before,
        Err(Error::Conflict(why)) => return Ok(Err(why)),
        Err(other) => return Err(other),
    };
    let mut content = match merged(kind, &before, row) {
        Ok(content) => content,
        Err(why) => return Ok(Err(why)),
    };
    if let Err(why) = references.put(kind, row, &mut content) {
        return Ok(Err(why));
    }
    if kind != Kind::Lead && !dry_run {
        references.make_company(tx, scope, &mut content).await?;
    }
    if content == before.content() {
        return Ok(Ok(false));
    }
    if !dry_run {
        update(tx, scope, kind, id, &content).await?;
        let after = find(tx, kind, id).await?;
        let title = format!("{} changed", kind.label());
        tell_of(tx, scope, &after, "updated", &title, changes(&before, &after)).await?;
    }
    Ok(Ok(true))
}

/// What the record is with what the row says of it. An empty cell says nothing; phones are added to those it has.
fn merged(kind: Kind, before: &Record, row: &Brought) -> std::result::Result<Content, String> {
    let said = row.draft.fields().filter(|(field, text)| {
        !text.trim().is_empty() && !matches!(field, Field::Owner | Field::Company | Field::Contact | Field::Phones)
    });
    let lead_company = Some(row.draft.get(Field::Company)).filter(|company| kind == Kind::Lead && !company.is_empty());
    let said = said.fold(Draft::default(), |draft, (field, text)| draft.with(field, text));
    let said = lead_company.into_iter().fold(said, |draft, company| draft.with(Field::Company, company));
    let checked = said.on(before.draft()).check(kind).map_err(|errors| errors.to_string())?;
    if kind == Kind::Lead && (checked.stage == "converted") != (before.stage == "converted") {
        return Err("A lead is converted by converting it, which makes the contact.".to_owned());
    }
    let mut content = checked;
    for phone in &row.content.phones {
        let is_known = content.phones.iter().any(|known: &Phone| known.number == phone.number);
        if !is_known && content.phones.len() < MAX_PHONES {
            content.phones.push(phone.clone());
        }
    }
    if kind != Kind::Lead {
        content.company = String::new();
    }
    content.contact = String::new();
    Ok(content)
}
