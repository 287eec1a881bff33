//! Writing a record with what it is found by, and telling its timeline.

use super::table::{columns, table, value};
use crate::activity::{Told, tell};
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::crm::{Content, Field, Kind, Record, words_of};
use domain::id::RecordId;
use sea_orm::Value;
use serde_json::{Map, json};

/// Writes a new record; answers its id.
pub(super) async fn insert(tx: &TenantTx, scope: &Scope, kind: Kind, content: &Content) -> Result<RecordId> {
    let person = scope.actor().user().map(|user| user.0);
    let mut values: Vec<Value> = vec![tx.tenant(), person.into()];
    let mut places = Vec::new();
    for column in columns(kind) {
        values.push(value(content, column));
        places.push(format!("${}", values.len()));
    }
    let sql = format!(
        "insert into {} (tenant_id, created_by, updated_by, {}) values ($1, $2, $2, {}) returning id as n",
        table(kind),
        columns(kind).join(", "),
        places.join(", ")
    );
    let id = RecordId(tx.figure(&sql, values).await?);
    index(tx, kind, id, content).await?;
    Ok(id)
}

/// Writes a record's values over those it has, and what it is found by.
pub(super) async fn update(tx: &TenantTx, scope: &Scope, kind: Kind, id: RecordId, content: &Content) -> Result<()> {
    let person = scope.actor().user().map(|user| user.0);
    let mut values: Vec<Value> = vec![tx.tenant(), id.0.into(), person.into()];
    let mut sets = Vec::new();
    for column in columns(kind) {
        values.push(value(content, column));
        sets.push(format!("{column} = ${}", values.len()));
    }
    let sql = format!(
        "update {} set {}, updated_at = now(), updated_by = $3, version = version + 1 where tenant_id = $1 and id = $2",
        table(kind),
        sets.join(", ")
    );
    tx.execute(&sql, values).await?;
    forget_index(tx, kind, id).await?;
    index(tx, kind, id, content).await
}

/// Takes away what a record is found by.
pub(super) async fn forget_index(tx: &TenantTx, kind: Kind, id: RecordId) -> Result<()> {
    for table in ["phone", "search_word"] {
        let sql = format!("delete from {table} where tenant_id = $1 and entity_type = $2 and entity_id = $3");
        tx.execute(&sql, [tx.tenant(), kind.entity().code().into(), id.0.into()]).await?;
    }
    Ok(())
}

async fn index(tx: &TenantTx, kind: Kind, id: RecordId, content: &Content) -> Result<()> {
    let numbers: Vec<i64> = content.phones.iter().map(|phone| phone.number.value()).collect();
    let labels: Vec<String> = content.phones.iter().map(|phone| phone.label.as_str().to_owned()).collect();
    if !numbers.is_empty() {
        tx.execute(
            "insert into phone (tenant_id, entity_type, entity_id, number, label, place)
             select $1, $2, $3, number, label, place - 1
             from unnest($4::bigint[], $5::text[]) with ordinality as p (number, label, place)",
            [tx.tenant(), kind.entity().code().into(), id.0.into(), numbers.into(), labels.into()],
        )
        .await?;
    }
    tx.execute(
        "insert into search_word (tenant_id, entity_type, entity_id, word)
         select $1, $2, $3, word from unnest($4::text[]) as w (word)",
        [tx.tenant(), kind.entity().code().into(), id.0.into(), words_of(content).into()],
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
