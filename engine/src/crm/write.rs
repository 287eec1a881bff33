//! Writing a record with what it is found by, and telling its timeline.

use super::table::{columns, row, table, types};
use crate::activity::{Told, tell};
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::crm::{Content, Field, Kind, Record, words_of};
use domain::id::RecordId;
use sea_orm::FromQueryResult;
use serde_json::{Map, json};

/// Writes a new record; answers its id.
pub(super) async fn insert(tx: &TenantTx, scope: &Scope, kind: Kind, content: &Content) -> Result<RecordId> {
    let ids = insert_many(tx, scope, kind, std::slice::from_ref(content)).await?;
    ids.first().copied().ok_or(crate::Error::NotFound)
}

/// Writes new records, by one statement for each table; answers their ids, in the same order.
pub(super) async fn insert_many(
    tx: &TenantTx,
    scope: &Scope,
    kind: Kind,
    contents: &[Content],
) -> Result<Vec<RecordId>> {
    #[derive(FromQueryResult)]
    struct Ids {
        ids: Vec<i64>,
    }
    let sql = format!(
        "select array(select nextval(pg_get_serial_sequence('{}', 'id')) from generate_series(1, $1)) as ids",
        table(kind)
    );
    let count = i32::try_from(contents.len()).unwrap_or(i32::MAX);
    let drawn: Option<Ids> = tx.one(&sql, [count.into()]).await?;
    let ids: Vec<RecordId> = drawn.map(|drawn| drawn.ids).unwrap_or_default().into_iter().map(RecordId).collect();
    let rows = ids.iter().zip(contents).map(|(id, content)| row(kind, *id, content)).collect();
    let sql = format!(
        "insert into {} (tenant_id, id, created_by, updated_by, {names})
         select $1, id, $2, $2, {names} from jsonb_to_recordset($3::jsonb) as d (id bigint, {types}) order by id",
        table(kind),
        names = columns(kind).join(", "),
        types = types(kind),
    );
    let person = scope.actor().user().map(|user| user.0);
    tx.execute(&sql, [tx.tenant(), person.into(), serde_json::Value::Array(rows).into()]).await?;
    index(tx, kind, &ids, contents).await?;
    Ok(ids)
}

/// Writes a record's values over those it has, and what it is found by.
pub(super) async fn update(tx: &TenantTx, scope: &Scope, kind: Kind, id: RecordId, content: &Content) -> Result<()> {
    let person = scope.actor().user().map(|user| user.0);
    let sets: Vec<String> = columns(kind).iter().map(|column| format!("{column} = d.{column}")).collect();
    let sql = format!(
        "update {} r set {}, updated_at = now(), updated_by = $3, version = version + 1
         from jsonb_to_record($4::jsonb) as d ({}) where r.tenant_id = $1 and r.id = $2",
        table(kind),
        sets.join(", "),
        types(kind),
    );
    tx.execute(&sql, [tx.tenant(), id.0.into(), person.into(), row(kind, id, content).into()]).await?;
    forget_index(tx, kind, id).await?;
    index(tx, kind, &[id], std::slice::from_ref(content)).await
}

/// Takes away what a record is found by.
pub(super) async fn forget_index(tx: &TenantTx, kind: Kind, id: RecordId) -> Result<()> {
    for table in ["phone", "search_word"] {
        let sql = format!("delete from {table} where tenant_id = $1 and entity_type = $2 and entity_id = $3");
        tx.execute(&sql, [tx.tenant(), kind.entity().code().into(), id.0.into()]).await?;
    }
    Ok(())
}

async fn index(tx: &TenantTx, kind: Kind, ids: &[RecordId], contents: &[Content]) -> Result<()> {
    let code = kind.entity().code();
    let (mut of, mut numbers, mut labels, mut places) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut named, mut words) = (Vec::new(), Vec::new());
    for (id, content) in ids.iter().zip(contents) {
        for (place, phone) in content.phones.iter().enumerate() {
            of.push(id.0);
            numbers.push(phone.number.value());
            labels.push(phone.label.as_str().to_owned());
            places.push(i16::try_from(place).unwrap_or(i16::MAX));
        }
        for word in words_of(content) {
            named.push(id.0);
            words.push(word);
        }
    }
    if !numbers.is_empty() {
        tx.execute(
            "insert into phone (tenant_id, entity_type, entity_id, number, label, place)
             select $1, $2, id, number, label, place
             from unnest($3::bigint[], $4::bigint[], $5::text[], $6::smallint[]) as p (id, number, label, place)",
            [tx.tenant(), code.into(), of.into(), numbers.into(), labels.into(), places.into()],
        )
        .await?;
    }
    tx.execute(
        "insert into search_word (tenant_id, entity_type, entity_id, word)
         select $1, $2, id, word from unnest($3::bigint[], $4::text[]) as w (id, word)",
        [tx.tenant(), code.into(), named.into(), words.into()],
    )
    .await?;
    Ok(())
}

/// Tells the timelines of new records that they were made.
pub(super) async fn tell_made(
    tx: &TenantTx,
    scope: &Scope,
    kind: Kind,
    ids: &[RecordId],
    contents: &[Content],
) -> Result<()> {
    let names: Vec<String> = contents.iter().map(|content| content.name.clone()).collect();
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    tx.execute(
        "insert into activity (tenant_id, entity_type, entity_id, user_id, kind, title, description)
         select $1, $2, id, $3, $4, $5, name from unnest($6::bigint[], $7::text[]) as d (id, name)",
        [
            tx.tenant(),
            kind.entity().code().into(),
            scope.actor().user().map(|user| user.0).into(),
            format!("{}_created", kind.as_str()).into(),
            format!("{} created", kind.label()).into(),
            ids.into(),
            names.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Tells the timeline of a record what was done to it.
pub(super) async fn tell_of(
    tx: &TenantTx,
    scope: &Scope,
    record: &Record,
    what: &str,
    title: &str,
    metadata: serde_json::Value,
) -> Result<()> {
    let told = Told {
        of: record.kind.entity(),
        id: record.id.0,
        kind: format!("{}_{what}", record.kind.as_str()),
        title,
        description: record.name.clone(),
        metadata,
    };
    tell(tx, scope, told).await
}

/// The fields that differ, with what people read of them before and after.
pub(super) fn changes(before: &Record, after: &Record) -> serde_json::Value {
    let mut changes = Map::new();
    for field in Field::of(before.kind) {
        let (was, is) = (before.readable(*field), after.readable(*field));
        if was != is {
            changes.insert(field.name().to_owned(), json!({ "before": was, "after": is }));
        }
    }
    json!({ "changes": changes })
}
