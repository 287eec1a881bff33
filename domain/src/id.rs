//! Identifiers, one type each, so that a project's id is never passed for a tenant's.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! bigint_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

bigint_id!(
    /// Identifies a tenant: a company, or the installation itself as [`TenantId::PLATFORM`].
    TenantId
);
bigint_id!(
    /// Identifies a person; people are known to the installation and belong to tenants by membership.
    UserId
);
bigint_id!(
    /// Identifies a project: a named pool of one tenant's numbers.
    ProjectId
);
bigint_id!(
    /// Identifies a stored phone number.
    NumberId
);
bigint_id!(
    /// Identifies an API token; the secret itself is never stored.
    ApiTokenId
);
bigint_id!(
    /// Identifies a saved view of a list.
    ViewId
);
bigint_id!(
    /// Identifies an invitation; the secret of its link is never stored.
    InvitationId
);
bigint_id!(
    /// Identifies an hour in which a platform admin acts in a company.
    ActingId
);
bigint_id!(
    /// Identifies a stored file (an upload, later an export).
    FileId
);

bigint_id!(
    /// Identifies an entry of the audit.
    AuditId
);
bigint_id!(
    /// Identifies a contact, a company, a lead or a deal among those of its kind.
    RecordId
);
bigint_id!(
    /// Identifies a call.
    CallId
);
bigint_id!(
    /// Identifies a line of a timeline.
    ActivityId
);
bigint_id!(
    /// Identifies a record of consent.
    ConsentId
);
bigint_id!(
    /// Identifies an entry of a do-not-call list.
    EntryId
);
bigint_id!(
    /// Identifies a campaign.
    CampaignId
);
bigint_id!(
    /// Identifies a company's account with somebody who places calls.
    ProviderId
);
bigint_id!(
    /// Identifies a dial within the house; outside it goes by its `call_id`.
    DialId
);
bigint_id!(
    /// Identifies an attempt at a dial.
    AttemptId
);
bigint_id!(
    /// Identifies a dead letter.
    DeadLetterId
);
bigint_id!(
    /// Identifies a contact of a campaign.
    CampaignContactId
);

impl TenantId {
    /// The tenant that stands for the installation: platform admins without a company of their own act in it.
    pub const PLATFORM: TenantId = TenantId(0);
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

uuid_id!(
    /// Identifies a job: a uuid v7, so ids sort by the time of creation.
    JobId
);
uuid_id!(
    /// Identifies a process of the installation, from its start to its end.
    NodeId
);
