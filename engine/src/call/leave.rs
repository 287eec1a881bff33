//! The calls that finished dials leave on the timelines of whoever was called; many at once, as dials end by the hundred.

use crate::error::Result;
use crate::tenancy::Tx;
use domain::activity::EntityKind;
use domain::call::{Direction, Status, words_of};
use domain::dial::Outcome;
use domain::id::{DialId, TenantId};
use domain::phone::PhoneNumber;
use time::OffsetDateTime;

/// A dial that ended and was tried at least once.
#[derive(Debug, Clone)]
pub(crate) struct Left {
    pub dial: DialId,
    pub number: i64,
    /// The contact, where the campaign knows them; others are found by their phone.
    pub contact: Option<i64>,
    pub campaign: String,
    pub outcome: Outcome,
    pub started: OffsetDateTime,
    pub ended: OffsetDateTime,
    pub seconds: Option<i32>,
}

/// Writes a call for each, with what it is found by and a line of its timeline, and notes it on the dial.
pub(crate) async fn leave(tx: &impl Tx, tenant: TenantId, left: &[Left]) -> Result<()> {
    if left.is_empty() {
        return Ok(());
    }
    let ids = ids(tx, left.len()).await?;
    let (mut word_ids, mut words) = (Vec::new(), Vec::new());
    let mut subjects = Vec::with_capacity(left.len());
    for (id, left) in ids.iter().zip(left) {
        let subject = format!("Campaign: {}", left.campaign);
        for word in words_of(&subject, &[]) {
            word_ids.push(*id);
            words.push(word);
        }
        subjects.push(subject);
    }
    let dialled = |left: &Left| PhoneNumber::from_stored(left.number).map(PhoneNumber::e164).unwrap_or_default();
    let status = |left: &Left| match left.outcome {
        Outcome::Picked => Status::Completed.code(),
        _ => Status::Missed.code(),
    };
    tx.execute(
        "with w as (
             select w.*, coalesce(nullif(w.contact, 0), (
                 select p.entity_id from phone p join contact k on k.tenant_id = p.tenant_id and k.id = p.entity_id
                 where p.tenant_id = $1 and p.number = w.number and p.entity_type = $2 and k.deleted_at is null
                 order by p.entity_id limit 1)) as whom
             from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[], $8::smallint[], $9::text[],
                 $10::timestamptz[], $11::timestamptz[], $12::integer[], $13::text[])
                 as w (id, dial, number, contact, subject, status, dialled, started, ended, seconds, result)),
         made as (
             insert into call (tenant_id, id, subject, direction, status, start_time, end_time, duration_s, result,
                 dialled_number, call_for, call_for_id)
             select $1, id, subject, $14, status, started, ended, nullif(seconds, -1), result, dialled,
                 case when whom is not null then $2 end, whom
             from w),
         told as (
             insert into activity (tenant_id, entity_type, entity_id, kind, title, description, metadata)
             select $1, $15, id, 'call_created', 'Called by a campaign: ' || subject,
                 'Call created for ' || case when whom is null then 'nobody' else 'contact' end || ' - Type: outbound',
                 jsonb_build_object('call_for', case when whom is not null then 'contact' end, 'call_for_id', whom,
                     'type', 'outbound', 'start_time', started, 'outcome', result)
             from w)
         update dial d set crm_call_id = w.id from w where d.tenant_id = $1 and d.id = w.dial",
        [
            tenant.0.into(),
            EntityKind::Contact.code().into(),
            ids.into(),
            left.iter().map(|left| left.dial.0).collect::<Vec<_>>().into(),
            left.iter().map(|left| left.number).collect::<Vec<_>>().into(),
            left.iter().map(|left| left.contact.unwrap_or(0)).collect::<Vec<_>>().into(),
            subjects.into(),
            left.iter().map(status).collect::<Vec<_>>().into(),
            left.iter().map(dialled).collect::<Vec<_>>().into(),
            left.iter().map(|left| left.started).collect::<Vec<_>>().into(),
            left.iter().map(|left| left.ended.max(left.started)).collect::<Vec<_>>().into(),
            left.iter().map(|left| left.seconds.unwrap_or(-1)).collect::<Vec<_>>().into(),
            left.iter().map(|left| left.outcome.label().to_owned()).collect::<Vec<_>>().into(),
            Direction::Outbound.code().into(),
            EntityKind::Call.code().into(),
        ],
    )
    .await?;
    tx.execute(
        "insert into search_word (tenant_id, entity_type, entity_id, word)
         select $1, $2, id, word from unnest($3::bigint[], $4::text[]) as w (id, word)",
        [tenant.0.into(), EntityKind::Call.code().into(), word_ids.into(), words.into()],
    )
    .await?;
    Ok(())
}

/// Ids for so many calls, ascending.
async fn ids(tx: &impl Tx, count: usize) -> Result<Vec<i64>> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        id: i64,
    }
    let sql = "select nextval(pg_get_serial_sequence('call', 'id')) as id from generate_series(1, $1::bigint)";
    let rows: Vec<Row> = tx.all(sql, [i64::try_from(count).unwrap_or(i64::MAX).into()]).await?;
    let mut ids: Vec<i64> = rows.into_iter().map(|row| row.id).collect();
    ids.sort_unstable();
    Ok(ids)
}
