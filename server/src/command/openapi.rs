//! `trunkline openapi`: prints the document of the routes that are really there.

use crate::api;
use std::io::Write;

/// Prints the document.
pub fn run() -> anyhow::Result<()> {
    let document = api::document().to_pretty_json()?;
    // A reader that closes early (`| head`) is no failure.
    match writeln!(std::io::stdout(), "{document}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
