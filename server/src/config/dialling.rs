//! How many calls go out, and to whom providers may belong.

use super::{Reader, Setting};
use engine::provider::reach::Loopback;
use std::time::Duration;

const AT_ONCE: Setting = Setting {
    name: "TRUNKLINE_DIAL_CALLS_AT_ONCE",
    default: Some("1000"),
    doc: "Calls that are held at once, over all companies and nodes. A provider's, a company's and a campaign's own limits are \
          lower or count for nothing.",
};
const TENANT_AT_ONCE: Setting = Setting {
    name: "TRUNKLINE_DIAL_TENANT_CALLS_AT_ONCE",
    default: Some("1000"),
    doc: "Calls of one company that are held at once.",
};
const TENANT_PER_SECOND: Setting = Setting {
    name: "TRUNKLINE_DIAL_TENANT_CALLS_PER_SECOND",
    default: Some("1000"),
    doc: "Calls of one company that begin within a second. A provider's and a campaign's own are set on their pages.",
};
const SILENCE: Setting = Setting {
    name: "TRUNKLINE_DIAL_SILENCE_SECONDS",
    default: Some("90"),
    doc: "Seconds without a word of a call after which its provider is asked what became of it.",
};
const LOOPBACK: Setting = Setting {
    name: "TRUNKLINE_ALLOW_LOOPBACK_PROVIDERS",
    default: Some("false"),
    doc: "Whether a company's provider may be on this machine, as the mock is. Other private addresses are never called.",
};
pub(super) const SETTINGS: &[Setting] = &[AT_ONCE, TENANT_AT_ONCE, TENANT_PER_SECOND, SILENCE, LOOPBACK];

/// Dialling.
#[derive(Debug, Clone, Copy)]
pub struct Dialling {
    pub at_once: u32,
    pub tenant_at_once: u32,
    pub tenant_per_second: u32,
    pub silence: Duration,
    pub loopback: Loopback,
}

impl Dialling {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut calls = |setting| u32::try_from(reader.number(setting, 1..=100_000)).unwrap_or(1_000);
        let (at_once, tenant_at_once) = (calls(&AT_ONCE), calls(&TENANT_AT_ONCE));
        let tenant_per_second = calls(&TENANT_PER_SECOND);
        let silence = Duration::from_secs(reader.number(&SILENCE, 1..=3_600));
        let allowed: bool = reader.parse(&LOOPBACK, "true or false");
        let loopback = if allowed { Loopback::Allowed } else { Loopback::Refused };
        Self { at_once, tenant_at_once, tenant_per_second, silence, loopback }
    }
}
