use super::{RecoveryCodes, recovery};
use crate::allow::allow_person;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use crate::user::Proof;
use crate::{Engine, audit};
use domain::Scope;
use domain::second_factor::RECOVERY_CODES;
use serde_json::json;

/// Makes ten new recovery codes; the old ones are worth nothing from then on.
///
/// # Errors
/// [`Error::Conflict`] when the second factor is off.
pub async fn renew_codes(engine: &Engine, scope: &Scope, proof: &Proof) -> Result<RecoveryCodes> {
    let user = allow_person(scope)?;
    proof.is_of(user)?;
    let codes = recovery::make(engine).await?;
    let tx = PlatformTx::begin(engine).await?;
    let on = tx
        .figure(
            "select count(*) as n from (
                 select 1 from second_factor where user_id = $1 and confirmed_at is not null for update) held",
            [user.0.into()],
        )
        .await?;
    if on == 0 {
        return Err(Error::Conflict("The second factor is off.".into()));
    }
    let codes = codes.write(&tx, user).await?;
    let facts = json!({ "recovery_codes": RECOVERY_CODES });
    audit::record(&tx, scope, audit::Entry::made("second_factor.renew_codes", format!("user:{user}"), facts)?).await?;
    tx.commit().await?;
    Ok(codes)
}
