//! The prefix table as a file, a page at a time: no row waits in memory for a slow reader, and no connection is held for one.

use super::list::column;
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::selection::Clause;
use crate::tenancy::{TenantTx, Tx};
use bytes::Bytes;
use domain::filter::{Filter, Prefixes};
use domain::phone::Prefix;
use domain::prefix::{ExportedPrefix, LineType, PrefixFormat};
use domain::{Right, Scope};
use futures::Stream;
use sea_orm::FromQueryResult;

/// Rows that are read and written at once: half a megabyte of text.
const ROWS: usize = 5_000;

#[derive(FromQueryResult)]
struct Row {
    prefix: i32,
    carrier: Option<String>,
    place: Option<String>,
    state: Option<String>,
    line_type: i16,
}

/// Where a reader has come to.
struct Place {
    engine: Engine,
    scope: Scope,
    filter: Filter<Prefixes>,
    format: PrefixFormat,
    /// The last code that was written.
    last: i32,
    written: u64,
    ended: bool,
}

/// The assigned codes that match, in their order, as a file of this format; any member may read it. Each piece is read in a
/// transaction of its own: an import meanwhile may show in the later part.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope. The stream ends with an error when the database can't be asked.
pub fn export(
    engine: &Engine,
    scope: &Scope,
    filter: Filter<Prefixes>,
    format: PrefixFormat,
) -> Result<impl Stream<Item = Result<Bytes>> + Send + 'static + use<>> {
    allow(scope, Right::SeeNumbers)?;
    let (engine, scope) = (engine.clone(), scope.clone());
    let start = Place { engine, scope, filter, format, last: 0, written: 0, ended: false };
    Ok(futures::stream::try_unfold(start, async |mut place| {
        if place.ended {
            return Ok(None);
        }
        let piece = place.next().await?;
        Ok(Some((piece, place)))
    }))
}

impl Place {
    /// The next piece of the file, with its beginning or its end where this is one.
    async fn next(&mut self) -> Result<Bytes> {
        let rows = self.read().await?;
        let first = self.written == 0;
        self.ended = rows.len() < ROWS;
        let mut exported = Vec::with_capacity(rows.len());
        for row in rows {
            self.last = row.prefix;
            exported.push(row.exported()?);
        }
        let piece = match self.format {
            PrefixFormat::Csv => csv(first, self.written, &exported)?,
            PrefixFormat::Json => json(first, self.ended, &exported)?,
        };
        self.written += exported.len() as u64;
        Ok(Bytes::from(piece))
    }

    async fn read(&self) -> Result<Vec<Row>> {
        let mut clause = Clause::new("assigned and prefix > $1", [self.last.into()]);
        clause.filter(&self.filter, column);
        let sql = format!(
            "select prefix, carrier, place, state, line_type from prefix where {} order by prefix limit {ROWS}",
            clause.sql()
        );
        let tx = TenantTx::begin(&self.engine, &self.scope).await?;
        let rows = tx.all(&sql, clause.values()).await?;
        tx.commit().await?;
        Ok(rows)
    }
}

impl Row {
    fn exported(self) -> Result<ExportedPrefix> {
        let code = u32::try_from(self.prefix).ok().and_then(|code| Prefix::from_code(code).ok());
        Ok(ExportedPrefix {
            prefix: code.ok_or_else(|| Error::Internal(format!("the prefix table holds {}", self.prefix)))?,
            carrier: self.carrier,
            city: self.place,
            state: self.state,
            line_type: LineType::from_code(self.line_type),
        })
    }
}

fn csv(first: bool, written: u64, rows: &[ExportedPrefix]) -> Result<Vec<u8>> {
    let strange = |error: &dyn std::error::Error| Error::Internal(format!("a row of the prefix table: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::with_capacity(rows.len() * 80));
    if first {
        writer.write_record(ExportedPrefix::COLUMNS).map_err(|error| strange(&error))?;
    }
    for (id, row) in (written + 1..).zip(rows) {
        writer.write_record(row.cells(id).iter().map(|cell| cell.as_bytes())).map_err(|error| strange(&error))?;
    }
    writer.into_inner().map_err(|error| strange(&error))
}

/// One object with a line for each member, so that a person can read it and a comparison of two files shows codes.
fn json(first: bool, ended: bool, rows: &[ExportedPrefix]) -> Result<Vec<u8>> {
    let mut text = Vec::with_capacity(rows.len() * 140);
    for (place, row) in rows.iter().enumerate() {
        text.extend_from_slice(if first && place == 0 { b"{\n" } else { b",\n" });
        text.extend_from_slice(format!("\"{}\": ", row.prefix).as_bytes());
        serde_json::to_writer(&mut text, &row.member())?;
    }
    if ended {
        text.extend_from_slice(if first && rows.is_empty() { b"{}\n" } else { b"\n}\n" });
    }
    Ok(text)
}
