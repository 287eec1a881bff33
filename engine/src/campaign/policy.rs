//! Retry policies as they are kept: of the installation, of companies, of campaigns, every version of each.

use super::get::lock;
use super::policy_version::PolicyVersion;
use super::reach;
use crate::allow::{allow, allow_platform};
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use crate::{Engine, audit, live};
use domain::dial::RetryPolicy;
use domain::dial::retry_policy::BUILT_IN;
use domain::id::CampaignId;
use domain::live::Topic;
use domain::{FieldErrors, Right, Scope};
use sea_orm::{DbErr, FromQueryResult, Value};
use serde_json::json;

/// The longest note beside a version, in characters.
pub const NOTE_MAX: usize = 200;

/// Whose policy. A campaign without one goes by its company's, a company without one by the installation's, and that, where
/// nobody wrote it, is the shipped one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyOf {
    Installation,
    Company,
    Campaign(CampaignId),
}

impl PolicyOf {
    /// As the audit names it.
    fn subject(self) -> String {
        match self {
            PolicyOf::Installation => "installation".to_owned(),
            PolicyOf::Company => "company".to_owned(),
            PolicyOf::Campaign(id) => format!("campaign:{id}"),
        }
    }

    /// The table, and what holds for its rows, by the tenant ($1) and the campaign ($2).
    pub(super) fn rows(self) -> &'static str {
        match self {
            PolicyOf::Installation => "installation_retry_policy p where $1::bigint is not null and $2::bigint = 0",
            PolicyOf::Company | PolicyOf::Campaign(_) => "retry_policy p where p.tenant_id = $1 and p.campaign_id = $2",
        }
    }

    pub(super) fn values(self, scope: &Scope) -> [Value; 2] {
        let campaign = if let PolicyOf::Campaign(id) = self { id.0 } else { 0 };
        [scope.tenant().0.into(), campaign.into()]
    }
}

/// Who wrote a policy that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyLevel {
    Company,
    Installation,
    /// Nobody here: it is the one that is shipped.
    Shipped,
}

/// A retry policy as it is kept: its text, and the versions there were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPolicy {
    /// What somebody wrote; `None` where nobody did, or it was taken away.
    pub text: Option<String>,
    /// What counts then, and whose that is.
    pub otherwise: String,
    pub otherwise_of: PolicyLevel,
    /// 0 where there is none.
    pub version: i32,
    /// The newest first, at most fifty.
    pub versions: Vec<PolicyVersion>,
}

impl KeptPolicy {
    /// The word for what counts where nobody wrote anything.
    pub const OTHERWISE: &str = "otherwise";

    /// The text that a word names: [`KeptPolicy::OTHERWISE`], or the number of a version that has one.
    pub fn text_of(&self, word: &str) -> Option<&str> {
        if word == KeptPolicy::OTHERWISE {
            return Some(&self.otherwise);
        }
        let version = word.parse::<i32>().ok()?;
        self.versions
            .iter()
            .find(|kept| kept.version == version && !kept.text.trim().is_empty())
            .map(|kept| kept.text.as_str())
    }
}

#[derive(FromQueryResult)]
struct TextRow {
    text: String,
}

/// Lets whoever may see such a policy go on.
pub(super) fn may_see(scope: &Scope, of: PolicyOf) -> Result<()> {
    match of {
        PolicyOf::Installation => allow_platform(scope),
        PolicyOf::Company | PolicyOf::Campaign(_) => allow(scope, Right::SeeCampaigns),
    }
}

/// A policy with its versions.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns, and of the installation's for everybody but a platform
/// admin; [`Error::NotFound`] for a campaign the tenant does not have.
pub async fn policy(engine: &Engine, scope: &Scope, of: PolicyOf) -> Result<KeptPolicy> {
    may_see(scope, of)?;
    let tx = TenantTx::begin(engine, scope).await?;
    if let PolicyOf::Campaign(id) = of {
        lock(&tx, id).await?;
    }
    let kept = kept(&tx, scope, of).await?;
    tx.commit().await?;
    Ok(kept)
}

