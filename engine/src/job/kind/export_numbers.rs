//! Writes the numbers of a project that match a filter into a file.

use super::export::{export_of, work};
use crate::Engine;
use crate::file::Holds;
use crate::number::{ExportParams, ExportSelection};
use crate::project;
use crate::queue::{Claimed, Kind, StepError, Work};
use async_trait::async_trait;
use domain::job::JobKind;
use std::sync::Arc;

pub(crate) struct ExportNumbers;

#[async_trait]
impl Kind for ExportNumbers {
    fn word(&self) -> &'static str {
        JobKind::ExportNumbers.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let ExportParams { project, format, fields, filter } = serde_json::from_value(job.params.clone())?;
        project::get(engine, &job.scope(), project).await?;
        let file = export_of(job, "phone_numbers", format, Holds::Numbers, Some(project));
        Ok(work(engine, job, ExportSelection { project, filter, fields: fields.clone() }, fields, file))
    }
}
