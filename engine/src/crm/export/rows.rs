//! The rows of an export, some at a time, in the order of their ids.

use crate::crm::reach::{Way, along, asks_for_deleted, matching, standing, way};
use crate::crm::table::{Row, select, table};
use crate::error::Result;
use crate::job::kind::export::{Source, Window};
use crate::selection::Clause;
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::crm::{Record, RecordCells};
use domain::filter::{Filter, OfKind};
use sea_orm::FromQueryResult;
use std::collections::HashMap;

/// Rows looked at at once: a quarter of a second where all of them match.
const WINDOW: i64 = 5_000;

/// What an export takes.
pub(crate) struct Selection<S: OfKind> {
    pub filter: Filter<S>,
}

#[derive(FromQueryResult)]
struct Last {
    id: i64,
}

#[async_trait]
impl<S: OfKind + Send + Sync + 'static> Source for Selection<S> {
    type Row = RecordCells;

    async fn until(&self, tx: &TenantTx) -> Result<i64> {
        let sql = format!(
            "select coalesce(max(id), 0) as n from (
                 select id from {} where tenant_id = $1 order by id desc limit 1) newest",
            table(S::KIND)
        );
        Ok(tx.figure(&sql, [tx.tenant()]).await?)
    }

    async fn window(&self, tx: &TenantTx, from: i64, until: i64) -> Result<Window<RecordCells>> {
        let mut clause = Clause::new("", [tx.tenant()]);
        let way = way(tx, &self.filter).await?;
        // Of a lane that names few records the matching ones are counted; of the list the ones looked at.
        let (rows, named) = match way {
            Way::Lane(condition) => (along(&mut clause, S::KIND, condition), true),
            Way::Walk => (format!("{} r", table(S::KIND)), false),
        };
        let end = if named { None } else { self.end_of_window(tx, from, until).await? };
        let holds = matching(&mut clause, &self.filter);
        let (from, last) = (clause.value(from), clause.value(end.unwrap_or(until)));
        let page = format!(
            "(select r.* from {rows} where r.tenant_id = $1 and r.id > {from} and r.id <= {last} and {holds}
              order by r.id limit {WINDOW})"
        );
        let sql = format!("{} order by r.id", select(S::KIND, &page));
        let rows: Vec<Row> = tx.all(&sql, clause.values()).await?;
        let full = named && rows.len() as i64 == WINDOW;
        let records = rows.into_iter().map(|row| row.record(S::KIND)).collect::<Result<Vec<_>>>()?;
        let reached = if full { records.last().map(|record| record.id.0) } else { end };
        Ok(Window { rows: with_owners(tx, records).await?, reached })
    }
}

impl<S: OfKind> Selection<S> {
    /// The id of the window's last row, when there are rows behind it.
    async fn end_of_window(&self, tx: &TenantTx, from: i64, until: i64) -> Result<Option<i64>> {
        let sql = format!(
            "select r.id from {} r where r.tenant_id = $1 and r.id > $2 and r.id < $3 and {}
             order by r.id limit 1 offset {}",
            table(S::KIND),
            standing(asks_for_deleted(&self.filter)),
            WINDOW - 1
        );
        Ok(tx.one::<Last>(&sql, [tx.tenant(), from.into(), until.into()]).await?.map(|last| last.id))
    }
}

/// The records with their owners' addresses, of which a company has few.
async fn with_owners(tx: &TenantTx, records: Vec<Record>) -> Result<Vec<RecordCells>> {
    #[derive(FromQueryResult)]
    struct Owner {
        id: i64,
        email: String,
    }
    let mut ids: Vec<i64> = records.iter().filter_map(|record| record.owner.as_ref().map(|owner| owner.id.0)).collect();
    ids.sort_unstable();
    ids.dedup();
    let owners: Vec<Owner> = if ids.is_empty() {
        Vec::new()
    } else {
        let sql = "select m.user_id as id, u.email from membership m join app_user u on u.id = m.user_id
             where m.tenant_id = $1 and m.user_id = any($2)";
        tx.all(sql, [tx.tenant(), ids.into()]).await?
    };
    let owners: HashMap<i64, String> = owners.into_iter().map(|owner| (owner.id, owner.email)).collect();
    let owner = |record: &Record| record.owner.as_ref().and_then(|owner| owners.get(&owner.id.0).cloned());
    Ok(records.into_iter().map(|record| RecordCells { owner: owner(&record).unwrap_or_default(), record }).collect())
}