/// A policy with its versions, within a transaction that is under way.
pub(super) async fn kept(tx: &impl Tx, scope: &Scope, of: PolicyOf) -> Result<KeptPolicy> {
    let sql = format!(
        "select v.version, v.text, v.note, v.created_at, u.name as by_name
         from (select p.version, p.text, p.note, p.created_at, p.created_by from {}) v
             left join app_user u on u.id = v.created_by
         order by v.version desc limit 50",
        of.rows()
    );
    let versions: Vec<PolicyVersion> = tx.all(&sql, of.values(scope)).await?;
    let above: &[(PolicyOf, PolicyLevel)] = match of {
        PolicyOf::Installation => &[],
        PolicyOf::Company => &[(PolicyOf::Installation, PolicyLevel::Installation)],
        PolicyOf::Campaign(_) => {
            &[(PolicyOf::Company, PolicyLevel::Company), (PolicyOf::Installation, PolicyLevel::Installation)]
        }
    };
    let mut otherwise = None;
    for (of, level) in above {
        let sql = format!("select p.text from {} order by p.version desc limit 1", of.rows());
        let row: Option<TextRow> = tx.one(&sql, of.values(scope)).await?;
        let written = row.map(|row| row.text).filter(|text| !text.trim().is_empty());
        otherwise = otherwise.or(written.map(|text| (text, *level)));
    }
    let (otherwise, otherwise_of) = otherwise.unwrap_or_else(|| (BUILT_IN.to_owned(), PolicyLevel::Shipped));
    Ok(KeptPolicy {
        text: versions.first().map(|row| row.text.clone()).filter(|text| !text.trim().is_empty()),
        otherwise,
        otherwise_of,
        version: versions.first().map_or(0, |row| row.version),
        versions,
    })
}

/// Lets whoever may save such a policy go on.
///
/// # Errors
/// [`Error::Denied`] for a campaign's below the role agent, for the company's below admin, for the installation's but for a
/// platform admin.
pub fn may_save(scope: &Scope, of: PolicyOf) -> Result<()> {
    match of {
        PolicyOf::Installation => allow_platform(scope),
        PolicyOf::Company => allow(scope, Right::ManageProviders),
        PolicyOf::Campaign(_) => allow(scope, Right::ChangeCampaigns),
    }
}

/// Keeps a new version of a policy, with a few words on why; an empty text takes it away. One that can't be read is refused, and
/// the one that was in force stays so. Claims and retries go by it from the commit on, and dials that were begun are brought to
/// it at once, as [`dry_run`](super::dry_run()) told: a campaign's own policy shields it from its company's.
///
/// # Errors
/// [`Error::Denied`] as [`may_save`] says; [`Error::NotFound`]; [`Error::Conflict`] when there is a newer version than `version`
/// and for a campaign that is over; [`Error::Invalid`] at `retry_policy`, each fault with its line and column, and at `note` for
/// a longer one than [`NOTE_MAX`].
pub async fn save_policy(
    engine: &Engine,
    scope: &Scope,
    of: PolicyOf,
    text: &str,
    note: &str,
    version: Option<i32>,
) -> Result<KeptPolicy> {
    may_save(scope, of)?;
    let mut errors = FieldErrors::new();
    if note.chars().count() > NOTE_MAX {
        errors.add("note", format!("At most {NOTE_MAX} characters."));
    }
    let read = checked(text);
    if let Err(Error::Invalid(faults)) = &read {
        errors.merge(faults.clone());
    }
    let read = errors.into_result(()).map_err(Error::from).and(read)?;
    let written = Written { text: if read.is_some() { text } else { "" }, note: note.trim(), version };
    let after = match of {
        PolicyOf::Installation => {
            let tx = PlatformTx::begin(engine).await?;
            tx.execute("lock table installation_retry_policy in share row exclusive mode", []).await?;
            let after = save(&tx, scope, of, &written, read.as_ref()).await?;
            tx.commit().await?;
            after
        }
        PolicyOf::Company | PolicyOf::Campaign(_) => {
            let tx = TenantTx::begin(engine, scope).await?;
            // Two who save at the same moment come one after the other.
            if let PolicyOf::Campaign(id) = of {
                let campaign = lock(&tx, id).await?;
                if campaign.state.is_over() {
                    let text = format!("A campaign that is {} is not changed any more.", campaign.state);
                    return Err(Error::Conflict(text));
                }
            } else {
                tx.figure("select id as n from tenant where id = $1 for no key update", [tx.tenant()]).await?;
            }
            let after = save(&tx, scope, of, &written, read.as_ref()).await?;
            if let PolicyOf::Campaign(id) = of {
                // Who has its form open is told that it is another one now.
                tx.execute(
                    "update campaign set version = version + 1, updated_at = now(), updated_by = $3
                     where tenant_id = $1 and id = $2",
                    [tx.tenant(), id.0.into(), scope.actor().user().map(|user| user.0).into()],
                )
                .await?;
            }
            tx.commit().await?;
            after
        }
    };
    if let PolicyOf::Campaign(id) = of {
        live::publish(engine, scope.tenant(), Topic::Campaign(id)).await;
    }
    engine.dialling().policy.notify_one();
    engine.dialling().due.notify_one();
    Ok(after)
}

