use crate::allow::allow;
use crate::campaign::get::lock;
use crate::error::{Error, Result};
use crate::selection::Clause;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, live};
use domain::filter::{Contacts, Filter, Numbers};
use domain::id::{CampaignId, ProjectId};
use domain::live::Topic;
use domain::phone::{PhoneNumber, grouped};
use domain::{FieldErrors, Right, Scope};
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::json;

/// The most that are put on a campaign's list at once.
pub const ADDED_MAX: usize = 1_000_000;

/// The most of those that are no numbers which are named; all are counted.
const NAMED: usize = 1_000;

/// What came of putting numbers on a campaign's list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Added {
    pub added: u64,
    /// Those that were named and added, the first thousand, in the order in which they were named.
    pub numbers: Vec<PhoneNumber>,
    /// On the list before, or named twice.
    pub there_already: u64,
    /// What is no number, as it was sent: the first thousand.
    pub not_numbers: Vec<String>,
    pub not_numbers_count: u64,
}

/// Puts numbers on a campaign's list, up to [`ADDED_MAX`] as people write them. What is no number is named, the rest is taken.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for a campaign that is over;
/// [`Error::Invalid`] at `phone_numbers` for none or too many.
pub async fn add_numbers(engine: &Engine, scope: &Scope, campaign: CampaignId, texts: &[String]) -> Result<Added> {
    allow(scope, Right::ChangeCampaigns)?;
    if texts.is_empty() {
        return Err(FieldErrors::one("phone_numbers", "Name at least one number.").into());
    }
    if texts.len() > ADDED_MAX {
        return Err(too_many("phone_numbers"));
    }
    let mut added = Added::default();
    let mut numbers = Vec::with_capacity(texts.len());
    for text in texts {
        match text.parse::<PhoneNumber>() {
            Ok(number) => numbers.push(number.value()),
            Err(_) => {
                added.not_numbers_count += 1;
                if added.not_numbers.len() < NAMED {
                    added.not_numbers.push(text.chars().take(40).collect());
                }
            }
        }
    }
    let tx = open(engine, scope, campaign).await?;
    added.numbers = new_ones(&tx, campaign, &numbers).await?;
    let mut clause = Clause::new("", [tx.tenant(), campaign.0.into()]);
    let given = numbers.len() as u64;
    let numbers = clause.value(numbers);
    // Whose number it is, where a contact has it.
    let from = format!(
        "select w.number, (select p.entity_id from phone p
                 join contact k on k.tenant_id = p.tenant_id and k.id = p.entity_id and k.deleted_at is null
             where p.tenant_id = $1 and p.number = w.number and p.entity_type = 1 order by p.entity_id limit 1) as contact_id
         from unnest({numbers}::bigint[]) with ordinality as w (number, place) order by w.place"
    );
    added.added = put(engine, tx, scope, campaign, &from, clause, "numbers").await?;
    added.there_already = given - added.added;
    Ok(added)
}

/// Those of the first numbers that are not on the list, each once.
async fn new_ones(tx: &TenantTx, campaign: CampaignId, numbers: &[i64]) -> Result<Vec<PhoneNumber>> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
    }
    let first: Vec<i64> = numbers.iter().take(NAMED).copied().collect();
    let rows: Vec<Row> = tx
        .all(
            "select w.number from (
                 select number, min(place) as place from unnest($3::bigint[]) with ordinality as w (number, place)
                 group by number) w
             where not coalesce((select true from campaign_contact k
                 where k.tenant_id = $1 and k.campaign_id = $2 and k.number = w.number), false)
             order by w.place",
            [tx.tenant(), campaign.0.into(), first.into()],
        )
        .await?;
    Ok(rows.into_iter().filter_map(|row| PhoneNumber::from_stored(row.number).ok()).collect())
}

