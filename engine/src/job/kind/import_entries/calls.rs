//! Calls of a file into their table, with what they are found by and a line of each one's timeline. A double of a call that is
//! there, or of an earlier row, is left out; a row that refers to what is not there is not taken.

use crate::call::COLUMNS;
use crate::crm::table;
use crate::queue::{Claimed, StepError};
use crate::tenancy::{TenantTx, Tx};
use domain::activity::EntityKind;
use domain::call::{Content, Draft, Field, PurposeWish, party_word, words_of};
use domain::crm::Kind;
use domain::id::UserId;
use domain::table_file::NamedRow;
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The columns that are read, each under the names of REST and of an export.
pub(crate) const CALL_COLUMNS: &[&[&str]] = &[
    &["subject"],
    &["call_for"],
    &["call_for_id"],
    &["related_to"],
    &["related_to_id"],
    &["type", "direction"],
    &["start_time", "start"],
    &["end_time", "end"],
    &["duration"],
    &["purpose", "purpose_id"],
    &["agenda"],
    &["description"],
    &["result"],
    &["tag", "tags"],
    &["caller_id"],
    &["dialled_number"],
    &["reminder"],
    &["status_id", "status"],
    &["owner_id"],
    &["assigned_to_id"],
    &["closed"],
    &["active"],
    &["deletable"],
    &["sort_by"],
];

/// A row as somebody would have typed it; an empty cell says nothing.
pub(super) fn draft(cells: &[String]) -> Draft {
    let filled = Field::ALL.into_iter().zip(cells).filter(|(_, cell)| !cell.trim().is_empty());
    filled.fold(Draft::default(), |draft, (field, cell)| draft.with(field, cell.clone()))
}

/// What became of the rows.
pub(super) struct Taken {
    /// New ones.
    pub new: i64,
    /// Doubles of what is there.
    pub there: i64,
    /// Rows that refer to what is not there, with why.
    pub refused: Vec<(NamedRow, String)>,
}

/// Stores the calls, or only says what would become of them.
pub(super) async fn store(
    tx: &TenantTx,
    job: &Claimed,
    rows: Vec<(NamedRow, Content)>,
    dry_run: bool,
) -> Result<Taken, StepError> {
    let known = Known::of(tx, &rows).await?;
    let mut taken = Taken { new: 0, there: 0, refused: Vec::new() };
    let (mut fit, mut seen) = (Vec::new(), HashSet::new());
    for (row, mut content) in rows {
        if content.owner.is_none() {
            content.owner = job.created_by.filter(|person| known.members.contains(&person.0));
        }
        if let Err(why) = known.resolve(&mut content) {
            taken.refused.push((row, why));
        } else if seen.insert((content.subject.clone(), content.start, content.call_for)) {
            fit.push(content);
        } else {
            taken.there += 1;
        }
    }
    let doubles = doubles(tx, &fit).await?;
    let fresh: Vec<Content> =
        fit.into_iter().enumerate().filter(|(place, _)| !doubles.contains(place)).map(|(_, content)| content).collect();
    taken.there += doubles.len() as i64;
    taken.new = fresh.len() as i64;
    if !dry_run && !fresh.is_empty() {
        write(tx, job, &fresh).await?;
    }
    Ok(taken)
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
    async fn of(tx: &TenantTx, rows: &[(NamedRow, Content)]) -> Result<Known, StepError> {
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
                .flat_map(|(_, content)| of_kind(content))
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

    fn resolve(&self, content: &mut Content) -> Result<(), String> {
        let member = |person: Option<UserId>| person.is_none_or(|person| self.members.contains(&person.0));
        if !member(content.owner) || !member(content.assigned_to) {
            return Err("Choose a member of the company.".to_owned());
        }
        for (kind, id) in [content.call_for, content.related_to].into_iter().flatten() {
            if !self.records.contains(&(kind.entity().code(), id.0)) {
                return Err(format!("There is no such {}.", party_word(kind)));
            }
        }
        if let Some(PurposeWish::Name(name)) = &content.purpose {
            let id = self.purposes.get(&name.to_lowercase()).ok_or("There is no such purpose.")?;
            content.purpose = Some(PurposeWish::Id(*id));
        }
        match content.purpose {
            Some(PurposeWish::Id(id)) if id > 6 && !self.purposes.values().any(|known| *known == id) => {
                Err("There is no such purpose.".to_owned())
            }
            _ => Ok(()),
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
