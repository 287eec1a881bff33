//! What is known of a call.

use serde::{Deserialize, Serialize};

/// A field of a call, as somebody types it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Subject,
    /// contact, lead or account.
    CallFor,
    CallForId,
    /// contact, lead, account or deal.
    RelatedTo,
    RelatedToId,
    /// inbound or outbound.
    Type,
    StartTime,
    EndTime,
    Duration,
    /// A purpose's name or its id.
    Purpose,
    Agenda,
    Description,
    Result,
    /// With commas between them.
    Tag,
    CallerId,
    DialledNumber,
    /// Minutes before the start.
    Reminder,
    /// A status's id or its word.
    StatusId,
    /// A member's id.
    OwnerId,
    AssignedToId,
    Closed,
    Active,
    Deletable,
    SortBy,
}

impl Field {
    /// Every field, in the order they are shown.
    pub const ALL: [Field; 24] = [
        Field::Subject,
        Field::CallFor,
        Field::CallForId,
        Field::RelatedTo,
        Field::RelatedToId,
        Field::Type,
        Field::StartTime,
        Field::EndTime,
        Field::Duration,
        Field::Purpose,
        Field::Agenda,
        Field::Description,
        Field::Result,
        Field::Tag,
        Field::CallerId,
        Field::DialledNumber,
        Field::Reminder,
        Field::StatusId,
        Field::OwnerId,
        Field::AssignedToId,
        Field::Closed,
        Field::Active,
        Field::Deletable,
        Field::SortBy,
    ];

    /// Its name in forms, in REST and in files.
    pub fn name(self) -> &'static str {
        match self {
            Field::Subject => "subject",
            Field::CallFor => "call_for",
            Field::CallForId => "call_for_id",
            Field::RelatedTo => "related_to",
            Field::RelatedToId => "related_to_id",
            Field::Type => "type",
            Field::StartTime => "start_time",
            Field::EndTime => "end_time",
            Field::Duration => "duration",
            Field::Purpose => "purpose",
            Field::Agenda => "agenda",
            Field::Description => "description",
            Field::Result => "result",
            Field::Tag => "tag",
            Field::CallerId => "caller_id",
            Field::DialledNumber => "dialled_number",
            Field::Reminder => "reminder",
            Field::StatusId => "status_id",
            Field::OwnerId => "owner_id",
            Field::AssignedToId => "assigned_to_id",
            Field::Closed => "closed",
            Field::Active => "active",
            Field::Deletable => "deletable",
            Field::SortBy => "sort_by",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Field::Subject => "Subject",
            Field::CallFor => "Call for",
            Field::CallForId => "Whom it is for",
            Field::RelatedTo => "Related to",
            Field::RelatedToId => "What it is about",
            Field::Type => "Type",
            Field::StartTime => "Start",
            Field::EndTime => "End",
            Field::Duration => "Duration",
            Field::Purpose => "Purpose",
            Field::Agenda => "Agenda",
            Field::Description => "Description",
            Field::Result => "Result",
            Field::Tag => "Tags",
            Field::CallerId => "Caller id",
            Field::DialledNumber => "Dialled number",
            Field::Reminder => "Reminder",
            Field::StatusId => "Status",
            Field::OwnerId => "Owner",
            Field::AssignedToId => "Assigned to",
            Field::Closed => "Closed",
            Field::Active => "Active",
            Field::Deletable => "Deletable",
            Field::SortBy => "Order",
        }
    }

    /// The longest text it takes, in characters.
    pub fn longest(self) -> usize {
        match self {
            Field::Subject => 200,
            Field::Agenda | Field::Description | Field::Result => 10_000,
            Field::Tag => 1_000,
            Field::Purpose | Field::SortBy => 100,
            _ => 40,
        }
    }

    /// Whether it may have several lines.
    pub fn has_lines(self) -> bool {
        matches!(self, Field::Agenda | Field::Description | Field::Result)
    }
}
