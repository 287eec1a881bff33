//! Consents of a file, by one statement a batch. What is recorded already is left as it is.

use super::{Taken, Taker};
use crate::queue::{Claimed, StepError};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::consent::{Terms, TermsDraft, consent_of_row};
use domain::phone::PhoneNumber;
use domain::table_file::{Entry, Rejection};
use serde::Serialize;
use time::OffsetDateTime;

/// Takes consents.
pub(super) struct Consents {
    /// What a row leaves empty.
    pub usual: TermsDraft,
    pub now: OffsetDateTime,
    pub job: Claimed,
}

#[async_trait]
impl Taker for Consents {
    type Row = Row;
    type Seen = ();

    fn read(&self, (): &mut (), entry: &Entry) -> Result<Row, Rejection> {
        let read = consent_of_row(&entry.typed, &self.usual, self.now);
        read.map(|(number, terms)| Row::new(number, &terms)).map_err(Rejection::of_row)
    }

    async fn take(&self, tx: &TenantTx, rows: &[Row], dry_run: bool, _again: bool) -> Result<Taken, StepError> {
        let new =
            if dry_run { count_new_consents(tx, rows).await? } else { store_consents(tx, &self.job, rows).await? };
        Ok(Taken { new, ..Taken::default() })
    }
}

/// A row that is right.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    #[serde(serialize_with = "as_figure")]
    number: PhoneNumber,
    kind: i16,
    source: String,
    #[serde(with = "time::serde::rfc3339")]
    given_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    expires_at: Option<OffsetDateTime>,
    /// The proof.
    text: String,
}

fn as_figure<S: serde::Serializer>(number: &PhoneNumber, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(number.value())
}

impl Row {
    /// A consent.
    pub(crate) fn new(number: PhoneNumber, terms: &Terms) -> Self {
        Self {
            number,
            kind: terms.kind.code(),
            source: terms.source.clone(),
            given_at: terms.given_at,
            expires_at: terms.expires_at,
            text: terms.proof.clone(),
        }
    }
}

/// The rows whose consent is not recorded yet: the same number, kind and source, given at the same time. A scalar subquery
/// asks the index for each; a join might read the table whole.
const NEW: &str = "given as materialized (
         select distinct on (number, kind, source, given_at) * from jsonb_to_recordset($2::jsonb) as d (
             number bigint, kind smallint, source text, given_at timestamptz, expires_at timestamptz, text text)),
     fresh as (
         select * from given d where (
             select x.id from consent x
             where x.tenant_id = $1 and x.number = d.number and x.kind = d.kind and x.source = d.source
                 and x.given_at = d.given_at
             order by x.number, x.id limit 1) is null)";

/// Records the consents that are not there; answers how many.
pub(crate) async fn store_consents(tx: &TenantTx, job: &Claimed, rows: &[Row]) -> Result<i64, StepError> {
    let sql = format!(
        "with {NEW},
         stored as (
             insert into consent (tenant_id, number, kind, source, given_at, expires_at, proof, recorded_by, job_id)
             select $1, number, kind, source, given_at, expires_at, text, $3, $4 from fresh order by number
             returning id)
         select count(*) as n from stored"
    );
    let by = job.created_by.map(|user| user.0);
    Ok(tx.figure(&sql, [tx.tenant(), serde_json::to_value(rows)?.into(), by.into(), job.id.0.into()]).await?)
}

/// How many consents are not there.
async fn count_new_consents(tx: &TenantTx, rows: &[Row]) -> Result<i64, StepError> {
    let sql = format!("with {NEW} select count(*) as n from fresh");
    Ok(tx.figure(&sql, [tx.tenant(), serde_json::to_value(rows)?.into()]).await?)
}
