//! Logs: text on a terminal, JSON otherwise, always on stderr so that a command's stdout is its answer alone.

use crate::config::{LogFormat, Logs};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// Starts logging for the process; a second call changes nothing.
pub fn init(logs: &Logs) {
    let filter = EnvFilter::try_new(&logs.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let json = match logs.format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Tests start several servers in one process; the first one's logs stand.
    let _already_started = if json {
        lines.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
    } else {
        lines.compact().with_target(false).with_ansi(std::io::stderr().is_terminal()).try_init()
    };
}
