//! Who acts, for which tenant, with which rights: the first argument of every verb.

mod token_scope;

pub use token_scope::{TokenScope, UnknownTokenScope};

use crate::id::{ApiTokenId, JobId, TenantId, UserId};
use crate::right::Right;
use core::net::IpAddr;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A member's role in one tenant, from the least right to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees everything of the tenant and changes nothing.
    Viewer,
    /// Works: makes projects, generates numbers, runs jobs.
    Agent,
    /// Also manages members, tokens and settings.
    Admin,
    /// Also deletes the tenant and names other owners.
    Owner,
}

impl Role {
    /// Every role, from the least right to the most.
    pub const ALL: [Role; 4] = [Role::Viewer, Role::Agent, Role::Admin, Role::Owner];

    /// The word that is stored, typed on the command line and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Agent => "agent",
            Role::Admin => "admin",
            Role::Owner => "owner",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is none of owner, admin, agent, viewer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a role is one of owner, admin, agent, viewer")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownRole)
    }
}

/// Who is acting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// A person, in a browser, by a token or at the command line in their own name.
    User(UserId),
    /// The operator at the command line of the machine, who has no account here.
    Operator,
    /// Somebody without an account, by a link that was made for them.
    Recipient,
    /// A job going on by itself, for the person who started it, if a person did.
    Job { job: JobId, started_by: Option<UserId> },
}

impl Actor {
    /// The person behind the act, where there is one.
    pub fn user(self) -> Option<UserId> {
        match self {
            Actor::User(user) => Some(user),
            Actor::Operator | Actor::Recipient => None,
            Actor::Job { started_by, .. } => started_by,
        }
    }
}

/// Ties an audit row and a log line to the request that caused them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub String);

/// The door through which somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Door {
    /// A browser.
    Page,
    /// A program with a token, by REST or by a socket.
    Rest,
    /// The command line of the machine.
    Command,
    /// A job going on by itself.
    Job,
}

impl Door {
    /// Every door.
    pub const ALL: [Door; 4] = [Door::Page, Door::Rest, Door::Command, Door::Job];

    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Door::Page => "page",
            Door::Rest => "rest",
            Door::Command => "command",
            Door::Job => "job",
        }
    }
}

/// A right that is not there, in words for the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    #[error("This needs the role {needed} or above; yours is {held}.")]
    Role { needed: Role, held: Role },
    #[error("This needs a token with the scope {}.", .0.as_str())]
    Token(TokenScope),
    #[error("A token can't do this; it needs a person who is signed in.")]
    Person,
}

/// Says for which tenant a verb works, who acts, and with which rights.
///
/// It is made only where identity is established (`server/identity`), or from a job's own row; a check in `xtask`
/// keeps it so. Holding one is the proof that somebody looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    tenant: TenantId,
    actor: Actor,
    role: Role,
    platform_admin: bool,
    token_scopes: Option<Vec<TokenScope>>,
    token: Option<ApiTokenId>,
    acting: bool,
    request: RequestId,
    address: Option<IpAddr>,
}

impl Scope {
    /// Establishes who acts. Call it from `server/identity` or the queue's runner only.
    pub fn establish(tenant: TenantId, actor: Actor, role: Role, platform_admin: bool, request: RequestId) -> Self {
        Self {
            tenant,
            actor,
            role,
            platform_admin,
            token_scopes: None,
            token: None,
            acting: false,
            request,
            address: None,
        }
    }

    /// Somebody who holds a link of the tenant's. The scope has no right at all: it only says whose data a verb touches that
    /// has looked at the link itself, and for the audit where they came from.
    pub fn of_link(tenant: TenantId, request: RequestId, address: Option<IpAddr>) -> Self {
        let nothing = Self::establish(tenant, Actor::Recipient, Role::Viewer, false, request);
        nothing.narrowed_to(Vec::new()).at_address(address)
    }

    /// The same actor as owner in another tenant, a person known to be [acting](Scope::is_acting); `None` for anybody but a
    /// platform admin.
    pub fn acting_in(&self, tenant: TenantId) -> Option<Self> {
        // An operator is nobody's guest: what they do is told by their door.
        let acting = matches!(self.actor, Actor::User(_));
        self.is_platform_admin().then(|| Self { tenant, role: Role::Owner, acting, ..self.clone() })
    }

