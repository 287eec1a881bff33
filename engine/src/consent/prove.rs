use crate::Engine;
use crate::allow::allow;
use crate::audit;
use crate::error::{Error, Result};
use crate::file::{self, Brought, Holds};
use crate::tenancy::{TenantTx, Tx};
use bytes::Bytes;
use domain::consent::{Consent, ProofType};
use domain::id::{ConsentId, FileId};
use domain::{FieldErrors, Right, Scope};
use futures::Stream;
use serde_json::json;

/// The most files that prove one record.
const MOST: i64 = 20;
/// So much of a file says what it is, in bytes.
const LOOKED_AT: usize = 4_096;

/// The largest file that proves a consent, in bytes.
pub fn proof_max(engine: &Engine) -> u64 {
    engine.settings().proof_max
}

/// Takes in a file that is to prove a consent, piece by piece as it comes. It is kept for a day, in which [`prove`] says of
/// which record it is.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::Invalid`] at `file` when it is empty, larger than the setting allows, or
/// breaks off.
pub async fn bring_proof(
    engine: &Engine,
    scope: &Scope,
    file_name: &str,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<FileId> {
    allow(scope, Right::RecordConsent)?;
    let most = proof_max(engine);
    let brought = Brought { name: file_name, project: None, holds: Holds::Proof, most, expires: true };
    file::store(engine, scope, brought, bytes).await
}

/// Adds a file that was brought to a record, for as long as the record is kept. It is never replaced: another proof is another
/// file.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`] when the tenant has no such record; [`Error::Invalid`] at `file`
/// when it is gone or is no PDF, PNG, JPEG or text; [`Error::Conflict`] when the record has as many as it may.
pub async fn prove(engine: &Engine, scope: &Scope, id: ConsentId, proof: FileId) -> Result<Consent> {
    allow(scope, Right::RecordConsent)?;
    let tx = TenantTx::begin(engine, scope).await?;
    // Two who add at once are counted one after the other.
    let locked = "select id as n from consent where tenant_id = $1 and id = $2 for no key update";
    tx.execute(locked, [tx.tenant(), id.0.into()]).await?;
    super::history::find(&tx, id).await?;
    let count = "select count(*) as n from consent_proof where tenant_id = $1 and consent_id = $2";
    if tx.figure(count, [tx.tenant(), id.0.into()]).await? >= MOST {
        return Err(Error::Conflict(format!("A record has at most {MOST} files of proof.")));
    }
    let stored = file::upload(&tx, Holds::Proof, None, proof).await.map_err(|error| match error {
        Error::NotFound => FieldErrors::one("file", "The file is not there any more. Upload it again.").into(),
        other => other,
    })?;
    let beginning = file::piece(&tx, proof, 0).await?.unwrap_or_default();
    let Some(kind) = ProofType::sniff(&beginning[..beginning.len().min(LOOKED_AT)]) else {
        file::forget_upload(&tx, Holds::Proof, proof).await?;
        tx.commit().await?;
        return Err(FieldErrors::one("file", "A proof is a PDF, a PNG or JPEG picture, or a text.").into());
    };
    let name = kind.name_of(&stored.name);
    tx.execute(
        "update stored_file set purpose = 'proof', format = $3, name = $4, expires_at = null
         where tenant_id = $1 and id = $2",
        [tx.tenant(), proof.0.into(), kind.as_str().into(), name.clone().into()],
    )
    .await?;
    tx.execute(
        "insert into consent_proof (tenant_id, consent_id, file_id, added_by) values ($1, $2, $3, $4)",
        [tx.tenant(), id.0.into(), proof.0.into(), scope.actor().user().map(|user| user.0).into()],
    )
    .await?;
    let sha256: String = stored.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    let told = json!({ "file": proof, "name": name, "size": stored.size, "sha256": sha256 });
    audit::record(&tx, scope, audit::Entry::made("consent.prove", format!("consent:{id}"), told)?).await?;
    let consent = super::history::find(&tx, id).await?;
    tx.commit().await?;
    Ok(consent)
}
