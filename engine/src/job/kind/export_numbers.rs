//! The numbers of a project as rows of a file.

use super::export_many::Exports;
use crate::Engine;
use crate::error::Result;
use crate::number::{ExportParams, ExportSelection};
use crate::project;
use crate::queue::Claimed;
use crate::tenancy::TenantTx;
use async_trait::async_trait;
use domain::id::ProjectId;
use domain::job::JobKind;
use domain::table_file::{ExportField, FileFormat, NumberCells};

#[async_trait]
impl Exports for ExportParams {
    const KIND: JobKind = JobKind::ExportNumbers;
    const NAME: &'static str = "phone_numbers";
    type Column = ExportField;
    type Row = NumberCells;

    fn format(&self) -> FileFormat {
        self.format
    }

    fn columns(&self) -> Vec<ExportField> {
        self.fields.clone()
    }

    fn project(&self) -> Option<ProjectId> {
        Some(self.project)
    }

    async fn check(&self, engine: &Engine, job: &Claimed) -> Result<()> {
        project::get(engine, &job.scope(), self.project).await.map(drop)
    }

    async fn until(&self, tx: &TenantTx) -> Result<i64> {
        selection(self).until(tx).await
    }

    async fn window(
        &self,
        tx: &TenantTx,
        _job: &Claimed,
        from: i64,
        until: i64,
    ) -> Result<(Vec<NumberCells>, Option<i64>)> {
        let window = selection(self).window(tx, from, until).await?;
        Ok((window.rows, window.reached))
    }
}

fn selection(params: &ExportParams) -> ExportSelection {
    ExportSelection { project: params.project, filter: params.filter.clone(), fields: params.fields.clone() }
}
