//! Writes the calls that match a filter into a file.

use super::export::{Source, Window, export_of, work};
use crate::Engine;
use crate::call::{Row, reach, select};
use crate::error::Result;
use crate::file::Holds;
use crate::here::Here;
use crate::queue::{Claimed, Kind, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::Scope;
use domain::call::{Call, CallExportRequest};
use domain::filter::{Calls, Filter};
use domain::job::JobKind;
use std::sync::Arc;

/// Calls looked at by a step, however many match.
const WINDOW: i64 = 10_000;

pub(crate) struct ExportCalls;

#[async_trait]
impl Kind for ExportCalls {
    fn word(&self) -> &'static str {
        JobKind::ExportCalls.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> std::result::Result<Arc<dyn Work>, StepError> {
        let CallExportRequest { format, fields, filter } = serde_json::from_value(job.params.clone())?;
        let file = export_of(job, "calls", format, Holds::Calls, None);
        Ok(work(engine, job, Selection { filter, scope: job.scope() }, fields, file))
    }
}

/// The calls that match, for whoever asked: "mine" and "today" are theirs.
struct Selection {
    filter: Filter<Calls>,
    scope: Scope,
}

#[async_trait]
impl Source for Selection {
    type Row = Call;

    async fn until(&self, tx: &TenantTx) -> Result<i64> {
        let sql = "select coalesce(max(id), 0) as n from (
                       select id from call where tenant_id = $1 order by id desc limit 1) newest";
        Ok(tx.figure(sql, [tx.tenant()]).await?)
    }

    async fn window(&self, tx: &TenantTx, from: i64, until: i64) -> Result<Window<Call>> {
        let here = Here::of(tx, &self.scope).await?;
        let (rows, reached): (Vec<Row>, _) =
            reach(&self.filter, &here).stretch(tx, (from, until), WINDOW, select).await?;
        Ok(Window { rows: rows.into_iter().map(Row::call).collect::<Result<_>>()?, reached })
    }
}
