//! A record as stored.

use crate::error::{Error, Result};
use crate::selection::{Clause, Column};
use crate::tenancy::TenantTx;
use crate::window::Listing;
use domain::consent::{Consent, ConsentKind, Terms, Withdrawal};
use domain::id::{ConsentId, JobId, UserId};
use domain::phone::PhoneNumber;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(FromQueryResult)]
pub(super) struct Row {
    pub id: i64,
    number: i64,
    kind: i16,
    source: String,
    given_at: OffsetDateTime,
    expires_at: Option<OffsetDateTime>,
    proof: String,
    recorded_at: OffsetDateTime,
    recorded_by: Option<i64>,
    recorded_by_name: Option<String>,
    job_id: Option<Uuid>,
    withdrawn_at: Option<OffsetDateTime>,
    withdrawn_by_name: Option<String>,
    withdrawal_reason: Option<String>,
}

/// The columns of [`Row`], for a record `m`.
pub(super) const COLUMNS: &str = "m.id, m.number, m.kind, m.source, m.given_at, m.expires_at, m.proof,
    m.recorded_at, m.recorded_by, r.name as recorded_by_name, m.job_id, m.withdrawn_at, w.name as withdrawn_by_name,
    m.withdrawal_reason";

/// The joins that [`COLUMNS`] needs.
pub(super) const JOINS: &str =
    "left join app_user r on r.id = m.recorded_by left join app_user w on w.id = m.withdrawn_by";

/// How a record stands, as `domain::consent::Given::state` has it.
const STATE: &str = "(case when withdrawn_at is not null then 'withdrawn' when expires_at <= now() then 'expired'
    else 'in_force' end)";

pub(super) fn listing(tx: &TenantTx) -> Listing<'static> {
    Listing {
        table: "consent",
        key: "id",
        columns: COLUMNS,
        joins: JOINS,
        reach: Clause::new("tenant_id = $1", [tx.tenant()]),
        column,
    }
}

fn column(field: &str) -> Option<Column> {
    Some(match field {
        "number" => Column::Digits("number", 11),
        "kind" => Column::Code("kind", |word| ConsentKind::from_word(word).map_or(-1, ConsentKind::code)),
        "state" => Column::Word(STATE),
        "source" => Column::Text("source"),
        "given" => Column::Day("given_at"),
        "recorded" => Column::Day("recorded_at"),
        _ => return None,
    })
}

impl TryFrom<Row> for Consent {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let strange = |what: &str| Error::Internal(format!("consent {} has a strange {what}", row.id));
        Ok(Consent {
            id: ConsentId(row.id),
            number: PhoneNumber::from_stored(row.number).map_err(|_| strange("number"))?,
            terms: Terms {
                kind: ConsentKind::of_code(row.kind).ok_or_else(|| strange("kind"))?,
                source: row.source,
                given_at: row.given_at,
                expires_at: row.expires_at,
                proof: row.proof,
            },
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by.map(UserId),
            recorded_by_name: row.recorded_by_name,
            job: row.job_id.map(JobId),
            withdrawal: row.withdrawn_at.map(|at| Withdrawal {
                at,
                by_name: row.withdrawn_by_name,
                reason: row.withdrawal_reason.unwrap_or_default(),
            }),
            proofs: Vec::new(),
        })
    }
}
