use super::token::{key, sign};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::json;

#[derive(FromQueryResult)]
struct Made {
    id: i64,
}

const FIND: &str = "select id from opt_out_link where tenant_id = $1 and number = $2";

/// The text of the link that was made for a number, if one was.
///
/// # Errors
/// [`Error::Denied`] below the role agent.
pub async fn existing(engine: &Engine, scope: &Scope, number: PhoneNumber) -> Result<Option<String>> {
    allow(scope, Right::StopDialling)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let made: Option<Made> = tx.one(FIND, [tx.tenant(), number.value().into()]).await?;
    let text = match made {
        Some(Made { id }) => Some(sign(&key(&tx).await?, id)?),
        None => None,
    };
    tx.commit().await?;
    Ok(text)
}

/// The text of the link by which whoever has this number opts out: the same each time.
///
/// # Errors
/// [`Error::Denied`] below the role agent.
pub async fn link(engine: &Engine, scope: &Scope, number: PhoneNumber) -> Result<String> {
    allow(scope, Right::StopDialling)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let by = scope.actor().user().map(|user| user.0);
    let made: Option<Made> = tx
        .one(
            "insert into opt_out_link (tenant_id, number, created_by) values ($1, $2, $3)
             on conflict (tenant_id, number) do nothing returning id",
            [tx.tenant(), number.value().into(), by.into()],
        )
        .await?;
    let id = match made {
        Some(Made { id }) => {
            let entry =
                audit::Entry::made("opt_out.link", format!("opt_out_link:{id}"), json!({ "number": number.e164() }))?;
            audit::record(&tx, scope, entry).await?;
            id
        }
        None => {
            let there: Option<Made> = tx.one(FIND, [tx.tenant(), number.value().into()]).await?;
            there.ok_or(Error::NotFound)?.id
        }
    };
    let text = sign(&key(&tx).await?, id)?;
    tx.commit().await?;
    Ok(text)
}
