//! Changes or deletes the contacts, companies, leads or deals somebody confirmed, some thousands a step, tells each one's
//! timeline, and keeps what they were for the undo.
//!
//! The first step writes down which records they are, and goes no further if those are not the ones confirmed. Each later
//! step takes some of them; one that was changed since is left and listed.

use super::edit_numbers::BY_RANGE;
use crate::Engine;
use crate::crm::{Change, ChangeParams, keep_matching, table_of};
use crate::number::changed_since;
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::crm::Search;
use domain::job::JobKind;
use domain::phone::grouped;
use sea_orm::{FromQueryResult, Value as Sql};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// Records of one step: a second or less of rows held against others.
const BATCH: i64 = 2_000;

pub(crate) struct EditRecords;

#[async_trait]
impl Kind for EditRecords {
    fn word(&self) -> &'static str {
        JobKind::EditRecords.as_str()
    }

    async fn begin(&self, _engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        Ok(Arc::new(Editing { params: serde_json::from_value(job.params.clone())?, job: job.clone() }))
    }
}

/// Where a step starts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    /// Writing down which records they are.
    Choosing,
    /// Behind this record, with so many changed and left so far.
    Behind { id: i64, changed: i64, left: i64 },
}

struct Editing {
    params: ChangeParams,
    job: Claimed,
}

#[derive(FromQueryResult)]
struct Stepped {
    last: Option<i64>,
    taken: i64,
    changed: i64,
    left_alone: i64,
}

#[async_trait]
impl Work for Editing {
    fn start(&self) -> Value {
        json!(Place::Choosing)
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        match serde_json::from_value(at.clone())? {
            Place::Choosing => self.choose(tx).await,
            Place::Behind { id, changed, left } => self.edit(tx, id, changed, left).await,
        }
    }
}

impl Editing {
    async fn choose(&self, tx: &TenantTx) -> Result<StepEnd, StepError> {
        let now = keep_matching(tx, self.job.id, &self.params).await?;
        if now != self.params.confirmed {
            return Err(StepError::Never(changed_since("records", self.params.confirmed.count, now.count)));
        }
        Ok(StepEnd {
            next: Some(json!(Place::Behind { id: 0, changed: 0, left: 0 })),
            says: format!("Chose {} {}", grouped(now.count), self.params.kind.plural()),
            ..StepEnd::default()
        })
    }

    async fn edit(&self, tx: &TenantTx, behind: i64, changed: i64, left: i64) -> Result<StepEnd, StepError> {
        tx.script(BY_RANGE).await?;
        let (sql, value, word) = self.statement();
        let person = self.job.scope().actor().user().map(|user| user.0);
        let mut values: Vec<Sql> =
            vec![tx.tenant(), self.job.id.0.into(), behind.into(), BATCH.into(), person.into(), value];
        values.extend(word.map(Sql::from));
        let stepped: Stepped =
            tx.one(&sql, values).await?.ok_or_else(|| StepError::Later("The step gave no answer.".into()))?;
        let (changed, left) = (changed + stepped.changed, left + stepped.left_alone);
        let next = stepped.last.filter(|_| stepped.taken == BATCH).map(|id| json!(Place::Behind { id, changed, left }));
        let done = if self.params.change == Change::Delete { "Deleted" } else { "Changed" };
        Ok(StepEnd {
            says: format!("{done} {} {}", grouped(u64::try_from(changed).unwrap_or(0)), self.params.kind.plural()),
            steps: 1,
            processed: stepped.taken,
            succeeded: stepped.taken - stepped.left_alone,
            failed: stepped.left_alone,
            outcome: next.is_none().then(|| json!({ "changed": changed, "left": left })),
            next,
            ..StepEnd::default()
        })
    }

