//! An invitation as programs see it.

use domain::invitation::Invitation;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// An invitation, without its link, which nobody has any more.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationView {
    pub id: i64,
    /// Whom it is for.
    pub email: String,
    /// What they become: owner, admin, agent or viewer.
    pub role: &'static str,
    /// open, accepted, revoked or expired.
    pub state: &'static str,
    /// The name of who made it.
    pub invited_by: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

impl InvitationView {
    /// The invitation at `now`.
    pub fn at(now: OffsetDateTime, invitation: Invitation) -> Self {
        let state = invitation.state(now).as_str();
        Self {
            id: invitation.id.0,
            email: invitation.email,
            role: invitation.role.as_str(),
            state,
            invited_by: invitation.invited_by,
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
        }
    }
}
