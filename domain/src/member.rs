//! The members of a company: how one stands, and what may be done to one by whom.

use crate::id::UserId;
use crate::right::Right;
use crate::scope::{Missing, Role, Scope};
use serde::Serialize;
use time::OffsetDateTime;

/// Whether a member may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MemberState {
    Active,
    /// Kept out of the company until somebody resumes them; their tokens are refused meanwhile.
    Suspended,
}

impl MemberState {
    /// Both, the usual one first.
    pub const ALL: [MemberState; 2] = [MemberState::Active, MemberState::Suspended];

    /// The word in filters and in REST.
    pub fn as_str(self) -> &'static str {
        match self {
            MemberState::Active => "active",
            MemberState::Suspended => "suspended",
        }
    }
}

/// A person as they stand in one company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub joined_at: OffsetDateTime,
    /// Since when they are kept out; `None` for an active member.
    pub suspended_at: Option<OffsetDateTime>,
}

impl Member {
    /// Whether the member may come in.
    pub fn state(&self) -> MemberState {
        if self.suspended_at.is_some() { MemberState::Suspended } else { MemberState::Active }
    }

    /// What audit rows keep of a member.
    pub fn facts(&self) -> MemberFacts {
        MemberFacts { email: self.email.clone(), role: self.role, state: self.state().as_str() }
    }
}

/// A member in an audit row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberFacts {
    pub email: String,
    pub role: Role,
    pub state: &'static str,
}

/// What somebody wants to do to a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberChange {
    Role(Role),
    Suspend,
    Resume,
    Remove,
}

/// Why it is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("{0}")]
    Missing(#[from] Missing),
    #[error("Nobody raises their own role; another owner can.")]
    OwnRole,
    #[error("You can’t suspend or remove yourself; another admin or owner can.")]
    Oneself,
    #[error("This is the last owner who can come in. Name another owner first.")]
    LastOwner,
    #[error("This member is suspended already.")]
    Suspended,
    #[error("This member is not suspended.")]
    NotSuspended,
}

impl MemberChange {
    /// Whether `scope` may do this to `member`, when so many other owners can come in.
    ///
    /// An owner is named, demoted, suspended, resumed and removed by owners alone; nobody raises or locks out themselves;
    /// one owner who can come in always stays.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn check(self, scope: &Scope, member: &Member, other_owners: u64) -> Result<(), Refused> {
        scope.check(Right::ManageMembers)?;
        let oneself = scope.actor().user() == Some(member.user);
        let of_owners = member.role == Role::Owner || self == MemberChange::Role(Role::Owner);
        if of_owners {
            scope.check(Right::ManageOwners)?;
        }
        match self {
            MemberChange::Role(to) if oneself && to > member.role => return Err(Refused::OwnRole),
            MemberChange::Suspend | MemberChange::Remove if oneself => return Err(Refused::Oneself),
            MemberChange::Suspend if member.suspended_at.is_some() => return Err(Refused::Suspended),
            MemberChange::Resume if member.suspended_at.is_none() => return Err(Refused::NotSuspended),
            _ => {}
        }
        let stays_owner = matches!(self, MemberChange::Role(Role::Owner) | MemberChange::Resume);
        let counts = member.role == Role::Owner && member.suspended_at.is_none();
        if counts && !stays_owner && other_owners == 0 {
            return Err(Refused::LastOwner);
        }
        Ok(())
    }

    /// Whether a person has to say once more who they are before it (OWASP ASVS 5.0, 7.5.3): it names or unmakes an owner, or
    /// takes somebody out for ever. A session that was stolen, or lent by a trick, does none of them.
    pub fn is_grave(self, member: &Member) -> bool {
        match self {
            MemberChange::Role(to) => to != member.role && (to == Role::Owner || member.role == Role::Owner),
            MemberChange::Remove => true,
            MemberChange::Suspend | MemberChange::Resume => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TenantId;
    use crate::scope::{Actor, RequestId};

    const ONESELF: UserId = UserId(1);

    fn scope(role: Role) -> Scope {
        Scope::establish(TenantId(1), Actor::User(ONESELF), role, false, RequestId("r".into()))
    }

    fn member(user: i64, role: Role) -> Member {
        Member {
            user: UserId(user),
            name: "Ann".into(),
            email: "ann@example.com".into(),
            role,
            joined_at: OffsetDateTime::UNIX_EPOCH,
            suspended_at: None,
        }
    }

    #[test]
    fn below_admin_nobody_changes_anybody_and_owners_are_for_owners() {
        use MemberChange::{Remove, Resume, Suspend};
        for by in Role::ALL {
            for of in Role::ALL {
                let mut changes = vec![Suspend, Remove];
                changes.extend(Role::ALL.map(MemberChange::Role));
                for change in changes {
                    let touches_owner = of == Role::Owner || change == MemberChange::Role(Role::Owner);
                    let needed = if touches_owner { Role::Owner } else { Role::Admin };
                    let may = change.check(&scope(by), &member(2, of), 1).is_ok();
                    assert_eq!(may, by >= needed, "{by} {change:?} {of}");
                }
            }
        }
        let suspended = Member { suspended_at: Some(OffsetDateTime::UNIX_EPOCH), ..member(2, Role::Agent) };
        assert_eq!(Resume.check(&scope(Role::Admin), &suspended, 1), Ok(()));
        assert_eq!(Suspend.check(&scope(Role::Admin), &suspended, 1), Err(Refused::Suspended));
        assert_eq!(Resume.check(&scope(Role::Admin), &member(2, Role::Agent), 1), Err(Refused::NotSuspended));
    }

    #[test]
    fn nobody_raises_or_locks_out_themselves() {
        let owner = scope(Role::Owner);
        // A platform admin who acts here has the role of an owner, whatever their own membership says.
        assert_eq!(MemberChange::Role(Role::Owner).check(&owner, &member(1, Role::Viewer), 1), Err(Refused::OwnRole));
        assert_eq!(MemberChange::Role(Role::Admin).check(&owner, &member(1, Role::Owner), 1), Ok(()));
        for change in [MemberChange::Suspend, MemberChange::Remove] {
            assert_eq!(change.check(&owner, &member(1, Role::Owner), 1), Err(Refused::Oneself));
        }
    }

    #[test]
    fn one_owner_who_can_come_in_always_stays() {
        let owner = scope(Role::Owner);
        for change in [MemberChange::Role(Role::Viewer), MemberChange::Suspend, MemberChange::Remove] {
            assert_eq!(change.check(&owner, &member(2, Role::Owner), 0), Err(Refused::LastOwner), "{change:?}");
            assert_eq!(change.check(&owner, &member(2, Role::Owner), 1), Ok(()), "{change:?}");
        }
        assert_eq!(MemberChange::Role(Role::Admin).check(&owner, &member(1, Role::Owner), 0), Err(Refused::LastOwner));
        // An owner who is suspended already is none of those who can come in.
        let suspended = Member { suspended_at: Some(OffsetDateTime::UNIX_EPOCH), ..member(2, Role::Owner) };
        assert_eq!(MemberChange::Remove.check(&owner, &suspended, 0), Ok(()));
    }
}
