//! How much a client may send and how long it may wait.

use super::{Reader, Setting};
use engine::rate_limit::Limit;
use std::time::Duration;

const BODY_MIB: Setting =
    Setting { name: "TRUNKLINE_BODY_LIMIT_MIB", default: Some("16"), doc: "The largest form or JSON body, in MiB." };
const UPLOAD_MIB: Setting = Setting {
    name: "TRUNKLINE_UPLOAD_LIMIT_MIB",
    default: Some("8192"),
    doc: "The largest uploaded file, in MiB. Files of numbers are stored in the database as they arrive, so the disk is \
          their limit; prefix files end at 256 MiB whatever stands here.",
};
const PROOF_MIB: Setting = Setting {
    name: "TRUNKLINE_PROOF_LIMIT_MIB",
    default: Some("10"),
    doc: "The largest file that proves a consent, in MiB. It is kept in the database as long as the consent.",
};
const REQUEST_SECONDS: Setting = Setting {
    name: "TRUNKLINE_REQUEST_SECONDS",
    default: Some("30"),
    doc: "Seconds after which a request that has no answer is given up. Uploads have twenty times as long; live \
          streams have no end.",
};
const REST_PER_SECOND: Setting = Setting {
    name: "TRUNKLINE_REST_REQUESTS_PER_SECOND",
    default: Some("1000"),
    doc: "REST requests a second that one company may send to all nodes together; more are answered 429.",
};
pub(super) const SETTINGS: &[Setting] = &[BODY_MIB, UPLOAD_MIB, PROOF_MIB, REQUEST_SECONDS, REST_PER_SECOND];

/// Limits.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// In bytes.
    pub body: usize,
    /// In bytes.
    pub upload: usize,
    /// Of a proof, in bytes.
    pub proof: u64,
    pub request: Duration,
    /// REST requests of one tenant.
    pub rest: Limit,
}

impl Limits {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut mib = |setting, most| usize::try_from(reader.number(setting, 1..=most) << 20).unwrap_or(usize::MAX);
        // A body is held in memory, an upload is not.
        let (body, upload) = (mib(&BODY_MIB, 256), mib(&UPLOAD_MIB, 1 << 20));
        let proof = reader.number(&PROOF_MIB, 1..=1_024) << 20;
        let request = Duration::from_secs(reader.number(&REQUEST_SECONDS, 1..=3_600));
        let rest = u32::try_from(reader.number(&REST_PER_SECOND, 1..=100_000)).unwrap_or(1_000);
        Self { body, upload, proof, request, rest: Limit { burst: rest, per: Duration::from_secs(1) } }
    }

    /// How long an upload may take.
    pub fn upload_time(&self) -> Duration {
        self.request * 20
    }
}
