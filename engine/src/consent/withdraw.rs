use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::consent::check_reason;
use domain::id::ConsentId;
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;

/// What is withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// One record, in force or expired.
    Record(ConsentId),
    /// Everything that is in force for a number: whoever takes their word back takes all of it back.
    Number(PhoneNumber),
}

/// Withdraws consent from this moment on; answers how many records it ended. It is never taken back: who agrees anew is
/// recorded anew.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::Invalid`] at `reason`; [`Error::NotFound`] when the tenant has no such
/// record; [`Error::Conflict`] when there is nothing left to withdraw.
pub async fn withdraw(engine: &Engine, scope: &Scope, which: Which, reason: &str) -> Result<u64> {
    allow(scope, Right::RecordConsent)?;
    let reason = check_reason(reason)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let (condition, value, subject): (&str, Value, String) = match which {
        Which::Record(id) => ("id = $2", id.0.into(), format!("consent:{id}")),
        Which::Number(number) => (IN_FORCE, number.value().into(), format!("number:{number}")),
    };
    let ids = end(&tx, scope, condition, value, &reason).await?;
    if ids.is_empty() {
        return Err(nothing(&tx, which).await?);
    }
    let entry = audit::Entry::changed(
        "consent.withdraw",
        subject,
        json!({ "withdrawn": false }),
        json!({ "withdrawn": ids, "reason": reason }),
    )?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(ids.len() as u64)
}

/// Withdraws whatever is in force for a number within a transaction that tells of it; answers the records.
pub(crate) async fn withdraw_all(tx: &TenantTx, scope: &Scope, number: PhoneNumber, reason: &str) -> Result<Vec<i64>> {
    end(tx, scope, IN_FORCE, number.value().into(), reason).await
}

/// The records of a number that are in force.
const IN_FORCE: &str = "number = $2 and (expires_at is null or expires_at > now())";

async fn end(tx: &TenantTx, scope: &Scope, condition: &str, value: Value, reason: &str) -> Result<Vec<i64>> {
    #[derive(FromQueryResult)]
    struct Withdrawn {
        id: i64,
    }
    let sql = format!(
        "update consent set withdrawn_at = now(), withdrawn_by = $3, withdrawal_reason = $4
         where tenant_id = $1 and {condition} and withdrawn_at is null returning id"
    );
    let by = scope.actor().user().map(|user| user.0);
    let withdrawn: Vec<Withdrawn> = tx.all(&sql, [tx.tenant(), value, by.into(), reason.into()]).await?;
    Ok(withdrawn.into_iter().map(|row| row.id).collect())
}

/// Why nothing was withdrawn.
async fn nothing(tx: &TenantTx, which: Which) -> Result<Error> {
    Ok(match which {
        Which::Number(_) => Error::Conflict("No consent is in force for this number.".into()),
        Which::Record(id) => match super::history::find(tx, id).await {
            Ok(_) => Error::Conflict("This consent is withdrawn already.".into()),
            Err(error) => error,
        },
    })
}
