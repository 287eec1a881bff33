use crate::Engine;
use crate::allow::allow_platform;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use domain::Scope;
use domain::id::UserId;
use sea_orm::FromQueryResult;

#[derive(FromQueryResult)]
struct Row {
    id: i64,
}

/// The account with this address.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Denied`] for anybody but a platform admin.
pub async fn by_email(engine: &Engine, scope: &Scope, email: &str) -> Result<UserId> {
    allow_platform(scope)?;
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<Row> = tx.one("select id from app_user where email_key = lower($1)", [email.trim().into()]).await?;
    tx.commit().await?;
    row.map(|row| UserId(row.id)).ok_or(Error::NotFound)
}
