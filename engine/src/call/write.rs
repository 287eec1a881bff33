//! Writing a call with what it is found by, and telling its timeline.

use super::table::{COLUMNS, value};
use crate::activity::{Told, tell};
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::activity::EntityKind;
use domain::call::{Call, Content, Field, party_word, words_of};
use domain::id::CallId;
use sea_orm::Value;
use serde_json::{Map, json};
use time::OffsetDateTime;

/// When the owner of a call is reminded, for `$1` start and `$2` minutes: never of one that has begun.
const REMIND: &str = "case when {minutes} is not null and {start} > now()
    then {start} - make_interval(mins => {minutes}) end";

fn remind_at(start: &str, minutes: &str) -> String {
    REMIND.replace("{start}", &format!("{start}::timestamptz")).replace("{minutes}", &format!("{minutes}::integer"))
}

/// Writes a new call; answers its id.
pub(super) async fn insert(tx: &TenantTx, scope: &Scope, content: &Content) -> Result<CallId> {
    let person = scope.actor().user().map(|user| user.0);
    let mut values: Vec<Value> = vec![tx.tenant(), person.into()];
    let mut places = Vec::new();
    for column in COLUMNS {
        values.push(value(content, column));
        places.push(format!("${}", values.len()));
    }
    let place = |column: &str| {
        COLUMNS.iter().position(|known| *known == column).and_then(|at| places.get(at)).map_or("null", String::as_str)
    };
    let sql = format!(
        "insert into call (tenant_id, created_by, updated_by, {}, remind_at) values ($1, $2, $2, {}, {}) returning id as n",
        COLUMNS.join(", "),
        places.join(", "),
        remind_at(place("start_time"), place("reminder")),
    );
    let id = CallId(tx.figure(&sql, values).await?);
    index(tx, id, content).await?;
    Ok(id)
}

/// Writes a call's values over those it has, and what it is found by.
pub(super) async fn update(tx: &TenantTx, scope: &Scope, before: &Call, content: &Content) -> Result<()> {
    let person = scope.actor().user().map(|user| user.0);
    let mut values: Vec<Value> = vec![tx.tenant(), before.id.0.into(), person.into()];
    let mut sets = Vec::new();
    for column in COLUMNS {
        values.push(value(content, column));
        sets.push(format!("{column} = ${}", values.len()));
    }
    // One that came already does not come again, unless it is for another time.
    if content.start != before.start || content.reminder != before.reminder {
        values.push(value(content, "start_time"));
        let start = format!("${}", values.len());
        values.push(value(content, "reminder"));
        sets.push(format!("remind_at = {}", remind_at(&start, &format!("${}", values.len()))));
    }
    let sql = format!(
        "update call set {}, updated_at = now(), active_at = now(), updated_by = $3, version = version + 1
         where tenant_id = $1 and id = $2",
        sets.join(", ")
    );
    tx.execute(&sql, values).await?;
    if content.subject != before.subject || content.tags != before.tags {
        let sql = "delete from search_word where tenant_id = $1 and entity_type = $2 and entity_id = $3";
        tx.execute(sql, [tx.tenant(), EntityKind::Call.code().into(), before.id.0.into()]).await?;
        index(tx, before.id, content).await?;
    }
    Ok(())
}

async fn index(tx: &TenantTx, id: CallId, content: &Content) -> Result<()> {
    let words = words_of(&content.subject, &content.tags);
    tx.execute(
        "insert into search_word (tenant_id, entity_type, entity_id, word)
         select $1, $2, $3, word from unnest($4::text[]) as w (word)",
        [tx.tenant(), EntityKind::Call.code().into(), id.0.into(), words.into()],
    )
    .await?;
    Ok(())
}

/// Tells the timeline of a call what was done to it (CONTRACTS B, "Activity").
pub(super) async fn tell_of(
    tx: &TenantTx,
    scope: &Scope,
    call: &Call,
    what: &str,
    title: &str,
    more: serde_json::Value,
) -> Result<()> {
    let party = call.call_for.as_ref();
    let mut metadata = json!({
        "call_for": party.map(|party| party_word(party.kind)),
        "call_for_id": party.map(|party| party.id),
        "type": call.direction.as_str(),
        "purpose": call.purpose.as_ref().map(|purpose| purpose.name.clone()),
        "start_time": moment(call.start),
    });
    if let (Some(known), serde_json::Value::Object(more)) = (metadata.as_object_mut(), more) {
        known.extend(more);
    }
    let told = Told {
        of: EntityKind::Call,
        id: call.id.0,
        kind: format!("call_{what}"),
        title,
        description: format!(
            "Call {} for {} - Type: {}",
            what.replace('_', " "),
            party.map_or("nobody", |party| party_word(party.kind)),
            call.direction.as_str()
        ),
        metadata,
    };
    tell(tx, scope, told).await
}

fn moment(at: OffsetDateTime) -> String {
    at.format(&time::format_description::well_known::Rfc3339).unwrap_or_default()
}

/// The fields that differ, with what people read of them before and after.
pub(super) fn changes(before: &Call, after: &Call) -> serde_json::Value {
    let mut changes = Map::new();
    for field in Field::ALL {
        let (was, is) = (before.readable(field), after.readable(field));
        if was != is {
            changes.insert(field.name().to_owned(), json!({ "before": was, "after": is }));
        }
    }
    json!({ "changes": changes })
}

/// What an audit entry is about.
pub(super) fn subject(id: CallId) -> String {
    format!("call:{id}")
}
