//! Consents of a file, by one statement a batch. What is recorded already is left as it is.

use super::{Taken, Taker};
use crate::error::Result;
use crate::here::Here;
use crate::queue::{Claimed, StepError};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::consent::{Terms, TermsDraft, consent_of_row};
use domain::phone::PhoneNumber;
use domain::table_file::{Entry, Rejection};
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::OffsetDateTime;

/// Takes consents.
pub(super) struct Consents {
    /// What a row leaves empty.
    pub usual: TermsDraft,
    pub here: Here,
    pub job: Claimed,
}

#[async_trait]
impl Taker for Consents {
    type Row = Row;
    type Seen = ();

    fn read(&self, (): &mut (), entry: &Entry) -> std::result::Result<Row, Rejection> {
        let read = consent_of_row(&entry.typed, &self.usual, self.here.now, |local| self.here.moment(local));
        read.map(|(number, terms)| Row::new(number, &terms)).map_err(Rejection::of_row)
    }

    async fn take(
        &self,
        tx: &TenantTx,
        rows: &[Row],
        dry_run: bool,
        _again: bool,
    ) -> std::result::Result<Taken, StepError> {
        let stale = withdrawn_since(tx, rows).await?;
        let kept = without(rows, &stale);
        let new =
            if dry_run { count_new_consents(tx, &kept).await? } else { store_consents(tx, &self.job, &kept).await? };
        let refused = stale.into_iter().map(|place| (place, WITHDRAWN_SINCE.to_owned())).collect();
        Ok(Taken { new, refused, ..Taken::default() })
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

fn as_figure<S: serde::Serializer>(number: &PhoneNumber, serializer: S) -> std::result::Result<S::Ok, S::Error> {
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

/// What is said of a consent that was withdrawn before it was recorded.
pub(crate) const WITHDRAWN_SINCE: &str =
    "Consent for this number was withdrawn after this was given. Who agrees anew is recorded with the time of that.";

/// The places of the rows that were given before a consent for their number was withdrawn: a withdrawal takes back what was
/// given by then, also what somebody records only later.
pub(crate) async fn withdrawn_since(tx: &TenantTx, rows: &[Row]) -> Result<Vec<usize>> {
    #[derive(FromQueryResult)]
    struct Stale {
        place: i64,
    }
    let stale: Vec<Stale> = tx
        .all(
            "select d.place from rows from (jsonb_to_recordset($2::jsonb) as (number bigint, given_at timestamptz))
                 with ordinality as d (number, given_at, place)
             where (
                 select x.id from consent x
                 where x.tenant_id = $1 and x.number = d.number and x.withdrawn_at >= d.given_at
                 order by x.number, x.id limit 1) is not null
             order by d.place",
            [tx.tenant(), serde_json::to_value(rows)?.into()],
        )
        .await?;
    Ok(stale.into_iter().filter_map(|stale| usize::try_from(stale.place - 1).ok()).collect())
}

/// The rows but those at some places, which are in order.
pub(crate) fn without(rows: &[Row], places: &[usize]) -> Vec<Row> {
    let kept = rows.iter().enumerate().filter(|(place, _)| places.binary_search(place).is_err());
    kept.map(|(_, row)| row.clone()).collect()
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
pub(crate) async fn store_consents(tx: &TenantTx, job: &Claimed, rows: &[Row]) -> std::result::Result<i64, StepError> {
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
async fn count_new_consents(tx: &TenantTx, rows: &[Row]) -> std::result::Result<i64, StepError> {
    let sql = format!("with {NEW} select count(*) as n from fresh");
    Ok(tx.figure(&sql, [tx.tenant(), serde_json::to_value(rows)?.into()]).await?)
}
