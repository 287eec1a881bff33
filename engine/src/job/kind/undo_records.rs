//! Takes back what a change of many records did, each as it was; what somebody changed since is left and listed.

use super::edit_numbers::BY_RANGE;
use crate::Engine;
use crate::crm::{Change, UndoManyParams, table_of};
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

/// Records of one step.
const BATCH: i64 = 2_000;

pub(crate) struct UndoRecords;

#[async_trait]
impl Kind for UndoRecords {
    fn word(&self) -> &'static str {
        JobKind::UndoRecords.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: UndoManyParams = serde_json::from_value(job.params.clone())?;
        let tx = TenantTx::begin(engine, &job.scope()).await?;
        let rows = tx
            .figure(
                "select (select count(*) from record_before where tenant_id = $1 and job_id = $2)
                     + (select processed from job where tenant_id = $1 and id = $3) as n",
                [tx.tenant(), params.job.0.into(), job.id.0.into()],
            )
            .await?;
        tx.commit().await?;
        Ok(Arc::new(Undoing { params, rows, job: job.clone() }))
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    behind: i64,
    restored: i64,
    left: i64,
}

struct Undoing {
    params: UndoManyParams,
    rows: i64,
    job: Claimed,
}

#[derive(FromQueryResult)]
struct Stepped {
    last: Option<i64>,
    taken: i64,
    restored: i64,
}

#[async_trait]
impl Work for Undoing {
    fn start(&self) -> Value {
        json!(Place { behind: 0, restored: 0, left: 0 })
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let Place { behind, restored, left } = serde_json::from_value(at.clone())?;
        tx.script(BY_RANGE).await?;
        let (sql, word) = self.statement();
        let person = self.job.scope().actor().user().map(|user| user.0);
        let mut values: Vec<Sql> = vec![
            tx.tenant(),
            self.params.job.0.into(),
            behind.into(),
            BATCH.into(),
            person.into(),
            self.job.id.0.into(),
        ];
        values.extend(word.map(Sql::from));
        let stepped: Stepped =
            tx.one(&sql, values).await?.ok_or_else(|| StepError::Later("The step gave no answer.".into()))?;
        let not = stepped.taken - stepped.restored;
        let (restored, left) = (restored + stepped.restored, left + not);
        let more = stepped.last.filter(|_| stepped.taken == BATCH);
        let next = more.map(|behind| json!(Place { behind, restored, left }));
        Ok(StepEnd {
            says: format!(
                "Restored {} {}",
                grouped(u64::try_from(restored).unwrap_or(0)),
                self.params.did.kind.plural()
            ),
            steps: 1,
            processed: stepped.taken,
            succeeded: stepped.restored,
            failed: not,
            total: Some(self.rows),
            outcome: next.is_none().then(|| json!({ "restored": restored, "left": left })),
            next,
            ..StepEnd::default()
        })
    }
}

impl Undoing {
    /// The step's statement, and the word of a tag, `$7`.
    fn statement(&self) -> (String, Option<String>) {
        let did = &self.params.did;
        let (code, kind, label) = (did.kind.entity().code(), did.kind.as_str(), did.kind.label());
        let (words, word) = match &did.change {
            Change::Tag(tag) => (
                format!(
                    "words as (
                         delete from search_word s using fits f where s.tenant_id = $1 and s.entity_type = {code}
                             and s.entity_id = f.entity_id and s.word = $7::text),"
                ),
                Some(Search::tag(tag)),
            ),
            Change::Untag(tag) => (
                format!(
                    "words as (
                         insert into search_word (tenant_id, entity_type, entity_id, word)
                         select $1, {code}, entity_id, $7::text from fits on conflict do nothing),"
                ),
                Some(Search::tag(tag)),
            ),
            _ => (String::new(), None),
        };
        let deleted = did.change == Change::Delete;
        let what = if deleted { "restored" } else { "updated" };
        let title = if deleted { format!("{label} restored") } else { format!("A change of this {kind} was undone") };
        let sql = format!(
            "with last as materialized (
                 select max(entity_id) as id from (
                     select entity_id from record_before where tenant_id = $1 and job_id = $2 and entity_id > $3
                     order by entity_id limit $4) step),
             taken as (
                 delete from record_before
                 where tenant_id = $1 and job_id = $2 and entity_id > $3 and entity_id <= (select id from last)
                 returning *),
             fits as materialized (
                 select t.*, r.name, r.stage as stage_now, r.tags as tags_now, r.owner_id as owner_now
                 from taken t join {table} r on r.id = t.entity_id
                 where r.tenant_id = $1 and r.id > $3 and r.id <= (select id from last) and r.version = t.version
                     and r.merged_into is null for update of r),
             restored as (
                 update {table} r set stage = f.stage, owner_id = f.owner_id, tags = f.tags, deleted_at = null,
                     updated_at = now(), updated_by = $5, version = r.version + 1 from fits f
                 where r.tenant_id = $1 and r.id > $3 and r.id <= (select id from last) and r.id = f.entity_id
                 returning r.id),
             {words}
             told as (
                 insert into activity (tenant_id, entity_type, entity_id, user_id, kind, title, description, metadata)
                 select $1, {code}, entity_id, $5, '{kind}_{what}', '{title}', name,
                     jsonb_build_object('changes',
                         case when stage <> stage_now then jsonb_build_object('stage',
                             jsonb_build_object('before', stage_now, 'after', stage)) else '{{}}'::jsonb end
                         || case when tags <> tags_now then jsonb_build_object('tags', jsonb_build_object(
                             'before', array_to_string(tags_now, ', '), 'after', array_to_string(tags, ', ')))
                             else '{{}}'::jsonb end
                         || case when owner_id is distinct from owner_now then jsonb_build_object('owner',
                             jsonb_build_object(
                                 'before', coalesce((select name from app_user where id = owner_now), ''),
                                 'after', coalesce((select name from app_user where id = owner_id), '')))
                             else '{{}}'::jsonb end)
                 from fits),
             listed as (
                 insert into record_left (tenant_id, job_id, entity_id, name, reason)
                 select $1, $6, t.entity_id,
                     coalesce((select name from {table} where tenant_id = $1 and id = t.entity_id), ''),
                     'It was changed since.'
                 from taken t where t.entity_id not in (select entity_id from fits))
             select (select id from last) as last, (select count(*) from taken) as taken,
                 (select count(*) from restored) as restored",
            table = table_of(did),
        );
        (sql, word)
    }
}
