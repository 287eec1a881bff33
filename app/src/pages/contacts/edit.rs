//! Changing a record. Who saves over what somebody else saved meanwhile is told first, and loses nothing typed.

use super::fields::{Offered, fields, filled, phone_lines, shown};
use super::new::drafted;
use super::tabs::Section;
use crate::components::badge::Tone;
use crate::components::field::Typed;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::Right;
use domain::crm::{Draft, Field, Kind, Record};
use domain::id::RecordId;
use engine::crm::Edited;
use leptos::prelude::*;

#[component]
pub fn ContactEdit() -> impl IntoView {
    edit_page(Kind::Contact)
}

#[component]
pub fn CompanyEdit() -> impl IntoView {
    edit_page(Kind::Company)
}

#[component]
pub fn LeadEdit() -> impl IntoView {
    edit_page(Kind::Lead)
}

#[component]
pub fn DealEdit() -> impl IntoView {
    edit_page(Kind::Deal)
}

fn edit_page(kind: Kind) -> impl IntoView {
    let id = id_in_path::<RecordId>("id");
    page(move |request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let record = engine::crm::get(&request.engine, scope, kind, id).await?;
        if !scope.may(Right::ChangeContacts) {
            let text = format!("Changing {} takes the role agent or above.", kind.plural());
            return Err(engine::Error::Denied(text).into());
        }
        if record.deleted_at.is_some() {
            return Err(Stop::Elsewhere(paths::record(kind, id)));
        }
        let typed = refused(&request).await?;
        let stale = !typed.field("version").errors.is_empty();
        let meanwhile = stale.then(|| meanwhile(&typed, &record));
        // Told of the newer version, who saves again means to.
        let version = if stale { record.version.to_string() } else { typed.text("version").to_owned() };
        let version = if version.is_empty() { record.version.to_string() } else { version };
        let typed = filled(typed, &record.draft());
        let offered = Offered::read(&request, kind).await?;
        let form = form(kind, &typed, id, version, meanwhile, offered);
        Ok(Sheet::new(format!("Edit {}", kind.as_str()), Place::Contacts, form)
            .beneath_list(Section::Records(kind))
            .beneath_page(record.name, paths::record(kind, id)))
    })
}

/// What is saved now where it is not what was typed.
fn meanwhile(typed: &Typed, record: &Record) -> String {
    let differs = |field: &&Field| typed.text(field.name()).trim() != record.text(**field);
    let saved: Vec<String> = Field::of(record.kind)
        .iter()
        .filter(differs)
        .map(|field| {
            let value = record.readable(*field);
            let value = if value.is_empty() { "nothing".to_owned() } else { format!("“{value}”") };
            format!("{} is {value}", field.label())
        })
        .collect();
    let saved = if saved.is_empty() { "the same as yours".to_owned() } else { saved.join(", ") };
    format!(
        "Somebody changed this {} after you opened it, so nothing was saved. What you typed is still here. \
         Saved meanwhile: {saved}. Save again to put yours in its place.",
        record.kind.as_str()
    )
}

fn form(
    kind: Kind,
    typed: &Typed,
    id: RecordId,
    version: String,
    meanwhile: Option<String>,
    offered: Offered,
) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&shown(kind));
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("record-edit")>
            <input type="hidden" name="kind" value=kind.as_str()/>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="version" value=version/>
            <div class="flex flex-col gap-4 p-4">
                {meanwhile.map(|text| view! { <Notice tone=Tone::Warning>{text}</Notice> })}
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields(kind, typed, offered)}
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Save changes"</button>
                <a class="btn btn-ghost" href=paths::record(kind, id)>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "record-edit")]
#[allow(clippy::too_many_arguments, reason = "the fields of the form")]
pub async fn edit_record(
    #[server(default)] kind: String,
    #[server(default)] id: String,
    #[server(default)] version: String,
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
    let of = Kind::from_word(&kind).zip(id.parse::<RecordId>().ok());
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
    let draft = drafted(of.map(|(kind, _)| kind), texts);
    let page = of.map_or_else(|| paths::records(Kind::Contact), |(kind, id)| paths::record_edit(kind, id));
    let post = FormPost::on(page).typed("version", &version);
    let post = draft.fields().fold(post, |post, (field, text)| post.typed(field.name(), text));
    let outcome = edit(&post.request, of, &draft, &version).await;
    post.finish(outcome, |record| {
        Done::at(paths::record(record.kind, record.id)).saying(format!("“{}” is saved.", record.name))
    })
    .await
}

async fn edit(request: &Request, of: Option<(Kind, RecordId)>, draft: &Draft, version: &str) -> Result<Record, Stop> {
    let scope = request.scope()?;
    let (kind, id) = of.ok_or(engine::Error::NotFound)?;
    // Without a version the form would save over whatever is there.
    let version = version.parse().unwrap_or(0);
    match engine::crm::edit(&request.engine, scope, kind, id, draft, Some(version)).await? {
        Edited::Changed(record) => Ok(record),
        Edited::Stale(_) => Err(FieldErrors::one("version", "Somebody changed this meanwhile.").into()),
    }
}
