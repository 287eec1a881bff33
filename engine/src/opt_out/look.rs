use super::token::{key, verify};
use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use domain::id::TenantId;
use domain::phone::PhoneNumber;
use sea_orm::FromQueryResult;

/// What a link shows to whoever holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The company that calls.
    pub company: String,
    /// The last two digits of the number, enough to know one's own.
    pub ending: String,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    pub id: i64,
    pub tenant_id: i64,
    pub company: String,
    pub number: i64,
}

impl Row {
    pub(super) fn number(&self) -> Result<PhoneNumber> {
        PhoneNumber::from_stored(self.number).map_err(|error| Error::Internal(error.to_string()))
    }

    pub(super) fn tenant(&self) -> TenantId {
        TenantId(self.tenant_id)
    }
}

/// What a link is for. Nobody has to be signed in: the link itself is the proof.
///
/// # Errors
/// [`Error::NotFound`] for a text that is no link.
pub async fn look(engine: &Engine, link: &str) -> Result<Shown> {
    let row = find(engine, link).await?;
    let ending = format!("{:02}", row.number()?.line() % 100);
    Ok(Shown { company: row.company, ending })
}

/// The row of a link, of whichever tenant it is: who holds it does not know.
pub(super) async fn find(engine: &Engine, link: &str) -> Result<Row> {
    let tx = PlatformTx::begin(engine).await?;
    let id = verify(&key(&tx).await?, link)?.ok_or(Error::NotFound)?;
    let row: Option<Row> = tx
        .one(
            "select l.id, l.tenant_id, t.name as company, l.number from opt_out_link l join tenant t on t.id = l.tenant_id
             where l.id = $1",
            [id.into()],
        )
        .await?;
    tx.commit().await?;
    row.ok_or(Error::NotFound)
}
