use super::proofs::with_proofs;
use super::row::{COLUMNS, JOINS, Row};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::consent::Consent;
use domain::id::ConsentId;
use domain::phone::PhoneNumber;
use domain::{Right, Scope};

/// The most records of one number that are shown; nobody has so many.
const MOST: i64 = 500;

/// Every record of a number, the newest first.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read contacts.
pub async fn history(engine: &Engine, scope: &Scope, number: PhoneNumber) -> Result<Vec<Consent>> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = format!(
        "select {COLUMNS} from consent m {JOINS} where m.tenant_id = $1 and m.number = $2 order by m.id desc limit $3"
    );
    let rows: Vec<Row> = tx.all(&sql, [tx.tenant(), number.value().into(), MOST.into()]).await?;
    let consents = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<_>>>()?;
    let consents = with_proofs(&tx, consents).await?;
    tx.commit().await?;
    Ok(consents)
}

/// One record, within a transaction.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has no such record.
pub(super) async fn find(tx: &TenantTx, id: ConsentId) -> Result<Consent> {
    let sql = format!("select {COLUMNS} from consent m {JOINS} where m.tenant_id = $1 and m.id = $2");
    let row: Option<Row> = tx.one(&sql, [tx.tenant(), id.0.into()]).await?;
    let consent = row.ok_or(crate::Error::NotFound)?.try_into()?;
    with_proofs(tx, vec![consent]).await?.pop().ok_or(crate::Error::NotFound)
}
