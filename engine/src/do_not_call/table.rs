//! Where the entries of a list are.

use crate::allow::{allow, allow_platform};
use crate::error::{Error, Result};
use crate::selection::{Clause, Column};
use crate::tenancy::Tx;
use crate::window::Listing;
use domain::do_not_call::{Entry, EntrySource, List, Removal};
use domain::id::{EntryId, JobId, TenantId};
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use sea_orm::{FromQueryResult, Value};
use time::OffsetDateTime;
use uuid::Uuid;

/// A list as a part of a table. Its statements take the list's own values first.
#[derive(Clone, Copy)]
pub(crate) struct Table {
    pub name: &'static str,
    /// The rows of the list; it names each of [`Table::values`].
    pub reach: &'static str,
    /// The columns that say whose it is, each followed by a comma, and their values likewise.
    pub owner: &'static str,
    pub owner_values: &'static str,
    tenant: TenantId,
    list: i64,
}

impl Table {
    pub(crate) fn of(list: List, tenant: TenantId) -> Table {
        let company = Table {
            name: "do_not_call",
            reach: "tenant_id = $1 and list_id = $2",
            owner: "tenant_id, list_id,",
            owner_values: "$1, $2,",
            tenant,
            list: 0,
        };
        match list {
            List::Company => company,
            List::Campaign(campaign) => Table { list: campaign.0, ..company },
            // The two values are still there, so that each statement counts its own from $3.
            List::Installation => Table {
                name: "installation_do_not_call",
                reach: "$1::bigint >= 0 and $2::bigint = 0",
                owner: "",
                owner_values: "",
                tenant,
                list: 0,
            },
        }
    }

    /// What every statement about the list begins with.
    pub(crate) fn values(self) -> [Value; 2] {
        [self.tenant.0.into(), self.list.into()]
    }

    pub(super) fn listing(self, key: &'static str) -> Listing<'static> {
        Listing {
            table: self.name,
            key,
            columns: COLUMNS,
            joins: JOINS,
            reach: Clause::new(&format!("{} and removed_at is null", self.reach), self.values()),
            column,
        }
    }
}

/// Lets pass who may put numbers on a list.
pub(crate) fn allow_adding(scope: &Scope, list: List) -> Result<()> {
    match list {
        List::Installation => allow_platform(scope),
        List::Company | List::Campaign(_) => allow(scope, Right::StopDialling),
    }
}

/// Lets pass who may take numbers off a list.
pub(super) fn allow_removing(scope: &Scope, list: List) -> Result<()> {
    match list {
        List::Installation => allow_platform(scope),
        List::Company | List::Campaign(_) => allow(scope, Right::AllowDialling),
    }
}

/// That a list is there: a campaign's is, with its campaign.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no such campaign.
pub(crate) async fn there(tx: &impl Tx, tenant: TenantId, list: List) -> Result<()> {
    let List::Campaign(campaign) = list else { return Ok(()) };
    let sql = "select count(*) as n from campaign where tenant_id = $1 and id = $2";
    match tx.figure(sql, [tenant.0.into(), campaign.0.into()]).await? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Lets pass who may see a list.
pub(super) fn allow_seeing(scope: &Scope, list: List) -> Result<()> {
    match list {
        List::Installation => allow_platform(scope),
        List::Company | List::Campaign(_) => allow(scope, Right::SeeContacts),
    }
}

/// The code of the widest list that a number is on, as an expression of SQL; null where it is on none. `number`, `tenant` and
/// `campaign` (0 for none) are expressions too. Each part is a probe of a unique index: neither a join, which the planner may
/// turn into reading a list whole, nor an `or`.
pub(crate) fn stopped_by(number: &str, tenant: &str, campaign: &str) -> String {
    let of = |list: &str| {
        format!(
            "select 1 from do_not_call e where e.tenant_id = {tenant} and e.list_id = {list} and e.number = {number} and e.removed_at is null"
        )
    };
    format!(
        "case when (select 1 from installation_do_not_call e where e.number = {number} and e.removed_at is null) = 1 then 1
              when ({}) = 1 then 2
              when {campaign} > 0 and ({}) = 1 then 3 end::smallint",
        of("0"),
        of(campaign)
    )
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    pub id: i64,
    pub number: i64,
    source: i16,
    note: String,
    added_at: OffsetDateTime,
    added_by_name: Option<String>,
    job_id: Option<Uuid>,
    removed_at: Option<OffsetDateTime>,
    removed_by_name: Option<String>,
    removal_reason: Option<String>,
}

/// The columns of [`Row`], for an entry `m`.
pub(super) const COLUMNS: &str = "m.id, m.number, m.source, m.note, m.added_at, a.name as added_by_name, m.job_id,
    m.removed_at, r.name as removed_by_name, m.removal_reason";

/// The joins that [`COLUMNS`] needs.
pub(super) const JOINS: &str = "left join app_user a on a.id = m.added_by left join app_user r on r.id = m.removed_by";

fn column(field: &str) -> Option<Column> {
    Some(match field {
        "number" => Column::Digits("number", 11),
        "source" => Column::Code("source", EntrySource::code_of_word),
        "added" => Column::Day("added_at"),
        _ => return None,
    })
}

impl TryFrom<Row> for Entry {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let strange = |what: &str| Error::Internal(format!("do-not-call entry {} has a strange {what}", row.id));
        Ok(Entry {
            id: EntryId(row.id),
            number: PhoneNumber::from_stored(row.number).map_err(|_| strange("number"))?,
            source: EntrySource::of_code(row.source).ok_or_else(|| strange("source"))?,
            note: row.note,
            added_at: row.added_at,
            added_by_name: row.added_by_name,
            job: row.job_id.map(JobId),
            removal: row.removed_at.map(|at| Removal {
                at,
                by_name: row.removed_by_name,
                reason: row.removal_reason.unwrap_or_default(),
            }),
        })
    }
}
