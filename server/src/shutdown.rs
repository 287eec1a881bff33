//! Stopping: the first signal asks, the second insists.

use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How long requests and the worker's steps may take to come to their end (DESIGN, M28).
pub const DRAIN: Duration = Duration::from_secs(10);

/// Cancels `token` at the first SIGTERM or SIGINT, and ends the process at the second one.
///
/// # Errors
/// The system refuses to install a handler.
pub fn on_signals(token: CancellationToken) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        next(&mut terminate, &mut interrupt).await;
        tracing::info!("stopping; once more to stop at once");
        token.cancel();
        next(&mut terminate, &mut interrupt).await;
        tracing::warn!("stopped at once");
        std::process::exit(1);
    });
    Ok(())
}

async fn next(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
