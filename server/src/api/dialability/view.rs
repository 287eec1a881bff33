//! A verdict as REST shows it.

use engine::dialability::Told;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// Whether a number may be dialled now, apart from the hours and caps of a campaign.
#[derive(Debug, Serialize, ToSchema)]
pub struct DialabilityView {
    /// As it was asked.
    number: String,
    /// In E.164; null for what is no number of the plan.
    phone_number: Option<String>,
    dialable: bool,
    /// Why not: FICTION, NOT_NANP, INVALID_NUMBER, DO_NOT_CALL, GENERATED_NO_CONSENT, NO_CONSENT, CONSENT_OF_OTHER_KIND,
    /// CONSENT_EXPIRED or CONSENT_WITHDRAWN; null when it may be dialled.
    reason: Option<&'static str>,
    /// The list that stands against it: installation, company or campaign.
    list: Option<&'static str>,
    /// The same in a sentence.
    text: String,
    /// The company generated it once: it needs a consent whatever a campaign demands.
    ever_generated: bool,
    /// The moment that the answer is of.
    #[serde(with = "time::serde::rfc3339")]
    as_of: OffsetDateTime,
}

impl From<Told> for DialabilityView {
    fn from(told: Told) -> Self {
        let reason = told.dialability.reason();
        Self {
            number: told.asked,
            phone_number: told.number.map(|number| number.e164()),
            dialable: told.dialability.is_yes(),
            reason: reason.map(|reason| reason.as_str()),
            list: reason.and_then(|reason| reason.list()).map(|list| list.as_str()),
            text: told.dialability.says(),
            ever_generated: told.facts.ever_generated,
            as_of: told.at,
        }
    }
}
