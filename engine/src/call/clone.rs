use super::get::{find, lock};
use super::write::{insert, subject, tell_of};
use crate::allow::allow;
use crate::error::Result;
use crate::here::Here;
use crate::tenancy::TenantTx;
use crate::{Engine, audit};
use domain::call::{Call, Content, Status};
use domain::id::CallId;
use domain::{Right, Scope};
use serde_json::json;

/// Makes a call like another, a deleted one too: its values but for what came of it, open, and scheduled where its start is
/// still ahead.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`].
pub async fn clone(engine: &Engine, scope: &Scope, id: CallId) -> Result<Call> {
    allow(scope, Right::ChangeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    let like = lock(&tx, id).await?;
    let was = like.content();
    let status = if was.start > here.now { Status::Scheduled } else { was.status };
    let content = Content { status, closed: false, result: String::new(), ..was };
    let made = insert(&tx, scope, &content).await?;
    let call = find(&tx, made).await?;
    let title = format!("Call cloned: {}", call.subject);
    tell_of(&tx, scope, &call, "cloned", &title, json!({ "cloned_from": id })).await?;
    let entry = audit::Entry::made("call.clone", subject(made), json!({ "from": id, "values": call.draft() }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(call)
}
