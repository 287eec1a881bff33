//! The whole server as one service.

use crate::state::AppState;
use crate::{api, files, health, html, identity, layers, live, metrics, sockets};
use axum::Router;

/// Every route with every layer.
///
/// # Errors
/// The public address can't be trusted as an origin.
pub fn router(state: AppState) -> anyhow::Result<Router> {
    let live = live::routes().layer(identity::session_layer(&state));
    let files = files::routes().layer(identity::session_layer(&state));
    let routes = html::routes(&state)?
        .merge(live)
        .merge(sockets::routes())
        .merge(files)
        .merge(health::routes())
        .merge(metrics::routes())
        .merge(api::routes(&state));
    Ok(layers::around(routes.with_state(state.clone()), &state))
}
