use super::book::SHIPPED_VERSION;
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::calling_rule::RuleBook;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use std::sync::Arc;
use time::OffsetDateTime;

/// The most versions of a page.
const VERSIONS: i64 = 50;

/// One version of the rules.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct RulesVersion {
    pub version: i32,
    pub rules: i32,
    pub based_on: i32,
    pub made_at: OffsetDateTime,
    pub made_by: Option<String>,
    /// `None` for a draft.
    pub in_force_at: Option<OffsetDateTime>,
    pub put_in_force_by: Option<String>,
    pub discarded_at: Option<OffsetDateTime>,
}

impl RulesVersion {
    /// Whether somebody may still put it in force.
    pub fn is_draft(&self) -> bool {
        self.in_force_at.is_none() && self.discarded_at.is_none()
    }
}

pub(super) const COLUMNS: &str = "r.version, r.rules, r.based_on, r.made_at, m.name as made_by, r.in_force_at,
     p.name as put_in_force_by, r.discarded_at
     from calling_rules r left join app_user m on m.id = r.made_by left join app_user p on p.id = r.put_in_force_by";

/// The rules in force and their version; 0 stands for the shipped file.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns.
pub async fn in_force(engine: &Engine, scope: &Scope) -> Result<(i32, Arc<RuleBook>)> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let found = engine.rule_books().in_force(&tx).await?;
    tx.commit().await?;
    Ok(found)
}

/// The versions there were, drafts included, the newest first, at most fifty.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns.
pub async fn versions(engine: &Engine, scope: &Scope) -> Result<Vec<RulesVersion>> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = format!("select {COLUMNS} order by r.version desc limit $1");
    let versions = tx.all(&sql, [VERSIONS.into()]).await?;
    tx.commit().await?;
    Ok(versions)
}

/// A version and its rules; of the shipped file (0) there is no record but its rules.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::NotFound`] where there is none.
pub async fn version(engine: &Engine, scope: &Scope, version: i32) -> Result<(Option<RulesVersion>, Arc<RuleBook>)> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let record: Option<RulesVersion> =
        tx.one(&format!("select {COLUMNS} where r.version = $1"), [version.into()]).await?;
    if record.is_none() && version != SHIPPED_VERSION {
        return Err(Error::NotFound);
    }
    let book = engine.rule_books().of(&tx, version).await?;
    tx.commit().await?;
    Ok((record, book))
}
