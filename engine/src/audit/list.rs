use super::entry::{AuditEntry, COLUMNS, JOINS, Row};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::selection::{Clause, Column, Keyset, SEARCHED, capped, last_of_window};
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Audit, Direction, Filter, ListQuery, Operator};
use domain::id::{AuditId, UserId};
use domain::page::{Count, Page};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

fn column(field: &str) -> Option<Column> {
    Some(match field {
        "verb" => Column::Word("verb"),
        "by" => Column::Id("user_id"),
        "door" => Column::Word("door"),
        "subject" => Column::Text("subject"),
        "address" => Column::Text("address"),
        "request" => Column::Text("request"),
        "acting" => Column::Truth("acting"),
        "at" => Column::Day("at"),
        _ => return None,
    })
}

/// The conditions that an index answers, on the tenant's entries: what, who, and a whole subject.
pub(super) fn reach(tx: &TenantTx, filter: &Filter<Audit>) -> Clause {
    let mut clause = Clause::new("tenant_id = $1", [tx.tenant()]);
    let indexed = |field: &str| matches!(field, "verb" | "by");
    clause.conditions(filter.conditions().iter().filter(|condition| indexed(condition.field.name)), column);
    if let Some(condition) = filter.get("subject", Operator::Is) {
        // Subjects are written in lower case; the condition itself compares without regard to case, which no index knows.
        let subjects: Vec<String> = condition.texts().map(str::to_lowercase).collect();
        let subjects = clause.value(subjects);
        clause.and(&format!("subject = any({subjects})"));
    }
    clause
}

/// All conditions, on what was reached.
pub(super) fn matching(reach: &Clause, filter: &Filter<Audit>) -> Clause {
    let mut clause = Clause::new("true", reach.values());
    clause.filter(filter, column);
    clause
}

/// The entries that match, the newest first unless the query says otherwise, by keyset. A search looks at a window of entries
/// a page.
///
/// # Errors
/// [`Error::Denied`] without the right to see the audit; [`Error::Invalid`] for a cursor that is none of this list's.
pub async fn list(engine: &Engine, scope: &Scope, query: &ListQuery<Audit>) -> Result<Page<AuditEntry>> {
    allow(scope, Right::SeeAudit)?;
    let keyset = Keyset::<i64>::of(query.cursor.as_ref())?;
    let descending = (query.sort.direction == Direction::Descending) != keyset.backwards;
    let (order, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };
    let tx = TenantTx::begin(engine, scope).await?;
    let mut place = reach(&tx, &query.filter);
    if let Some(from) = keyset.key {
        let from = place.value(from);
        place.and(&format!("id {beyond} {from}"));
    }
    let searched = !query.filter.is_empty();
    let mut matching = matching(&place, &query.filter);
    let size = query.page_size.rows();
    let limit = matching.value(size as i64 + 1);
    let window = if searched { format!("limit {SEARCHED}") } else { String::new() };
    let sql = format!(
        "select {COLUMNS} from (
             select * from (select * from audit_entry where {} order by id {order} {window}) reached
             where {} order by id {order} limit {limit}) e {JOINS} order by e.id {order}",
        place.sql(),
        matching.sql()
    );
    let rows: Vec<Row> = tx.all(&sql, matching.values()).await?;
    let mut last = None;
    if searched && rows.len() as u64 <= size {
        last = last_of_window(&tx, "audit_entry", place.sql(), ("id", order), place.values()).await?;
    }
    tx.commit().await?;
    let Page { rows, next, previous, searched } = keyset.page(rows, size, |row: &Row| row.id.to_string(), last);
    Ok(Page { rows: rows.into_iter().map(AuditEntry::from).collect(), next, previous, searched })
}

/// How many entries match, counted to [`Count::CAP`], and looking at [`SEARCHED`] at most.
///
/// # Errors
/// [`Error::Denied`] without the right to see the audit.
pub async fn count(engine: &Engine, scope: &Scope, filter: &Filter<Audit>) -> Result<Count> {
    allow(scope, Right::SeeAudit)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let reach = reach(&tx, filter);
    let matching = matching(&reach, filter);
    let sql = format!(
        "select count(*) as n from (select 1 from (select * from audit_entry where {} limit {SEARCHED}) reached
             where {} limit {}) counted",
        reach.sql(),
        matching.sql(),
        Count::CAP + 1
    );
    let count = match capped(tx.figure(&sql, matching.values()).await?) {
        Count::Exact(n) if !filter.is_empty() => {
            let beyond = format!(
                "select count(*) as n from (select 1 from audit_entry where {} offset {SEARCHED} limit 1) beyond",
                reach.sql()
            );
            if tx.figure(&beyond, reach.values()).await? > 0 { Count::AtLeast(n) } else { Count::Exact(n) }
        }
        other => other,
    };
    tx.commit().await?;
    Ok(count)
}

/// How many entries match, however long counting takes.
///
/// # Errors
/// As [`count`].
pub async fn count_exact(engine: &Engine, scope: &Scope, filter: &Filter<Audit>) -> Result<u64> {
    allow(scope, Right::SeeAudit)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let matching = matching(&reach(&tx, filter), filter);
    let sql = format!("select count(*) as n from audit_entry where {}", matching.sql());
    let n = tx.figure(&sql, matching.values()).await?;
    tx.commit().await?;
    Ok(n.unsigned_abs())
}

/// One entry.
///
/// # Errors
/// [`Error::Denied`] without the right to see the audit; [`Error::NotFound`] when the tenant has none with this id.
pub async fn get(engine: &Engine, scope: &Scope, id: AuditId) -> Result<AuditEntry> {
    allow(scope, Right::SeeAudit)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = format!("select {COLUMNS} from audit_entry e {JOINS} where e.tenant_id = $1 and e.id = $2");
    let row: Option<Row> = tx.one(&sql, [tx.tenant(), id.0.into()]).await?;
    tx.commit().await?;
    row.map(AuditEntry::from).ok_or(Error::NotFound)
}

/// The people who have entries, by name; for a filter's choice.
///
/// # Errors
/// [`Error::Denied`] without the right to see the audit.
pub async fn people(engine: &Engine, scope: &Scope) -> Result<Vec<(UserId, String)>> {
    #[derive(FromQueryResult)]
    struct Person {
        id: i64,
        name: String,
    }
    allow(scope, Right::SeeAudit)?;
    let tx = TenantTx::begin(engine, scope).await?;
    // From one person to the next along the index: entries are many, people few.
    let people: Vec<Person> = tx
        .all(
            "with recursive person as (
                 (select user_id from audit_entry where tenant_id = $1 and user_id is not null order by user_id limit 1)
                 union all
                 select (select e.user_id from audit_entry e where e.tenant_id = $1 and e.user_id > p.user_id
                         order by e.user_id limit 1)
                 from person p where p.user_id is not null)
             select u.id, u.name from person p join app_user u on u.id = p.user_id order by u.name, u.id limit 1000",
            [tx.tenant()],
        )
        .await?;
    tx.commit().await?;
    Ok(people.into_iter().map(|person| (UserId(person.id), person.name)).collect())
}
