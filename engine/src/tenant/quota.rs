//! How many numbers a company may still get.

use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::phone::grouped;
use sea_orm::FromQueryResult;

/// A limit on numbers and how much of it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota {
    pub most: u64,
    /// Numbers that are kept, and those that open jobs are still to generate.
    pub taken: u64,
}

impl Quota {
    /// Whether so many more fit.
    pub(crate) fn fits(self, more: u64) -> bool {
        self.taken.saturating_add(more) <= self.most
    }

    /// Why no more do.
    pub(crate) fn told(self) -> String {
        format!(
            "The company may keep {} numbers; {} are kept or on their way. Delete some first, or ask the operator of this \
             installation for more.",
            grouped(self.most),
            grouped(self.taken)
        )
    }
}

#[derive(FromQueryResult)]
struct Limit {
    numbers_max: Option<i64>,
}

/// The company's quota, held until the transaction ends so that two who ask at the same moment do not both get the last
/// place; `None`, and nothing is held or counted, for a company without a limit.
pub(crate) async fn of_numbers(tx: &TenantTx) -> Result<Option<Quota>> {
    let sql = "select numbers_max from tenant where id = $1";
    let limit: Option<Limit> = tx.one(sql, [tx.tenant()]).await?;
    if limit.and_then(|limit| limit.numbers_max).is_none() {
        return Ok(None);
    }
    let limit: Option<Limit> = tx.one(&format!("{sql} for no key update"), [tx.tenant()]).await?;
    let Some(most) = limit.and_then(|limit| limit.numbers_max) else { return Ok(None) };
    // One statement, so that a number is counted once: as one to come, or as one that is kept.
    let taken = tx
        .figure(
            "select ((select coalesce(sum(n), 0) from number_tally where tenant_id = $1)
                 + (select coalesce(sum(greatest(total - processed, 0)), 0) from job
                    where tenant_id = $1 and kind = 'generate_numbers'
                        and state in ('held', 'waiting', 'running', 'retrying')))::bigint as n",
            [tx.tenant()],
        )
        .await?;
    let whole = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok(Some(Quota { most: whole(most), taken: whole(taken) }))
}

/// Sees that so many numbers more fit.
///
/// # Errors
/// [`Error::Conflict`] with the figures.
pub(crate) async fn take(tx: &TenantTx, more: u64) -> Result<()> {
    match of_numbers(tx).await? {
        Some(quota) if !quota.fits(more) => Err(Error::Conflict(quota.told())),
        _ => Ok(()),
    }
}
