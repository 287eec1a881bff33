//! Logging a call that was just held, in one line: what it was about, how long it took, and tags.

use crate::components::field::{Typed, error_text};
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::call::{Call, Draft, Field, LogLine, party_word};
use domain::crm::Kind;
use domain::id::RecordId;
use engine::call::Created;
use leptos::prelude::*;
use time::format_description::well_known::Rfc3339;

/// Whom a logged call is for, or what it is about.
pub(crate) type Whom = (Kind, RecordId);

/// The line's form. It leads back to where it stands.
pub(crate) fn log_form(typed: &Typed, back: String, whom: Option<Whom>) -> impl IntoView + use<> {
    let whom = whom.map(|(kind, id)| {
        view! {
            <input type="hidden" name="kind" value=party_word(kind)/>
            <input type="hidden" name="id" value=id.to_string()/>
        }
    });
    let field = typed.field("line");
    let invalid = (!field.errors.is_empty()).then_some("true");
    view! {
        <form class="no-print flex flex-wrap items-start gap-2 border-b hairline px-3 py-2.5" method="post" action=paths::form("call-log")>
            <input type="hidden" name="back" value=back/>
            {whom}
            <div class="flex min-w-0 grow flex-col gap-1">
                <label class="input w-full">
                    <Icon name="phone" class="muted"/>
                    <span class="sr-only">"Log a call"</span>
                    <input type="text" name="line" id="line" value=field.value maxlength="400" autocomplete="off" data-key="l"
                        placeholder="Log a call: Renewal with Acme, agreed 5m 30s #vip" aria-invalid=invalid aria-describedby=invalid.map(|_| "line-error")/>
                </label>
                {error_text("line", &field.errors)}
            </div>
            <button class="btn" type="submit">"Log it"</button>
        </form>
    }
}

/// Takes the line.
#[server(prefix = "/forms", endpoint = "call-log")]
pub async fn log_call(
    #[server(default)] line: String,
    #[server(default)] kind: String,
    #[server(default)] id: String,
    #[server(default)] back: String,
) -> Result<(), ServerFnError> {
    let page = paths::local(&back).map_or_else(paths::calls, str::to_owned);
    let post = FormPost::on(page.clone()).typed("line", &line);
    let outcome = log(&post.request, &line, &kind, &id).await;
    post.finish(outcome, |call| Done::at(page).saying(format!("“{}” is logged.", call.subject))).await
}

/// A call that ended now, as long as the line says. A deal is what it is about; everybody else is whom it is for.
async fn log(request: &Request, line: &str, kind: &str, id: &str) -> Result<Call, Stop> {
    let read = LogLine::read(line).map_err(|text| FieldErrors::one("line", text))?;
    let began = request.now - time::Duration::seconds(i64::from(read.duration_s.unwrap_or(0)));
    let draft = Draft::default()
        .with(Field::Subject, read.subject)
        .with(Field::StartTime, began.format(&Rfc3339).unwrap_or_default())
        .with(Field::Duration, read.duration_s.map(|seconds| seconds.to_string()).unwrap_or_default())
        .with(Field::Tag, read.tags.join(", "))
        .with(Field::StatusId, "5");
    let (of, of_id) = if kind == party_word(Kind::Deal) {
        (Field::RelatedTo, Field::RelatedToId)
    } else {
        (Field::CallFor, Field::CallForId)
    };
    let draft = if kind.is_empty() { draft } else { draft.with(of, kind).with(of_id, id) };
    match engine::call::create(&request.engine, request.scope()?, &draft).await {
        Ok(Created::Made(call)) => Ok(*call),
        Ok(Created::Duplicate(duplicate)) => Err(FieldErrors::one("line", duplicate.text()).into()),
        Err(engine::Error::Invalid(errors)) => {
            let told: Vec<String> = errors.iter().flat_map(|(_, texts)| texts.iter().cloned()).collect();
            Err(FieldErrors::one("line", told.join(" ")).into())
        }
        Err(other) => Err(other.into()),
    }
}
