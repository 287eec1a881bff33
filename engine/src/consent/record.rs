use super::history::find;
use crate::allow::allow;
use crate::error::Result;
use crate::here::Here;
use crate::job::kind::import::{ConsentRow, WITHDRAWN_SINCE, withdrawn_since};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::consent::{Consent, ConsentDraft, Terms};
use domain::id::ConsentId;
use domain::phone::PhoneNumber;
use domain::{FieldErrors, Right, Scope};
use serde::Serialize;

/// A record as the audit tells it.
#[derive(Serialize)]
struct Recorded<'a> {
    number: String,
    #[serde(flatten)]
    terms: &'a Terms,
}

/// Records that somebody agreed to be called.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::Invalid`] at `phone_number` and at what of the terms is
/// wrong, at `given_at` when consent for the number was withdrawn after it.
pub async fn record(engine: &Engine, scope: &Scope, draft: &ConsentDraft) -> Result<Consent> {
    allow(scope, Right::RecordConsent)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    let (number, terms) = draft.check(here.now, |local| here.moment(local))?;
    if !withdrawn_since(&tx, &[ConsentRow::new(number, &terms)]).await?.is_empty() {
        return Err(FieldErrors::one("given_at", WITHDRAWN_SINCE).into());
    }
    let id = insert(&tx, scope, number, &terms).await?;
    let told = Recorded { number: number.e164(), terms: &terms };
    audit::record(&tx, scope, audit::Entry::made("consent.record", format!("consent:{id}"), told)?).await?;
    let consent = find(&tx, id).await?;
    tx.commit().await?;
    Ok(consent)
}

async fn insert(tx: &TenantTx, scope: &Scope, number: PhoneNumber, terms: &Terms) -> Result<ConsentId> {
    let id = tx
        .figure(
            "insert into consent (tenant_id, number, kind, source, given_at, expires_at, proof, recorded_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8) returning id as n",
            [
                tx.tenant(),
                number.value().into(),
                terms.kind.code().into(),
                terms.source.clone().into(),
                terms.given_at.into(),
                terms.expires_at.into(),
                terms.proof.clone().into(),
                scope.actor().user().map(|user| user.0).into(),
            ],
        )
        .await?;
    Ok(ConsentId(id))
}
