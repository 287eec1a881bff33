//! Looks whether the database or Redis answers: quickly, by one connection of its own, and says in words why not. A pool
//! tries again for as long as it may wait, and then says only that it did.

use crate::error::{Error, Result};
use crate::redis;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use std::io::ErrorKind;
use std::str::FromStr;
use std::time::Duration;

/// How long an answer may take; a hand that was offered and not taken within it is a firewall's or a frozen server's.
const PATIENCE: Duration = Duration::from_secs(3);

/// Looks whether the database lets us in.
///
/// # Errors
/// [`Error::Unavailable`] naming its host and port and the cause; never the password.
pub async fn database(url: &SecretString) -> Result<()> {
    let options = PgConnectOptions::from_str(url.expose_secret())
        .map_err(|error| Error::Unavailable(format!("DATABASE_URL can't be read: {error}")))?;
    let place = match options.get_socket() {
        Some(folder) => format!("The database at the socket in {}", folder.display()),
        None => format!("The database at {}, port {}", options.get_host(), options.get_port()),
    };
    let said = match tokio::time::timeout(PATIENCE, PgConnection::connect_with(&options)).await {
        Ok(Ok(connection)) => return connection.close().await.map_err(|error| Error::Unavailable(error.to_string())),
        Ok(Err(error)) => in_words(&error),
        Err(_) => format!("does not answer within {} s", PATIENCE.as_secs()),
    };
    Err(Error::Unavailable(format!("{place} {said}")))
}

fn in_words(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused => "can't be reached: nothing listens there (connection refused)".into(),
            ErrorKind::NotFound => "can't be reached: there is no such socket".into(),
            ErrorKind::PermissionDenied => "can't be reached: this user may not open its socket".into(),
            _ => format!("can't be reached: {error}"),
        },
        sqlx::Error::Database(error) => match error.code().as_deref() {
            Some("28P01" | "28000") => format!("does not let us in: {}", error.message()),
            Some("3D000") => format!("does not have it: {}", error.message()),
            Some("53300") => format!("has no connection to spare: {}", error.message()),
            Some("57P03") => format!("is not ready: {}", error.message()),
            _ => format!("answers: {}", error.message()),
        },
        error => format!("can't be used: {error}"),
    }
}

/// Looks whether a Redis answers, and tells its version. Nothing is written to it.
///
/// # Errors
/// [`Error::Unavailable`] with the cause; never the password.
pub async fn redis(url: &SecretString) -> Result<String> {
    redis::probe(url, PATIENCE).await
}
