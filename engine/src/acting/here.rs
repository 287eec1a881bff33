use crate::Engine;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::id::UserId;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// Somebody of the platform who acts in a company now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    pub user: UserId,
    pub name: String,
    pub reason: String,
    pub started_at: OffsetDateTime,
    pub until: OffsetDateTime,
}

#[derive(FromQueryResult)]
struct Row {
    user_id: i64,
    name: String,
    reason: String,
    started_at: OffsetDateTime,
    until: OffsetDateTime,
}

/// Who acts in the scope's company now. Everybody in it may know, so no right is asked.
///
/// # Errors
/// When the database is away.
pub async fn here(engine: &Engine, scope: &Scope) -> Result<Vec<Acting>> {
    let tx = TenantTx::begin(engine, scope).await?;
    let rows: Vec<Row> = tx
        .all(
            "select a.user_id, u.name, a.reason, a.started_at, a.until from acting a join app_user u on u.id = a.user_id
             where a.tenant_id = $1 and a.ended_at is null and a.until > now() order by a.started_at, a.id limit 10",
            [tx.tenant()],
        )
        .await?;
    tx.commit().await?;
    Ok(rows
        .into_iter()
        .map(|Row { user_id, name, reason, started_at, until }| Acting {
            user: UserId(user_id),
            name,
            reason,
            started_at,
            until,
        })
        .collect())
}
