use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::selection::Keyset;
use crate::tenancy::{TenantTx, Tx};
use domain::activity::EntityKind;
use domain::crm::Named;
use domain::id::{ActivityId, UserId};
use domain::page::{Cursor, Page, PageSize};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::Value;
use time::OffsetDateTime;

/// A line of a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    pub id: ActivityId,
    /// What it tells of: what was asked for, or a call that is for it or about it.
    pub of: EntityKind,
    pub entity: i64,
    pub at: OffsetDateTime,
    /// Who did it; nobody where no person did.
    pub by: Option<Named<UserId>>,
    /// In words: `contact_created`.
    pub kind: String,
    pub title: String,
    pub description: String,
    pub metadata: Value,
}

impl Activity {
    /// The fields that were changed, with their texts before and after, by the names of the fields.
    pub fn changes(&self) -> Vec<(&str, &str, &str)> {
        let Some(Value::Object(changes)) = self.metadata.get("changes") else { return Vec::new() };
        changes
            .iter()
            .filter_map(|(field, change)| {
                Some((field.as_str(), change.get("before")?.as_str()?, change.get("after")?.as_str()?))
            })
            .collect()
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    entity_type: i16,
    entity_id: i64,
    at: OffsetDateTime,
    user_id: Option<i64>,
    user_name: Option<String>,
    kind: String,
    title: String,
    description: String,
    metadata: Value,
}

/// Calls of a record whose lines are told on its timeline, the newest of them.
const CALLS: i64 = 500;

/// The lines of one timeline, newest first; on that of a contact, a company, a lead or a deal also those of its newest 500
/// calls, for whoever may see calls. What is not there has none.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts; [`crate::Error::Invalid`] for a cursor that is
/// none of this list's.
pub async fn list(
    engine: &Engine,
    scope: &Scope,
    of: EntityKind,
    id: i64,
    cursor: Option<&Cursor>,
    size: PageSize,
) -> Result<Page<Activity>> {
    allow(scope, if of == EntityKind::Call { Right::SeeCalls } else { Right::SeeContacts })?;
    let keyset = Keyset::<i64>::of(cursor)?;
    let (order, beyond) = if keyset.backwards { ("asc", ">") } else { ("desc", "<") };
    let tx = TenantTx::begin(engine, scope).await?;
    let from = if keyset.key.is_some() { format!("and a.id {beyond} $4") } else { "and $4::bigint is null".into() };
    let lines = |of: &str, id: &str| {
        format!(
            "(select * from activity a where a.tenant_id = $1 and a.entity_type = {of} and a.entity_id = {id} {from}
              order by a.id {order} limit $5)"
        )
    };
    let own = lines("$2", "$3");
    let with_calls = of != EntityKind::Call && scope.may(Right::SeeCalls);
    let rows_of = if with_calls {
        // Each call's lines are read along the key; a record with thousands of calls costs five hundred look-ups.
        let calls = |kind: &str| {
            format!(
                "(select id from call where tenant_id = $1 and {kind} = $2 and {kind}_id = $3 order by id desc limit {CALLS})"
            )
        };
        let theirs = lines(&EntityKind::Call.code().to_string(), "c.id");
        format!(
            "(select * from ({own} union all select t.* from (
                 select id from {} f union select id from {} r) c cross join lateral {theirs} t) both_kinds
              order by id {order} limit $5)",
            calls("call_for"),
            calls("related_to")
        )
    } else {
        own
    };
    let sql = format!(
        "select a.id, a.entity_type, a.entity_id, a.at, a.user_id, u.name as user_name, a.kind, a.title, a.description,
             a.metadata
         from {rows_of} a left join app_user u on u.id = a.user_id order by a.id {order}"
    );
    let rows = size.rows();
    let limit = i64::try_from(rows + 1).unwrap_or(i64::MAX);
    let lines: Vec<Row> =
        tx.all(&sql, [tx.tenant(), of.code().into(), id.into(), keyset.key.into(), limit.into()]).await?;
    tx.commit().await?;
    let lines = lines
        .into_iter()
        .map(|row| Activity {
            id: ActivityId(row.id),
            of: EntityKind::of_code(row.entity_type).unwrap_or(of),
            entity: row.entity_id,
            at: row.at,
            by: row.user_id.zip(row.user_name).map(|(id, name)| Named { id: UserId(id), name }),
            kind: row.kind,
            title: row.title,
            description: row.description,
            metadata: row.metadata,
        })
        .collect();
    Ok(keyset.page(lines, rows, |line: &Activity| line.id.to_string(), None))
}
