//! Invitations: a link, passed on by whoever made it, by which one person becomes a member with one role.

use crate::email;
use crate::field_error::FieldErrors;
use crate::id::InvitationId;
use crate::scope::Role;
use time::OffsetDateTime;

/// For how many days an invitation can be open.
pub const LIFETIMES: [u16; 3] = [1, 7, 30];

/// The lifetime of who says none.
pub const DEFAULT_LIFETIME: u16 = 7;

/// What has become of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvitationState {
    Open,
    Accepted,
    Revoked,
    Expired,
}

impl InvitationState {
    /// The word in REST.
    pub fn as_str(self) -> &'static str {
        match self {
            InvitationState::Open => "open",
            InvitationState::Accepted => "accepted",
            InvitationState::Revoked => "revoked",
            InvitationState::Expired => "expired",
        }
    }
}

/// An invitation as people see it; the secret of its link is not among it, because nobody has that any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    /// Whom it is for: nobody else can accept it.
    pub email: String,
    /// What they become.
    pub role: Role,
    /// Who made it, where a person of that name is still known.
    pub invited_by: Option<String>,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub accepted_at: Option<OffsetDateTime>,
    pub revoked_at: Option<OffsetDateTime>,
}

impl Invitation {
    /// What has become of it at `now`.
    pub fn state(&self, now: OffsetDateTime) -> InvitationState {
        match self {
            Invitation { accepted_at: Some(_), .. } => InvitationState::Accepted,
            Invitation { revoked_at: Some(_), .. } => InvitationState::Revoked,
            Invitation { expires_at, .. } if *expires_at <= now => InvitationState::Expired,
            _ => InvitationState::Open,
        }
    }
}

/// An invitation as somebody typed it, unchecked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvitationDraft {
    pub email: String,
    /// A word of [`Role`].
    pub role: String,
    /// One of [`LIFETIMES`]; empty for [`DEFAULT_LIFETIME`].
    pub days: String,
}

/// An invitation's facts, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationText {
    pub email: String,
    pub role: Role,
    pub days: u16,
}

impl InvitationDraft {
    /// Checks the draft.
    ///
    /// # Errors
    /// Every failing field with its message: `email`, `role`, `days`.
    pub fn check(&self) -> Result<InvitationText, FieldErrors> {
        let mut errors = FieldErrors::new();
        let email = email::check(&self.email).unwrap_or_else(|text| {
            errors.add("email", text);
            ""
        });
        let role = self.role.trim().parse().unwrap_or_else(|_| {
            errors.add("role", "Choose what the person will be: owner, admin, agent or viewer.");
            Role::Viewer
        });
        let days = match self.days.trim() {
            "" => DEFAULT_LIFETIME,
            typed => LIFETIMES.into_iter().find(|days| days.to_string() == typed).unwrap_or_else(|| {
                errors.add("days", "An invitation is open for 1, 7 or 30 days.");
                DEFAULT_LIFETIME
            }),
        };
        errors.into_result(InvitationText { email: email.to_owned(), role, days })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;

    #[test]
    fn all_that_is_wrong_with_an_invitation_is_told_at_once() {
        let draft = InvitationDraft { email: "ann".into(), role: "king".into(), days: "8".into() };
        let errors = draft.check().expect_err("nothing of it is right");
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["days", "email", "role"]);
        let draft = InvitationDraft { email: " ann@example.com".into(), role: "agent".into(), days: String::new() };
        let text = draft.check().expect("it is right");
        assert_eq!((text.email.as_str(), text.role, text.days), ("ann@example.com", Role::Agent, DEFAULT_LIFETIME));
    }

    #[test]
    fn an_invitation_that_was_accepted_or_revoked_stays_so_when_its_time_is_over() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let open = Invitation {
            id: InvitationId(1),
            email: "ann@example.com".into(),
            role: Role::Agent,
            invited_by: None,
            created_at: now - Duration::DAY,
            expires_at: now + Duration::DAY,
            accepted_at: None,
            revoked_at: None,
        };
        assert_eq!(open.state(now), InvitationState::Open);
        assert_eq!(open.state(now + Duration::DAY), InvitationState::Expired);
        let revoked = Invitation { revoked_at: Some(now), ..open.clone() };
        assert_eq!(revoked.state(now + Duration::DAY), InvitationState::Revoked);
        let accepted = Invitation { accepted_at: Some(now), ..open };
        assert_eq!(accepted.state(now + Duration::DAY), InvitationState::Accepted);
    }
}
