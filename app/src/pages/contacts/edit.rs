//! Changing a record. Who saves over what somebody else saved meanwhile is told first, and loses nothing typed.

use super::fields::{Offered, fields, phone_lines, shown};
use super::new::drafted;
use super::tabs::Section;
use crate::components::badge::Tone;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::meanwhile::{EditForm, Saved};
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
        let edit = EditForm::of(refused(&request).await?, kind.as_str(), record.version, &saved(&record));
        let offered = Offered::read(&request, kind).await?;
        let form = form(kind, &edit, id, offered);
        Ok(Sheet::new(format!("Edit {}", kind.as_str()), Place::Contacts, form)
            .beneath_list(Section::Records(kind))
            .beneath_page(record.name, paths::record(kind, id)))
    })
}

/// The fields with what is saved now.
fn saved(record: &Record) -> Vec<Saved> {
    let draft = record.draft();
    let of = |field: &Field| Saved {
        name: field.name(),
        label: field.label(),
        now: draft.get(*field).to_owned(),
        readable: record.readable(*field),
    };
    Field::of(record.kind).iter().map(of).collect()
}

fn form(kind: Kind, edit: &EditForm, id: RecordId, offered: Offered) -> impl IntoView + use<> {
    let elsewhere = edit.typed.elsewhere(&shown(kind));
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("record-edit")>
            <input type="hidden" name="kind" value=kind.as_str()/>
            <input type="hidden" name="id" value=id.to_string()/>
            {edit.hidden()}
            <div class="flex flex-col gap-4 p-4">
                {edit.notice.clone().map(|text| view! { <Notice tone=Tone::Warning>{text}</Notice> })}
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields(kind, &edit.typed, offered)}
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
    #[server(default)] was: String,
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
    let post = FormPost::on(page).typed("version", &version).typed("was", &was);
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
