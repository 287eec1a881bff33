use super::abandoned::Brakes;
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::DialState;
use sea_orm::FromQueryResult;

/// How dialling stands in the whole installation: counts of its rows, of nobody in particular.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gauges {
    /// Each of the nine states.
    pub states: Vec<(DialState, u64)>,
    /// Calls that take a slot now, and how many may.
    pub slots: u64,
    pub at_once: u64,
    /// Not settled.
    pub dead_letters: u64,
    /// Dials that have not been placed, by the word of their verdict.
    pub verdicts: Vec<(String, u64)>,
    /// Providers that take no calls because they failed.
    pub providers_open: u64,
    /// Campaigns that run and call nobody because too many calls were abandoned.
    pub campaigns_stopped: u64,
}

#[derive(FromQueryResult)]
struct Row {
    slots: i64,
    dead_letters: i64,
    providers_open: i64,
}

#[derive(FromQueryResult)]
struct StateRow {
    state: i16,
    n: i64,
}

#[derive(FromQueryResult)]
struct VerdictRow {
    verdict: String,
    n: i64,
}

/// How dialling stands now, over all companies; for the operator's monitoring.
///
/// # Errors
/// When the database is away.
pub async fn gauges(engine: &Engine) -> Result<Gauges> {
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<Row> = tx
        .one(
            "select (select count(*) from dial where slot_until is not null) as slots,
                 (select count(*) from dead_letter where processed_at is null) as dead_letters,
                 (select count(*) from provider where open_until > now()) as providers_open",
            [],
        )
        .await?;
    let states: Vec<StateRow> = tx.all("select state, count(*) as n from dial group by state", []).await?;
    let sql = "select verdict, count(*) as n from dial where state in (1, 2, 3, 8) group by verdict order by verdict";
    let verdicts: Vec<VerdictRow> = tx.all(sql, []).await?;
    let campaigns_stopped = Brakes::of(engine, &tx).await?.stopped();
    tx.commit().await?;
    let count =
        |state: DialState| states.iter().find(|row| row.state == state.code()).map_or(0, |row| row.n.unsigned_abs());
    let figure = |of: fn(&Row) -> i64| row.as_ref().map_or(0, |row| of(row).unsigned_abs());
    Ok(Gauges {
        states: DialState::ALL.map(|state| (state, count(state))).to_vec(),
        slots: figure(|row| row.slots),
        at_once: u64::from(engine.settings().dialling.at_once),
        dead_letters: figure(|row| row.dead_letters),
        providers_open: figure(|row| row.providers_open),
        campaigns_stopped,
        verdicts: verdicts.into_iter().map(|row| (row.verdict, row.n.unsigned_abs())).collect(),
    })
}
