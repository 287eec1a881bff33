//! The rows of an export, some at a time, in the order of their ids.

use crate::crm::reach::reach;
use crate::crm::table::{Row, select, table};
use crate::error::Result;
use crate::job::kind::export::{Source, Window};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::crm::{Record, RecordCells};
use domain::filter::{Filter, OfKind};
use sea_orm::FromQueryResult;
use std::collections::HashMap;

/// Rows looked at by a step, however many match: a quarter of a second where all of them do.
const WINDOW: i64 = 5_000;

/// What an export takes.
pub(crate) struct Selection<S: OfKind> {
    pub filter: Filter<S>,
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
        let select = |page: &str| select(S::KIND, page);
        let (rows, reached): (Vec<Row>, _) = reach(&self.filter).stretch(tx, (from, until), WINDOW, select).await?;
        let records = rows.into_iter().map(|row| row.record(S::KIND)).collect::<Result<Vec<_>>>()?;
        Ok(Window { rows: with_owners(tx, records).await?, reached })
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
