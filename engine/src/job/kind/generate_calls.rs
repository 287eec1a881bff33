//! Makes up calls for a demonstration, a batch a step: each with what it is found by and a line of its timeline, all marked
//! with the job. What is made follows from the seed and the call's place, so a step that runs again makes the same.

use crate::Engine;
use crate::call::GenerateParams;
use crate::here::Here;
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::activity::EntityKind;
use domain::call::{DEMO_PURPOSES, SHIPPED_PURPOSES, demo_call, demo_start, words_of};
use domain::job::JobKind;
use domain::phone::grouped;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// Calls of a step; where thousands are made, more at once, as a commit costs as much as fifty calls.
const BATCH: u64 = 50;
const LARGE_BATCH: u64 = 1_000;
/// People and contacts that are chosen among.
const MOST: i64 = 200;
/// Calls that are told of at the end.
const SAMPLES: usize = 5;

pub(crate) struct GenerateCalls;

#[async_trait]
impl Kind for GenerateCalls {
    fn word(&self) -> &'static str {
        JobKind::GenerateCalls.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: GenerateParams = serde_json::from_value(job.params.clone())?;
        let tx = TenantTx::begin(engine, &job.scope()).await?;
        let here = Here::of_person(&tx, params.owner).await?;
        let people = "select user_id as id from membership where tenant_id = $1 order by user_id limit $2";
        let contacts = "select id from contact where tenant_id = $1 and deleted_at is null order by id limit $2";
        let (people, contacts) = (ids(&tx, people).await?, ids(&tx, contacts).await?);
        let mut purposes: Vec<i64> = (1..=SHIPPED_PURPOSES.len() as i64).collect();
        for name in DEMO_PURPOSES {
            let sql = "select id as n from call_purpose where tenant_id = $1 and name_key = lower($2)";
            purposes.push(tx.figure(sql, [tx.tenant(), name.into()]).await?);
        }
        tx.commit().await?;
        Ok(Arc::new(Generating { params, here, people, contacts, purposes, job: job.clone() }))
    }
}

