//! Which exchanges a generation may draw from: the prefix table's where it knows the area code, else the plan's.

use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::phone::{ExchangeSet, Npa, plan};
use domain::prefix::LineType;
use sea_orm::FromQueryResult;

/// The exchanges of an area code that match the filters.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub exchanges: ExchangeSet,
    /// Whether the prefix table knows this area code; if not, carriers and line types are unknown.
    pub table_loaded: bool,
}

#[derive(FromQueryResult)]
struct Row {
    nxx: i32,
    wanted: bool,
}

/// Chooses by carrier (brand or legal name, any case) and line type. Where the table does not know the area code the
/// plan's own exchanges are taken, and none when a filter asks for what nobody knows. In fiction mode it is 555 alone.
pub(crate) async fn choose(
    tx: &TenantTx,
    npa: Npa,
    carrier: Option<&str>,
    line_type: Option<LineType>,
    fiction: bool,
) -> Result<Choice> {
    let rows: Vec<Row> = tx
        .all(
            "select prefix % 1000 as nxx,
                 assigned and ($2 = '' or coalesce(lower(brand) = lower($2), false)
                     or coalesce(lower(carrier) = lower($2), false)) and ($3 < 0 or line_type = $3) as wanted
             from prefix where area_code = $1",
            [(npa.code() as i16).into(), carrier.unwrap_or("").into(), line_type.map_or(-1, LineType::code).into()],
        )
        .await?;
    let table_loaded = !rows.is_empty();
    let exchanges = if fiction {
        let mut only = ExchangeSet::new();
        only.insert(plan::FICTION_EXCHANGE);
        only
    } else if table_loaded {
        let mut chosen = ExchangeSet::new();
        for row in rows.iter().filter(|row| row.wanted) {
            chosen.insert(u16::try_from(row.nxx).unwrap_or(0));
        }
        chosen
    } else if carrier.is_none() && line_type.is_none() {
        plan::exchanges_without_table(npa)
    } else {
        ExchangeSet::new()
    };
    Ok(Choice { exchanges, table_loaded })
}
