//! Keeps other sites from posting forms in a signed-in person's name, by what browsers say about where a post comes from.

use super::error_page::{self, Reader};
use crate::config::PublicUrl;
use anyhow::Context;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// The layer with an answer of our own.
pub type Csrf = CsrfLayer<fn(ProtectionError) -> Response>;

/// The layer, which takes posts from this server's own pages and from programs (which say nothing about themselves).
///
/// # Errors
/// The public address is not one that browsers send as an origin.
pub fn csrf(public_url: &PublicUrl) -> anyhow::Result<Csrf> {
    let layer = CsrfLayer::new()
        .add_trusted_origin(public_url.origin())
        .context("TRUNKLINE_PUBLIC_URL is not an origin that browsers send")?;
    Ok(layer.with_rejection_response(refuse as fn(ProtectionError) -> Response))
}

fn refuse(why: ProtectionError) -> Response<Body> {
    tracing::warn!(%why, "a form from another site was refused");
    let text =
        "This form was sent from another site, so nothing was done. Please open the page here and send it again.";
    error_page::of(StatusCode::FORBIDDEN, text, &Reader::Person, "")
}
