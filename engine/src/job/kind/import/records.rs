//! Contacts, companies, leads or deals of a file.

use super::{Taken, Taker};
use crate::crm::{Brought, Stored, store};
use crate::queue::StepError;
use crate::tenancy::TenantTx;
use async_trait::async_trait;
use domain::Scope;
use domain::crm::{Doubles, Kind};
use domain::table_file::{Entry, Rejection};
use std::collections::HashSet;

/// Takes records of a kind.
pub(super) struct Records {
    pub kind: Kind,
    pub doubles: Doubles,
    pub scope: Scope,
}

#[async_trait]
impl Taker for Records {
    type Row = Brought;
    /// What the rows are known by, hashed: eight bytes for each phone of the file.
    type Seen = HashSet<u64>;

    /// Each may be a change of a record, which is several statements.
    const ROWS: usize = 1_000;
    const REMEMBERS: bool = true;

    fn read(&self, seen: &mut HashSet<u64>, entry: &Entry) -> Result<Brought, Rejection> {
        Brought::read(self.kind, self.doubles, seen, entry)
    }

    async fn take(&self, tx: &TenantTx, rows: &[Brought], dry_run: bool, _again: bool) -> Result<Taken, StepError> {
        let Stored { new, changed, refused } = store(tx, &self.scope, self.kind, self.doubles, rows, dry_run).await?;
        Ok(Taken { new, changed, refused })
    }
}
