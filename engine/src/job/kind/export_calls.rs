//! Calls as rows of a file.

use super::export_many::Exports;
use crate::Engine;
use crate::call::{Here, Row, reach, select};
use crate::error::Result;
use crate::queue::Claimed;
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::call::{Call, CallColumn, CallExportRequest};
use domain::id::ProjectId;
use domain::job::JobKind;
use domain::table_file::FileFormat;

/// Calls looked at by a step, however many match.
const WINDOW: i64 = 10_000;

#[async_trait]
impl Exports for CallExportRequest {
    const KIND: JobKind = JobKind::ExportCalls;
    const NAME: &'static str = "calls";
    type Column = CallColumn;
    type Row = Call;

    fn format(&self) -> FileFormat {
        self.format
    }

    fn columns(&self) -> Vec<CallColumn> {
        self.fields.clone()
    }

    fn project(&self) -> Option<ProjectId> {
        None
    }

    async fn check(&self, _engine: &Engine, _job: &Claimed) -> Result<()> {
        Ok(())
    }

    async fn until(&self, tx: &TenantTx) -> Result<i64> {
        let sql = "select coalesce(max(id), 0) as n from (
                       select id from call where tenant_id = $1 order by id desc limit 1) newest";
        Ok(tx.figure(sql, [tx.tenant()]).await?)
    }

    async fn window(&self, tx: &TenantTx, job: &Claimed, from: i64, until: i64) -> Result<(Vec<Call>, Option<i64>)> {
        // "Mine" and "today" are those of whoever asked for it.
        let here = Here::of(tx, &job.scope()).await?;
        let (rows, reached): (Vec<Row>, _) =
            reach(&self.filter, &here).stretch(tx, (from, until), WINDOW, select).await?;
        Ok((rows.into_iter().map(Row::call).collect::<Result<_>>()?, reached))
    }
}