    /// The step's statement with its value `$6`, and the word of a tag, `$7`.
    fn statement(&self) -> (String, Sql, Option<String>) {
        let code = self.params.kind.entity().code();
        let kind = self.params.kind.as_str();
        let label = self.params.kind.label();
        // What is not wanted already; what it becomes; what the timeline tells; what it is found by.
        let (wanted, set, told, words, value, word) = match &self.params.change {
            Change::Stage(stage) => (
                "u.stage <> $6::text".to_owned(),
                "stage = $6::text",
                change("stage", "w.stage", "$6::text"),
                None,
                stage.clone().into(),
                None,
            ),
            Change::Owner(owner) => (
                "u.owner_id is distinct from $6::bigint".to_owned(),
                "owner_id = $6::bigint",
                change(
                    "owner",
                    "coalesce((select name from app_user where id = w.owner_id), '')",
                    "coalesce((select name from app_user where id = $6::bigint), '')",
                ),
                None,
                owner.map(|owner| owner.0).into(),
                None,
            ),
            Change::Tag(tag) => (
                format!(
                    "not (lower($6::text) = any(lower(u.tags::text)::text[])) and cardinality(u.tags) < {}",
                    domain::crm::MAX_TAGS
                ),
                "tags = r.tags || $6::text",
                change("tags", "array_to_string(w.tags, ', ')", "array_to_string(w.tags || $6::text, ', ')"),
                Some(format!(
                    "insert into search_word (tenant_id, entity_type, entity_id, word)
                     select $1, {code}, id, $7::text from wanted on conflict do nothing"
                )),
                tag.clone().into(),
                Some(Search::tag(tag)),
            ),
            Change::Untag(tag) => (
                "lower($6::text) = any(lower(u.tags::text)::text[])".to_owned(),
                "tags = array(select t from unnest(r.tags) t where lower(t) <> lower($6::text))",
                change(
                    "tags",
                    "array_to_string(w.tags, ', ')",
                    "array_to_string(array(select t from unnest(w.tags) t where lower(t) <> lower($6::text)), ', ')",
                ),
                Some(format!(
                    "delete from search_word s using wanted w where s.tenant_id = $1 and s.entity_type = {code}
                         and s.entity_id = w.id and s.word = $7::text"
                )),
                tag.clone().into(),
                Some(Search::tag(tag)),
            ),
            Change::Delete => (
                "$6::text is not null".to_owned(),
                "deleted_at = now()",
                "'{}'::jsonb".to_owned(),
                None,
                "delete".into(),
                None,
            ),
        };
        let what = if self.params.change == Change::Delete { "deleted" } else { "updated" };
        let title = if self.params.change == Change::Delete { "deleted" } else { "changed" };
        let words = words.map(|words| format!("words as ({words}),")).unwrap_or_default();
        let sql = format!(
            "with last as materialized (
                 select max(entity_id) as id from (
                     select entity_id from record_selection where tenant_id = $1 and job_id = $2 and entity_id > $3
                     order by entity_id limit $4) step),
             taken as (
                 delete from record_selection
                 where tenant_id = $1 and job_id = $2 and entity_id > $3 and entity_id <= (select id from last)
                 returning entity_id, version),
             untouched as materialized (
                 select r.* from taken t join {table} r on r.id = t.entity_id
                 where r.tenant_id = $1 and r.id > $3 and r.id <= (select id from last)
                     and r.version = t.version and r.deleted_at is null for update of r),
             wanted as materialized (select * from untouched u where {wanted}),
             changed as (
                 update {table} r set {set}, updated_at = now(), updated_by = $5, version = r.version + 1 from wanted w
                 where r.tenant_id = $1 and r.id > $3 and r.id <= (select id from last) and r.id = w.id
                 returning r.id, r.version),
             kept as (
                 insert into record_before (tenant_id, job_id, entity_id, version, stage, owner_id, tags)
                 select $1, $2, w.id, c.version, w.stage, w.owner_id, w.tags from wanted w join changed c on c.id = w.id),
             told as (
                 insert into activity (tenant_id, entity_type, entity_id, user_id, kind, title, description, metadata)
                 select $1, {code}, w.id, $5, '{kind}_{what}', '{label} {title}', w.name, {told} from wanted w),
             {words}
             listed as (
                 insert into record_left (tenant_id, job_id, entity_id, name, reason)
                 select $1, $2, t.entity_id,
                     coalesce((select name from {table} where tenant_id = $1 and id = t.entity_id), ''),
                     'It was changed or deleted after it was confirmed.'
                 from taken t where t.entity_id not in (select id from untouched) returning 1)
             select (select id from last) as last, (select count(*) from taken) as taken,
                 (select count(*) from changed) as changed, (select count(*) from listed) as left_alone",
            table = table_of(&self.params),
        );
        (sql, value, word)
    }
}

/// A field's change as a timeline has it.
fn change(field: &str, before: &str, after: &str) -> String {
    format!(
        "jsonb_build_object('changes', jsonb_build_object('{field}', jsonb_build_object('before', {before}, 'after', {after})))"
    )
}
