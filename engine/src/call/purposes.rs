use crate::allow::allow;
use crate::error::{Result, violated_constraint};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::call::{Purpose, SHIPPED_PURPOSES};
use domain::{FieldErrors, Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::json;

/// The most purposes that a company adds: they stand in a menu.
const MOST: i64 = 200;

/// The purposes there are: the six of everybody, then the company's own by name.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read calls.
pub async fn purposes(engine: &Engine, scope: &Scope) -> Result<Vec<Purpose>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        name: String,
    }
    allow(scope, Right::SeeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = "select id, name from call_purpose where tenant_id = $1 order by name_key, id limit $2";
    let own: Vec<Row> = tx.all(sql, [tx.tenant(), MOST.into()]).await?;
    tx.commit().await?;
    let shipped = (1..=SHIPPED_PURPOSES.len()).filter_map(|id| Purpose::shipped(i64::try_from(id).ok()?));
    Ok(shipped.chain(own.into_iter().map(|row| Purpose { id: row.id, name: row.name })).collect())
}

/// Adds a purpose to the company's own.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::Invalid`] at `name`.
pub async fn add_purpose(engine: &Engine, scope: &Scope, name: &str) -> Result<Purpose> {
    allow(scope, Right::ChangeCalls)?;
    let name = Purpose::check_name(name)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let count = "select count(*) as n from call_purpose where tenant_id = $1";
    if tx.figure(count, [tx.tenant()]).await? >= MOST {
        return Err(FieldErrors::one("name", format!("A company has at most {MOST} purposes of its own.")).into());
    }
    let sql = "insert into call_purpose (tenant_id, name) values ($1, $2) returning id as n";
    let id = tx.figure(sql, [tx.tenant(), name.clone().into()]).await.map_err(|error| {
        if violated_constraint(&error).as_deref() == Some("call_purpose_tenant_id_name_key_key") {
            FieldErrors::one("name", "There is a purpose with this name already.").into()
        } else {
            crate::Error::from(error)
        }
    })?;
    let entry = audit::Entry::made("call_purpose.create", format!("call_purpose:{id}"), json!({ "name": name }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(Purpose { id, name })
}
