use super::get::find;
use super::resolve::resolve;
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::here::Here;
use crate::tenancy::TenantTx;
use domain::call::Draft;
use domain::id::CallId;
use domain::{FieldErrors, Right, Scope};

/// What would be wrong with a draft of a new call, or of an edit of one: for input of which a part could not even be read, so
/// that all failing fields are told together.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`].
pub async fn faults(engine: &Engine, scope: &Scope, id: Option<CallId>, draft: &Draft) -> Result<FieldErrors> {
    allow(scope, Right::ChangeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    let (read, was) = match id {
        Some(id) => {
            let before = find(&tx, id).await?;
            (draft.on(before.draft()).read(|local| here.moment(local)), Some(before.content()))
        }
        None => (draft.read(|local| here.moment(local)), None),
    };
    let resolved = resolve(&tx, read, was.as_ref()).await;
    tx.commit().await?;
    match resolved {
        Ok(_) => Ok(FieldErrors::new()),
        Err(Error::Invalid(errors)) => Ok(errors),
        Err(other) => Err(other),
    }
}
