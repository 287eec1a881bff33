//! How far a retry policy reaches: the campaigns that would take it.

use super::policy::PolicyOf;
use crate::error::Result;
use crate::tenancy::Tx;
use domain::Scope;
use domain::id::{CampaignId, TenantId};
use sea_orm::FromQueryResult;

#[derive(FromQueryResult)]
struct Row {
    tenant_id: i64,
    id: i64,
}

/// Whether a campaign (c) goes by the policy of that tenant ($1) and campaign ($2). A campaign's own policy shields it from its
/// company's, and that from the installation's; what is over calls nobody.
fn takes(of: PolicyOf) -> String {
    let newest = |campaign: &str| {
        format!(
            "coalesce((select p.text from retry_policy p where p.tenant_id = c.tenant_id and p.campaign_id = {campaign}
                 order by p.version desc limit 1), '') = ''"
        )
    };
    let whose = match of {
        PolicyOf::Campaign(_) => "c.tenant_id = $1 and c.id = $2".to_owned(),
        PolicyOf::Company => format!("c.tenant_id = $1 and $2::bigint = 0 and {}", newest("c.id")),
        PolicyOf::Installation => {
            format!("$1::bigint > -1 and $2::bigint = 0 and {} and {}", newest("c.id"), newest("0"))
        }
    };
    format!("c.state not in (6, 7) and {whose}")
}

/// The campaigns that would take a policy.
pub(super) async fn campaigns(tx: &impl Tx, scope: &Scope, of: PolicyOf) -> Result<Vec<(TenantId, CampaignId)>> {
    let sql = format!("select c.tenant_id, c.id from campaign c where {} order by c.tenant_id, c.id", takes(of));
    let rows: Vec<Row> = tx.all(&sql, of.values(scope)).await?;
    Ok(rows.into_iter().map(|row| (TenantId(row.tenant_id), CampaignId(row.id))).collect())
}

/// Has the dials of those campaigns that were begun brought to the policy in force, from the commit on.
pub(super) async fn mark(tx: &impl Tx, scope: &Scope, of: PolicyOf) -> Result<()> {
    tx.execute(&format!("update campaign c set policy_walk = 0 where {}", takes(of)), of.values(scope)).await?;
    Ok(())
}
