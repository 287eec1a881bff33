use super::table::{Table, allow_adding, there};
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::Scope;
use domain::do_not_call::{AddDraft, EntrySource, List};
use domain::id::{JobId, UserId};
use domain::phone::PhoneNumber;
use domain::scope::Door;
use sea_orm::DbErr;
use serde_json::json;

/// What came of adding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    pub added: u64,
    /// On the list before.
    pub there_already: u64,
}

/// Puts numbers on a list, at once: from the commit on none of them is dialled. A number that is on it already stays as it
/// is.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent, and for the installation's list for anybody but a platform admin;
/// [`crate::Error::Invalid`] at `phone_numbers` and `note`; [`crate::Error::NotFound`] for the list of a campaign that the
/// tenant does not have.
pub async fn add(engine: &Engine, scope: &Scope, list: List, draft: &AddDraft) -> Result<Added> {
    allow_adding(scope, list)?;
    let (numbers, note) = draft.check()?;
    let source = if scope.door() == Door::Rest { EntrySource::Program } else { EntrySource::Hand };
    let tx = TenantTx::begin(engine, scope).await?;
    there(&tx, scope.tenant(), list).await?;
    let new = New { source, note: &note, by: scope.actor().user(), job: None };
    let added = put(&tx, Table::of(list, scope.tenant()), &numbers, &new).await?;
    if added > 0 {
        let numbers: Vec<String> = numbers.iter().map(|number| number.e164()).collect();
        let told = json!({ "list": list, "numbers": numbers, "note": note, "added": added });
        audit::record(
            &tx,
            scope,
            audit::Entry::made("do_not_call.add", format!("list:{}", list.kind().as_str()), told)?,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(Added { added, there_already: numbers.len() as u64 - added })
}

/// How numbers come to a list.
pub(crate) struct New<'a> {
    pub source: EntrySource,
    pub note: &'a str,
    pub by: Option<UserId>,
    pub job: Option<JobId>,
}

/// Puts numbers on a list; answers how many were not on it.
pub(crate) async fn put(
    tx: &impl Tx,
    table: Table,
    numbers: &[PhoneNumber],
    new: &New<'_>,
) -> std::result::Result<u64, DbErr> {
    let notes = vec![new.note.to_owned(); numbers.len()];
    put_each(tx, table, numbers, notes, new).await
}

/// The same, each number with a note of its own.
pub(crate) async fn put_each(
    tx: &impl Tx,
    table: Table,
    numbers: &[PhoneNumber],
    notes: Vec<String>,
    new: &New<'_>,
) -> std::result::Result<u64, DbErr> {
    let Table { name, owner, owner_values, .. } = table;
    let [tenant, list] = table.values();
    let conflict = if owner.is_empty() { "number" } else { "tenant_id, list_id, number" };
    let numbers: Vec<i64> = numbers.iter().map(|number| number.value()).collect();
    if !owner.is_empty() {
        block_waiting(tx, table, &numbers).await?;
    }
    tx.execute(
        &format!(
            "insert into {name} ({owner} number, note, source, added_by, job_id)
             select {owner_values} d.number, d.note, $5, $6, $7
             from unnest($3::bigint[], $4::text[]) as d (number, note) where $1::bigint >= 0 and $2::bigint >= 0
             order by d.number
             on conflict ({conflict}) where removed_at is null do nothing"
        ),
        [
            tenant,
            list,
            numbers.into(),
            notes.into(),
            new.source.code().into(),
            new.by.map(|user| user.0).into(),
            new.job.map(|job| job.0).into(),
        ],
    )
    .await
}

/// Blocks the dials of these numbers that wait: from the commit on nobody begins one. Whoever claims one of them at the moment
/// holds its row, so this waits for the claim, and the commit comes after its call began. The installation's list reaches dials of
/// every company, which no company's transaction sees: there the verdict of each claim finds the number on the list.
async fn block_waiting(tx: &impl Tx, table: Table, numbers: &[i64]) -> std::result::Result<(), DbErr> {
    let [tenant, list] = table.values();
    tx.execute(
        "update dial set state = 8, verdict = 'DO_NOT_CALL', verdict_at = clock_timestamp(), error = 'On a do-not-call list.',
             verdict_inputs = verdict_inputs
                 || jsonb_build_object('do_not_call', case when $2 = 0 then 'company' else 'campaign' end),
             ended_at = clock_timestamp(), updated_at = clock_timestamp()
         where tenant_id = $1 and number = any($3) and state <= 3 and ($2 = 0 or campaign_id = $2)",
        [tenant, list, numbers.to_vec().into()],
    )
    .await?;
    Ok(())
}
