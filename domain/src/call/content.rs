//! A call's values, checked.

use super::{Direction, PurposeWish, Status};
use crate::crm::Kind;
use crate::id::{RecordId, UserId};
use time::OffsetDateTime;

/// What somebody says of a call, checked. What it refers to has not been looked for yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub subject: String,
    /// A contact, a lead or a company.
    pub call_for: Option<(Kind, RecordId)>,
    pub related_to: Option<(Kind, RecordId)>,
    pub direction: Direction,
    pub status: Status,
    pub purpose: Option<PurposeWish>,
    pub start: OffsetDateTime,
    pub end: Option<OffsetDateTime>,
    /// Start and end decide where both are known.
    pub duration_s: Option<u32>,
    pub agenda: String,
    pub description: String,
    pub result: String,
    pub tags: Vec<String>,
    pub caller_id: String,
    pub dialled_number: String,
    /// Minutes before the start.
    pub reminder: Option<u32>,
    pub owner: Option<UserId>,
    pub assigned_to: Option<UserId>,
    pub closed: bool,
    pub active: bool,
    pub deletable: bool,
    pub sort_by: String,
}