/// What somebody wrote.
struct Written<'a> {
    text: &'a str,
    note: &'a str,
    /// What they saw.
    version: Option<i32>,
}

async fn save(
    tx: &impl Tx,
    scope: &Scope,
    of: PolicyOf,
    written: &Written<'_>,
    read: Option<&RetryPolicy>,
) -> Result<KeptPolicy> {
    let before = kept(tx, scope, of).await?;
    if written.version.is_some_and(|version| version != before.version) {
        let text = format!("Somebody saved another version meanwhile: it is version {} now.", before.version);
        return Err(Error::Conflict(text));
    }
    if before.text.as_deref().unwrap_or_default() == written.text && written.note.is_empty() {
        // What is there already is no new version.
        return Ok(before);
    }
    keep(tx, scope, of, written.text, written.note).await?;
    if of == PolicyOf::Company {
        dialling_limits(tx, scope, read).await?;
    }
    reach::mark(tx, scope, of).await?;
    let after = kept(tx, scope, of).await?;
    let told = |kept: &KeptPolicy| json!({ "version": kept.version, "text": kept.text });
    audit::record(tx, scope, audit::Entry::changed("retry_policy.save", of.subject(), told(&before), told(&after))?)
        .await?;
    Ok(after)
}

/// The policy of a text; `None` for an empty one.
pub(super) fn checked(text: &str) -> Result<Option<RetryPolicy>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    RetryPolicy::read(text).map(Some).map_err(|faults| {
        let mut errors = FieldErrors::new();
        for fault in faults {
            errors.add("retry_policy", fault.to_string());
        }
        errors.into()
    })
}

/// What the company's policy allows at once, put where the claiming statement finds it.
async fn dialling_limits(tx: &impl Tx, scope: &Scope, policy: Option<&RetryPolicy>) -> std::result::Result<(), DbErr> {
    let tenant = scope.tenant().0;
    let Some(policy) = policy else {
        tx.execute("delete from tenant_dialling where tenant_id = $1", [tenant.into()]).await?;
        return Ok(());
    };
    let whole = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    tx.execute(
        "insert into tenant_dialling (tenant_id, concurrent_calls, concurrent_retries, retry_batch) values ($1, $2, $3, $4)
         on conflict (tenant_id) do update set concurrent_calls = excluded.concurrent_calls,
             concurrent_retries = excluded.concurrent_retries, retry_batch = excluded.retry_batch",
        [
            tenant.into(),
            whole(policy.defaults.concurrent_calls).into(),
            whole(policy.scheduler.concurrent_retries).into(),
            whole(policy.scheduler.batch_size).into(),
        ],
    )
    .await?;
    Ok(())
}

/// Keeps a text as the newest version; an empty one takes the policy away.
pub(super) async fn keep(
    tx: &impl Tx,
    scope: &Scope,
    of: PolicyOf,
    text: &str,
    note: &str,
) -> std::result::Result<(), DbErr> {
    let (table, columns, values) = match of {
        PolicyOf::Installation => ("installation_retry_policy", "", ""),
        PolicyOf::Company | PolicyOf::Campaign(_) => ("retry_policy", "tenant_id, campaign_id,", "$1, $2,"),
    };
    let sql = format!(
        "insert into {table} ({columns} version, text, created_by, note)
         select {values} coalesce(max(p.version), 0) + 1, $3, $4, $5 from {}",
        of.rows()
    );
    let [tenant, campaign] = of.values(scope);
    let by = scope.actor().user().map(|user| user.0);
    tx.execute(&sql, [tenant, campaign, text.into(), by.into(), note.into()]).await?;
    Ok(())
}