async fn ids(tx: &TenantTx, sql: &str) -> Result<Vec<i64>, StepError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
    }
    let rows: Vec<Row> = tx.all(sql, [tx.tenant(), MOST.into()]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

struct Generating {
    params: GenerateParams,
    here: Here,
    people: Vec<i64>,
    contacts: Vec<i64>,
    purposes: Vec<i64>,
    job: Claimed,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct At {
    made: u64,
    first: i64,
    last: i64,
    samples: Vec<Value>,
}

/// A batch as columns; 0 and -1 stand for nothing, as a list of the database's driver holds no null.
#[derive(Default)]
struct Columns {
    subject: Vec<String>,
    direction: Vec<i16>,
    status: Vec<i16>,
    purpose: Vec<i64>,
    start: Vec<OffsetDateTime>,
    duration: Vec<i32>,
    agenda: Vec<String>,
    result: Vec<String>,
    caller: Vec<String>,
    dialled: Vec<String>,
    owner: Vec<i64>,
    contact: Vec<i64>,
}

#[async_trait]
impl Work for Generating {
    fn start(&self) -> Value {
        json!(At::default())
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let mut at: At = serde_json::from_value(at.clone())?;
        let size = if self.params.count > 20 * BATCH { LARGE_BATCH } else { BATCH };
        let end = (at.made + size).min(self.params.count);
        let batch = self.batch(at.made, end);
        let ids = ids_for(tx, batch.subject.len()).await?;
        for (place, id) in ids.iter().enumerate().take(SAMPLES.saturating_sub(at.samples.len())) {
            at.samples.push(json!({
                "id": id,
                "subject": batch.subject.get(place),
                "start_time": batch.start.get(place).and_then(|at| at.format(&time::format_description::well_known::Rfc3339).ok()),
                "status_id": batch.status.get(place).map(|status| status.to_string()),
            }));
        }
        self.store(tx, &ids, batch).await?;
        let made = (end - at.made) as i64;
        at.first = if at.first == 0 { ids.first().copied().unwrap_or(0) } else { at.first };
        at.last = ids.last().copied().unwrap_or(at.last);
        at.made = end;
        let done = end == self.params.count;
        Ok(StepEnd {
            says: format!("Made {} of {} calls", grouped(end), grouped(self.params.count)),
            steps: 1,
            processed: made,
            succeeded: made,
            outcome: done.then(|| {
                json!({
                    "batch": self.job.id, "count": at.made, "first_id": at.first, "last_id": at.last,
                    "seed": self.params.seed, "samples": at.samples,
                })
            }),
            next: (!done).then(|| json!(at)),
            ..StepEnd::default()
        })
    }
}

impl Generating {
    fn batch(&self, from: u64, to: u64) -> Columns {
        let GenerateParams { first, days, seed, .. } = self.params;
        let own = self.params.owner.map_or(0, |person| person.0);
        let pick = |among: &[i64], by: u64| {
            let place = usize::try_from(by % (among.len().max(1) as u64)).unwrap_or(0);
            among.get(place).copied().unwrap_or(0)
        };
        let mut batch = Columns::default();
        for place in from..to {
            let start = self.here.moment(demo_start(seed, place, first, days));
            let call = demo_call(seed, place, start < self.here.now - Duration::hours(1));
            let contact = if call.pick.is_multiple_of(5) { 0 } else { pick(&self.contacts, call.pick / 7) };
            batch.subject.push(call.subject.to_owned());
            batch.direction.push(call.direction.code());
            batch.status.push(call.status.code());
            batch.purpose.push(self.purposes.get(call.purpose).copied().unwrap_or(1));
            batch.start.push(start);
            batch.duration.push(call.duration_s.and_then(|seconds| i32::try_from(seconds).ok()).unwrap_or(-1));
            batch.agenda.push(call.agenda.to_owned());
            batch.result.push(call.result.to_owned());
            batch.caller.push(call.caller_id);
            batch.dialled.push(call.dialled_number);
            batch.owner.push(if call.is_own && own > 0 { own } else { pick(&self.people, call.pick / 3) });
            batch.contact.push(contact);
        }
        batch
    }

    async fn store(&self, tx: &TenantTx, ids: &[i64], batch: Columns) -> Result<(), StepError> {
        let (mut word_ids, mut words) = (Vec::new(), Vec::new());
        for (id, subject) in ids.iter().zip(&batch.subject) {
            for word in words_of(subject, &[]) {
                word_ids.push(*id);
                words.push(word);
            }
        }
        tx.execute(
            "insert into call (tenant_id, id, subject, direction, status, purpose_id, start_time, end_time, duration_s,
                 agenda, result, caller_id, dialled_number, owner_id, call_for, call_for_id, demo_batch, created_by,
                 updated_by)
             select $1, id, subject, direction, status, purpose, start_time,
                 case when duration >= 0 then start_time + make_interval(secs => duration) end, nullif(duration, -1), agenda,
                 result, caller, dialled, nullif(owner, 0), case when contact > 0 then 1 end, nullif(contact, 0), $2, $3, $3
             from unnest($4::bigint[], $5::text[], $6::smallint[], $7::smallint[], $8::bigint[], $9::timestamptz[],
                 $10::integer[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bigint[], $16::bigint[])
                 as c (id, subject, direction, status, purpose, start_time, duration, agenda, result, caller, dialled,
                     owner, contact)",
            [
                tx.tenant(),
                self.job.id.0.into(),
                self.params.owner.map(|person| person.0).into(),
                ids.to_vec().into(),
                batch.subject.into(),
                batch.direction.into(),
                batch.status.into(),
                batch.purpose.into(),
                batch.start.into(),
                batch.duration.into(),
                batch.agenda.into(),
                batch.result.into(),
                batch.caller.into(),
                batch.dialled.into(),
                batch.owner.into(),
                batch.contact.into(),
            ],
        )
        .await?;
        tx.execute(
            "insert into search_word (tenant_id, entity_type, entity_id, word)
             select $1, $2, id, word from unnest($3::bigint[], $4::text[]) as w (id, word)",
            [tx.tenant(), EntityKind::Call.code().into(), word_ids.into(), words.into()],
        )
        .await?;
        tx.execute(
            "insert into activity (tenant_id, entity_type, entity_id, user_id, kind, title, description, metadata)
             select $1, $2, c.id, $3, 'call_created', 'New call created: ' || c.subject,
                 'Call created for ' || case when c.call_for = 1 then 'contact' else 'nobody' end || ' - Type: '
                     || case c.direction when 1 then 'inbound' else 'outbound' end,
                 jsonb_build_object('call_for', case when c.call_for = 1 then 'contact' end, 'call_for_id', c.call_for_id,
                     'type', case c.direction when 1 then 'inbound' else 'outbound' end, 'purpose_id', c.purpose_id,
                     'start_time', c.start_time, 'demo_batch', c.demo_batch)
             from call c where c.tenant_id = $1 and c.id between $4 and $5 and c.demo_batch = $6",
            [
                tx.tenant(),
                EntityKind::Call.code().into(),
                self.params.owner.map(|person| person.0).into(),
                ids.iter().min().copied().unwrap_or(0).into(),
                ids.iter().max().copied().unwrap_or(0).into(),
                self.job.id.0.into(),
            ],
        )
        .await?;
        Ok(())
    }
}

/// Ids for so many calls, rising.
async fn ids_for(tx: &TenantTx, calls: usize) -> Result<Vec<i64>, StepError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
    }
    let sql = "select nextval(pg_get_serial_sequence('call', 'id')) as id from generate_series(1, $1)";
    let rows: Vec<Row> = tx.all(sql, [i64::try_from(calls).unwrap_or(0).into()]).await?;
    let mut ids: Vec<i64> = rows.into_iter().map(|row| row.id).collect();
    ids.sort_unstable();
    Ok(ids)
}
