//! A file that a job makes, a step at a time: its pieces are written within the step's transaction, and what is needed to
//! go on, the running hash included, is small enough for the job's checkpoint. A worker may die at any moment, and the
//! file that comes of it is the same.

use super::{Holds, PIECE};
use crate::error::Result;
use crate::queue::StepError;
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::id::{FileId, JobId, ProjectId};
use domain::table_file::FileFormat;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::{Digest, Sha256};
use std::time::Duration;
use time::OffsetDateTime;

/// A file that is about to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewFile {
    pub purpose: &'static str,
    pub holds: Holds,
    /// The name begins so; the time and the format's ending follow.
    pub name: &'static str,
    pub format: FileFormat,
    /// What it is of, where that is a project.
    pub project: Option<ProjectId>,
    pub job: JobId,
}

/// How far a file has been written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Growing {
    pub file: FileId,
    pub name: String,
    pieces: i32,
    size: u64,
    /// The state of SHA-256 behind the last byte; none before the first.
    hash: Vec<u8>,
}

/// A file that is whole.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    pub size: u64,
    /// In hexadecimal.
    pub sha256: String,
    pub expires_at: OffsetDateTime,
}

impl Growing {
    /// Begins a file; its name tells when, by the database's clock: `phone_numbers_20251010_101500.csv`.
    pub(crate) async fn begin(tx: &TenantTx, scope: &Scope, new: NewFile) -> Result<Self> {
        #[derive(FromQueryResult)]
        struct Made {
            id: i64,
            name: String,
        }
        let made: Option<Made> = tx
            .one(
                "insert into stored_file (tenant_id, name, size, purpose, format, project_id, job_id, created_by, holds)
                 values ($1, $2 || to_char(now() at time zone 'UTC', '_YYYYMMDD_HH24MISS.') || $3, 0, $4, $3, $5, $6, $7, $8)
                 returning id, name",
                [
                    tx.tenant(),
                    new.name.into(),
                    new.format.as_str().into(),
                    new.purpose.into(),
                    new.project.map(|project| project.0).into(),
                    new.job.0.into(),
                    scope.actor().user().map(|user| user.0).into(),
                    new.holds.as_str().into(),
                ],
            )
            .await?;
        let Made { id, name } = made.ok_or(crate::Error::NotFound)?;
        Ok(Self { file: FileId(id), name, pieces: 0, size: 0, hash: Vec::new() })
    }

    /// Adds bytes at the file's end.
    pub(crate) async fn append(&mut self, tx: &TenantTx, bytes: &[u8]) -> std::result::Result<(), StepError> {
        let mut hash = self.hash()?;
        for piece in bytes.chunks(PIECE) {
            tx.execute(
                "insert into stored_file_chunk (tenant_id, file_id, seq, bytes) values ($1, $2, $3, $4)",
                [tx.tenant(), self.file.0.into(), self.pieces.into(), piece.to_vec().into()],
            )
            .await?;
            hash.update(piece);
            self.pieces += 1;
            self.size += piece.len() as u64;
        }
        self.hash = hash.serialize().to_vec();
        Ok(())
    }

    /// Ends the file: it can be fetched from now on, for as long as files are kept.
    pub(crate) async fn finish(
        self,
        tx: &TenantTx,
        rows: i64,
        keep: Duration,
    ) -> std::result::Result<Whole, StepError> {
        #[derive(FromQueryResult)]
        struct Kept {
            expires_at: OffsetDateTime,
        }
        let sha256 = self.hash()?.finalize().to_vec();
        let kept: Option<Kept> = tx
            .one(
                "update stored_file set size = $3, sha256 = $4, rows = $5, expires_at = now() + make_interval(secs => $6)
                 where tenant_id = $1 and id = $2 returning expires_at",
                [
                    tx.tenant(),
                    self.file.0.into(),
                    i64::try_from(self.size).unwrap_or(i64::MAX).into(),
                    sha256.clone().into(),
                    rows.into(),
                    keep.as_secs_f64().into(),
                ],
            )
            .await?;
        let Kept { expires_at } = kept.ok_or(crate::Error::NotFound)?;
        let sha256 = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Whole { size: self.size, sha256, expires_at })
    }

    fn hash(&self) -> std::result::Result<Sha256, StepError> {
        if self.hash.is_empty() {
            return Ok(Sha256::new());
        }
        // Another release of the hash may keep its state otherwise. Nothing wrong is made then, and starting anew is easy.
        let unknown = || StepError::Never("This file was begun by another release; start the job anew.".into());
        let state = SerializedState::<Sha256>::try_from(self.hash.as_slice()).map_err(|_| unknown())?;
        Sha256::deserialize(&state).map_err(|_| unknown())
    }
}

/// Where a file is fetched from.
pub(crate) fn address(file: FileId) -> String {
    format!("/files/{file}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_that_was_put_away_between_any_two_bytes_is_that_of_the_whole() {
        let bytes: Vec<u8> = (0..200_u8).collect();
        let growing = Growing { file: FileId(1), name: String::new(), pieces: 0, size: 0, hash: Vec::new() };
        for cut in 0..bytes.len() {
            let mut first = growing.hash().expect("a new one");
            first.update(&bytes[..cut]);
            let kept = serde_json::to_value(Growing { hash: first.serialize().to_vec(), ..growing.clone() }).unwrap();
            let again: Growing = serde_json::from_value(kept).unwrap();
            let mut second = again.hash().expect("its state reads");
            second.update(&bytes[cut..]);
            assert_eq!(second.finalize(), Sha256::digest(&bytes), "cut at {cut}");
        }
        assert!(Growing { hash: vec![1, 2, 3], ..growing }.hash().is_err());
    }
}
