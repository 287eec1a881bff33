use super::generate::measured_rate;
use super::space::{Choice, choose};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::project;
use crate::tenancy::{TenantTx, Tx};
use domain::id::ProjectId;
use domain::phone::{Capacity, Npa, NumberSpace, Prefix};
use domain::prefix::LineType;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// How many exchanges an answer lists.
const LISTED: i64 = 200;

/// What somebody would like to generate from.
#[derive(Debug, Clone)]
pub struct Wish {
    pub area_code: Npa,
    /// A brand or legal name, any case.
    pub carrier: Option<String>,
    pub line_type: Option<LineType>,
    pub fiction: bool,
}

/// What there is for a wish.
#[derive(Debug, Clone, PartialEq)]
pub struct Availability {
    pub capacity: Capacity,
    /// Whether the prefix table knows the area code; if not, carriers are unknown and the plan's rules decide.
    pub carriers_known: bool,
    /// The first 200 of the exchanges chosen.
    pub exchanges: Vec<ExchangeLine>,
    /// Numbers a second of the tenant's last generations; `None` while there were none large enough to tell.
    pub per_second: Option<f64>,
}

/// One exchange that numbers would come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeLine {
    pub prefix: Prefix,
    pub brand: Option<String>,
    pub line_type: LineType,
    pub place: Option<String>,
}

/// How many numbers a generation with these filters could make, less those the project holds already.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has no such project.
pub async fn capacity(engine: &Engine, scope: &Scope, project: ProjectId, wish: &Wish) -> Result<Availability> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    project::find(&tx, scope, project).await?;
    let (choice, capacity) = measure(&tx, project, wish).await?;
    let exchanges = listed(&tx, wish, &choice).await?;
    let per_second = measured_rate(&tx).await?;
    tx.commit().await?;
    Ok(Availability { capacity, carriers_known: choice.table_loaded, exchanges, per_second })
}

/// The exchanges of a wish and what is left in them.
pub(crate) async fn measure(tx: &TenantTx, project: ProjectId, wish: &Wish) -> Result<(Choice, Capacity)> {
    let choice = choose(tx, wish.area_code, wish.carrier.as_deref(), wish.line_type, wish.fiction).await?;
    let space = NumberSpace::new(wish.area_code, choice.exchanges, wish.fiction);
    let first = 10_000_000_000 + i64::from(wish.area_code.code()) * 10_000_000;
    let wanted: Vec<i32> = choice.exchanges.iter().map(i32::from).collect();
    let held = tx
        .figure(
            "select count(*) as n from number
             where tenant_id = $1 and project_id = $2 and number >= $3 and number < $3 + 10000000
               and ((number / 10000) % 1000)::int = any($4)
               and (number % 10000000 between 5550100 and 5550199) = $5",
            [tx.tenant(), project.0.into(), first.into(), wanted.into(), wish.fiction.into()],
        )
        .await?;
    let capacity =
        Capacity { codes: choice.exchanges.len(), numbers: space.len(), held: u64::try_from(held).unwrap_or(0) };
    Ok((choice, capacity))
}

async fn listed(tx: &TenantTx, wish: &Wish, choice: &Choice) -> Result<Vec<ExchangeLine>> {
    #[derive(FromQueryResult)]
    struct Row {
        code: i32,
        brand: Option<String>,
        line_type: Option<i16>,
        place: Option<String>,
    }
    let codes: Vec<i32> =
        choice.exchanges.iter().map(|nxx| i32::from(wish.area_code.code()) * 1_000 + i32::from(nxx)).collect();
    let rows: Vec<Row> = tx
        .all(
            "select c.code, p.brand, p.line_type, p.place from unnest($1::int[]) c (code)
             left join prefix p on p.prefix = c.code order by c.code limit $2",
            [codes.into(), LISTED.into()],
        )
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(ExchangeLine {
                prefix: Prefix::from_code(u32::try_from(row.code).ok()?).ok()?,
                brand: row.brand,
                line_type: row.line_type.map_or(LineType::Unknown, LineType::from_code),
                place: row.place,
            })
        })
        .collect())
}
