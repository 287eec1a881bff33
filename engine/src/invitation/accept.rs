use super::look::{Offer, find, look};
use crate::error::{Error, Result};
use crate::member::{hold, join};
use crate::tenancy::{PlatformTx, Tx};
use crate::user::{Account, insert_account, password};
use crate::{Engine, audit};
use domain::id::UserId;
use domain::scope::{Actor, RequestId};
use domain::{FieldErrors, Scope};
use secrecy::SecretString;
use serde_json::json;
use std::net::IpAddr;

/// Who comes by a link and has no account yet.
#[derive(Debug)]
pub struct NewPerson {
    pub name: String,
    pub password: SecretString,
    /// Ties the audit row to the request.
    pub request: RequestId,
    /// Where the request came from.
    pub address: Option<IpAddr>,
}

/// Accepts an invitation for the signed-in person; answers what they accepted.
///
/// # Errors
/// [`Error::NotFound`] as [`look`]; [`Error::Denied`] when it is for another address or no person acts; [`Error::Conflict`]
/// when they belong to the company already or it is full.
pub async fn accept(engine: &Engine, scope: &Scope, secret: &SecretString) -> Result<Offer> {
    let user = scope.actor().user().ok_or_else(|| Error::Denied("Only a person accepts an invitation.".into()))?;
    let tx = PlatformTx::begin(engine).await?;
    let offer = take(&tx, secret).await?;
    let own = tx
        .figure(
            "select count(*) as n from app_user where id = $1 and email_key = lower($2)",
            [user.0.into(), offer.email.clone().into()],
        )
        .await?;
    if own == 0 {
        return Err(Error::Denied(format!("This invitation is for {}. Sign in with that address.", offer.email)));
    }
    let request = (scope.request().clone(), scope.address());
    enter(&tx, &offer, user, request, json!({ "account": "had one" })).await?;
    tx.commit().await?;
    Ok(offer)
}

/// Accepts an invitation by making an account with its address; answers whose it is, and what they accepted.
///
/// # Errors
/// [`Error::NotFound`] as [`look`]; [`Error::Invalid`] at `name` and `password`, and at `email` when there is an account with
/// this address; [`Error::Conflict`] when the company is full.
pub async fn accept_new(engine: &Engine, secret: &SecretString, person: &NewPerson) -> Result<(UserId, Offer)> {
    // Looked at first: a hash costs a core, and who holds no link shall not have one made.
    let offer = look(engine, secret).await?;
    let name = person.name.trim();
    let mut errors = FieldErrors::new();
    if name.is_empty() || name.chars().count() > 200 || name.chars().any(domain::unseen::is_unseen) {
        errors.add("name", "A name has 1 to 200 characters.");
    }
    let about = [offer.email.as_str(), name, offer.tenant_name.as_str()].map(str::to_owned);
    if let Err(wrong) = password::check(&person.password, &about) {
        errors.merge(wrong);
    }
    errors.into_result(())?;
    let password_hash = password::hash(engine, &person.password).await?;
    let tx = PlatformTx::begin(engine).await?;
    let offer = take(&tx, secret).await?;
    let account = Account { email: &offer.email, name, password_hash, platform_admin: false, legacy_id: None };
    let user = insert_account(&tx, account).await.map_err(|error| match error {
        Error::Invalid(errors) if !errors.at("email").is_empty() => {
            let text = "There is an account with this address already. Sign in with it, then accept.";
            FieldErrors::one("email", text).into()
        }
        other => other,
    })?;
    let request = (person.request.clone(), person.address);
    enter(&tx, &offer, user, request, json!({ "account": "made", "name": name })).await?;
    tx.commit().await?;
    Ok((user, offer))
}

/// Takes an open invitation: whoever comes at the same moment waits here, and finds it taken.
async fn take(tx: &PlatformTx, secret: &SecretString) -> Result<Offer> {
    let offer = find(tx, secret).await?;
    hold(tx, offer.tenant).await?;
    // Read again behind the lock: it may have been accepted or revoked while we waited.
    let offer = find(tx, secret).await?;
    tx.execute(
        "update invitation set accepted_at = now() where tenant_id = $1 and id = $2",
        [offer.tenant.0.into(), offer.id.0.into()],
    )
    .await?;
    Ok(offer)
}

async fn enter(
    tx: &PlatformTx,
    offer: &Offer,
    user: UserId,
    (request, address): (RequestId, Option<IpAddr>),
    mut facts: serde_json::Value,
) -> Result<()> {
    join(tx, offer.tenant, user, offer.role).await?;
    tx.execute(
        "update invitation set accepted_by = $3 where tenant_id = $1 and id = $2",
        [offer.tenant.0.into(), offer.id.0.into(), user.0.into()],
    )
    .await?;
    // The invitation's own row says for which company and in which role the person acts from here on.
    let scope = Scope::establish(offer.tenant, Actor::User(user), offer.role, false, request).at_address(address);
    facts["email"] = json!(offer.email);
    facts["role"] = json!(offer.role);
    let entry = audit::Entry::made("invitation.accept", format!("invitation:{}", offer.id), facts)?;
    audit::record(tx, &scope, entry).await
}
