use super::cache::{self, Seen};
use super::{Hash, Record};
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use sea_orm::FromQueryResult;
use std::time::Duration;
use time::OffsetDateTime;

#[derive(FromQueryResult)]
struct Row {
    data: Vec<u8>,
    expires_at: OffsetDateTime,
    seconds_left: f64,
}

/// The live session with this id hash; an expired one is none.
///
/// # Errors
/// When the database is away and Redis does not have it.
pub async fn load(engine: &Engine, id_hash: Hash) -> Result<Option<Record>> {
    let place = match cache::look(engine, id_hash).await {
        Seen::Record(record) => return Ok(Some(record)),
        Seen::Nothing(place) => Some(place),
        Seen::Ask => None,
    };
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<Row> = tx
        .one(
            "select data, expires_at, extract(epoch from expires_at - now())::float8 as seconds_left
             from session where id_hash = $1 and expires_at > now()",
            [id_hash.to_vec().into()],
        )
        .await?;
    tx.commit().await?;
    let Some(Row { data, expires_at, seconds_left }) = row else { return Ok(None) };
    let record = Record { data, expires_at };
    if let Some(place) = place {
        // The end may be centuries away; Redis keeps it for minutes.
        place.fill(&record, Duration::from_secs_f64(seconds_left.clamp(0.0, 1e6))).await;
    }
    Ok(Some(record))
}
