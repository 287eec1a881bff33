//! A new call.

use super::fields::{FIELDS, Offered, drafted, fields, shown, with_ids};
use crate::components::badge::Tone;
use crate::components::field::{CheckField, FieldState, Typed};
use crate::components::flash::Notice;
use crate::components::moment::typed as typed_moment;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::call::{Call, Draft, Field};
use domain::filter::parse_pairs;
use domain::{FieldErrors, Right};
use engine::call::Created;
use leptos::prelude::*;
use time::{Duration, OffsetDateTime};

/// Where it is told that there is such a call, and which one; and the box that says to add it all the same.
const DOUBLE: &str = "double";
const DOUBLE_OF: &str = "double_of";

/// The page.
#[component]
pub fn CallNew() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        if !scope.may(Right::ChangeCalls) {
            return Err(engine::Error::Denied("Adding calls takes the role agent or above.".into()).into());
        }
        let own = scope.actor().user().map(|user| user.to_string()).unwrap_or_default();
        let mut typed = refused(&request).await?;
        // A contact's page leads to a new call for it, and says so in the address.
        for (key, value) in parse_pairs(&request.query) {
            if FIELDS.iter().any(|field| field.name() == key) {
                typed = typed.or(&key, &value);
            }
        }
        let typed = typed.or("owner_id", &own).or("start_time", &typed_moment(whole_minute(request.now)));
        let offered = Offered::read(&request).await?;
        Ok(Sheet::new("New call", Place::Calls, form(&typed, offered)).beneath_page("Calls", paths::calls()))
    })
}

/// The minute of a moment: nobody plans by the second.
fn whole_minute(at: OffsetDateTime) -> OffsetDateTime {
    at - Duration::seconds(at.second().into()) - Duration::nanoseconds(at.nanosecond().into())
}

fn form(typed: &Typed, offered: Offered) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&[shown(), vec![DOUBLE, DOUBLE_OF]].concat());
    let double = typed.errors(DOUBLE).first().cloned().map(|text| {
        let other = typed.errors(DOUBLE_OF).first().and_then(|id| id.parse().ok()).map(|id| {
            view! { <a class="text-link" href=paths::call(id)>"Open it"</a> }
        });
        let at = FieldState { errors: Vec::new(), ..typed.field(DOUBLE) };
        view! {
            <Notice tone=Tone::Warning>{text}" "{other}</Notice>
            <CheckField at=at label="Add this one as well"/>
        }
    });
    view! {
        <form class="surface max-w-3xl" method="post" action=paths::form("call-create")>
            <div class="flex flex-col gap-4 p-4">
                {double}
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields(typed, offered)}
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Add the call"</button>
                <a class="btn btn-ghost" href=paths::calls()>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "call-create")]
#[allow(clippy::too_many_arguments, reason = "the fields of the form")]
pub async fn create_call(
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
    #[server(default)] double: String,
) -> Result<(), ServerFnError> {
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
    let post = FormPost::on(paths::call_new());
    let post = draft.fields().fold(post, |post, (field, text)| post.typed(field.name(), text));
    let outcome = create(&post.request, &draft, !double.is_empty()).await;
    post.finish(outcome, |call| Done::at(paths::call(call.id)).saying(format!("“{}” is added.", call.subject))).await
}

async fn create(request: &Request, draft: &Draft, anyway: bool) -> Result<Call, Stop> {
    let (engine, scope, draft) = (&request.engine, request.scope()?, with_ids(draft));
    let created = match anyway {
        true => engine::call::create_double(engine, scope, &draft).await?,
        false => engine::call::create(engine, scope, &draft).await?,
    };
    match created {
        Created::Made(call) => Ok(*call),
        Created::Duplicate(duplicate) => {
            let text = "There is a call of this subject already, for the same and at the same time.";
            let mut errors = FieldErrors::one(DOUBLE, text);
            errors.add(DOUBLE_OF, duplicate.id.to_string());
            Err(errors.into())
        }
    }
}
