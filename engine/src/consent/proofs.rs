//! The files that prove records.

use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::consent::{Consent, Proof};
use domain::id::FileId;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

#[derive(FromQueryResult)]
struct Row {
    consent_id: i64,
    file_id: i64,
    name: String,
    size: i64,
    sha256: Vec<u8>,
    added_at: OffsetDateTime,
    added_by: Option<String>,
}

/// The records with their proofs, the first added first.
pub(super) async fn with_proofs(tx: &TenantTx, mut consents: Vec<Consent>) -> Result<Vec<Consent>> {
    if consents.is_empty() {
        return Ok(consents);
    }
    let ids: Vec<i64> = consents.iter().map(|consent| consent.id.0).collect();
    let rows: Vec<Row> = tx
        .all(
            "select p.consent_id, p.file_id, f.name, f.size, f.sha256, p.added_at, u.name as added_by
             from consent_proof p join stored_file f on f.tenant_id = $1 and f.id = p.file_id
                 left join app_user u on u.id = p.added_by
             where p.tenant_id = $1 and p.consent_id = any($2) order by p.consent_id, p.file_id",
            [tx.tenant(), ids.into()],
        )
        .await?;
    for row in rows {
        let proof = Proof {
            file: FileId(row.file_id),
            name: row.name,
            size: u64::try_from(row.size).unwrap_or(0),
            sha256: row.sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
            added_at: row.added_at,
            added_by: row.added_by,
        };
        if let Some(consent) = consents.iter_mut().find(|consent| consent.id.0 == row.consent_id) {
            consent.proofs.push(proof);
        }
    }
    Ok(consents)
}
