//! Calls of a file into their table, with what they are found by and a line of each one's timeline. A double of a call that is
//! there, or of an earlier row, is left out; a row that refers to what is not there is not taken.

use super::{Taken, Taker};
use crate::call::COLUMNS;
use crate::crm::table;
use crate::here::Here;
use crate::queue::{Claimed, StepError};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::FieldErrors;
use domain::activity::EntityKind;
use domain::call::{Content, PurposeWish, call_of_row, party_word, words_of};
use domain::crm::Kind;
use domain::id::RecordId;
use domain::table_file::{Entry, Rejection};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Takes calls.
pub(super) struct Calls {
    pub here: Here,
    pub job: Claimed,
}

/// A row, with what is wrong of it as far as it can be seen by itself: that is told with what it refers to in vain.
#[derive(Debug, Clone)]
pub(super) struct Row {
    content: Content,
    wrong: FieldErrors,
    /// An earlier row of the file is the same call.
    is_double: bool,
}

#[async_trait]
impl Taker for Calls {
    type Row = Row;
    /// What calls are the same by, hashed: eight bytes for each row of the file.
    type Seen = HashSet<u64>;

    const ROWS: usize = 2_000;
    const REMEMBERS: bool = true;

    fn read(&self, seen: &mut HashSet<u64>, entry: &Entry) -> Result<Row, Rejection> {
        let (content, wrong) = call_of_row(entry).read(|local| self.here.moment(local));
        if !wrong.is_empty() {
            return Ok(Row { content, wrong, is_double: false });
        }
        let mut same = DefaultHasher::new();
        let of = content.call_for.map(|(kind, id)| (kind.entity().code(), id.0));
        (&content.subject, content.start.unix_timestamp_nanos(), of).hash(&mut same);
        Ok(Row { is_double: !seen.insert(same.finish()), content, wrong })
    }

    async fn take(&self, tx: &TenantTx, rows: &[Row], dry_run: bool, _again: bool) -> Result<Taken, StepError> {
        let known = Known::of(tx, rows).await?;
        let (mut taken, mut fit) = (Taken::default(), Vec::new());
        for (place, row) in rows.iter().enumerate() {
            let mut content = row.content.clone();
            if content.owner.is_none() {
                content.owner = self.job.created_by.filter(|person| known.members.contains(&person.0));
            }
            let mut wrong = row.wrong.clone();
            known.resolve(&mut content, &mut wrong);
            if !wrong.is_empty() {
                taken.refused.push((place, wrong.to_string()));
            } else if !row.is_double {
                fit.push(content);
            }
        }
        let doubles = doubles(tx, &fit).await?;
        let fresh = fit.into_iter().enumerate().filter(|(place, _)| !doubles.contains(place));
        let fresh: Vec<Content> = fresh.map(|(_, content)| content).collect();
        taken.new = fresh.len() as i64;
        if !dry_run && !fresh.is_empty() {
            write(tx, &self.job, &fresh).await?;
        }
        Ok(taken)
    }
}

/// What rows may refer to.
struct Known {
    members: HashSet<i64>,
    purposes: HashMap<String, i64>,
    records: HashSet<(i16, i64)>,
}

#[derive(FromQueryResult)]
struct Id {
    id: i64,
}

impl Known {
    async fn of(tx: &TenantTx, rows: &[Row]) -> Result<Known, StepError> {
        #[derive(FromQueryResult)]
        struct Named {
            id: i64,
            name: String,
        }
        let members = "select user_id as id from membership where tenant_id = $1";
        let members: Vec<Id> = tx.all(members, [tx.tenant()]).await?;
        let purposes = "select id, name_key as name from call_purpose where tenant_id = $1";
        let purposes: Vec<Named> = tx.all(purposes, [tx.tenant()]).await?;
        let mut records = HashSet::new();
        for kind in Kind::ALL {
            let of_kind = |content: &Content| [content.call_for, content.related_to];
            let ids: Vec<i64> = rows
                .iter()
                .flat_map(|row| of_kind(&row.content))
                .flatten()
                .filter_map(|(of, id)| (of == kind).then_some(id.0))
                .collect();
            if ids.is_empty() {
                continue;
            }
            let sql =
                format!("select id from {} where tenant_id = $1 and id = any($2) and deleted_at is null", table(kind));
            let found: Vec<Id> = tx.all(&sql, [tx.tenant(), ids.into()]).await?;
            records.extend(found.into_iter().map(|found| (kind.entity().code(), found.id)));
        }
        Ok(Known {
            members: members.into_iter().map(|member| member.id).collect(),
            purposes: purposes.into_iter().map(|purpose| (purpose.name, purpose.id)).collect(),
            records,
        })
    }

    /// Finds what the values refer to; what is not there is added to what is wrong, at its field.
    fn resolve(&self, content: &mut Content, wrong: &mut FieldErrors) {
        for (field, person) in [("owner_id", content.owner), ("assigned_to_id", content.assigned_to)] {
            if person.is_some_and(|person| !self.members.contains(&person.0)) {
                wrong.add(field, "Choose a member of the company.");
            }
        }
        for (field, party) in [("call_for_id", content.call_for), ("related_to_id", content.related_to)] {
            let is_gone = |(kind, id): &(Kind, RecordId)| !self.records.contains(&(kind.entity().code(), id.0));
            if let Some((kind, _)) = party.filter(is_gone) {
                wrong.add(field, format!("There is no such {}.", party_word(kind)));
            }
        }
        let known = match &content.purpose {
            None => return,
            Some(PurposeWish::Name(name)) => self.purposes.get(&name.to_lowercase()).copied(),
            Some(PurposeWish::Id(id)) => {
                let is_known = *id <= 6 || self.purposes.values().any(|known| known == id);
                is_known.then_some(*id)
            }
        };
        match known {
            Some(id) => content.purpose = Some(PurposeWish::Id(id)),
            None => wrong.add("purpose", "There is no such purpose."),
        }
    }
}

