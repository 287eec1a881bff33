//! What rows refer to: members by their e-mail addresses, companies and contacts by their names, zones.

use super::Brought;
use crate::crm::owners::own;
use crate::crm::resolve::company;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::crm::{Content, Field, Kind};
use domain::id::{RecordId, UserId};
use sea_orm::FromQueryResult;
use std::collections::{HashMap, HashSet};

/// Everything that the rows of a step refer to, looked up by a statement for each kind of it.
pub(super) struct References {
    /// Whose the records are of files that have no column for it.
    own: Option<UserId>,
    members: HashMap<String, UserId>,
    zones: HashSet<String>,
    companies: HashMap<String, RecordId>,
    /// Of each name the oldest, and whether there are more.
    contacts: HashMap<String, (RecordId, bool)>,
}

#[derive(FromQueryResult)]
struct Row {
    key: String,
    id: i64,
    several: bool,
}

impl References {
    pub(super) async fn of(tx: &TenantTx, scope: &Scope, kind: Kind, rows: &[Brought]) -> Result<Self> {
        let names = |field: Field| {
            let names: HashSet<String> = rows.iter().map(|row| row.draft.get(field).to_lowercase()).collect();
            names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<String>>()
        };
        let members = found(
            tx,
            "select lower(u.email) as key, m.user_id as id, false as several
             from membership m join app_user u on u.id = m.user_id where m.tenant_id = $1 and lower(u.email) = any($2)",
            names(Field::Owner),
        )
        .await?;
        let by_name = |table: &str| {
            format!(
                "select d.name as key, (select r.id from {table} r where r.tenant_id = $1 and r.name_key = d.name
                     and r.deleted_at is null order by r.id limit 1) as id,
                     (select count(*) > 1 from (select from {table} r where r.tenant_id = $1 and r.name_key = d.name
                     and r.deleted_at is null limit 2) two) as several
                 from unnest($2::text[]) as d (name)
                 where (select true from {table} r where r.tenant_id = $1 and r.name_key = d.name and r.deleted_at is null limit 1)"
            )
        };
        let (mut companies, mut contacts) = (HashMap::new(), HashMap::new());
        if kind != Kind::Lead {
            companies = found(tx, &by_name("company"), names(Field::Company)).await?;
            contacts = found(tx, &by_name("contact"), names(Field::Contact)).await?;
        }
        let zones: HashSet<String> =
            rows.iter().map(|row| row.content.time_zone.clone()).filter(|zone| !zone.is_empty()).collect();
        Ok(Self {
            own: own(tx, scope).await?,
            members: members.into_iter().map(|(key, (id, _))| (key, UserId(id.0))).collect(),
            zones: known_zones(tx, zones).await?,
            companies: companies.into_iter().map(|(key, (id, _))| (key, id)).collect(),
            contacts,
        })
    }

    /// Puts what a row refers to into values; companies that there are none of yet stay names.
    ///
    /// # Errors
    /// What there is not, in words.
    pub(super) fn put(&self, kind: Kind, row: &Brought, content: &mut Content) -> std::result::Result<(), String> {
        let mut wrong = Vec::new();
        match row.draft.get(Field::Owner).to_lowercase() {
            _ if !row.draft.has(Field::Owner) => {}
            none if none.is_empty() => {}
            email => match self.members.get(&email) {
                Some(member) => content.owner = Some(*member),
                None => wrong.push("No member of the company has the owner’s e-mail address.".to_owned()),
            },
        }
        if !row.content.time_zone.is_empty() && !self.zones.contains(&row.content.time_zone) {
            wrong.push("This must be the name of a time zone, such as America/Denver.".to_owned());
        }
        let contact = row.draft.get(Field::Contact).to_lowercase();
        match self.contacts.get(&contact) {
            _ if contact.is_empty() => {}
            Some((id, false)) => content.contact_id = Some(*id),
            Some((_, true)) => wrong.push("Several contacts have this name.".to_owned()),
            None => wrong.push("No contact has this name.".to_owned()),
        }
        let company = row.draft.get(Field::Company);
        if kind != Kind::Lead && !company.is_empty() {
            content.company = company.to_owned();
            content.company_id = self.companies.get(&company.to_lowercase()).copied();
        }
        content.contact = String::new();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join(" ")) }
    }

    /// Who owns a new record of this row.
    pub(super) fn owner(&self, row: &Brought, content: &Content) -> Option<UserId> {
        if row.draft.has(Field::Owner) { content.owner } else { self.own }
    }

    /// Makes the company that values only name, once for all rows.
    pub(super) async fn make_company(&mut self, tx: &TenantTx, scope: &Scope, content: &mut Content) -> Result<()> {
        if content.company_id.is_none() && !content.company.is_empty() {
            let key = content.company.to_lowercase();
            let id = match self.companies.get(&key) {
                Some(known) => *known,
                None => company(tx, scope, &content.company).await?,
            };
            self.companies.insert(key, id);
            content.company_id = Some(id);
        }
        content.company = String::new();
        Ok(())
    }
}

async fn found(tx: &TenantTx, sql: &str, names: Vec<String>) -> Result<HashMap<String, (RecordId, bool)>> {
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Row> = tx.all(sql, [tx.tenant(), names.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.key, (RecordId(row.id), row.several))).collect())
}

async fn known_zones(tx: &TenantTx, zones: HashSet<String>) -> Result<HashSet<String>> {
    #[derive(FromQueryResult)]
    struct Zone {
        name: String,
    }
    if zones.is_empty() {
        return Ok(zones);
    }
    let zones: Vec<String> = zones.into_iter().collect();
    let known: Vec<Zone> = tx.all("select name from pg_timezone_names where name = any($1)", [zones.into()]).await?;
    Ok(known.into_iter().map(|zone| zone.name).collect())
}
