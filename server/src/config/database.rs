//! The PostgreSQL this server works on.

use super::{Reader, Setting};
use secrecy::{ExposeSecret, SecretString};

pub(super) const URL: Setting = Setting {
    name: "DATABASE_URL",
    default: None,
    doc: "A PostgreSQL 15 or later to use, as postgres://user:password@host/database. The role must own the schema and \
          must be neither superuser nor have BYPASSRLS. Unset: the server starts and owns a private PostgreSQL under \
          TRUNKLINE_DATA_DIR. Or DATABASE_URL_FILE: a file that holds it.",
};
pub(super) const CONNECTIONS: Setting = Setting {
    name: "TRUNKLINE_DATABASE_CONNECTIONS",
    default: Some("20"),
    doc: "The most connections to the database, of pages and jobs together; more than twice TRUNKLINE_WORKER_JOBS.",
};
pub(super) const SETTINGS: &[Setting] = &[URL, CONNECTIONS];

/// The database.
#[derive(Debug, Clone)]
pub struct Database {
    /// `None`: a private PostgreSQL.
    pub url: Option<SecretString>,
    pub connections: u32,
}

impl Database {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let url = reader.secret(&URL);
        let is_postgres = |url: &str| url.starts_with("postgres://") || url.starts_with("postgresql://");
        if url.as_ref().is_some_and(|url| !is_postgres(url.expose_secret())) {
            // The value stays out of the message: it holds a password.
            reader.refuse(&URL, "must begin with postgres://");
        }
        let connections = reader.number(&CONNECTIONS, 3..=1_000);
        Self { url, connections: u32::try_from(connections).unwrap_or(20) }
    }
}
