//! The ways in which a verb can fail, each mapped once per edge (page, REST, command line).

use domain::FieldErrors;
use sea_orm::{DbErr, RuntimeErr};

/// What a verb answers when it can't do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or it belongs to another tenant: the two look the same.
    #[error("not found")]
    NotFound,
    /// The actor may not do this; the text says what is needed.
    #[error("{0}")]
    Denied(String),
    /// The thing is in a state in which this can't be done; the text says which.
    #[error("{0}")]
    Conflict(String),
    /// The input is wrong, said field by field.
    #[error("{0}")]
    Invalid(FieldErrors),
    /// Something that is needed is away for now.
    #[error("{0}")]
    Unavailable(String),
    /// A fault of Trunkline or its database; the text is for the log, never for the page.
    #[error("internal: {0}")]
    Internal(String),
}

/// A verb's answer.
pub type Result<T> = std::result::Result<T, Error>;

impl From<FieldErrors> for Error {
    fn from(errors: FieldErrors) -> Self {
        Error::Invalid(errors)
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match sqlstate(&error).as_deref() {
            // character_not_in_repertoire: a NUL in a text that no draft checked. The client sent it, so it is told.
            Some("22021") => FieldErrors::one("text", "The text holds a NUL character, which can't be stored.").into(),
            // Connection lost, shutting down, too many connections.
            Some(code) if code.starts_with("08") || code.starts_with("57P") || code == "53300" => {
                Error::Unavailable("The database is not available for the moment.".into())
            }
            _ if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) => {
                Error::Unavailable("The database is not available for the moment.".into())
            }
            _ => Error::Internal(error.to_string()),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Error::Internal(error.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Internal(error.to_string())
    }
}

/// PostgreSQL's five-character code for what went wrong, when the database said it.
pub(crate) fn sqlstate(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(runtime) | DbErr::Query(runtime) | DbErr::Conn(runtime)) = error else { return None };
    let RuntimeErr::SqlxError(error) = runtime else { return None };
    error.as_database_error()?.code().map(|code| code.into_owned())
}

/// The name of the constraint that was violated, when that is what went wrong.
pub(crate) fn violated_constraint(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(runtime) | DbErr::Query(runtime)) = error else { return None };
    let RuntimeErr::SqlxError(error) = runtime else { return None };
    error.as_database_error()?.constraint().map(str::to_owned)
}
