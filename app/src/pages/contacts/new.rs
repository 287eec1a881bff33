//! Adding a record.

use super::fields::{Offered, fields, filled, phone_lines, shown};
use super::tabs::Section;
use crate::components::badge::Tone;
use crate::components::field::Typed;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::crm::{Draft, Field, Kind, Record};
use domain::filter::parse_pairs;
use leptos::prelude::*;

#[component]
pub fn ContactNew() -> impl IntoView {
    new(Kind::Contact)
}

#[component]
pub fn CompanyNew() -> impl IntoView {
    new(Kind::Company)
}

#[component]
pub fn LeadNew() -> impl IntoView {
    new(Kind::Lead)
}

#[component]
pub fn DealNew() -> impl IntoView {
    new(Kind::Deal)
}

fn new(kind: Kind) -> impl IntoView {
    page(move |request: Request| async move {
        let scope = request.scope()?;
        if !scope.may(Right::ChangeContacts) {
            let text = format!("Adding {} takes the role agent or above.", kind.plural());
            return Err(engine::Error::Denied(text).into());
        }
        let own = scope.actor().user().map(|user| user.to_string()).unwrap_or_default();
        let mut usual = Draft::default().with(Field::Owner, own);
        // A company's page leads to a new contact of it, and says so in the address.
        for (key, value) in parse_pairs(&request.query) {
            if let Some(field) = Field::of(kind).iter().find(|field| field.name() == key) {
                usual = usual.with(*field, value);
            }
        }
        let typed = filled(refused(&request).await?, &usual);
        let offered = Offered::read(&request, kind).await?;
        Ok(Sheet::new(format!("New {}", kind.as_str()), Place::Contacts, form(kind, &typed, offered))
            .beneath_list(Section::Records(kind)))
    })
}

fn form(kind: Kind, typed: &Typed, offered: Offered) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&shown(kind));
    let add = format!("Add {}", kind.as_str());
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("record-create")>
            <input type="hidden" name="kind" value=kind.as_str()/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields(kind, typed, offered)}
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">{add}</button>
                <a class="btn btn-ghost" href=paths::records(kind)>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "record-create")]
#[allow(clippy::too_many_arguments, reason = "the fields of the form")]
pub async fn create_record(
    #[server(default)] kind: String,
    #[server(default)] name: String,
    #[server(default)] phones: Vec<String>,
    #[server(default)] labels: Vec<String>,
    #[server(default)] email: String,
    #[server(default)] website: String,
    #[server(default)] company: String,
    #[server(default)] contact: String,
    #[server(default)] owner: String,
    #[server(default)] stage: String,
    #[server(default)] source: String,
    #[server(default)] amount: String,
    #[server(default)] currency: String,
    #[server(default)] expected_close: String,
    #[server(default)] time_zone: String,
    #[server(default)] tags: String,
    #[server(default)] notes: String,
) -> Result<(), ServerFnError> {
    let kind = Kind::from_word(&kind);
    let phones = phone_lines(&phones, &labels);
    let texts = [
        (Field::Name, name),
        (Field::Phones, phones),
        (Field::Email, email),
        (Field::Website, website),
        (Field::Company, company),
        (Field::Contact, contact),
        (Field::Owner, owner),
        (Field::Stage, stage),
        (Field::Source, source),
        (Field::Amount, amount),
        (Field::Currency, currency),
        (Field::ExpectedClose, expected_close),
        (Field::TimeZone, time_zone),
        (Field::Tags, tags),
        (Field::Notes, notes),
    ];
    let draft = drafted(kind, texts);
    let post = FormPost::on(kind.map_or_else(|| paths::records(Kind::Contact), paths::record_new));
    let post = draft.fields().fold(post, |post, (field, text)| post.typed(field.name(), text));
    let outcome = create(&post.request, kind, &draft).await;
    post.finish(outcome, |record| {
        Done::at(paths::record(record.kind, record.id)).saying(format!("“{}” is added.", record.name))
    })
    .await
}

/// The texts of the fields that the kind has.
pub(super) fn drafted(kind: Option<Kind>, texts: [(Field, String); 15]) -> Draft {
    let has = |field: &Field| kind.is_some_and(|kind| Field::of(kind).contains(field));
    texts
        .into_iter()
        .filter(|(field, _)| has(field))
        .fold(Draft::default(), |draft, (field, text)| draft.with(field, text))
}

async fn create(request: &Request, kind: Option<Kind>, draft: &Draft) -> Result<Record, Stop> {
    let scope = request.scope()?;
    let kind = kind.ok_or(engine::Error::NotFound)?;
    Ok(engine::crm::create(&request.engine, scope, kind, draft).await?)
}
