//! The share of abandoned calls, as programs are told of it.

use domain::dial::abandoned::{AbandonedShare, Known};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// How a campaign stands to the limit of abandoned calls, in the period of thirty days that goes on.
#[derive(Debug, Serialize, ToSchema)]
pub struct AbandonedView {
    /// Whether the share can be known: the provider reported on every answered call of the period.
    known: bool,
    /// Abandoned of answered calls, 0 to 1; null where it can't be known. Of no answered call it is 0.
    share: Option<f64>,
    answered: u64,
    abandoned: u64,
    /// Answered calls of which the provider did not tell enough: they count as abandoned when calls are held back.
    unknown: u64,
    #[serde(with = "time::serde::rfc3339")]
    period_from: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    period_until: OffsetDateTime,
    /// Since when the provider is said to report; null where it does not.
    #[serde(with = "time::serde::rfc3339::option")]
    reported_since: Option<OffsetDateTime>,
    /// The most that the share may be, the rule's id, and where it was read.
    limit: Option<f64>,
    rule: Option<String>,
    source: Option<String>,
    /// Calls at once, at most; null where nothing limits them.
    room: Option<u64>,
    /// Whether nobody is called until the period is over.
    stopped: bool,
}

impl AbandonedView {
    pub fn of(share: &AbandonedShare) -> Self {
        let known = if let Known::Share(known) = share.known() { Some(known) } else { None };
        let (counts, limit) = (share.counts, share.limit.as_ref());
        Self {
            known: known.is_some(),
            share: known,
            answered: counts.answered,
            abandoned: counts.abandoned,
            unknown: counts.unknown,
            period_from: share.from,
            period_until: share.until,
            reported_since: share.reported_since,
            limit: limit.map(|limit| limit.limit.share()),
            rule: limit.map(|limit| limit.rule.clone()),
            source: limit.map(|limit| limit.source.clone()),
            room: share.room(),
            stopped: share.stops(),
        }
    }
}
