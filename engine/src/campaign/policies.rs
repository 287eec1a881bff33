//! Retry policies that were read already: many dials share one text, and reading it takes longer than using it.

use crate::error::{Error, Result};
use crate::tenancy::Tx;
use domain::dial::RetryPolicy;
use sea_orm::FromQueryResult;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// So many texts are remembered; an installation with more reads some of them again.
const KEPT: usize = 1_000;

/// What was read, by its text.
#[derive(Debug, Default)]
pub(crate) struct Policies {
    read: Mutex<HashMap<Option<String>, Arc<RetryPolicy>>>,
}

#[derive(FromQueryResult)]
struct TextRow {
    text: String,
}

impl Policies {
    /// The policy of a text that was checked when it was stored; the shipped one where there is none.
    pub(crate) fn read(&self, text: Option<&str>) -> Result<Arc<RetryPolicy>> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let key = text.map(str::to_owned);
        if let Some(known) = read.get(&key) {
            return Ok(Arc::clone(known));
        }
        let policy = match text {
            None => RetryPolicy::default(),
            Some(text) => RetryPolicy::read(text).map_err(|faults| {
                let first = faults.first().map(ToString::to_string).unwrap_or_default();
                Error::Internal(format!("a stored retry policy can't be read: {first}"))
            })?,
        };
        if read.len() >= KEPT {
            read.clear();
        }
        let policy = Arc::new(policy);
        read.insert(key, Arc::clone(&policy));
        Ok(policy)
    }

    /// The installation's policy, which says what a company without limits of its own may have at once.
    pub(crate) async fn installation(&self, tx: &impl Tx) -> Result<Arc<RetryPolicy>> {
        let sql = "select text from installation_retry_policy order by version desc limit 1";
        let row: Option<TextRow> = tx.one(sql, []).await?;
        self.read_stored(row.as_ref().map(|row| row.text.as_str()))
    }

    /// A policy as it is stored: an empty text stands for the shipped one.
    pub(crate) fn read_stored(&self, text: Option<&str>) -> Result<Arc<RetryPolicy>> {
        self.read(text.filter(|text| !text.trim().is_empty()))
    }
}
