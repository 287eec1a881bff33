//! What is logged, and how it looks.

use super::{Reader, Setting};
use std::str::FromStr;

const FILTER: Setting = Setting {
    name: "TRUNKLINE_LOG",
    default: Some("info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn,hyper=warn,tower_sessions=warn,fred=error"),
    doc: "What is logged: a level, or levels by module, such as info,engine=debug. Passwords, tokens and full phone \
          numbers are never logged at info.",
};
const FORMAT: Setting = Setting {
    name: "TRUNKLINE_LOG_FORMAT",
    default: Some("auto"),
    doc: "text, json, or auto: text on a terminal and JSON otherwise.",
};
pub(super) const SETTINGS: &[Setting] = &[FILTER, FORMAT];

/// Logs.
#[derive(Debug, Clone)]
pub struct Logs {
    pub filter: String,
    pub format: LogFormat,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Auto,
    Text,
    Json,
}

impl Logs {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let filter = reader.text(&FILTER);
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&filter) {
            reader.refuse(&FILTER, &format!("is no filter: {error}"));
        }
        Self { filter, format: reader.parse(&FORMAT, "auto, text or json") }
    }
}

impl FromStr for LogFormat {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "auto" => Ok(LogFormat::Auto),
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err(()),
        }
    }
}
