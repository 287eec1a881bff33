use super::table::{COLUMNS, JOINS, Row, Table};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::do_not_call::{Entry, List, ListKind};
use domain::phone::PhoneNumber;
use domain::{Right, Scope};

/// The most past entries of a number that are shown.
const MOST: i64 = 100;

/// What the lists say of a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnList {
    /// Whether the installation's list has it; who put it there is told to platform admins, on that list.
    pub installation: bool,
    /// The entries of the company's lists, those in force first, then the newest.
    pub entries: Vec<(ListKind, Entry)>,
}

impl OnList {
    /// The lists that the number is on now.
    pub fn kinds(&self) -> Vec<ListKind> {
        let company = self.entries.iter().filter(|(_, entry)| entry.removal.is_none()).map(|(kind, _)| *kind);
        let mut kinds: Vec<ListKind> =
            self.installation.then_some(ListKind::Installation).into_iter().chain(company).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

/// Looks a number up in every list that holds for the tenant, with what was on the tenant's own once.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts.
pub async fn look_up(engine: &Engine, scope: &Scope, number: PhoneNumber) -> Result<OnList> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let installation = tx
        .figure(
            "select count(*) as n from installation_do_not_call where number = $1 and removed_at is null",
            [number.value().into()],
        )
        .await?;
    let own = Table::of(List::Company, scope.tenant());
    let [tenant, list] = own.values();
    // Two halves, each with its index: what is in force, and what was.
    let sql = format!(
        "select {COLUMNS} from (
             (select * from {name} where {reach} and number = $3 and removed_at is null)
             union all
             (select * from {name} where {reach} and number = $3 and removed_at is not null order by id desc limit $4)) m
             {JOINS} order by m.removed_at is not null, m.id desc",
        name = own.name,
        reach = own.reach
    );
    let rows: Vec<Row> = tx.all(&sql, [tenant, list, number.value().into(), MOST.into()]).await?;
    tx.commit().await?;
    let entry = |row: Row| Ok((ListKind::Company, row.try_into()?));
    Ok(OnList { installation: installation > 0, entries: rows.into_iter().map(entry).collect::<Result<_>>()? })
}
