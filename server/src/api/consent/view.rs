//! A consent as REST shows it.

use domain::consent::Consent;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A record of consent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentView {
    id: i64,
    /// In E.164.
    #[schema(examples("+14152000001"))]
    phone_number: String,
    /// written, oral, web_form, existing_customer or own_test_line.
    kind: &'static str,
    /// in_force, expired or withdrawn, as of the answer.
    state: &'static str,
    source: String,
    #[serde(with = "time::serde::rfc3339")]
    given_at: OffsetDateTime,
    /// Null when it does not end by itself.
    #[serde(with = "time::serde::rfc3339::option")]
    expires_at: Option<OffsetDateTime>,
    proof: String,
    #[serde(with = "time::serde::rfc3339")]
    recorded_at: OffsetDateTime,
    /// The name of whoever recorded it.
    recorded_by: Option<String>,
    /// Null unless it is withdrawn, which is never taken back.
    withdrawal: Option<WithdrawalView>,
    /// The files that prove it. Pages of the list leave them out.
    proofs: Vec<ProofView>,
}

/// A file that proves a consent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProofView {
    /// Where it is fetched, with the same token.
    file_url: String,
    name: String,
    /// In bytes.
    size: u64,
    /// In hexadecimal.
    sha256: String,
    #[serde(with = "time::serde::rfc3339")]
    added_at: OffsetDateTime,
    /// The name of whoever added it.
    added_by: Option<String>,
}

/// The end that somebody put to a consent.
#[derive(Debug, Serialize, ToSchema)]
pub struct WithdrawalView {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// The name of whoever recorded it.
    by: Option<String>,
    reason: String,
}

impl From<Consent> for ConsentView {
    fn from(consent: Consent) -> Self {
        let state = consent.state(OffsetDateTime::now_utc());
        Self {
            id: consent.id.0,
            phone_number: consent.number.e164(),
            kind: consent.terms.kind.as_str(),
            state: state.as_str(),
            source: consent.terms.source,
            given_at: consent.terms.given_at,
            expires_at: consent.terms.expires_at,
            proof: consent.terms.proof,
            recorded_at: consent.recorded_at,
            recorded_by: consent.recorded_by_name,
            withdrawal: consent.withdrawal.map(|withdrawal| WithdrawalView {
                at: withdrawal.at,
                by: withdrawal.by_name,
                reason: withdrawal.reason,
            }),
            proofs: consent
                .proofs
                .into_iter()
                .map(|proof| ProofView {
                    file_url: format!("/files/{}", proof.file),
                    name: proof.name,
                    size: proof.size,
                    sha256: proof.sha256,
                    added_at: proof.added_at,
                    added_by: proof.added_by,
                })
                .collect(),
        }
    }
}
