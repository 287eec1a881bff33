use super::setup;
use crate::Engine;
use crate::allow::allow;
use crate::dial::Known;
use crate::dial::abandoned::shares;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::calling_rule::CallingRule;
use domain::dial::abandoned::AbandonedShare;
use domain::dial::hours::{Stretch, counting};
use domain::dial::verdict::{Verdict, outlook};
use domain::dial::{Hours, Zones};
use domain::id::{CampaignId, RecordId};
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

/// So many days are looked ahead.
pub const OUTLOOK_DAYS: u8 = 7;

/// Why somebody would be called by a campaign or not, and when.
#[derive(Debug, Clone)]
pub struct Explained {
    pub number: PhoneNumber,
    pub contact: Option<RecordId>,
    pub contact_name: Option<String>,
    pub verdict: Verdict,
    /// What it was made of, as it stands beside a dial.
    pub inputs: Value,
    /// The clocks that they may go by.
    pub zones: Option<Zones>,
    /// When they may be called within [`OUTLOOK_DAYS`], as things stand; in order.
    pub outlook: Vec<Stretch>,
    /// The rules of the law that count for them today.
    pub rules: Vec<CallingRule>,
    /// Those by which they are not called at this moment.
    pub closed_by: Vec<CallingRule>,
    /// The open dial of the number, of whichever campaign: while it is open nobody else calls.
    pub open_dial: Option<OpenDial>,
    /// How the campaign stands to the limit of abandoned calls: past it nobody is called, whoever they are.
    pub abandoned: Option<AbandonedShare>,
    /// The moment that all of this is of.
    pub at: OffsetDateTime,
}

/// A dial that has not ended.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct OpenDial {
    pub call_id: Uuid,
    /// That of the campaign it belongs to.
    pub campaign_name: String,
}

#[derive(FromQueryResult)]
struct ContactRow {
    id: i64,
    name: String,
}

/// Why a number would be called by a campaign or not, now and over the next seven days. Nothing is written, and it need not be on
/// the campaign's list.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns; [`Error::NotFound`].
pub async fn explain(engine: &Engine, scope: &Scope, campaign: CampaignId, number: PhoneNumber) -> Result<Explained> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let setups = setup::of(&tx, engine, &[(scope.tenant(), campaign)]).await?;
    let terms = &setups.get(&campaign).ok_or(Error::NotFound)?.terms;
    let contact: Option<ContactRow> = tx
        .one(
            "select k.id, k.name from phone p join contact k on k.tenant_id = p.tenant_id and k.id = p.entity_id
             where p.tenant_id = $1 and p.number = $2 and p.entity_type = 1 and k.deleted_at is null
             order by p.entity_id limit 1",
            [tx.tenant(), number.value().into()],
        )
        .await?;
    let open_dial: Option<OpenDial> = tx
        .one(
            "select d.call_id, c.name as campaign_name
             from dial d join campaign c on c.tenant_id = d.tenant_id and c.id = d.campaign_id
             where d.tenant_id = $1 and d.number = $2 and d.state <= 5",
            [tx.tenant(), number.value().into()],
        )
        .await?;
    let numbers = [number];
    let known = Known::of(&tx, scope.tenant(), campaign, &numbers, true).await?;
    let abandoned = shares(engine, &tx, scope.tenant(), &[campaign]).await?.remove(&campaign);
    tx.commit().await?;
    let at = known.now;
    let one = known.contacts().next().ok_or_else(|| Error::Internal("one contact was asked about".into()))?;
    let judged = known.judge(terms, at).pop().ok_or_else(|| Error::Internal("one verdict was asked for".into()))?;
    let (law, zones) = (terms.law(number), one.zones);
    let rules = law.zip(zones).map(|(law, zones)| counting(law, at, zones)).unwrap_or_default();
    let hours = Hours { windows: &terms.windows, law };
    let closed_by = zones.map(|zones| hours.closed_by(at, zones)).unwrap_or_default();
    Ok(Explained {
        number,
        contact: contact.as_ref().map(|contact| RecordId(contact.id)),
        contact_name: contact.map(|contact| contact.name),
        verdict: judged.verdict,
        inputs: judged.inputs,
        outlook: outlook(&one, terms, at, OUTLOOK_DAYS),
        rules: rules.into_iter().cloned().collect(),
        closed_by: closed_by.into_iter().cloned().collect(),
        zones: judged.zones,
        open_dial,
        abandoned,
        at,
    })
}
