//! The Redis that several nodes share.

use super::{Reader, Setting};
use secrecy::{ExposeSecret, SecretString};

pub(super) const URL: Setting = Setting {
    name: "REDIS_URL",
    default: None,
    doc: "A Redis 6 or later, or a Valkey, as redis://user:password@host:6379/0, rediss:// for TLS, or \
          redis+unix:///path. It answers reads of sessions, carries live signals and counts requests; when it is away \
          PostgreSQL does. Several nodes need the same one. Unset: PostgreSQL does it all. Or \
          REDIS_URL_FILE: a file that holds it.",
};
pub(super) const SETTINGS: &[Setting] = &[URL];

/// Redis.
#[derive(Debug, Clone)]
pub struct Redis {
    /// `None`: without Redis.
    pub url: Option<SecretString>,
}

impl Redis {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let url = reader.secret(&URL);
        let known = ["redis://", "rediss://", "redis+unix://"];
        if url.as_ref().is_some_and(|url| !known.iter().any(|scheme| url.expose_secret().starts_with(scheme))) {
            // The value stays out of the message: it holds a password.
            reader.refuse(&URL, "must begin with redis://, rediss:// or redis+unix://");
        }
        Self { url }
    }
}
