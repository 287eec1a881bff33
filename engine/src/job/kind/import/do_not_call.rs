//! Numbers of a file onto a list of those that are not called. What is on it already is left as it is.

use super::{Taken, Taker};
use crate::do_not_call::{New, Table, put_each};
use crate::queue::{Claimed, StepError};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::do_not_call::{EntrySource, List, check_note};
use domain::phone::PhoneNumber;
use domain::table_file::{Entry, Rejection};

/// Takes numbers for a list.
pub(super) struct DoNotCall {
    pub list: List,
    /// Of rows that have none.
    pub note: String,
    pub job: Claimed,
}

#[async_trait]
impl Taker for DoNotCall {
    type Row = (PhoneNumber, String);
    type Seen = ();

    fn read(&self, (): &mut (), entry: &Entry) -> Result<Self::Row, Rejection> {
        let number = domain::table_file::number_of(entry.cell(0));
        let number = number.map_err(|error| Rejection::of_row(error.to_string()))?;
        let own = entry.cell(1);
        let note = check_note(if own.trim().is_empty() { &self.note } else { own });
        Ok((number, note.map_err(|wrong| Rejection::of_row(wrong.at("note").join(" ")))?))
    }

    async fn take(&self, tx: &TenantTx, rows: &[Self::Row], dry_run: bool, _: bool) -> Result<Taken, StepError> {
        let numbers: Vec<PhoneNumber> = rows.iter().map(|(number, _)| *number).collect();
        let table = Table::of(self.list, self.job.tenant);
        if dry_run {
            return Ok(Taken { new: count_new(tx, table, &numbers).await?, ..Taken::default() });
        }
        let notes = rows.iter().map(|(_, note)| note.clone()).collect();
        let new = New { source: EntrySource::Import, note: "", by: self.job.created_by, job: Some(self.job.id) };
        let stored = put_each(tx, table, &numbers, notes, &new).await?;
        Ok(Taken { new: i64::try_from(stored).unwrap_or(0), ..Taken::default() })
    }
}

/// How many numbers are not on a list.
async fn count_new(tx: &TenantTx, table: Table, numbers: &[PhoneNumber]) -> Result<i64, StepError> {
    let [tenant, of] = table.values();
    let numbers: Vec<i64> = numbers.iter().map(|number| number.value()).collect();
    let sql = format!(
        "select count(*) as n from (select distinct number from unnest($3::bigint[]) as d (number)) d where (
             select 1 from {} x where {} and x.number = d.number and x.removed_at is null) is null",
        table.name, table.reach
    );
    Ok(tx.figure(&sql, [tenant, of, numbers.into()]).await?)
}
