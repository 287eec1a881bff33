use super::create::subject;
use super::find;
use super::get::lock_living;
use super::resolve::company;
use super::write::{changes, insert, tell_of};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::crm::{Content, Draft, Field, Kind, Record};
use domain::id::RecordId;
use domain::{Right, Scope};
use serde_json::json;

/// What a lead became.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    pub lead: Record,
    pub contact: Record,
    pub deal: Option<Record>,
}

/// Converts a lead: a contact is made of it, a company of its company's name where there is none of that name, and a deal
/// where `deal` has a name; all of it, or nothing.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for a lead that is converted or deleted;
/// [`Error::Invalid`] at what is wrong with the deal, its fields named `deal_name` and `amount`.
pub async fn convert(engine: &Engine, scope: &Scope, id: RecordId, deal: &Draft) -> Result<Converted> {
    allow(scope, Right::ChangeContacts)?;
    let wants_deal = !deal.get(Field::Name).is_empty() || !deal.get(Field::Amount).is_empty();
    let deal_content = if wants_deal { Some(deal.check(Kind::Deal).map_err(at_deal)?) } else { None };
    let tx = TenantTx::begin(engine, scope).await?;
    let lead = lock_living(&tx, Kind::Lead, id).await?;
    if lead.stage == "converted" {
        return Err(Error::Conflict("This lead is converted already.".into()));
    }
    let company_id = match lead.company_name.as_str() {
        "" => None,
        name => Some(company(&tx, scope, name).await?),
    };
    let content =
        Content { company: String::new(), company_id, stage: "new".into(), source: String::new(), ..lead.content() };
    let contact = insert(&tx, scope, Kind::Contact, &content).await?;
    let contact = find(&tx, Kind::Contact, contact).await?;
    tell_of(&tx, scope, &contact, "created", "Contact created from a lead", json!({ "lead": lead.id })).await?;
    let made = match deal_content {
        None => None,
        Some(content) => {
            let content = Content { company_id, contact_id: Some(contact.id), owner: lead.content().owner, ..content };
            let made = insert(&tx, scope, Kind::Deal, &content).await?;
            let made = find(&tx, Kind::Deal, made).await?;
            tell_of(&tx, scope, &made, "created", "Deal created from a lead", json!({ "lead": lead.id })).await?;
            Some(made)
        }
    };
    tx.execute(
        "update lead set stage = 'converted', contact_id = $3, deal_id = $4, updated_at = now(), updated_by = $5,
             version = version + 1 where tenant_id = $1 and id = $2",
        [
            tx.tenant(),
            id.0.into(),
            contact.id.0.into(),
            made.as_ref().map(|deal| deal.id.0).into(),
            scope.actor().user().map(|user| user.0).into(),
        ],
    )
    .await?;
    let after = find(&tx, Kind::Lead, id).await?;
    let mut metadata = changes(&lead, &after);
    metadata["contact"] = json!(contact.id);
    tell_of(&tx, scope, &after, "converted", &format!("Converted to the contact {}", contact.name), metadata).await?;
    let entry = audit::Entry::changed(
        "lead.convert",
        subject(&lead),
        lead.draft(),
        json!({ "contact": contact.id, "deal": made.as_ref().map(|deal| deal.id), "company": company_id }),
    )?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(Converted { lead: after, contact, deal: made })
}

/// The deal's name is another field than the lead's.
fn at_deal(errors: domain::FieldErrors) -> Error {
    let mut at = domain::FieldErrors::new();
    for (field, texts) in errors.iter() {
        let field = if field == "name" { "deal_name" } else { field };
        texts.iter().for_each(|text| at.add(field, text));
    }
    at.into()
}
