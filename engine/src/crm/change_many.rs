use super::reach::reach;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::number::{Confirmed, changed_since};
use crate::queue::{self, NewJob};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, bulk};
use domain::crm::{Draft, Field, Kind};
use domain::filter::{Companies, Contacts, Deals, Filter, Leads, OfKind};
use domain::id::{JobId, UserId};
use domain::job::JobKind;
use domain::phone::grouped;
use domain::{FieldErrors, Right, Scope};
use serde::{Deserialize, Serialize};

/// What is done to many records at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// To one of the kind's stages.
    Stage(String),
    /// To a member, or to nobody.
    Owner(Option<UserId>),
    /// One tag more; those that have it are left.
    Tag(String),
    /// One tag less.
    Untag(String),
    /// As [`super::delete`] does.
    Delete,
}

/// What somebody confirmed, as the job keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ChangeParams {
    pub kind: Kind,
    pub filter: String,
    pub change: Change,
    pub confirmed: Confirmed,
}

/// What a change of the records that match would touch now: the count to name, and the digest to hand to [`change_many`].
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read contacts.
pub async fn confirm<S: OfKind>(engine: &Engine, scope: &Scope, filter: &Filter<S>) -> Result<Confirmed> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let confirmed = bulk::look(&tx, &reach(filter)).await?;
    tx.commit().await?;
    Ok(confirmed)
}

/// Keeps what matches now under the job, and answers what that was: both are one look at the table.
pub(super) async fn keep_matching(tx: &TenantTx, job: JobId, params: &ChangeParams) -> Result<Confirmed> {
    async fn of<S: OfKind>(tx: &TenantTx, job: JobId, query: &str) -> Result<Confirmed> {
        bulk::keep(tx, job, &reach(&Filter::<S>::parse_query(query)?)).await
    }
    match params.kind {
        Kind::Contact => of::<Contacts>(tx, job, &params.filter).await,
        Kind::Company => of::<Companies>(tx, job, &params.filter).await,
        Kind::Lead => of::<Leads>(tx, job, &params.filter).await,
        Kind::Deal => of::<Deals>(tx, job, &params.filter).await,
    }
}

/// Queues a change of exactly the records that were confirmed. The job looks again when it begins, and writes nothing when
/// other records match by then; one that is changed while the job runs is left and listed.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::Invalid`] at `stage`, `owner` or `tag`; [`Error::Conflict`] when other
/// records match than were confirmed, or none.
pub async fn change_many<S: OfKind>(
    engine: &Engine,
    scope: &Scope,
    filter: &Filter<S>,
    change: Change,
    confirmed: &Confirmed,
) -> Result<JobId> {
    allow(scope, Right::ChangeContacts)?;
    let kind = S::KIND;
    let change = checked(kind, change)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let those = format!("{} {}", grouped(confirmed.count), kind.plural());
    let title = match &change {
        Change::Stage(stage) => format!("Set {those} to {stage}"),
        Change::Owner(None) => format!("Take the owner off {those}"),
        Change::Owner(Some(owner)) => {
            let member = "select count(*) as n from membership where tenant_id = $1 and user_id = $2";
            if tx.figure(member, [tx.tenant(), owner.0.into()]).await? == 0 {
                return Err(FieldErrors::one("owner", "Choose a member of the company.").into());
            }
            format!("Change the owner of {those}")
        }
        Change::Tag(tag) => format!("Tag {those} with “{tag}”"),
        Change::Untag(tag) => format!("Take the tag “{tag}” off {those}"),
        Change::Delete => format!("Delete {those}"),
    };
    let now = bulk::look(&tx, &reach(filter)).await?;
    if now.count == 0 {
        return Err(Error::Conflict("Nothing matches.".into()));
    }
    if now != *confirmed {
        return Err(Error::Conflict(changed_since("records", confirmed.count, now.count)));
    }
    let params = ChangeParams { kind, filter: filter.to_query(), change, confirmed: now };
    let job = NewJob {
        total: i64::try_from(params.confirmed.count).unwrap_or(i64::MAX),
        ..NewJob::new(JobKind::EditRecords, title, serde_json::to_value(&params)?)
    };
    let job = queue::enqueue(&tx, scope, job).await?.job;
    let verb = format!("{}.change_many", kind.as_str());
    audit::record(&tx, scope, audit::Entry::made(&verb, format!("job:{job}"), &params)?).await?;
    tx.commit().await?;
    queue::wake(engine, scope, job).await;
    Ok(job)
}

/// The change as its field would take it.
fn checked(kind: Kind, change: Change) -> Result<Change> {
    let draft = |field, text: &str| Draft::default().with(Field::Name, "-").with(field, text).check(kind);
    let one_tag = |tag: &str| match draft(Field::Tags, tag) {
        Ok(content) if content.tags.len() == 1 => Ok(content.tags.into_iter().next().unwrap_or_default()),
        Ok(_) => Err(FieldErrors::one("tag", "Name one tag.")),
        Err(errors) => Err(FieldErrors::one("tag", errors.at("tags").join(" "))),
    };
    Ok(match change {
        Change::Stage(stage) => {
            if !kind.choosable_stages().any(|known| known == stage) {
                let stages: Vec<&str> = kind.choosable_stages().collect();
                return Err(FieldErrors::one("stage", format!("Stage must be one of: {}.", stages.join(", "))).into());
            }
            Change::Stage(stage)
        }
        Change::Tag(tag) => Change::Tag(one_tag(&tag)?),
        Change::Untag(tag) => Change::Untag(one_tag(&tag)?),
        other => other,
    })
}
