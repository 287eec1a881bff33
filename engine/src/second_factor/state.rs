use crate::Engine;
use crate::allow::allow_person;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::Scope;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// How it stands with somebody's second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Signing in takes the password alone.
    Off,
    /// Signing in asks for a code.
    On {
        since: OffsetDateTime,
        /// Recovery codes that were not used.
        codes_left: u32,
    },
}

#[derive(FromQueryResult)]
struct Row {
    confirmed_at: OffsetDateTime,
    codes_left: i64,
}

/// How it stands with the acting person's own.
///
/// # Errors
/// [`Error::Denied`](crate::Error::Denied) for a token, and where no person acts.
pub async fn state(engine: &Engine, scope: &Scope) -> Result<State> {
    let user = allow_person(scope)?;
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<Row> = tx
        .one(
            "select f.confirmed_at, (select count(*) from recovery_code c
                                     where c.user_id = f.user_id and c.used_at is null) as codes_left
             from second_factor f where f.user_id = $1 and f.confirmed_at is not null",
            [user.0.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(row.map_or(State::Off, |row| State::On {
        since: row.confirmed_at,
        codes_left: u32::try_from(row.codes_left).unwrap_or(0),
    }))
}
