//! Rules that were read already: every verdict asks them, and reading them takes longer than that.

use crate::error::{Error, Result};
use crate::tenancy::Tx;
use domain::calling_rule::{RuleBook, SHIPPED};
use sea_orm::FromQueryResult;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The version that stands for the shipped file.
pub const SHIPPED_VERSION: i32 = 0;

/// The version in force, as a subquery.
pub(crate) const IN_FORCE: &str = "coalesce((select version from calling_rules where in_force_at is not null
     order by in_force_at desc, version desc limit 1), 0)";

/// So many versions are remembered.
const KEPT: usize = 8;

/// What was read, by its version: a version never changes.
#[derive(Debug, Default)]
pub(crate) struct Books {
    read: Mutex<HashMap<i32, Arc<RuleBook>>>,
}

#[derive(FromQueryResult)]
struct TextRow {
    text: String,
}

impl Books {
    /// The rules of a version.
    pub(crate) async fn of(&self, tx: &impl Tx, version: i32) -> Result<Arc<RuleBook>> {
        if let Some(known) = self.lock().get(&version) {
            return Ok(Arc::clone(known));
        }
        let text = if version == SHIPPED_VERSION {
            SHIPPED.to_owned()
        } else {
            let sql = "select text from calling_rules where version = $1";
            let row: Option<TextRow> = tx.one(sql, [version.into()]).await?;
            row.ok_or(Error::NotFound)?.text
        };
        let book = RuleBook::read(&text).map_err(|faults| {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            Error::Internal(format!("stored calling rules can't be read: {first}"))
        })?;
        let book = Arc::new(book);
        let mut read = self.lock();
        if read.len() >= KEPT {
            read.clear();
        }
        read.insert(version, Arc::clone(&book));
        Ok(book)
    }

    /// The rules in force, and their version.
    pub(crate) async fn in_force(&self, tx: &impl Tx) -> Result<(i32, Arc<RuleBook>)> {
        let version = tx.figure(&format!("select {IN_FORCE}::bigint as n"), []).await?;
        let version = i32::try_from(version).unwrap_or(SHIPPED_VERSION);
        Ok((version, self.of(tx, version).await?))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i32, Arc<RuleBook>>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