    /// Notes the network address that the request came from.
    pub fn at_address(mut self, address: Option<IpAddr>) -> Self {
        self.address = address;
        self
    }

    /// Notes which token was used.
    pub fn by_token(mut self, token: ApiTokenId) -> Self {
        self.token = Some(token);
        self
    }

    /// Narrows the rights to those of an API token.
    pub fn narrowed_to(mut self, scopes: Vec<TokenScope>) -> Self {
        self.token_scopes = Some(scopes);
        self
    }

    /// The tenant whose data is touched.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// The role in the tenant.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The request, for audit rows and logs.
    pub fn request(&self) -> &RequestId {
        &self.request
    }

    /// The network address that the request came from, where one is known.
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// The token that was used, if one was.
    pub fn token(&self) -> Option<ApiTokenId> {
        self.token
    }

    /// Whether a platform admin acts in a tenant as if they belonged to it.
    pub fn is_acting(&self) -> bool {
        self.acting
    }

    /// The door through which the actor came.
    pub fn door(&self) -> Door {
        match self.actor {
            Actor::Operator => Door::Command,
            Actor::Job { .. } => Door::Job,
            Actor::User(_) if self.token_scopes.is_some() => Door::Rest,
            Actor::User(_) | Actor::Recipient => Door::Page,
        }
    }

    /// Whether the role and, with a token, its scopes include `right`.
    pub fn may(&self, right: Right) -> bool {
        self.check(right).is_ok()
    }

    /// The same, saying what is missing.
    ///
    /// # Errors
    /// [`Missing`].
    pub fn check(&self, right: Right) -> Result<(), Missing> {
        let rule = right.rule();
        if !self.has_role(rule.least_role) {
            return Err(Missing::Role { needed: rule.least_role, held: self.role });
        }
        match rule.token {
            Some(wanted) if !self.holds(wanted) => Err(Missing::Token(wanted)),
            None if self.token_scopes.is_some() => Err(Missing::Person),
            _ => Ok(()),
        }
    }

    /// Whether the actor stands above tenants: may import prefixes and see the installation.
    pub fn is_platform_admin(&self) -> bool {
        self.platform_admin && self.token_scopes.as_ref().is_none_or(|held| held.contains(&TokenScope::Admin))
    }

    /// Whether the role is at least `role`.
    pub fn has_role(&self, role: Role) -> bool {
        self.role >= role
    }

    /// Whether a token was used that was made with exactly this scope.
    pub fn has_token_scope(&self, scope: TokenScope) -> bool {
        self.token_scopes.as_ref().is_some_and(|held| held.contains(&scope))
    }

    /// Whether the token, if one was used, holds a scope that includes `wanted`.
    pub fn holds(&self, wanted: TokenScope) -> bool {
        self.token_scopes.as_ref().is_none_or(|held| held.iter().any(|scope| scope.includes(wanted)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_role_and_a_scope_reads_back() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        for scope in TokenScope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(scope));
        }
    }

    #[test]
    fn whoever_holds_a_link_has_no_right_at_all() {
        let scope = Scope::of_link(TenantId(1), RequestId("r".into()), None);
        assert!(Right::ALL.into_iter().all(|right| !scope.may(right)) && !scope.is_platform_admin());
        assert_eq!((scope.actor().user(), scope.door()), (None, Door::Page));
    }

    #[test]
    fn a_token_without_admin_takes_the_platform_right_away() {
        let scope = Scope::establish(TenantId(1), Actor::User(UserId(1)), Role::Owner, true, RequestId("r".into()));
        assert!(scope.is_platform_admin());
        assert_eq!(scope.acting_in(TenantId(2)).map(|there| there.tenant()), Some(TenantId(2)));
        assert!(scope.may(Right::OwnAccount));
        let narrowed = scope.narrowed_to(vec![TokenScope::NumbersWrite]);
        assert_eq!(narrowed.check(Right::OwnAccount), Err(Missing::Person));
        assert_eq!(narrowed.check(Right::SeeJobs), Err(Missing::Token(TokenScope::JobsRead)));
        assert!(narrowed.may(Right::ChangeNumbers));
        assert!(!narrowed.is_platform_admin());
        assert_eq!(narrowed.acting_in(TenantId(2)), None);
        assert!(narrowed.holds(TokenScope::NumbersRead));
        assert!(!narrowed.holds(TokenScope::JobsRead));
    }
}
