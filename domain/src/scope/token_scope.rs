//! What a program's token may do, in words that people give and take away.

use super::Role;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What a program's token may do; a person in a browser has all of it that the role allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TokenScope {
    NumbersRead,
    NumbersWrite,
    CallsRead,
    CallsWrite,
    ContactsRead,
    ContactsWrite,
    CampaignsRead,
    CampaignsWrite,
    JobsRead,
    JobsWrite,
    Callback,
    Admin,
}

impl TokenScope {
    /// Every scope, in the order they are listed to people.
    pub const ALL: [TokenScope; 12] = [
        TokenScope::NumbersRead,
        TokenScope::NumbersWrite,
        TokenScope::CallsRead,
        TokenScope::CallsWrite,
        TokenScope::ContactsRead,
        TokenScope::ContactsWrite,
        TokenScope::CampaignsRead,
        TokenScope::CampaignsWrite,
        TokenScope::JobsRead,
        TokenScope::JobsWrite,
        TokenScope::Callback,
        TokenScope::Admin,
    ];

    /// The word used by `trunkline token create --scope` (CONTRACTS, "Token scopes").
    pub fn as_str(self) -> &'static str {
        match self {
            TokenScope::NumbersRead => "numbers:read",
            TokenScope::NumbersWrite => "numbers:write",
            TokenScope::CallsRead => "calls:read",
            TokenScope::CallsWrite => "calls:write",
            TokenScope::ContactsRead => "contacts:read",
            TokenScope::ContactsWrite => "contacts:write",
            TokenScope::CampaignsRead => "campaigns:read",
            TokenScope::CampaignsWrite => "campaigns:write",
            TokenScope::JobsRead => "jobs:read",
            TokenScope::JobsWrite => "jobs:write",
            TokenScope::Callback => "callback",
            TokenScope::Admin => "admin",
        }
    }

    /// The least role that can use it: a token never does more than its person may.
    pub fn least_role(self) -> Role {
        use TokenScope::*;
        match self {
            NumbersRead | CallsRead | ContactsRead | CampaignsRead | JobsRead => Role::Viewer,
            NumbersWrite | CallsWrite | ContactsWrite | CampaignsWrite | JobsWrite | Callback => Role::Agent,
            Admin => Role::Admin,
        }
    }

    /// Whether holding `self` includes the right `wanted`: writing includes reading, `admin` includes all but `callback`.
    pub fn includes(self, wanted: TokenScope) -> bool {
        use TokenScope::*;
        self == wanted
            || matches!(
                (self, wanted),
                (NumbersWrite, NumbersRead)
                    | (CallsWrite, CallsRead)
                    | (ContactsWrite, ContactsRead)
                    | (CampaignsWrite, CampaignsRead)
                    | (JobsWrite, JobsRead)
            )
            || (self == Admin && wanted != Callback)
    }
}

/// The word names no token scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown scope; one of numbers, calls, contacts, campaigns, jobs with :read or :write, or callback, or admin")]
pub struct UnknownTokenScope;

impl FromStr for TokenScope {
    type Err = UnknownTokenScope;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        TokenScope::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or(UnknownTokenScope)
    }
}
