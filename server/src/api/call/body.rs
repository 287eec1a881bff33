//! What clients send of a call.

use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use domain::FieldErrors;
use domain::call::{Draft, Field};
use serde_json::Value;
use utoipa::ToSchema;

/// A call to be saved. A field that is not sent stays as it is, or has its default in a new call.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct SaveCallBody {
    /// 0 or absent for a new one.
    id: Option<i64>,
    /// Up to 200 characters; required in a new one.
    subject: Option<String>,
    /// Required in a new one; ISO 8601 with an offset.
    start_time: Option<String>,
    end_time: Option<String>,
    /// 90, 5m 30s, 5m, 90s or 5:30; start and end decide where both are known.
    duration: Option<String>,
    /// contact, lead or account.
    call_for: Option<String>,
    call_for_id: Option<i64>,
    /// contact, lead, account, deal or opportunity.
    related_to: Option<String>,
    related_to_id: Option<i64>,
    /// inbound or outbound.
    #[schema(rename = "type")]
    direction: Option<String>,
    /// 1 inbound, 2 outbound.
    type_id: Option<i64>,
    /// A purpose's name.
    purpose: Option<String>,
    purpose_id: Option<i64>,
    agenda: Option<String>,
    description: Option<String>,
    result: Option<String>,
    /// With commas between them.
    tag: Option<String>,
    caller_id: Option<String>,
    dialled_number: Option<String>,
    /// Minutes before the start.
    reminder: Option<i64>,
    /// 1 Scheduled, 2 Connected, 3 Missed, 4 Overdue, 5 Completed.
    status_id: Option<String>,
    owner_id: Option<i64>,
    assigned_to_id: Option<i64>,
    /// 0 or 1, as active and deletable.
    closed: Option<i64>,
    active: Option<i64>,
    deletable: Option<i64>,
    sort_by: Option<String>,
    /// The version that the edit is of; with another one nothing is changed, and 409 tells the call as it is.
    version: Option<i64>,
}

/// The fields of a call that were sent.
pub fn draft(fields: &Fields, errors: &mut FieldErrors) -> Draft {
    let mut draft = Draft::default();
    for field in Field::ALL {
        if let Some(text) = sent(fields, field.name(), errors) {
            draft = draft.with(field, text);
        }
    }
    // The ids that old clients send beside the words, or instead of them.
    for (name, field) in [("type_id", Field::Type), ("purpose_id", Field::Purpose)] {
        if draft.get(field).is_empty()
            && let Some(text) = sent(fields, name, errors)
        {
            draft = draft.with(field, if text == "0" { String::new() } else { text });
        }
    }
    draft
}

/// A field as a text, when it was sent; null is an empty one, a list is its texts with commas between them.
pub fn sent(fields: &Fields, name: &str, errors: &mut FieldErrors) -> Option<String> {
    let plain = |value: &Value| match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    };
    let text = match fields.value(name)? {
        Value::Array(values) => values.iter().map(plain).collect::<Option<Vec<_>>>().map(|texts| texts.join(",")),
        value => plain(value),
    };
    if text.is_none() {
        errors.add(name, "This must be a text.");
    }
    text
}

/// An id of a call or its key in a body: at `id` or `ukey`.
pub fn named(fields: &Fields, errors: &mut FieldErrors) -> String {
    let id = sent(fields, "id", errors).unwrap_or_default();
    if id.is_empty() { sent(fields, "ukey", errors).unwrap_or_default() } else { id }
}

/// The two parameters of a path, whatever they are.
#[derive(Debug)]
pub struct PathTexts(pub String, pub String);

impl<S: Send + Sync> FromRequestParts<S> for PathTexts {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let read = Path::<(String, String)>::from_request_parts(parts, state).await;
        let nothing = || char::REPLACEMENT_CHARACTER.to_string();
        Ok(read.map_or_else(|_| Self(nothing(), nothing()), |Path((one, other))| Self(one, other)))
    }
}

/// 0 or 1 in a path.
pub fn flag(text: &str, name: &str) -> Result<bool, Refusal> {
    match text {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(Refusal::invalid(name, "This must be 0 or 1.")),
    }
}
