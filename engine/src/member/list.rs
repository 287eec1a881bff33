use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::selection::{COUNTED, Clause, Column, Keyset, capped};
use crate::tenancy::{TenantTx, Tx};
use domain::filter::{Direction, Filter, ListQuery, Members};
use domain::id::UserId;
use domain::member::Member;
use domain::page::{Count, Page};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

#[derive(FromQueryResult)]
pub(super) struct Row {
    user_id: i64,
    seat: i64,
    name: String,
    email: String,
    role: String,
    joined_at: OffsetDateTime,
    suspended_at: Option<OffsetDateTime>,
}

const SELECT: &str = "select m.user_id, m.seat, u.name, u.email, m.role, m.created_at as joined_at, m.suspended_at
    from membership m join app_user u on u.id = m.user_id";

/// Where the fields of a filter of members are.
fn column(field: &str) -> Option<Column> {
    Some(match field {
        "person" => Column::EitherText("u.name", "u.email"),
        "role" => Column::Word("m.role"),
        "state" => Column::Word("(case when m.suspended_at is null then 'active' else 'suspended' end)"),
        "joined" => Column::Day("m.created_at"),
        _ => return None,
    })
}

fn matching(tx: &TenantTx, filter: &Filter<Members>) -> Clause {
    let mut clause = Clause::new("m.tenant_id = $1", [tx.tenant()]);
    clause.filter(filter, column);
    clause
}

/// The members that match, in the order they joined, by keyset.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope; [`Error::Invalid`] for a cursor that is none of this list's.
pub async fn list(engine: &Engine, scope: &Scope, query: &ListQuery<Members>) -> Result<Page<Member>> {
    allow(scope, Right::SeeMembers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let keyset = Keyset::<i64>::of(query.cursor.as_ref())?;
    let descending = (query.sort.direction == Direction::Descending) != keyset.backwards;
    let (order, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };
    let mut clause = matching(&tx, &query.filter);
    if let Some(from) = keyset.key {
        let from = clause.value(from);
        clause.and(&format!("m.seat {beyond} {from}"));
    }
    let size = query.page_size.rows();
    let limit = clause.value(size as i64 + 1);
    let sql = format!("{SELECT} where {} order by m.seat {order} limit {limit}", clause.sql());
    let rows: Vec<Row> = tx.all(&sql, clause.values()).await?;
    tx.commit().await?;
    let rows = rows.into_iter().map(|row| Ok((row.seat, member(row)?))).collect::<Result<Vec<_>>>()?;
    Ok(keyset.page(rows, size, |(seat, _)| seat.to_string(), None).map(|(_, member)| member))
}

/// How many members match, counted to [`Count::CAP`].
///
/// # Errors
/// As [`list`].
pub async fn count(engine: &Engine, scope: &Scope, filter: &Filter<Members>) -> Result<Count> {
    Ok(capped(counted(engine, scope, filter, COUNTED).await?))
}

/// How many members match, however long counting takes.
///
/// # Errors
/// As [`list`].
pub async fn count_exact(engine: &Engine, scope: &Scope, filter: &Filter<Members>) -> Result<u64> {
    Ok(counted(engine, scope, filter, i64::MAX).await?.unsigned_abs())
}

async fn counted(engine: &Engine, scope: &Scope, filter: &Filter<Members>, most: i64) -> Result<i64> {
    allow(scope, Right::SeeMembers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let mut clause = matching(&tx, filter);
    let limit = clause.value(most);
    let sql = format!(
        "select count(*) as n from (
             select 1 from membership m join app_user u on u.id = m.user_id where {} limit {limit}) counted",
        clause.sql()
    );
    let n = tx.figure(&sql, clause.values()).await?;
    tx.commit().await?;
    Ok(n)
}

/// One member of the scope's company.
///
/// # Errors
/// [`Error::NotFound`] for who is none; [`Error::Denied`] for a token without the scope.
pub async fn get(engine: &Engine, scope: &Scope, user: UserId) -> Result<Member> {
    allow(scope, Right::SeeMembers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let member = find(&tx, user).await?;
    tx.commit().await?;
    Ok(member)
}

/// The same within a transaction that is under way.
pub(super) async fn find(tx: &TenantTx, user: UserId) -> Result<Member> {
    let sql = format!("{SELECT} where m.tenant_id = $1 and m.user_id = $2");
    let row: Row = tx.one(&sql, [tx.tenant(), user.0.into()]).await?.ok_or(Error::NotFound)?;
    member(row)
}

fn member(row: Row) -> Result<Member> {
    let role = row.role.parse().map_err(|_| Error::Internal(format!("a membership has the role {:?}", row.role)))?;
    Ok(Member {
        user: UserId(row.user_id),
        name: row.name,
        email: row.email,
        role,
        joined_at: row.joined_at,
        suspended_at: row.suspended_at,
    })
}
