use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::phone::Npa;
use domain::prefix::LineType;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// A carrier one can ask for in an area code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierChoice {
    pub brand: String,
    /// Its assigned exchanges in the area code.
    pub exchanges: u64,
    /// The same by line type, those with none left out.
    pub by_type: Vec<(LineType, u64)>,
}

#[derive(FromQueryResult)]
struct Row {
    brand: String,
    line_type: i16,
    n: i64,
}

/// The carriers with assigned exchanges in an area code, the largest first; none where the prefix table does not know it.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope.
pub async fn carriers(engine: &Engine, scope: &Scope, npa: Npa) -> Result<Vec<CarrierChoice>> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let rows: Vec<Row> = tx
        .all(
            "select coalesce(brand, '') as brand, line_type, count(*) as n from prefix
             where area_code = $1 and assigned and brand is not null group by 1, 2 order by 1, 2",
            [(npa.code() as i16).into()],
        )
        .await?;
    tx.commit().await?;
    let mut choices: Vec<CarrierChoice> = Vec::new();
    for row in rows {
        let n = u64::try_from(row.n).unwrap_or(0);
        let by = (LineType::from_code(row.line_type), n);
        match choices.last_mut().filter(|last| last.brand == row.brand) {
            Some(last) => {
                last.exchanges += n;
                last.by_type.push(by);
            }
            None => choices.push(CarrierChoice { brand: row.brand, exchanges: n, by_type: vec![by] }),
        }
    }
    choices.sort_by(|a, b| b.exchanges.cmp(&a.exchanges).then_with(|| a.brand.cmp(&b.brand)));
    Ok(choices)
}
