use super::capacity::{Wish, measure};
use super::space::choose;
use super::validate::{Wanted, queue_validation};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::queue::{self, NewJob};
use crate::tenancy::{TenantTx, Tx};
use crate::tenant::quota;
use crate::{Engine, audit, project};
use domain::id::{JobId, ProjectId};
use domain::job::JobKind;
use domain::phone::{ExchangeSet, GenerationDraft, MAX_SEED, Npa, grouped};
use domain::prefix::LineType;
use domain::right::Right;
use domain::{FieldErrors, Scope};
use serde::{Deserialize, Serialize};

/// Numbers a second while nothing has been measured here: what two shared cores did, halved.
const UNMEASURED_RATE: f64 = 50_000.0;

/// What a generation job is asked to do.
///
/// The exchanges are chosen here, once: an import of prefixes while the job runs, or between two of its attempts, must not
/// change which set the seed stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Params {
    pub project: ProjectId,
    pub area_code: Npa,
    pub quantity: u64,
    pub carrier: Option<String>,
    pub line_type: Option<LineType>,
    pub batch_size: u64,
    pub seed: u64,
    pub fiction: bool,
    pub exchanges: ExchangeSet,
}

/// A generation that has been queued.
#[derive(Debug, Clone, PartialEq)]
pub struct GenerationStarted {
    pub job: JobId,
    /// The validation of the new numbers, which waits for it.
    pub validation: Option<JobId>,
    pub area_code: Npa,
    pub quantity: u64,
    /// How long it will take, from the speed of the last generations.
    pub seconds_estimated: f64,
}

/// Queues the generation of numbers into a project.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::Invalid`] with the texts of CONTRACTS A at every failing field, also
/// for a project the tenant does not have and for more numbers than the filters leave.
pub async fn generate(engine: &Engine, scope: &Scope, draft: &GenerationDraft) -> Result<GenerationStarted> {
    allow(scope, Right::ChangeNumbers)?;
    let request = draft.check()?;
    let tx = TenantTx::begin(engine, scope).await?;
    let project = project::hold(&tx, scope, request.project_id).await.map_err(|error| match error {
        Error::NotFound => FieldErrors::one("project_id", "Project does not exist.").into(),
        other => other,
    })?;
    if project.archived_at.is_some() {
        let text = "The project is archived and takes no more numbers; unarchive it first.";
        return Err(FieldErrors::one("project_id", text).into());
    }
    let wish = Wish {
        area_code: request.area_code,
        carrier: request.carrier.clone(),
        line_type: request.line_type,
        fiction: request.fiction,
    };
    let (choice, capacity) = measure(&tx, project.id, &wish).await?;
    if !choice.table_loaded && (wish.carrier.is_some() || wish.line_type.is_some()) {
        let field = if wish.carrier.is_some() { "carrier_filter" } else { "type_filter" };
        let text = "Carriers and line types of this area code are not known: import the prefix table first.";
        return Err(FieldErrors::one(field, text).into());
    }
    if capacity.numbers == 0 && (wish.carrier.is_some() || wish.line_type.is_some()) {
        return Err(nothing_left(&tx, &wish).await?.into());
    }
    capacity.allows(request.quantity).map_err(|text| FieldErrors::one("quantity", text))?;
    if let Some(quota) = quota::of_numbers(&tx).await?
        && !quota.fits(request.quantity)
    {
        return Err(FieldErrors::one("quantity", quota.told()).into());
    }
    let params = Params {
        project: project.id,
        area_code: request.area_code,
        quantity: request.quantity,
        carrier: request.carrier,
        line_type: request.line_type,
        batch_size: request.batch_size,
        seed: request.seed.unwrap_or_else(|| rand::random_range(0..=MAX_SEED)),
        fiction: request.fiction,
        exchanges: choice.exchanges,
    };
    let job = NewJob {
        subject: Some(project.id.0),
        total: i64::try_from(params.quantity).unwrap_or(i64::MAX),
        steps_total: i64::try_from(params.quantity.div_ceil(params.batch_size)).unwrap_or(i64::MAX),
        ..NewJob::new(JobKind::GenerateNumbers, title(&params, &project.name), serde_json::to_value(&params)?)
    };
    let id = queue::enqueue(&tx, scope, job).await?.job;
    let entry = audit::Entry::made("number.generate", format!("project:{}", project.id), &params)?;
    audit::record(&tx, scope, entry).await?;
    let validation = match request.validation {
        Some(batch) => {
            let wanted = Wanted::Pending;
            queue_validation(&tx, scope, Some(project.id), &project.name, &wanted, batch, Some(id)).await?
        }
        None => None,
    };
    let rate = measured_rate(&tx).await?.unwrap_or(UNMEASURED_RATE);
    tx.commit().await?;
    queue::wake(engine, scope, id).await;
    Ok(GenerationStarted {
        job: id,
        validation: validation.map(|validation| validation.job),
        area_code: params.area_code,
        quantity: params.quantity,
        seconds_estimated: params.quantity as f64 / rate,
    })
}

/// Which of the filters leaves no code: the quantity is not what has to be mended then.
async fn nothing_left(tx: &TenantTx, wish: &Wish) -> Result<FieldErrors> {
    let area_code = wish.area_code;
    let Some(carrier) = &wish.carrier else {
        let line_type = wish.line_type.unwrap_or(LineType::Unknown);
        let text = format!("No code of area code {area_code} has the line type {line_type}.");
        return Ok(FieldErrors::one("type_filter", text));
    };
    let of_carrier = choose(tx, area_code, Some(carrier), None, wish.fiction).await?;
    Ok(match wish.line_type.filter(|_| !of_carrier.exchanges.is_empty()) {
        Some(line_type) => FieldErrors::one(
            "type_filter",
            format!("No code of {carrier} in area code {area_code} has the line type {line_type}."),
        ),
        None => FieldErrors::one("carrier_filter", format!("No code of area code {area_code} belongs to {carrier}.")),
    })
}

fn title(params: &Params, project: &str) -> String {
    let mut title = format!("{} × {}", grouped(params.quantity), params.area_code);
    if let Some(carrier) = &params.carrier {
        title.push_str(&format!(" · {carrier}"));
    }
    if let Some(line_type) = params.line_type {
        title.push_str(&format!(" · {line_type}"));
    }
    if params.fiction {
        title.push_str(" · fiction");
    }
    title.push_str(&format!(" → {project}"));
    title
}

/// Numbers a second over the tenant's last ten generations of a thousand and more; `None` when there were none.
pub(super) async fn measured_rate(tx: &TenantTx) -> Result<Option<f64>> {
    let rate = tx
        .figure(
            "select coalesce(sum(processed) / nullif(sum(extract(epoch from finished_at - started_at)), 0), 0)::bigint as n
             from (select processed, started_at, finished_at from job
                   where tenant_id = $1 and state = 'done' and kind = 'generate_numbers' and processed >= 1000
                   order by id desc limit 10) lately",
            [tx.tenant()],
        )
        .await?;
    Ok((rate > 0).then_some(rate as f64))
}