/// Puts the numbers of a project that match on a campaign's list.
///
/// # Errors
/// As [`add_numbers`]; [`Error::Invalid`] at `project` when more than [`ADDED_MAX`] match.
pub async fn add_from_project(
    engine: &Engine,
    scope: &Scope,
    campaign: CampaignId,
    project: ProjectId,
    filter: &Filter<Numbers>,
) -> Result<Added> {
    allow(scope, Right::ChangeCampaigns)?;
    allow(scope, Right::SeeNumbers)?;
    crate::project::get(engine, scope, project).await?;
    let tx = open(engine, scope, campaign).await?;
    let mut clause = Clause::new("n.tenant_id = $1", [tx.tenant(), campaign.0.into()]);
    let project = clause.value(project.0);
    clause.and(&format!("n.project_id = {project}"));
    clause.filter(filter, crate::number::column);
    let matching = clause.sql().to_owned();
    let n = tx
        .figure(
            &format!(
                "select count(*) as n from (select 1 from number n where $2 > 0 and {matching} limit {}) n",
                ADDED_MAX + 1
            ),
            clause.values(),
        )
        .await?;
    if usize::try_from(n).unwrap_or(usize::MAX) > ADDED_MAX {
        return Err(too_many("project"));
    }
    let from = format!(
        "select n.number, (select p.entity_id from phone p
                 join contact k on k.tenant_id = p.tenant_id and k.id = p.entity_id and k.deleted_at is null
             where p.tenant_id = $1 and p.number = n.number and p.entity_type = 1 order by p.entity_id limit 1) as contact_id
         from number n where {matching} order by n.id"
    );
    let added = put(engine, tx, scope, campaign, &from, clause, "project").await?;
    Ok(Added { added, there_already: u64::try_from(n).unwrap_or(0) - added, ..Added::default() })
}

/// Puts contacts that match on a campaign's list, each with the first of its numbers that is one of the North American plan;
/// who has none is left out.
///
/// # Errors
/// As [`add_numbers`]; [`Error::Invalid`] at `contacts` when more than [`ADDED_MAX`] match.
pub async fn add_from_contacts(
    engine: &Engine,
    scope: &Scope,
    campaign: CampaignId,
    filter: &Filter<Contacts>,
) -> Result<Added> {
    allow(scope, Right::ChangeCampaigns)?;
    allow(scope, Right::SeeContacts)?;
    let tx = open(engine, scope, campaign).await?;
    let (matching, values) = crate::crm::reach(filter).all(&tx).await?;
    let mut clause = Clause::new("", values);
    let sql = format!("select count(*) as n from (select 1 {matching} limit {}) n", ADDED_MAX + 1);
    let n = tx.figure(&sql, clause.values()).await?;
    if usize::try_from(n).unwrap_or(usize::MAX) > ADDED_MAX {
        return Err(too_many("contacts"));
    }
    // The statement that puts them names the campaign as its second value; here others stand there.
    let campaign_value = clause.value(campaign.0);
    let from = format!(
        "select p.number, r.id as contact_id from (select r.id {matching}) r cross join lateral (
             select number from phone p where p.tenant_id = $1 and p.entity_type = 1 and p.entity_id = r.id
                 and p.number between 12000000000 and 19999999999 order by p.place limit 1) p
         order by r.id"
    );
    let added = put_as(engine, tx, scope, campaign, &from, clause, &campaign_value, "contacts").await?;
    Ok(Added { added, there_already: u64::try_from(n).unwrap_or(0).saturating_sub(added), ..Added::default() })
}

fn too_many(field: &str) -> Error {
    FieldErrors::one(field, format!("At most {} at once; narrow the filter.", grouped(ADDED_MAX as u64))).into()
}

/// A transaction in which the campaign stays as it is.
async fn open(engine: &Engine, scope: &Scope, campaign: CampaignId) -> Result<TenantTx> {
    let tx = TenantTx::begin(engine, scope).await?;
    let found = lock(&tx, campaign).await?;
    if found.state.is_over() {
        return Err(Error::Conflict(format!("The campaign is {}: nobody is put on its list any more.", found.state)));
    }
    Ok(tx)
}

async fn put(
    engine: &Engine,
    tx: TenantTx,
    scope: &Scope,
    campaign: CampaignId,
    from: &str,
    clause: Clause,
    source: &str,
) -> Result<u64> {
    put_as(engine, tx, scope, campaign, from, clause, "$2", source).await
}

#[allow(clippy::too_many_arguments, reason = "one statement and what is told of it")]
async fn put_as(
    engine: &Engine,
    tx: TenantTx,
    scope: &Scope,
    campaign: CampaignId,
    from: &str,
    mut clause: Clause,
    campaign_value: &str,
    source: &str,
) -> Result<u64> {
    let by = clause.value(scope.actor().user().map(|user| user.0));
    let sql = format!(
        "insert into campaign_contact (tenant_id, campaign_id, number, contact_id, added_by)
         select $1, {campaign_value}, f.number, f.contact_id, {by} from ({from}) f
         on conflict (tenant_id, campaign_id, number) do nothing"
    );
    let added = tx.execute(&sql, clause.values()).await?;
    if added > 0 {
        let told = json!({ "from": source, "added": added });
        audit::record(&tx, scope, audit::Entry::made("campaign.add_contacts", format!("campaign:{campaign}"), told)?)
            .await?;
    }
    tx.commit().await?;
    live::publish(engine, scope.tenant(), Topic::Campaign(campaign)).await;
    engine.dialling().contacts.notify_one();
    Ok(added)
}