/// The places of those that are doubles of a call that is there.
async fn doubles(tx: &TenantTx, fit: &[Content]) -> Result<HashSet<usize>, StepError> {
    let subjects: Vec<String> = fit.iter().map(|content| content.subject.clone()).collect();
    let starts: Vec<OffsetDateTime> = fit.iter().map(|content| content.start).collect();
    let kinds: Vec<i16> =
        fit.iter().map(|content| content.call_for.map_or(0, |(kind, _)| kind.entity().code())).collect();
    let ids: Vec<i64> = fit.iter().map(|content| content.call_for.map_or(0, |(_, id)| id.0)).collect();
    // A scalar subquery asks the index of starts for each; a join might read the table whole.
    let sql =
        "select place as id from unnest($2::text[], $3::timestamptz[], $4::smallint[], $5::bigint[]) with ordinality
             as d (subject, start_time, kind, of, place)
         where (select c.id from call c where c.tenant_id = $1 and c.start_time = d.start_time and c.deleted_at is null
                 and c.subject = d.subject and coalesce(c.call_for, 0) = d.kind and coalesce(c.call_for_id, 0) = d.of
             order by c.start_time, c.id limit 1) is not null";
    let found: Vec<Id> = tx.all(sql, [tx.tenant(), subjects.into(), starts.into(), kinds.into(), ids.into()]).await?;
    Ok(found.into_iter().filter_map(|found| usize::try_from(found.id - 1).ok()).collect())
}

async fn write(tx: &TenantTx, job: &Claimed, fresh: &[Content]) -> Result<(), StepError> {
    let ids = "select nextval(pg_get_serial_sequence('call', 'id')) as id from generate_series(1, $1)";
    let ids: Vec<Id> = tx.all(ids, [(fresh.len() as i64).into()]).await?;
    let (mut rows, mut words) = (Vec::new(), Vec::new());
    for (Id { id }, content) in ids.iter().zip(fresh) {
        rows.push(as_json(*id, content));
        words.extend(
            words_of(&content.subject, &content.tags).into_iter().map(|word| json!({ "id": id, "word": word })),
        );
    }
    let columns = COLUMNS.join(", ");
    let person = job.created_by.map(|person| person.0);
    let sql = format!(
        "insert into call (tenant_id, id, created_by, updated_by, remind_at, {columns})
         select $1, id, $2, $2, case when start_time > now() then start_time - make_interval(mins => reminder) end, {columns}
         from jsonb_to_recordset($3::jsonb) as d (id bigint, subject text, call_for smallint, call_for_id bigint,
             related_to smallint, related_to_id bigint, direction smallint, status smallint, purpose_id bigint,
             start_time timestamptz, end_time timestamptz, duration_s integer, agenda text, description text, result text,
             tags text[], caller_id text, dialled_number text, reminder integer, owner_id bigint, assigned_to_id bigint,
             closed boolean, active boolean, deletable boolean, sort_by text)"
    );
    tx.execute(&sql, [tx.tenant(), person.into(), Value::Array(rows).into()]).await?;
    let code = EntityKind::Call.code();
    tx.execute(
        "insert into search_word (tenant_id, entity_type, entity_id, word)
         select $1, $2, id, word from jsonb_to_recordset($3::jsonb) as w (id bigint, word text)",
        [tx.tenant(), code.into(), Value::Array(words).into()],
    )
    .await?;
    let ids: Vec<i64> = ids.into_iter().map(|id| id.id).collect();
    tx.execute(
        "insert into activity (tenant_id, entity_type, entity_id, user_id, kind, title, description, metadata)
         select $1, $2, c.id, $3, 'call_created', 'New call created: ' || c.subject, 'Call imported from a file',
             jsonb_build_object('call_for_id', c.call_for_id, 'start_time', c.start_time, 'job', $5::text)
         from unnest($4::bigint[]) as d (id) join call c on c.tenant_id = $1 and c.id = d.id",
        [tx.tenant(), code.into(), person.into(), ids.into(), job.id.to_string().into()],
    )
    .await?;
    Ok(())
}

fn as_json(id: i64, content: &Content) -> Value {
    let moment = |at: Option<OffsetDateTime>| at.and_then(|at| at.format(&Rfc3339).ok());
    let purpose = match content.purpose {
        Some(PurposeWish::Id(id)) => Some(id),
        _ => None,
    };
    json!({
        "id": id,
        "subject": content.subject,
        "call_for": content.call_for.map(|(kind, _)| kind.entity().code()),
        "call_for_id": content.call_for.map(|(_, id)| id.0),
        "related_to": content.related_to.map(|(kind, _)| kind.entity().code()),
        "related_to_id": content.related_to.map(|(_, id)| id.0),
        "direction": content.direction.code(),
        "status": content.status.code(),
        "purpose_id": purpose,
        "start_time": moment(Some(content.start)),
        "end_time": moment(content.end),
        "duration_s": content.duration_s,
        "agenda": content.agenda,
        "description": content.description,
        "result": content.result,
        "tags": content.tags,
        "caller_id": content.caller_id,
        "dialled_number": content.dialled_number,
        "reminder": content.reminder,
        "owner_id": content.owner.map(|owner| owner.0),
        "assigned_to_id": content.assigned_to.map(|person| person.0),
        "closed": content.closed,
        "active": content.active,
        "deletable": content.deletable,
        "sort_by": content.sort_by,
    })
}
