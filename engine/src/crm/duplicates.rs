use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::selection::Keyset;
use crate::tenancy::{TenantTx, Tx};
use domain::crm::{Kind, Named};
use domain::id::RecordId;
use domain::page::{Cursor, Page, PageSize};
use domain::phone::E164;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// Numbers looked at for one page; it then says so and goes on by its cursor.
const SEARCHED: i64 = 200_000;

/// The most contacts of one number that are shown.
const MOST: i64 = 20;

/// A number that several contacts have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    pub number: E164,
    /// Who has it, the oldest first.
    pub contacts: Vec<Named<RecordId>>,
}

#[derive(FromQueryResult)]
struct Row {
    number: i64,
    ids: Vec<i64>,
    names: Vec<String>,
}

/// The numbers that several living contacts have, in the order of the numbers, by keyset.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read contacts; [`Error::Invalid`] for a cursor that is none of this
/// list's.
pub async fn duplicates(
    engine: &Engine,
    scope: &Scope,
    cursor: Option<&Cursor>,
    size: PageSize,
) -> Result<Page<Duplicate>> {
    #[derive(FromQueryResult)]
    struct Last {
        number: i64,
    }
    allow(scope, Right::SeeContacts)?;
    let keyset = Keyset::<i64>::of(cursor)?;
    let (order, beyond) = if keyset.backwards { ("desc", "<") } else { ("asc", ">") };
    let from = keyset.key.unwrap_or(if keyset.backwards { i64::MAX } else { 0 });
    let code = Kind::Contact.entity().code();
    let tx = TenantTx::begin(engine, scope).await?;
    let reached = format!(
        "from phone where tenant_id = $1 and entity_type = {code} and number {beyond} $2 order by number {order}"
    );
    // Grouped along the index; a deleted contact still has its phones, so the living ones are counted behind it.
    let sql = format!(
        "select d.number, array(select c.id from phone p join contact c on c.tenant_id = $1 and c.id = p.entity_id
                 where p.tenant_id = $1 and p.number = d.number and p.entity_type = {code} and c.deleted_at is null
                 order by c.id limit {MOST}) as ids,
             array(select c.name from phone p join contact c on c.tenant_id = $1 and c.id = p.entity_id
                 where p.tenant_id = $1 and p.number = d.number and p.entity_type = {code} and c.deleted_at is null
                 order by c.id limit {MOST}) as names
         from (
             select number from (select number {reached} limit {SEARCHED}) reached
             group by number having count(*) > 1 and (
                 select count(*) from (
                     select from phone p join contact c on c.tenant_id = $1 and c.id = p.entity_id
                     where p.tenant_id = $1 and p.number = reached.number and p.entity_type = {code}
                         and c.deleted_at is null limit 2) living) > 1
             order by number {order} limit $3) d
         order by d.number {order}"
    );
    let rows = size.rows();
    let limit = i64::try_from(rows + 1).unwrap_or(i64::MAX);
    let found: Vec<Row> = tx.all(&sql, [tx.tenant(), from.into(), limit.into()]).await?;
    let mut last_searched = None;
    if found.len() as u64 <= rows {
        let sql = format!("select number {reached} limit 1 offset {}", SEARCHED - 1);
        let last: Option<Last> = tx.one(&sql, [tx.tenant(), from.into()]).await?;
        last_searched = last.map(|last| (last.number.to_string(), SEARCHED as u64));
    }
    tx.commit().await?;
    let duplicates = found
        .into_iter()
        .map(|row| {
            let number = E164::from_stored(row.number).map_err(|_| Error::Internal("a phone is strange".into()))?;
            let contacts = row.ids.into_iter().zip(row.names).map(|(id, name)| Named { id: RecordId(id), name });
            Ok(Duplicate { number, contacts: contacts.collect() })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(keyset.page(duplicates, rows, |duplicate: &Duplicate| duplicate.number.value().to_string(), last_searched))
}

/// The other living contacts that have a phone of this one, with that number; at most 20.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read contacts.
pub async fn namesakes(engine: &Engine, scope: &Scope, contact: RecordId) -> Result<Vec<(Named<RecordId>, E164)>> {
    #[derive(FromQueryResult)]
    struct Same {
        id: i64,
        name: String,
        number: i64,
    }
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = format!(
        "select c.id, c.name, o.number from phone p
         join phone o on o.tenant_id = $1 and o.number = p.number and o.entity_type = {code} and o.entity_id <> p.entity_id
         join contact c on c.tenant_id = $1 and c.id = o.entity_id and c.deleted_at is null
         where p.tenant_id = $1 and p.entity_type = {code} and p.entity_id = $2 order by c.id, o.number limit {MOST}",
        code = Kind::Contact.entity().code()
    );
    let rows: Vec<Same> = tx.all(&sql, [tx.tenant(), contact.0.into()]).await?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| {
            let number = E164::from_stored(row.number).map_err(|_| Error::Internal("a phone is strange".into()))?;
            Ok((Named { id: RecordId(row.id), name: row.name }, number))
        })
        .collect()
}
