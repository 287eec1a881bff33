//! Rows of the file, from one place on, read and judged.

use super::calls::draft;
use super::store::Row;
use crate::call::Here;
use crate::file::{PIECE, piece, read_facts};
use crate::list_file::{Params, Target};
use crate::queue::{Claimed, StepError};
use crate::tenancy::TenantTx;
use domain::call::Content;
use domain::consent::consent_of_row;
use domain::do_not_call::check_note;
use domain::phone::PhoneNumber;
use domain::table_file::{NamedPlace, NamedRow, NamedRows, named_reject_line};

/// Rows of a step: a second or less where all of them are stored.
const ROWS: usize = 5_000;
/// A step ends early when what it rejects grows to so many bytes: a damaged file's rows may be as long as rows can be.
const REJECTED: usize = 4 * PIECE;

/// Rows that were read.
#[derive(Default)]
pub(super) struct Batch {
    pub rows: Vec<Row>,
    /// The same of a file of calls.
    pub calls: Vec<(NamedRow, Content)>,
    pub rejected: i64,
    /// What is wrong with the first of them, in words.
    pub texts: Vec<String>,
    /// The lines of what is not taken.
    pub rejects: Vec<u8>,
    /// Behind its last row.
    pub end: NamedPlace,
    pub is_last: bool,
    /// The file's, in bytes.
    pub size: u64,
}

/// Reads a step's rows from `place` on. Pieces have one size, so the one that holds the place is known.
pub(super) async fn read(tx: &TenantTx, job: &Claimed, params: &Params, place: NamedPlace) -> Result<Batch, StepError> {
    let size = u64::try_from(read_facts(tx, params.file).await?.size).unwrap_or(0);
    let here = Here::of_person(tx, job.created_by).await?;
    let columns = params.target.columns();
    let (mut next, mut skip) = (place.at.offset / PIECE as u64, (place.at.offset % PIECE as u64) as usize);
    let mut reader = NamedRows::new(params.format, columns, place);
    let mut batch = Batch { size, ..Batch::default() };
    let mut ended = false;
    while batch.rows.len() + batch.calls.len() < ROWS && batch.rejects.len() < REJECTED {
        let Some(row) = reader.next_row() else {
            if ended {
                batch.is_last = true;
                break;
            }
            match piece(tx, params.file, i32::try_from(next).unwrap_or(i32::MAX)).await? {
                Some(bytes) => reader.push(bytes.get(skip..).unwrap_or_default()),
                None if next * (PIECE as u64) < size => {
                    return Err(StepError::Never("The uploaded file is gone. Upload it again.".into()));
                }
                None => {
                    reader.end();
                    ended = true;
                }
            }
            (next, skip) = (next + 1, 0);
            continue;
        };
        match judge(&row, &params.target, &here) {
            Ok(Judged::Entry(judged)) => batch.rows.push(judged),
            Ok(Judged::Call(content)) => batch.calls.push((row, *content)),
            Err(reason) => batch.refuse(columns.len(), &row, &reason),
        }
    }
    batch.end = reader.place();
    Ok(batch)
}

impl Batch {
    /// Notes a row that is not taken.
    pub(super) fn refuse(&mut self, columns: usize, row: &NamedRow, reason: &str) {
        self.rejected += 1;
        if self.texts.len() < super::NAMED {
            self.texts.push(format!("Row {}: {reason}", row.row));
        }
        named_reject_line(&mut self.rejects, columns, row, reason);
    }
}

/// A row that is right as far as it can be told by itself.
enum Judged {
    Entry(Row),
    Call(Box<Content>),
}

fn judge(row: &NamedRow, target: &Target, here: &Here) -> Result<Judged, String> {
    let cells = row.cells.as_ref().map_err(|(_, why)| (*why).to_owned())?;
    match target {
        Target::Calls => match draft(cells).check(|local| here.moment(local)) {
            Ok(content) => Ok(Judged::Call(Box::new(content))),
            Err(wrong) => Err(wrong.to_string()),
        },
        Target::Consents { usual } => {
            let consent = consent_of_row(cells, usual, here.now);
            consent.map(|(number, terms)| Judged::Entry(Row::new(number, &terms)))
        }
        Target::DoNotCall { note, .. } => {
            let number = cells.first().map_or("", String::as_str).parse::<PhoneNumber>();
            let number = number.map_err(|error| error.to_string())?;
            let own = cells.get(1).map_or("", String::as_str);
            let note = check_note(if own.trim().is_empty() { note } else { own });
            Ok(Judged::Entry(Row::noted(number, note.map_err(|wrong| wrong.at("note").join(" "))?)))
        }
    }
}
