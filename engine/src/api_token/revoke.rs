use super::list::whose;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::Scope;
use domain::id::ApiTokenId;
use sea_orm::FromQueryResult;
use serde_json::json;
use time::OffsetDateTime;

#[derive(FromQueryResult)]
struct Row {
    name: String,
    user_id: i64,
    revoked_at: Option<OffsetDateTime>,
}

/// Revokes a token: from the commit on it stands for nobody. Answers its name.
///
/// # Errors
/// [`Error::NotFound`] for a token that the scope does not reach: an admin or owner all of the tenant's, others their own;
/// [`Error::Conflict`] when it is revoked already.
pub async fn revoke(engine: &Engine, scope: &Scope, id: ApiTokenId) -> Result<String> {
    let whose = whose(scope)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let row: Row = tx
        .one(
            "select name, user_id, revoked_at from api_token
             where tenant_id = $1 and id = $2 and ($3::bigint is null or user_id = $3) for update",
            [tx.tenant(), id.0.into(), whose.map(|user| user.0).into()],
        )
        .await?
        .ok_or(Error::NotFound)?;
    if row.revoked_at.is_some() {
        return Err(Error::Conflict("This token is revoked already.".into()));
    }
    tx.execute("update api_token set revoked_at = now() where tenant_id = $1 and id = $2", [tx.tenant(), id.0.into()])
        .await?;
    let entry = audit::Entry::changed(
        "api_token.revoke",
        format!("api_token:{id}"),
        json!({ "revoked": false, "user": row.user_id, "name": row.name }),
        json!({ "revoked": true }),
    )?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(row.name)
}
