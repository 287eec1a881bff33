use super::get::find;
use super::resolve::{is_member, resolve};
use super::write::{insert, subject, tell_of};
use crate::allow::allow;
use crate::error::Result;
use crate::here::Here;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::call::{Call, Content, DUPLICATE_FIELDS, Draft, Field};
use domain::id::CallId;
use domain::{Right, Scope};
use serde_json::json;

/// What came of making a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Created {
    Made(Box<Call>),
    /// There is one with the same subject, for the same record, at the same start; nothing was made.
    Duplicate(Duplicate),
}

/// The call that another would be the double of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    pub id: CallId,
}

impl Duplicate {
    /// What is said of it (CONTRACTS B).
    pub fn text(self) -> String {
        format!("Duplicate call found with matching {}. Call ID: {}", DUPLICATE_FIELDS.join(", "), self.id)
    }
}

/// Makes a call. Whoever makes it owns it, unless the draft says who does; times without an offset are where they are.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::Invalid`] at every failing field.
pub async fn create(engine: &Engine, scope: &Scope, draft: &Draft) -> Result<Created> {
    make(engine, scope, draft, true).await
}

/// The same, though it be the double of another: for a person who was told and means it.
///
/// # Errors
/// As [`create`].
pub async fn create_double(engine: &Engine, scope: &Scope, draft: &Draft) -> Result<Created> {
    make(engine, scope, draft, false).await
}

async fn make(engine: &Engine, scope: &Scope, draft: &Draft, once: bool) -> Result<Created> {
    allow(scope, Right::ChangeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    let mut read = draft.read(|local| here.moment(local));
    if !draft.has(Field::OwnerId) {
        read.0.owner = own(&tx, &here).await?;
    }
    let content = resolve(&tx, read, None).await?;
    if once && let Some(duplicate) = duplicate(&tx, &content, None).await? {
        return Ok(Created::Duplicate(duplicate));
    }
    let id = insert(&tx, scope, &content).await?;
    let call = find(&tx, id).await?;
    tell_of(&tx, scope, &call, "created", &format!("New call created: {}", call.subject), json!({})).await?;
    audit::record(&tx, scope, audit::Entry::made("call.create", subject(id), call.draft())?).await?;
    tx.commit().await?;
    Ok(Created::Made(Box::new(call)))
}

/// The person who acts, when they are a member: a platform admin who acts in a tenant owns nothing there.
pub(super) async fn own(tx: &TenantTx, here: &Here) -> Result<Option<domain::id::UserId>> {
    match here.person {
        Some(person) if is_member(tx, person).await? => Ok(Some(person)),
        _ => Ok(None),
    }
}

/// The living call, other than `but`, that one with these values would be the double of. Until the transaction ends nobody
/// else makes one: of two at once, the second finds the first.
pub(super) async fn duplicate(tx: &TenantTx, content: &Content, but: Option<CallId>) -> Result<Option<Duplicate>> {
    tx.execute(
        "select pg_advisory_xact_lock(
             hashtextextended('call ' || $1::bigint || ' ' || extract(epoch from $3::timestamptz) || ' ' || $2, 0))",
        [tx.tenant(), content.subject.clone().into(), content.start.into()],
    )
    .await?;
    let id = tx
        .figure(
            "select coalesce((
                 select id from call where tenant_id = $1 and start_time = $3 and deleted_at is null and subject = $2
                     and call_for is not distinct from $4 and call_for_id is not distinct from $5 and id <> $6
                 order by id limit 1), 0) as n",
            [
                tx.tenant(),
                content.subject.clone().into(),
                content.start.into(),
                content.call_for.map(|(kind, _)| kind.entity().code()).into(),
                content.call_for.map(|(_, id)| id.0).into(),
                but.map_or(0, |id| id.0).into(),
            ],
        )
        .await?;
    Ok((id > 0).then_some(Duplicate { id: CallId(id) }))
}
