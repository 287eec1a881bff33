//! The records that rows are already.

use super::Brought;
use crate::crm::table::table;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::crm::{Kind, Search};
use domain::id::RecordId;
use sea_orm::{FromQueryResult, Value};

#[derive(FromQueryResult)]
struct Found {
    place: i32,
    id: Option<i64>,
}

/// The living record of each row, the oldest of several: by a phone; for a row without any by its e-mail address; a company
/// then by its name, and a deal by its name and its company's. Each is asked of an index by a scalar subquery, because a join
/// might read a table whole.
pub(super) async fn doubles(tx: &TenantTx, kind: Kind, rows: &[Brought]) -> Result<Vec<Option<RecordId>>> {
    let mut found: Vec<Option<RecordId>> = vec![None; rows.len()];
    let (table, code) = (table(kind), kind.entity().code());
    let living = |id: &str| {
        format!("(select true from {table} r where r.tenant_id = $1 and r.id = {id} and r.deleted_at is null)")
    };
    let (mut numbers, mut places) = (Vec::new(), Vec::new());
    for (place, row) in rows.iter().enumerate() {
        for phone in &row.content.phones {
            numbers.push(phone.number.value());
            places.push(i32::try_from(place).unwrap_or(i32::MAX));
        }
    }
    if !numbers.is_empty() {
        let sql = format!(
            "select d.place, (select p.entity_id from phone p
                 where p.tenant_id = $1 and p.number = d.number and p.entity_type = {code} and {}
                 order by p.entity_id limit 1) as id
             from unnest($2::bigint[], $3::int[]) as d (number, place)",
            living("p.entity_id")
        );
        put(tx, &mut found, &sql, [tx.tenant(), numbers.into(), places.into()]).await?;
    }
    let without = |row: &Brought| row.content.phones.is_empty() && !row.content.email.is_empty();
    let (words, places) = texts(rows, &found, without, |row| Search::email(&row.content.email));
    if !words.is_empty() {
        let sql = format!(
            "select d.place, (select w.entity_id from search_word w
                 where w.tenant_id = $1 and w.entity_type = {code} and w.word = d.word
                     and (select lower(r.email) = d.word and r.deleted_at is null from {table} r
                         where r.tenant_id = $1 and r.id = w.entity_id)
                 order by w.entity_id limit 1) as id
             from unnest($2::text[], $3::int[]) as d (word, place)"
        );
        put(tx, &mut found, &sql, [tx.tenant(), words.into(), places.into()]).await?;
    }
    if matches!(kind, Kind::Company | Kind::Deal) {
        let (names, places) = texts(rows, &found, |_| true, |row| row.content.name.clone());
        let (companies, _) = texts(rows, &found, |_| true, |row| row.content.company.clone());
        let company = if kind == Kind::Deal {
            "and coalesce((select c.name_key from company c where c.tenant_id = $1 and c.id = r.company_id), '') = lower(d.company)"
        } else {
            "and d.company = ''"
        };
        let sql = format!(
            "select d.place, (select r.id from {table} r
                 where r.tenant_id = $1 and r.name_key = lower(d.name) and r.deleted_at is null {company}
                 order by r.id limit 1) as id
             from unnest($2::text[], $3::int[], $4::text[]) as d (name, place, company)"
        );
        put(tx, &mut found, &sql, [tx.tenant(), names.into(), places.into(), companies.into()]).await?;
    }
    Ok(found)
}

/// A text of each row that is not found yet and that `wanted` names, with the rows' places.
fn texts(
    rows: &[Brought],
    found: &[Option<RecordId>],
    wanted: impl Fn(&Brought) -> bool,
    text: impl Fn(&Brought) -> String,
) -> (Vec<String>, Vec<i32>) {
    let open = rows.iter().zip(found).enumerate().filter(|(_, (row, found))| found.is_none() && wanted(row));
    open.map(|(place, (row, _))| (text(row), i32::try_from(place).unwrap_or(i32::MAX))).unzip()
}

async fn put<const N: usize>(
    tx: &TenantTx,
    found: &mut [Option<RecordId>],
    sql: &str,
    values: [Value; N],
) -> Result<()> {
    let rows: Vec<Found> = tx.all(sql, values).await?;
    for row in rows {
        let at = usize::try_from(row.place).ok().and_then(|place| found.get_mut(place));
        if let (Some(at), Some(id)) = (at, row.id) {
            *at = Some(at.map_or(RecordId(id), |known| RecordId(known.0.min(id))));
        }
    }
    Ok(())
}
