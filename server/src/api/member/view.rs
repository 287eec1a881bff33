//! A member as programs see them.

use domain::member::Member;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A person as they stand in the company.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberView {
    /// The person's id.
    pub id: i64,
    pub name: String,
    pub email: String,
    /// owner, admin, agent or viewer.
    pub role: &'static str,
    /// active or suspended.
    pub state: &'static str,
    #[serde(with = "time::serde::rfc3339")]
    pub joined_at: OffsetDateTime,
    /// Null for an active member.
    #[serde(with = "time::serde::rfc3339::option")]
    pub suspended_at: Option<OffsetDateTime>,
}

impl From<Member> for MemberView {
    fn from(member: Member) -> Self {
        let state = member.state().as_str();
        Self {
            id: member.user.0,
            name: member.name,
            email: member.email,
            role: member.role.as_str(),
            state,
            joined_at: member.joined_at,
            suspended_at: member.suspended_at,
        }
    }
}
