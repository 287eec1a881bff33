use super::get;
use super::policy::{PolicyOf, may_see};
use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// One version of a retry policy.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct PolicyVersion {
    pub version: i32,
    /// Empty where it took the policy away.
    pub text: String,
    /// Why, in the words of whoever saved it; mostly empty.
    pub note: String,
    pub created_at: OffsetDateTime,
    pub by_name: Option<String>,
}

/// A version with the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionBeside {
    pub version: PolicyVersion,
    /// `None` for the first.
    pub before: Option<PolicyVersion>,
}

/// A version of a policy, however old, with the one that it took the place of.
///
/// # Errors
/// As [`policy`](super::policy()) says; [`Error::NotFound`] for a version that there never was.
pub async fn policy_version(engine: &Engine, scope: &Scope, of: PolicyOf, version: i32) -> Result<VersionBeside> {
    may_see(scope, of)?;
    let tx = TenantTx::begin(engine, scope).await?;
    if let PolicyOf::Campaign(id) = of {
        get::one(&tx, id, "").await?;
    }
    let sql = format!(
        "select v.version, v.text, v.note, v.created_at, u.name as by_name
         from (select p.version, p.text, p.note, p.created_at, p.created_by from {} and p.version <= $3) v
             left join app_user u on u.id = v.created_by
         order by v.version desc limit 2",
        of.rows()
    );
    let [tenant, campaign] = of.values(scope);
    let rows: Vec<PolicyVersion> = tx.all(&sql, [tenant, campaign, version.into()]).await?;
    tx.commit().await?;
    let mut rows = rows.into_iter();
    let found = rows.next().filter(|row| row.version == version).ok_or(Error::NotFound)?;
    Ok(VersionBeside { version: found, before: rows.next() })
}
