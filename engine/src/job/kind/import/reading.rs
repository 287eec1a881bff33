//! The file as it is read, a batch of rows at a time.

use super::Taker;
use crate::Engine;
use crate::file::{PIECE, Stored, piece, read_facts};
use crate::import::Params;
use crate::queue::StepError;
use crate::tenancy::TenantTx;
use domain::Scope;
use domain::id::FileId;
use domain::table_file::{Entry, OtherColumns, Place, Rejection, TableReader};

/// A step ends early when its rows grow to so many bytes of the file: a damaged file's rows may be as long as rows can be.
const BYTES: u64 = 8 * PIECE as u64;

/// Rows of a file, read as far as they can be judged by themselves.
pub(super) struct Batch<R> {
    /// Behind its last row.
    pub end: Place,
    pub is_last: bool,
    /// Rows that are right, and each as it was typed.
    pub rows: Vec<R>,
    pub typed: Vec<Entry>,
    /// Rows that are not, with the reason.
    pub wrong: Vec<(Entry, Rejection)>,
    pub others: OtherColumns,
}

/// The file, read up to some row, and what is remembered of the rows before.
pub(super) struct Reading<T: Taker> {
    file: FileId,
    size: u64,
    reader: TableReader,
    /// The next piece to read, and the bytes at its beginning that are read already.
    next: i32,
    skip: usize,
    ended: bool,
    seen: T::Seen,
    /// The batch read last, with where it begins: a step that has to run again takes it once more.
    last: Option<(Place, Batch<T::Row>)>,
}

impl<R> Batch<R> {
    pub(super) fn count(&self) -> i64 {
        (self.rows.len() + self.wrong.len()) as i64
    }

    pub(super) fn failed(&self) -> i64 {
        self.wrong.len() as i64
    }
}

impl<T: Taker> Reading<T> {
    /// The reading that goes on at `place`. What stands before it is read anew where the taker has to know of it; that takes
    /// a second a million rows, and only a worker that takes over has to.
    pub(super) async fn at(
        engine: &Engine,
        scope: &Scope,
        params: &Params,
        taker: &T,
        place: &Place,
    ) -> Result<Self, StepError> {
        let tx = TenantTx::begin(engine, scope).await?;
        let Stored { size, .. } = read_facts(&tx, params.file).await?;
        tx.commit().await?;
        let from = if T::REMEMBERS { Place::first(params.mapping.clone()) } else { place.clone() };
        let offset = from.at.offset;
        let mut reading = Reading {
            file: params.file,
            size: u64::try_from(size).unwrap_or(0),
            reader: TableReader::new(params.format, params.target.shape(), from),
            // Pieces have one size, so the one that holds the place is known.
            next: i32::try_from(offset / PIECE as u64).unwrap_or(i32::MAX),
            skip: (offset % PIECE as u64) as usize,
            ended: false,
            seen: T::Seen::default(),
            last: None,
        };
        while reading.reader.records() < place.records {
            match reading.reader.next_entry() {
                Some(entry) => {
                    let _ = taker.read(&mut reading.seen, &entry);
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
        self.last.as_ref().is_some_and(|(from, _)| from == place) || self.reader.records() == place.records
    }

    /// The batch that begins at `place`.
    pub(super) async fn batch(&mut self, tx: &TenantTx, taker: &T, place: &Place) -> Result<&Batch<T::Row>, StepError> {
        if self.last.as_ref().is_none_or(|(from, _)| from != place) {
            let batch = self.next_batch(tx, taker).await?;
            self.last = Some((place.clone(), batch));
        }
        self.last.as_ref().map(|(_, batch)| batch).ok_or_else(|| StepError::Later("no batch was read".into()))
    }

    async fn next_batch(&mut self, tx: &TenantTx, taker: &T) -> Result<Batch<T::Row>, StepError> {
        let (mut rows, mut typed, mut wrong, mut is_last) = (Vec::new(), Vec::new(), Vec::new(), false);
        let from = self.reader.place().at.offset;
        let mut here = from;
        while rows.len() + wrong.len() < T::ROWS && here - from < BYTES {
            let Some(entry) = self.reader.next_entry() else {
                if self.ended {
                    is_last = true;
                    break;
                }
                self.read_on(tx).await?;
                continue;
            };
            here = self.reader.offset();
            match entry.broken().map_or_else(|| taker.read(&mut self.seen, &entry), Err) {
                Ok(row) => {
                    rows.push(row);
                    typed.push(entry);
                }
                Err(rejection) => wrong.push((entry, rejection)),
            }
        }
        Ok(Batch { end: self.reader.place(), is_last, rows, typed, wrong, others: self.reader.others() })
    }

    async fn read_on(&mut self, tx: &TenantTx) -> Result<(), StepError> {
        match piece(tx, self.file, self.next).await? {
            Some(bytes) => {
                self.reader.push(bytes.get(std::mem::take(&mut self.skip)..).unwrap_or_default());
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
