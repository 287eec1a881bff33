//! Live signals.

use super::{Reader, Setting};
use std::time::Duration;

const KEEP_ALIVE_SECONDS: Setting = Setting {
    name: "TRUNKLINE_LIVE_KEEP_ALIVE_SECONDS",
    default: Some("15"),
    doc: "How often an idle live stream says that it is there, which must be shorter than the idle limit of any proxy in \
          front; as often it is looked whether who opened it is still signed in.",
};
pub(super) const SETTINGS: &[Setting] = &[KEEP_ALIVE_SECONDS];

/// Live signals.
#[derive(Debug, Clone, Copy)]
pub struct Live {
    pub keep_alive: Duration,
}

impl Live {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self { keep_alive: Duration::from_secs(reader.number(&KEEP_ALIVE_SECONDS, 1..=120)) }
    }
}
