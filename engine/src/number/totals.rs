use super::row::NumberStatus;
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::project;
use crate::tenancy::{TenantTx, Tx};
use domain::id::ProjectId;
use domain::prefix::LineType;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// What a tenant or a project holds, by the tally that every change of a number keeps in its own transaction: never stale.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Totals {
    pub total: u64,
    /// With an answer, valid or not.
    pub validated: u64,
    pub valid: u64,
    pub invalid: u64,
    pub pending: u64,
    /// Valid numbers by carrier, the most first.
    pub by_carrier: Vec<Figure>,
    /// Valid numbers by line type, the most first.
    pub by_type: Vec<Figure>,
    /// Valid numbers by state, the most first.
    pub by_state: Vec<Figure>,
    /// All numbers by area code, the most first.
    pub by_area_code: Vec<Figure>,
    /// All numbers by status, the most first.
    pub by_status: Vec<Figure>,
}

/// How many there are of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub name: String,
    pub count: u64,
}

impl Totals {
    /// The share of numbers with an answer, in percent to two decimals; 0 if there are no numbers.
    pub fn validation_rate(&self) -> f64 {
        percent(self.validated, self.total)
    }

    /// The share of valid ones among those with an answer, in percent to two decimals; 0 if there are none.
    pub fn validity_rate(&self) -> f64 {
        percent(self.valid, self.validated)
    }
}

fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 10_000.0).round() / 100.0 }
}

#[derive(FromQueryResult)]
struct Row {
    area_code: i32,
    carrier: Option<String>,
    line_type: i16,
    state: Option<String>,
    status: i16,
    valid: Option<bool>,
    n: i64,
}

/// Counts the numbers of a project, or of all the tenant's.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has no such project.
pub async fn totals(engine: &Engine, scope: &Scope, project: Option<ProjectId>) -> Result<Totals> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    if let Some(project) = project {
        project::find(&tx, scope, project).await?;
    }
    let rows: Vec<Row> = tx
        .all(
            "select area_code::int, coalesce(brand, carrier) as carrier, line_type, state, status, valid,
                 sum(n)::bigint as n
             from number_tally where tenant_id = $1 and ($2 = 0 or project_id = $2)
             group by 1, 2, 3, 4, 5, 6 having sum(n) > 0",
            [tx.tenant(), project.map_or(0, |project| project.0).into()],
        )
        .await?;
    tx.commit().await?;
    Ok(sum(&rows))
}

fn sum(rows: &[Row]) -> Totals {
    let mut totals = Totals::default();
    let (mut carriers, mut types, mut states) = (vec![], vec![], vec![]);
    let (mut areas, mut statuses) = (vec![], vec![]);
    for row in rows {
        let n = u64::try_from(row.n).unwrap_or(0);
        totals.total += n;
        match row.valid {
            Some(true) => totals.valid += n,
            Some(false) => totals.invalid += n,
            None => totals.pending += n,
        }
        if row.valid == Some(true) {
            add(&mut carriers, row.carrier.as_deref().unwrap_or("Unknown"), n);
            add(&mut types, LineType::from_code(row.line_type).as_str(), n);
            add(&mut states, row.state.as_deref().unwrap_or("Unknown"), n);
        }
        add(&mut areas, &row.area_code.to_string(), n);
        let status = NumberStatus::of_code(row.status).map_or("unknown", NumberStatus::as_str);
        add(&mut statuses, status, n);
    }
    totals.validated = totals.valid + totals.invalid;
    totals.by_area_code = sorted(areas);
    totals.by_state = sorted(states);
    totals.by_carrier = sorted(carriers);
    totals.by_type = sorted(types);
    totals.by_status = sorted(statuses);
    totals
}

fn add(figures: &mut Vec<Figure>, name: &str, count: u64) {
    match figures.iter_mut().find(|figure| figure.name == name) {
        Some(figure) => figure.count += count,
        None => figures.push(Figure { name: name.to_owned(), count }),
    }
}

fn sorted(mut figures: Vec<Figure>) -> Vec<Figure> {
    figures.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    figures
}
