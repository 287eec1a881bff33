//! The rights a verb asks for, in one wording.

use crate::error::{Error, Result};
use domain::id::UserId;
use domain::{Right, Scope};

/// Lets pass who has the right.
///
/// # Errors
/// [`Error::Denied`] with what is missing.
pub(crate) fn allow(scope: &Scope, right: Right) -> Result<()> {
    scope.check(right).map_err(|missing| Error::Denied(missing.to_string()))
}

/// Lets pass a person in a browser, for what is their own; answers who it is.
///
/// # Errors
/// [`Error::Denied`] for a token, and where no person acts.
pub(crate) fn allow_person(scope: &Scope) -> Result<UserId> {
    allow(scope, Right::OwnAccount)?;
    scope.actor().user().ok_or_else(|| Error::Denied("Only a person has an account.".into()))
}

/// Lets pass platform admins.
///
/// # Errors
/// [`Error::Denied`] for everybody else.
pub(crate) fn allow_platform(scope: &Scope) -> Result<()> {
    if scope.is_platform_admin() { Ok(()) } else { Err(Error::Denied("This needs a platform admin.".into())) }
}
