//! The rows of an export, some at a time, in the order of their ids.

use crate::error::{Error, Result};
use crate::job::kind::export::{Source, Window};
use crate::number::named::{named, only};
use crate::number::row::column;
use crate::number::{NumberOrigin, NumberStatus};
use crate::selection::Clause;
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::filter::{Filter, Numbers};
use domain::id::ProjectId;
use domain::phone::PhoneNumber;
use domain::prefix::LineType;
use domain::table_file::{ExportField, NumberCells};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// Rows looked at at once: a quarter of a second where all of them match. Most filters have no index, so what bounds a
/// step is how many rows it looks at, not how many it finds.
const WINDOW: i64 = 10_000;

/// What an export takes.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    pub project: ProjectId,
    pub filter: Filter<Numbers>,
    pub fields: Vec<ExportField>,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    number: i64,
    carrier: Option<String>,
    line_type: i16,
    state: Option<String>,
    place: Option<String>,
    time_zones: Option<Vec<String>>,
    valid: Option<bool>,
    validated_at: Option<OffsetDateTime>,
    validation_source: Option<String>,
    status: i16,
    origin: i16,
    created_at: OffsetDateTime,
    updated_at: Option<OffsetDateTime>,
}

#[async_trait]
impl Source for Selection {
    type Row = NumberCells;

    async fn until(&self, tx: &TenantTx) -> Result<i64> {
        let sql = "select coalesce(max(id), 0) as n from (
                       select id from number where tenant_id = $1 and project_id = $2 order by id desc limit 1) newest";
        Ok(tx.figure(sql, [tx.tenant(), self.project.0.into()]).await?)
    }

    async fn window(&self, tx: &TenantTx, from: i64, until: i64) -> Result<Window<NumberCells>> {
        let mut reach = Clause::new(
            "tenant_id = $1 and project_id = $2 and id > $3",
            [tx.tenant(), self.project.0.into(), from.into()],
        );
        let reached = match named(&self.filter, WINDOW) {
            // The few numbers that a filter names are looked up at once.
            Some(numbers) => {
                only(&mut reach, &numbers);
                None
            }
            None => self.end_of_window(tx, from, until).await?,
        };
        let end = reach.value(reached.unwrap_or(until));
        reach.and(&format!("id <= {end}"));
        reach.filter(&self.filter, column);
        let rows: Vec<Row> = tx.all(&self.sql(reach.sql()), reach.values()).await?;
        let rows = rows.into_iter().map(|row| self.cells(row)).collect::<Result<_>>()?;
        Ok(Window { rows, reached })
    }
}

impl Selection {
    /// The id of the window's last row, when there are rows behind it.
    async fn end_of_window(&self, tx: &TenantTx, from: i64, until: i64) -> Result<Option<i64>> {
        #[derive(FromQueryResult)]
        struct Last {
            id: i64,
        }
        let sql = format!(
            "select id from number where tenant_id = $1 and project_id = $2 and id > $3 and id < $4
             order by id limit 1 offset {}",
            WINDOW - 1
        );
        let values = [tx.tenant(), self.project.0.into(), from.into(), until.into()];
        Ok(tx.one::<Last>(&sql, values).await?.map(|last| last.id))
    }

    /// Only what the columns need is read: most exports want a third of a row.
    fn sql(&self, reach: &str) -> String {
        let wants = |fields: &[ExportField]| fields.iter().any(|field| self.fields.contains(field));
        let zones = wants(&[ExportField::TimeZones]);
        let pick = |wanted: bool, column: &'static str, kind: &'static str, name: &'static str| {
            if wanted { format!("{column} as {name}") } else { format!("null::{kind} as {name}") }
        };
        let optional = [
            pick(wants(&[ExportField::Carrier]), "coalesce(n.brand, n.carrier)", "text", "carrier"),
            pick(wants(&[ExportField::State]), "n.state", "text", "state"),
            pick(wants(&[ExportField::Location]), "n.place", "text", "place"),
            pick(zones, "p.time_zones", "text[]", "time_zones"),
            pick(
                wants(&[ExportField::ValidationDate, ExportField::ValidationAttempted]),
                "n.validated_at",
                "timestamptz",
                "validated_at",
            ),
            pick(wants(&[ExportField::ValidationSource]), "n.validation_source", "text", "validation_source"),
            pick(wants(&[ExportField::UpdatedAt]), "n.updated_at", "timestamptz", "updated_at"),
        ];
        let join = if zones { crate::number::row::JOIN } else { "" };
        format!(
            "select n.id, n.number, n.line_type, n.valid, n.status, n.origin, n.created_at, {}
             from (select * from number where {reach}) n {join} order by n.id",
            optional.join(", ")
        )
    }

    fn cells(&self, row: Row) -> Result<NumberCells> {
        let strange = |what: &str| Error::Internal(format!("number {} has a strange {what}", row.id));
        Ok(NumberCells {
            id: row.id,
            project: self.project.0,
            number: PhoneNumber::from_stored(row.number).map_err(|_| strange("number"))?,
            carrier: row.carrier,
            line_type: LineType::from_code(row.line_type),
            state: row.state,
            place: row.place,
            time_zones: row.time_zones.unwrap_or_default(),
            valid: row.valid,
            validated_at: row.validated_at,
            validation_source: row.validation_source,
            status: NumberStatus::of_code(row.status).ok_or_else(|| strange("status"))?.as_str(),
            origin: NumberOrigin::of_code(row.origin).ok_or_else(|| strange("origin"))?.as_str(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
