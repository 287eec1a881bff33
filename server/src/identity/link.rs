//! Whoever holds a one-time link acts as its person, for what the link is for.

use super::person;
use domain::Scope;
use domain::scope::RequestId;
use engine::identity::Identity;

/// The scope of the person whom a link names, who is not signed in. Whoever calls it has found the link to be good; the verb
/// that uses it up looks again.
pub fn by_link(of: &Identity, request: &str, address: &str) -> Scope {
    let request = RequestId(request.to_owned());
    person(of.tenant, of.user, of.role, of.platform_admin, request).at_address(address.parse().ok())
}
