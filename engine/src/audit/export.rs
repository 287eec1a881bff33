//! The audit as a file, a page at a time: no entry waits in memory for a slow reader, and no connection is held for one.

use super::entry::{AuditEntry, COLUMNS, JOINS, Row};
use super::list::{matching, reach};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use bytes::Bytes;
use domain::filter::{Audit, Filter};
use domain::table_file::guard::guard;
use domain::{Right, Scope};
use futures::Stream;
use time::format_description::well_known::Rfc3339;

/// Entries that are looked at and written at once.
const ROWS: i64 = 2_000;

const HEAD: [&str; 15] = [
    "place",
    "time",
    "actor",
    "person",
    "person_id",
    "token",
    "acting",
    "door",
    "address",
    "what",
    "subject",
    "before",
    "after",
    "request",
    "link",
];

/// Where a reader has come to.
struct Place {
    engine: Engine,
    scope: Scope,
    filter: Filter<Audit>,
    /// The last entry that was looked at.
    last: i64,
    first: bool,
    ended: bool,
}

/// The entries that match, the oldest first, as a CSV file with a heading.
///
/// # Errors
/// [`Error::Denied`] without the right to see the audit. The stream ends with an error when the database can't be asked.
pub fn export(
    engine: &Engine,
    scope: &Scope,
    filter: Filter<Audit>,
) -> Result<impl Stream<Item = Result<Bytes>> + Send + 'static + use<>> {
    allow(scope, Right::SeeAudit)?;
    let start = Place { engine: engine.clone(), scope: scope.clone(), filter, last: 0, first: true, ended: false };
    Ok(futures::stream::try_unfold(start, async |mut place| {
        if place.ended {
            return Ok(None);
        }
        let piece = place.next().await?;
        Ok(Some((piece, place)))
    }))
}

impl Place {
    async fn next(&mut self) -> Result<Bytes> {
        let tx = TenantTx::begin(&self.engine, &self.scope).await?;
        let mut reach = reach(&tx, &self.filter);
        let from = reach.value(self.last);
        reach.and(&format!("id > {from}"));
        let window = format!("select * from audit_entry where {} order by id limit {ROWS}", reach.sql());
        let matching = matching(&reach, &self.filter);
        let sql = format!(
            "select {COLUMNS} from (select * from ({window}) reached where {}) e {JOINS} order by e.id",
            matching.sql()
        );
        let rows: Vec<Row> = tx.all(&sql, matching.values()).await?;
        let reached = format!("select coalesce(max(id), 0) as n from ({window}) reached");
        let last = tx.figure(&reached, reach.values()).await?;
        tx.commit().await?;
        self.ended = last == 0;
        self.last = last.max(self.last);
        let text = csv(self.first, rows.into_iter().map(AuditEntry::from))?;
        self.first = false;
        Ok(Bytes::from(text))
    }
}

fn csv(first: bool, entries: impl Iterator<Item = AuditEntry>) -> Result<Vec<u8>> {
    let strange = |error: &dyn std::error::Error| Error::Internal(format!("an entry of the audit: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    if first {
        writer.write_record(HEAD).map_err(|error| strange(&error))?;
    }
    for entry in entries {
        let id = |id: Option<i64>| id.map_or_else(String::new, |id| id.to_string());
        let json = |value: Option<serde_json::Value>| value.map_or_else(String::new, |value| value.to_string());
        let text = |text: Option<String>| guard(&text.unwrap_or_default()).into_owned();
        writer
            .write_record([
                id(entry.seq),
                entry.at.format(&Rfc3339).map_err(|error| strange(&error))?,
                entry.actor,
                text(entry.user_name),
                id(entry.user.map(|user| user.0)),
                text(entry.token_name),
                entry.acting.to_string(),
                text(entry.door),
                text(entry.address),
                entry.verb,
                entry.subject,
                json(entry.before),
                json(entry.after),
                text(Some(entry.request)),
                text(entry.link),
            ])
            .map_err(|error| strange(&error))?;
    }
    writer.into_inner().map_err(|error| strange(&error))
}
