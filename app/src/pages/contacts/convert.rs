//! Converting a lead: a contact, its company, and a deal if one is named.

use super::tabs::Section;
use crate::components::badge::Tone;
use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::crm::{CURRENCIES, Draft, Field, Kind, Record};
use domain::id::RecordId;
use engine::crm::Converted;
use leptos::prelude::*;

#[component]
pub fn LeadConvert() -> impl IntoView {
    let id = id_in_path::<RecordId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let lead = engine::crm::get(&request.engine, scope, Kind::Lead, id).await?;
        if !scope.may(Right::ChangeContacts) {
            return Err(engine::Error::Denied("Converting a lead takes the role agent or above.".to_owned()).into());
        }
        if lead.deleted_at.is_some() || lead.stage == "converted" {
            return Err(Stop::Elsewhere(paths::record(Kind::Lead, id)));
        }
        let typed = refused(&request).await?;
        Ok(Sheet::new("Convert lead", Place::Contacts, form(&lead, &typed))
            .beneath_list(Section::Records(Kind::Lead))
            .beneath_page(lead.name.clone(), paths::record(Kind::Lead, id)))
    })
}

fn form(lead: &Record, typed: &Typed) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["deal_name", "amount", "currency"]);
    let company = if lead.company_name.is_empty() {
        String::new()
    } else {
        format!(" It belongs to the company “{}”, which is made where there is none of that name.", lead.company_name)
    };
    let says = format!("A contact “{}” is made with the lead’s phones, address, tags and notes.{company}", lead.name);
    let currency = typed.clone().or("currency", CURRENCIES[0]).field("currency");
    let currencies = CURRENCIES.map(|currency| Choice::new(currency, currency)).to_vec();
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("lead-convert")>
            <input type="hidden" name="id" value=lead.id.to_string()/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <p class="text-pretty wrap-anywhere">{says}</p>
                <TextField at=typed.field("deal_name") label="Deal" optional=true maxlength=200 autocomplete="off"
                    placeholder="40 phones" help="Named, a deal is made too."/>
                <div class="grid gap-4 sm:grid-cols-2">
                    <TextField at=typed.field("amount") label="Amount" optional=true inputmode="decimal" autocomplete="off" placeholder="12,500.00"/>
                    <SelectField at=currency label="Currency" choices=currencies/>
                </div>
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Convert lead"</button>
                <a class="btn btn-ghost" href=paths::record(Kind::Lead, lead.id)>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "lead-convert")]
pub async fn convert_lead(
    #[server(default)] id: String,
    #[server(default)] deal_name: String,
    #[server(default)] amount: String,
    #[server(default)] currency: String,
) -> Result<(), ServerFnError> {
    let id = id.parse::<RecordId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let page = id.as_ref().map_or_else(|_| paths::records(Kind::Lead), |id| paths::lead_convert(*id));
    let post = FormPost::on(page).typed("deal_name", &deal_name).typed("amount", &amount).typed("currency", &currency);
    let deal =
        Draft::default().with(Field::Name, deal_name).with(Field::Amount, amount).with(Field::Currency, currency);
    let outcome = convert(&post.request, id, &deal).await;
    post.finish(outcome, |done| {
        Done::at(paths::record(Kind::Contact, done.contact.id))
            .saying(format!("“{}” is a contact now.", done.contact.name))
    })
    .await
}

async fn convert(request: &Request, id: Result<RecordId, Stop>, deal: &Draft) -> Result<Converted, Stop> {
    let (scope, id) = (request.scope()?, id?);
    Ok(engine::crm::convert(&request.engine, scope, id, deal).await?)
}
