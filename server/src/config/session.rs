//! How long a sign-in lasts.

use super::{Reader, Setting};
use time::Duration;

const IDLE_DAYS: Setting = Setting {
    name: "TRUNKLINE_SESSION_IDLE_DAYS",
    default: Some("14"),
    doc: "Days without a page after which a sign-in ends by itself.",
};
const LIFE_DAYS: Setting = Setting {
    name: "TRUNKLINE_SESSION_LIFE_DAYS",
    default: Some("60"),
    doc: "Days after which a sign-in ends however much it is used.",
};
pub(super) const SETTINGS: &[Setting] = &[IDLE_DAYS, LIFE_DAYS];

/// Sessions.
#[derive(Debug, Clone, Copy)]
pub struct Sessions {
    pub idle: Duration,
    pub life: Duration,
}

impl Sessions {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut days = |setting| {
            let days = reader.number(setting, 1..=365);
            Duration::days(i64::try_from(days).unwrap_or(365))
        };
        let (idle, life) = (days(&IDLE_DAYS), days(&LIFE_DAYS));
        if idle > life {
            reader.refuse(&IDLE_DAYS, "is more than TRUNKLINE_SESSION_LIFE_DAYS: its end never comes");
        }
        Self { idle, life }
    }
}
