//! The file as it is read, a batch of rows at a time.

use crate::Engine;
use crate::file::{PIECE, Stored, piece, read_facts};
use crate::number::ImportParams;
use crate::queue::StepError;
use crate::tenancy::TenantTx;
use domain::Scope;
use domain::id::FileId;
use domain::table_file::{Entry, Given, NumberReader, OtherColumns, Place, Rejection, SeenNumbers};

/// Rows of a step: a second or less where all of them are stored.
const ROWS: i64 = 5_000;
/// A step ends early when what it rejects grows to so many bytes: a damaged file's rows may be as long as rows can be.
const REJECTED: usize = 4 * PIECE;
/// Messages of each kind that are named; the rest is counted (CONTRACTS A, "first 10 of each").
pub(super) const NAMED: usize = 10;

/// Rows of a file, read and judged.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Behind its last row.
    pub end: Place,
    pub is_last: bool,
    pub rows: i64,
    /// Numbers that no earlier row has.
    pub given: Vec<Given>,
    pub parse_errors: i64,
    pub validation_errors: i64,
    /// The first of each, in words.
    pub parse_texts: Vec<String>,
    pub validation_texts: Vec<String>,
    /// The lines of what is not taken, and the line above them.
    pub rejects: Vec<u8>,
    pub header: String,
}

/// The file, read up to some row, and which numbers it has brought so far.
pub(super) struct Reading {
    file: FileId,
    size: u64,
    reader: NumberReader,
    /// The next piece to read.
    next: i32,
    ended: bool,
    seen: SeenNumbers,
    /// The batch read last, with where it begins: a step that has to run again takes it once more.
    last: Option<(Place, Batch)>,
}

impl Batch {
    pub(super) fn failed(&self) -> i64 {
        self.parse_errors + self.validation_errors
    }

    fn reject(&mut self, entry: &Entry, rejection: &Rejection, others: &OtherColumns) {
        let (count, texts) = if rejection.is_of_row() {
            (&mut self.parse_errors, &mut self.parse_texts)
        } else {
            (&mut self.validation_errors, &mut self.validation_texts)
        };
        *count += 1;
        if texts.len() < NAMED {
            texts.push(entry.says(rejection));
        }
        others.line(&mut self.rejects, entry, rejection);
    }
}

impl Reading {
    /// The reading that goes on at `place`. What stands before it is read anew, for the numbers in it; that takes a second
    /// a million rows, and only a worker that takes over has to.
    pub(super) async fn at(
        engine: &Engine,
        scope: &Scope,
        params: &ImportParams,
        place: &Place,
    ) -> Result<Reading, StepError> {
        let tx = TenantTx::begin(engine, scope).await?;
        let Stored { size, .. } = read_facts(&tx, params.file).await?;
        tx.commit().await?;
        let first = Place { mapping: params.mapping.clone(), ..Place::default() };
        let mut reading = Reading {
            file: params.file,
            size: u64::try_from(size).unwrap_or(0),
            reader: NumberReader::new(params.format, first),
            next: 0,
            ended: false,
            seen: SeenNumbers::default(),
            last: None,
        };
        while reading.reader.place().records < place.records {
            match reading.reader.next_entry() {
                Some(entry) => {
                    if let Ok(given) = entry.read {
                        reading.seen.insert(given.number);
                    }
                }
                None if reading.ended => {
                    return Err(StepError::Never("The uploaded file is shorter than it was. Upload it again.".into()));
                }
                // Each piece is a transaction of its own: reading a large file takes longer than one may stand still.
                None => {
                    let tx = TenantTx::begin(engine, scope).await?;
                    reading.read_on(&tx).await?;
                    tx.commit().await?;
                }
            }
        }
        Ok(reading)
    }

    /// In bytes.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Whether the batch that begins at `place` can be had: it was read last, or comes next.
    pub(super) fn is_at(&self, place: &Place) -> bool {
        self.last.as_ref().is_some_and(|(from, _)| from == place) || self.reader.place().records == place.records
    }

    /// The batch that begins at `place`.
    pub(super) async fn batch(&mut self, tx: &TenantTx, place: &Place) -> Result<&Batch, StepError> {
        if self.last.as_ref().is_none_or(|(from, _)| from != place) {
            let batch = self.next_batch(tx).await?;
            self.last = Some((place.clone(), batch));
        }
        self.last.as_ref().map(|(_, batch)| batch).ok_or_else(|| StepError::Later("no batch was read".into()))
    }

    async fn next_batch(&mut self, tx: &TenantTx) -> Result<Batch, StepError> {
        let mut batch = Batch::default();
        while batch.rows < ROWS && batch.rejects.len() < REJECTED {
            let Some(entry) = self.reader.next_entry() else {
                if self.ended {
                    batch.is_last = true;
                    break;
                }
                self.read_on(tx).await?;
                continue;
            };
            batch.rows += 1;
            match &entry.read {
                Ok(given) if self.seen.insert(given.number) => batch.given.push(given.clone()),
                Ok(_) => batch.reject(&entry, &entry.duplicate(), self.reader.others()),
                Err(rejection) => batch.reject(&entry, rejection, self.reader.others()),
            }
        }
        batch.end = self.reader.place();
        batch.header = self.reader.others().header();
        Ok(batch)
    }

    async fn read_on(&mut self, tx: &TenantTx) -> Result<(), StepError> {
        match piece(tx, self.file, self.next).await? {
            Some(bytes) => {
                self.reader.push(&bytes);
                self.next += 1;
            }
            None if u64::try_from(self.next).unwrap_or(0) * (PIECE as u64) < self.size => {
                return Err(StepError::Never("The uploaded file is gone. Upload it again.".into()));
            }
            None => {
                self.reader.end();
                self.ended = true;
            }
        }
        Ok(())
    }
}
