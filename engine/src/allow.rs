//! The rights a verb asks for, in one wording.

use crate::error::{Error, Result};
use domain::scope::{Role, Scope, TokenScope};

/// Lets pass who has at least `role` and, with a token, a scope that includes `token`.
///
/// # Errors
/// [`Error::Denied`] with what is missing.
pub(crate) fn allow(scope: &Scope, role: Role, token: TokenScope) -> Result<()> {
    if !scope.has_role(role) {
        return Err(Error::Denied(format!("This needs the role {role} or above; yours is {}.", scope.role())));
    }
    if !scope.holds(token) {
        return Err(Error::Denied(format!("This needs a token with the scope {}.", token.as_str())));
    }
    Ok(())
}

/// Lets pass platform admins.
///
/// # Errors
/// [`Error::Denied`] for everybody else.
pub(crate) fn allow_platform(scope: &Scope) -> Result<()> {
    if scope.is_platform_admin() { Ok(()) } else { Err(Error::Denied("This needs a platform admin.".into())) }
}
