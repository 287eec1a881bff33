//! What a client is told that changes a view by a version which is no longer the view's.

use super::MISSING;
use super::view::CustomView;
use crate::api::call::STALE;
use crate::api::call::answer::{conflict, missing_as};
use crate::api::envelope::Refusal;
use crate::identity::Caller;
use crate::state::AppState;
use domain::id::ViewId;
use engine::Error;
use engine::view::View;

/// A view of calls; views of other lists have no place here.
pub async fn one(state: &AppState, caller: &Caller, id: ViewId) -> Result<View, Refusal> {
    let missing = missing_as(MISSING);
    let view = engine::view::get(&state.engine, &caller.scope, id).await.map_err(&missing)?;
    if view.list == engine::view::CALLS { Ok(view) } else { Err(missing(Error::NotFound)) }
}

/// 409 with the view as it is.
pub fn stale(now: View, caller: &Caller) -> Refusal {
    conflict(STALE, CustomView::of(now, &caller.scope))
}

/// Why a change of a view was refused: with the view as it is where that is of another version.
pub async fn refused(
    state: &AppState,
    caller: &Caller,
    id: Option<ViewId>,
    version: Option<i64>,
    text: String,
) -> Refusal {
    let Some((id, version)) = id.zip(version) else { return missing_as(MISSING)(Error::Conflict(text)) };
    match engine::view::get(&state.engine, &caller.scope, id).await {
        Ok(now) if now.version != version => stale(now, caller),
        // A deleted one is not shown.
        Ok(_) | Err(Error::NotFound) => missing_as(MISSING)(Error::Conflict(text)),
        Err(other) => missing_as(MISSING)(other),
    }
}
