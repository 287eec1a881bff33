use crate::Engine;
use std::time::Duration;

/// How long a notification is kept.
pub fn kept_for(engine: &Engine) -> Duration {
    engine.settings().keep_notifications
}
