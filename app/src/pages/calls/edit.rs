//! Changing a call. Who saves over what somebody else saved meanwhile is told first, and loses nothing typed.

use super::fields::{FIELDS, Offered, drafted, fields, shown, with_ids};
use crate::components::badge::Tone;
use crate::components::flash::Notice;
use crate::components::moment::typed as typed_moment;
use crate::forms::{Done, FormPost, refused};
use crate::pages::meanwhile::{EditForm, Saved};
use crate::pages::{Place, Sheet, id_in_path, page, zone};
use crate::paths;
use crate::request::{Request, Stop};
use domain::call::{Call, Draft, Field, Party};
use domain::crm::Reference;
use domain::id::CallId;
use domain::{FieldErrors, Right};
use engine::call::Edited;
use leptos::prelude::*;

/// The page.
#[component]
pub fn CallEdit() -> impl IntoView {
    let id = id_in_path::<CallId>("id");
    page(move |request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let call = engine::call::get(&request.engine, scope, id).await?;
        if !scope.may(Right::ChangeCalls) {
            return Err(engine::Error::Denied("Changing calls takes the role agent or above.".into()).into());
        }
        if call.deleted_at.is_some() {
            return Err(Stop::Elsewhere(paths::call(id)));
        }
        let edit = EditForm::of(refused(&request).await?, "call", call.version, &saved(&call));
        let offered = Offered::read(&request).await?;
        let form = form(&edit, id, offered);
        Ok(Sheet::new("Edit call", Place::Calls, form)
            .beneath_page("Calls", paths::calls())
            .beneath_page(call.subject, paths::call(id)))
    })
}

/// A field as the form has it: moments in the person's zone, records and purposes by their names.
fn text(call: &Call, field: Field) -> String {
    let party =
        |party: &Option<Party>| party.as_ref().map(|party| Reference::to(&party.name, party.id.0)).unwrap_or_default();
    match field {
        Field::StartTime => typed_moment(call.start),
        Field::EndTime => call.end.map(typed_moment).unwrap_or_default(),
        Field::CallForId => party(&call.call_for),
        Field::RelatedToId => party(&call.related_to),
        Field::Purpose => call.readable(field),
        other => call.text(other),
    }
}

/// The fields with what is saved now.
fn saved(call: &Call) -> Vec<Saved> {
    let of = |field: Field| Saved {
        name: field.name(),
        label: field.label(),
        now: text(call, field),
        readable: call.readable(field),
    };
    FIELDS.into_iter().map(of).collect()
}

fn form(edit: &EditForm, id: CallId, offered: Offered) -> impl IntoView + use<> {
    let elsewhere = edit.typed.elsewhere(&shown());
    view! {
        <form class="surface max-w-3xl" method="post" action=paths::form("call-edit")>
            <input type="hidden" name="id" value=id.to_string()/>
            {edit.hidden()}
            <div class="flex flex-col gap-4 p-4">
                {edit.notice.clone().map(|text| view! { <Notice tone=Tone::Warning>{text}</Notice> })}
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields(&edit.typed, offered)}
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Save changes"</button>
                <a class="btn btn-ghost" href=paths::call(id)>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "call-edit")]
#[allow(clippy::too_many_arguments, reason = "the fields of the form")]
pub async fn edit_call(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] was: String,
    #[server(default)] subject: String,
    #[server(default)] r#type: String,
    #[server(default)] status_id: String,
    #[server(default)] call_for: String,
    #[server(default)] call_for_id: String,
    #[server(default)] related_to: String,
    #[server(default)] related_to_id: String,
    #[server(default)] start_time: String,
    #[server(default)] end_time: String,
    #[server(default)] duration: String,
    #[server(default)] purpose: String,
    #[server(default)] owner_id: String,
    #[server(default)] assigned_to_id: String,
    #[server(default)] agenda: String,
    #[server(default)] description: String,
    #[server(default)] result: String,
    #[server(default)] tag: String,
    #[server(default)] caller_id: String,
    #[server(default)] dialled_number: String,
    #[server(default)] reminder: String,
) -> Result<(), ServerFnError> {
    let id = id.parse::<CallId>().ok();
    let draft = drafted([
        (Field::Subject, subject),
        (Field::Type, r#type),
        (Field::StatusId, status_id),
        (Field::CallFor, call_for),
        (Field::CallForId, call_for_id),
        (Field::RelatedTo, related_to),
        (Field::RelatedToId, related_to_id),
        (Field::StartTime, start_time),
        (Field::EndTime, end_time),
        (Field::Duration, duration),
        (Field::Purpose, purpose),
        (Field::OwnerId, owner_id),
        (Field::AssignedToId, assigned_to_id),
        (Field::Agenda, agenda),
        (Field::Description, description),
        (Field::Result, result),
        (Field::Tag, tag),
        (Field::CallerId, caller_id),
        (Field::DialledNumber, dialled_number),
        (Field::Reminder, reminder),
    ]);
    let post =
        FormPost::on(id.map_or_else(paths::calls, paths::call_edit)).typed("version", &version).typed("was", &was);
    let post = draft.fields().fold(post, |post, (field, text)| post.typed(field.name(), text));
    let outcome = edit(&post.request, id, &draft, &version).await;
    post.finish(outcome, |call| Done::at(paths::call(call.id)).saying(format!("“{}” is saved.", call.subject))).await
}

async fn edit(request: &Request, id: Option<CallId>, draft: &Draft, version: &str) -> Result<Call, Stop> {
    let (engine, scope) = (&request.engine, request.scope()?);
    let id = id.ok_or(engine::Error::NotFound)?;
    // The form shows whole seconds and one of two ways to say how long: what was not touched is not sent, so it stays as exact
    // as it is.
    let before = engine::call::get(engine, scope, id).await?;
    let untouched = |field: Field| match field {
        Field::StartTime => draft.get(field) == zone::of(request).typed(before.start),
        Field::EndTime => draft.get(field) == before.end.map(|end| zone::of(request).typed(end)).unwrap_or_default(),
        Field::Duration | Field::Purpose => draft.get(field) == text(&before, field),
        _ => false,
    };
    let touched = draft.fields().filter(|(field, _)| !untouched(*field));
    let draft = drafted(touched.map(|(field, text)| (field, text.to_owned())));
    // Without a version the form would save over whatever is there.
    let version = version.parse().unwrap_or(0);
    match engine::call::edit(engine, scope, id, &with_ids(&draft), Some(version)).await? {
        Edited::Changed(call) => Ok(call),
        Edited::Stale(_) => Err(FieldErrors::one("version", "Somebody changed this meanwhile.").into()),
        Edited::Duplicate(duplicate) => Err(FieldErrors::one("subject", duplicate.text()).into()),
    }
}
