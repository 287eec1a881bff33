//! The operator: whoever may run commands on the machine may do what a platform admin may.

use domain::Scope;
use domain::id::TenantId;
use domain::scope::{Actor, RequestId, Role};

/// The scope of a command, which stands in audit rows as its request: `command:user create`.
pub fn operator(command: &str) -> Scope {
    let request = RequestId(format!("command:{command}"));
    Scope::establish(TenantId::PLATFORM, Actor::Operator, Role::Owner, true, request)
}
