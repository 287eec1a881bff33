//! Rows of a file into their tables, by one statement a batch. What is there already is left as it is.

use crate::do_not_call::{New, Table, put_each};
use crate::queue::{Claimed, StepError};
use crate::tenancy::{TenantTx, Tx};
use domain::consent::Terms;
use domain::do_not_call::{EntrySource, List};
use domain::phone::PhoneNumber;
use serde::Serialize;
use time::OffsetDateTime;

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
    /// The proof of a consent, the note of an entry.
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

    /// A number with a note.
    pub(super) fn noted(number: PhoneNumber, note: String) -> Self {
        let epoch = OffsetDateTime::UNIX_EPOCH;
        Self { number, kind: 0, source: String::new(), given_at: epoch, expires_at: None, text: note }
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
pub(super) async fn count_new_consents(tx: &TenantTx, rows: &[Row]) -> Result<i64, StepError> {
    let sql = format!("with {NEW} select count(*) as n from fresh");
    Ok(tx.figure(&sql, [tx.tenant(), serde_json::to_value(rows)?.into()]).await?)
}

/// Puts the numbers on a list that are not on it; answers how many.
pub(super) async fn store_numbers(tx: &TenantTx, job: &Claimed, list: List, rows: &[Row]) -> Result<i64, StepError> {
    let numbers: Vec<PhoneNumber> = rows.iter().map(|row| row.number).collect();
    let notes = rows.iter().map(|row| row.text.clone()).collect();
    let new = New { source: EntrySource::Import, note: "", by: job.created_by, job: Some(job.id) };
    let stored = put_each(tx, Table::of(list, job.tenant), &numbers, notes, &new).await?;
    Ok(i64::try_from(stored).unwrap_or(0))
}

/// How many numbers are not on a list.
pub(super) async fn count_new_numbers(
    tx: &TenantTx,
    job: &Claimed,
    list: List,
    rows: &[Row],
) -> Result<i64, StepError> {
    let table = Table::of(list, job.tenant);
    let [tenant, of] = table.values();
    let numbers: Vec<i64> = rows.iter().map(|row| row.number.value()).collect();
    let sql = format!(
        "select count(*) as n from (select distinct number from unnest($3::bigint[]) as d (number)) d where (
             select 1 from {} x where {} and x.number = d.number and x.removed_at is null) is null",
        table.name, table.reach
    );
    Ok(tx.figure(&sql, [tenant, of, numbers.into()]).await?)
}
