//! Writes the contacts, companies, leads or deals that match a filter into a file.

use super::export::{export_of, work};
use crate::Engine;
use crate::crm::{ExportParams, ExportSelection};
use crate::file::Holds;
use crate::queue::{Claimed, Kind as JobOf, StepError, Work};
use async_trait::async_trait;
use domain::crm::Kind;
use domain::filter::{Companies, Contacts, Deals, Filter, Leads, OfKind};
use domain::job::JobKind;
use std::sync::Arc;

pub(crate) struct ExportRecords;

#[async_trait]
impl JobOf for ExportRecords {
    fn word(&self) -> &'static str {
        JobKind::ExportRecords.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: ExportParams = serde_json::from_value(job.params.clone())?;
        match params.kind {
            Kind::Contact => of::<Contacts>(engine, job, params),
            Kind::Company => of::<Companies>(engine, job, params),
            Kind::Lead => of::<Leads>(engine, job, params),
            Kind::Deal => of::<Deals>(engine, job, params),
        }
    }
}

fn of<S: OfKind + Send + Sync + 'static>(
    engine: &Engine,
    job: &Claimed,
    params: ExportParams,
) -> Result<Arc<dyn Work>, StepError> {
    let filter = Filter::<S>::parse_query(&params.filter).map_err(crate::Error::from)?;
    let file = export_of(job, params.kind.plural(), params.format, Holds::Contacts, None);
    Ok(work(engine, job, ExportSelection { filter }, params.columns, file))
}
