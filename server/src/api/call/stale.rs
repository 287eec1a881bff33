//! What a client is told that changes a call by a version which is no longer the call's.

use super::answer::{conflict, missing};
use super::view::CallView;
use crate::api::envelope::Refusal;
use crate::identity::Caller;
use crate::state::AppState;
use domain::id::CallId;
use engine::Error;
use utoipa::ToSchema;

/// What is said of it.
pub const STALE: &str = "This was changed meanwhile; `data` is how it stands now.";

/// The version that a change is of.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct VersionBody {
    /// With another one nothing is changed, and 409 tells the call as it is.
    version: Option<i64>,
}

/// Why a change of a call was refused: with the call as it is where that is of another version than the client's.
pub async fn refused(state: &AppState, caller: &Caller, id: CallId, version: Option<i64>, error: Error) -> Refusal {
    let stale = version.filter(|_| matches!(error, Error::Conflict(_)));
    let Some(version) = stale else { return missing(error) };
    match engine::call::get(&state.engine, &caller.scope, id).await {
        Ok(now) if now.version != version => conflict(STALE, CallView::from(now)),
        Ok(_) => missing(error),
        Err(other) => missing(other),
    }
}
