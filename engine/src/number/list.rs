use super::named::{FEW, named, only};
use super::row::{COLUMNS, JOIN, Number, Row, column};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::project;
use crate::selection::{Clause, IN_ORDER, Keyset, SEARCHED, last_of_window};
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Direction, ListQuery, Numbers};
use domain::id::ProjectId;
use domain::page::Page;
use domain::{Right, Scope};

/// A project's numbers that match, in order, by keyset. A search looks at a window of rows a page; numbers that the filter names
/// in full are looked up, and nothing is searched.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has no such project; [`crate::Error::Invalid`] for a cursor that is none of this
/// list's.
pub async fn list(
    engine: &Engine,
    scope: &Scope,
    project: ProjectId,
    query: &ListQuery<Numbers>,
) -> Result<Page<Number>> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    project::find(&tx, scope, project).await?;
    let page = read(&tx, project, query).await?;
    tx.commit().await?;
    let Page { rows, next, previous, searched } = page;
    let rows = rows.into_iter().map(TryInto::try_into).collect::<Result<_>>()?;
    Ok(Page { rows, next, previous, searched })
}

async fn read(tx: &TenantTx, project: ProjectId, query: &ListQuery<Numbers>) -> Result<Page<Row>> {
    // Ids rise with time, so the newest are those with the highest ids; both orders have their index.
    let key = if query.sort.field.name == "number" { "number" } else { "id" };
    let keyset = Keyset::<i64>::of(query.cursor.as_ref())?;
    let descending = (query.sort.direction == Direction::Descending) != keyset.backwards;
    let (order, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };

    let mut place = Clause::new("tenant_id = $1 and project_id = $2", [tx.tenant(), project.0.into()]);
    let named = named(&query.filter, FEW);
    // `offset 0` keeps the order out of the look-up: of a table it knows nothing about, the planner walked the order's key.
    let (searched, window) = match (&named, query.filter.is_empty()) {
        (Some(_), _) => (false, "offset 0".to_owned()),
        (None, true) => (false, format!("order by {key} {order}")),
        (None, false) => (true, format!("order by {key} {order} limit {SEARCHED}")),
    };
    match named {
        Some(numbers) => only(&mut place, &numbers),
        None => tx.script(IN_ORDER).await?,
    }
    if let Some(from) = keyset.key {
        let from = place.value(from);
        place.and(&format!("{key} {beyond} {from}"));
    }
    let reach = place.sql().to_owned();
    let mut matching = Clause::new("true", place.values());
    matching.filter(&query.filter, column);
    let size = query.page_size.rows();
    let limit = matching.value(size as i64 + 1);
    let sql = format!(
        "select {COLUMNS} from (
             select * from (select * from number where {reach} {window}) reached
             where {} order by {key} {order} limit {limit}) n {JOIN} order by n.{key} {order}",
        matching.sql()
    );
    let rows: Vec<Row> = tx.all(&sql, matching.values()).await?;
    let mut last_searched = None;
    if searched && rows.len() as u64 <= size {
        last_searched = last_of_window(tx, "number", &reach, (key, order), place.values()).await?;
    }
    let key_of = |row: &Row| if key == "number" { row.number.to_string() } else { row.id.to_string() };
    Ok(keyset.page(rows, size, key_of, last_searched))
}
