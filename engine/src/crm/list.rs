use super::reach::{Way, along, asks_for_deleted, matching, standing, way};
use super::table::{Row, select, table};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::selection::{Clause, Keyset};
use crate::tenancy::{TenantTx, Tx};
use domain::crm::Record;
use domain::filter::{Direction, ListQuery, OfKind};
use domain::page::Page;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// A page that nothing names the records of looks at so many at most; it then says so and goes on by its cursor.
const SEARCHED: i64 = 50_000;

/// The tenant's records of a kind that match, by time or by name, by keyset. Deleted ones only where the filter asks for
/// them, and those that were merged into others never.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts; [`crate::Error::Invalid`] for a cursor that is
/// none of this list's.
pub async fn list<S: OfKind>(engine: &Engine, scope: &Scope, query: &ListQuery<S>) -> Result<Page<Record>> {
    allow(scope, Right::SeeContacts)?;
    let keyset = Keyset::<i64>::of(query.cursor.as_ref())?;
    let tx = TenantTx::begin(engine, scope).await?;
    let table = table(S::KIND);
    let descending = (query.sort.direction == Direction::Descending) != keyset.backwards;
    let (order, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };
    let by_name = query.sort.field.name == "name";
    let ordered = if by_name { format!("r.name_key {order}, r.id {order}") } else { format!("r.id {order}") };
    let size = query.page_size.rows();
    let way = way(&tx, &query.filter).await?;

    let mut clause = Clause::new("", [tx.tenant()]);
    // Where to go on: behind the record that the cursor names, as it is called now.
    let place = match keyset.key {
        None => "true".to_owned(),
        Some(id) if by_name => {
            let (name, id) = (clause.value(name_of(&tx, table, id).await?), clause.value(id));
            format!("(r.name_key, r.id) {beyond} ({name}, {id})")
        }
        Some(id) => format!("r.id {beyond} {}", clause.value(id)),
    };
    let standing = standing(asks_for_deleted(&query.filter));
    let walks = matches!(way, Way::Walk) && !query.filter.is_empty();
    let from = match way {
        Way::Lane(condition) => along(&mut clause, S::KIND, condition),
        Way::Walk => {
            let window = if walks { format!("limit {SEARCHED}") } else { String::new() };
            let reached = format!("from {table} r where r.tenant_id = $1 and {standing} and {place}");
            format!("(select * {reached} order by {ordered} {window}) r")
        }
    };
    let holds = matching(&mut clause, &query.filter);
    let limit = clause.value(size as i64 + 1);
    let page = format!("(select r.* from {from} where {holds} and {place} order by {ordered} limit {limit})");
    let sql = format!("{} order by {ordered}", select(S::KIND, &page));
    let rows: Vec<Row> = tx.all(&sql, clause.values()).await?;

    let mut last_searched = None;
    if walks && rows.len() as u64 <= size {
        // The place's own values are the first of all.
        let places = if keyset.key.is_none() { 1 } else { 1 + 1 + usize::from(by_name) };
        let sql = format!(
            "select r.id from {table} r where r.tenant_id = $1 and {standing} and {place} order by {ordered}
             limit 1 offset {}",
            SEARCHED - 1
        );
        let last: Option<Last> = tx.one(&sql, clause.values().into_iter().take(places)).await?;
        last_searched = last.map(|last| (last.id.to_string(), SEARCHED as u64));
    }
    tx.commit().await?;
    let records = rows.into_iter().map(|row| row.record(S::KIND)).collect::<Result<Vec<_>>>()?;
    Ok(keyset.page(records, size, |record: &Record| record.id.to_string(), last_searched))
}

#[derive(FromQueryResult)]
struct Last {
    id: i64,
}

/// The name by which a record is listed; one that is gone leads to the beginning.
async fn name_of(tx: &TenantTx, table: &str, id: i64) -> Result<String> {
    #[derive(FromQueryResult)]
    struct Name {
        name_key: String,
    }
    let sql = format!("select name_key from {table} where tenant_id = $1 and id = $2");
    let name: Option<Name> = tx.one(&sql, [tx.tenant(), id.into()]).await?;
    Ok(name.map(|name| name.name_key).unwrap_or_default())
}
