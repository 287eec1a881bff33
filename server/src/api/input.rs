//! What a client sends: a body of fields, and a query. Wrong input is told at its field, whatever its type.

use super::envelope::Refusal;
use super::form_body::{Kind, of_form, of_parts};
use crate::identity::Caller;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use domain::FieldErrors;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::str::FromStr;

/// The fields that name somebody; they never choose whose data is touched (CONTRACTS, "Common to all").
const OWNERS: [&str; 2] = ["user_id", "tenant_id"];

/// The fields of a body: a JSON object, or a form whose values are texts.
#[derive(Debug)]
pub struct Fields {
    values: Map<String, Value>,
    is_form: bool,
}

impl Fields {
    /// Refuses every field but these: where a filter that was overlooked would mean everything.
    pub fn only(&self, names: &[&str], errors: &mut FieldErrors) {
        for name in
            self.values.keys().filter(|name| !names.contains(&name.as_str()) && !OWNERS.contains(&name.as_str()))
        {
            errors.add(name, format!("There is no field {name:?} here; there is {}.", names.join(", ")));
        }
    }

    /// A text; a number is taken as its digits, null and a missing field as the empty text.
    pub fn text(&self, name: &str, errors: &mut FieldErrors) -> String {
        match self.values.get(name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            Some(_) => {
                errors.add(name, "This must be a text.");
                String::new()
            }
        }
    }

    /// A text and nothing else; null and a missing field are the empty text.
    pub fn only_text(&self, name: &str, errors: &mut FieldErrors) -> String {
        if let Some(Value::Number(_)) = self.values.get(name) {
            errors.add(name, "This must be a text.");
            return String::new();
        }
        self.text(name, errors)
    }

    /// A whole number from 0, as one or as its digits, or an error at its field.
    pub fn whole(&self, name: &str, errors: &mut FieldErrors) -> Option<u64> {
        let number = match self.values.get(name)? {
            Value::Null => return None,
            Value::Number(number) => number.as_u64(),
            Value::String(text) if text.is_empty() => return None,
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            errors.add(name, "This must be a whole number.");
        }
        number
    }

    /// A list of ids, as numbers or their digits; a single one may stand alone. Anything else is an error at its field.
    pub fn ids(&self, name: &str, errors: &mut FieldErrors) -> Vec<i64> {
        let read = |value: &Value| match value {
            Value::Number(number) => number.as_i64().filter(|id| *id > 0),
            Value::String(text) => text.trim().parse().ok().filter(|id| *id > 0),
            _ => None,
        };
        let ids: Option<Vec<i64>> = match self.values.get(name) {
            None | Some(Value::Null) => Some(Vec::new()),
            Some(Value::Array(list)) => list.iter().map(read).collect(),
            Some(Value::String(text)) if text.is_empty() => Some(Vec::new()),
            Some(one) => read(one).map(|id| vec![id]),
        };
        ids.unwrap_or_else(|| {
            errors.add(name, "This must be a list of ids.");
            Vec::new()
        })
    }

    /// The fields of an object that is itself a field; a missing one has none.
    pub fn object(&self, name: &str, errors: &mut FieldErrors) -> Fields {
        match self.values.get(name) {
            None | Some(Value::Null) => self.inner(Map::new()),
            Some(Value::Object(fields)) => self.inner(fields.clone()),
            Some(_) => {
                errors.add(name, "This must be an object.");
                self.inner(Map::new())
            }
        }
    }

    fn inner(&self, values: Map<String, Value>) -> Fields {
        Fields { values, is_form: self.is_form }
    }

    /// Whether they were sent as a form, which has no lists and no numbers.
    pub fn is_form(&self) -> bool {
        self.is_form
    }

    /// A field as the query of an address would have it, as often as a list has values; null is the word `null`. Anything
    /// else is an error at its field.
    pub fn words(&self, name: &str, errors: &mut FieldErrors) -> Vec<String> {
        let word = |value: &Value| match value {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(yes) => Some(yes.to_string()),
            Value::Null => Some("null".to_owned()),
            _ => None,
        };
        let words: Option<Vec<String>> = match self.values.get(name) {
            None => return Vec::new(),
            Some(Value::Array(values)) => values.iter().map(word).collect(),
            Some(value) => word(value).map(|word| vec![word]),
        };
        match words {
            Some(words) => words.into_iter().filter(|word| !word.is_empty()).collect(),
            None => {
                errors.add(name, "This must be a text, or a list of texts.");
                Vec::new()
            }
        }
    }

    /// These fields, and those of another where these have none.
    pub fn or(mut self, others: Fields) -> Fields {
        for (name, value) in others.values {
            self.values.entry(name).or_insert(value);
        }
        self
    }

    /// Yes or no, as one or as its word; no when not sent, or an error at its field.
    pub fn flag(&self, name: &str, errors: &mut FieldErrors) -> bool {
        match self.values.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => flag(text, name, errors),
            Some(Value::Number(number)) => flag(&number.to_string(), name, errors),
            Some(_) => flag("?", name, errors),
        }
    }

    /// A list of texts, or one text with commas between them as forms send it; empty when not sent, or an error at its
    /// field.
    pub fn texts(&self, name: &str, errors: &mut FieldErrors) -> Vec<String> {
        let texts: Option<Vec<String>> = match self.values.get(name) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::String(text)) => {
                return text.split(',').map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
            }
            Some(Value::Array(values)) => values.iter().map(|value| value.as_str().map(str::to_owned)).collect(),
            Some(_) => None,
        };
        texts.unwrap_or_else(|| {
            errors.add(name, "This must be a list of texts.");
            Vec::new()
        })
    }

    /// The names of the fields that were sent.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// A field as it was sent.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// Whether null was sent.
    pub fn is_null(&self, name: &str) -> bool {
        self.values.get(name).is_some_and(Value::is_null)
    }

    /// Whether the field was sent.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// All fields as a draft.
    pub fn draft<T: DeserializeOwned>(self) -> Result<T, Refusal> {
        serde_json::from_value(Value::Object(self.values)).map_err(|error| Refusal::invalid("body", error.to_string()))
    }
}

impl FromRequest<AppState> for Fields {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Refusal> {
        let caller = request.extensions().get::<Caller>().cloned().ok_or(Refusal::NotAuthenticated)?;
        let kind = Kind::of(request.headers());
        let values = match kind {
            Kind::Parts => of_parts(request, state.config.limits.body).await?,
            Kind::Json | Kind::Form | Kind::Other => {
                let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
                    let too_large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
                    if too_large { Refusal::TooLarge } else { Refusal::invalid("body", "The body broke off.") }
                })?;
                match kind {
                    Kind::Form => of_form(&bytes)?,
                    // Nothing is nothing, whatever it is said to be.
                    Kind::Other if !bytes.is_empty() => return Err(Refusal::MediaType),
                    _ => of_json(&bytes)?,
                }
            }
        };
        for name in OWNERS {
            if let Some(sent) = values.get(name) {
                own(&caller, name, &as_text(sent))?;
            }
        }
        Ok(Self { values, is_form: matches!(kind, Kind::Form | Kind::Parts) })
    }
}

fn of_json(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Refusal::invalid("body", "The body must be a JSON object.")),
        Err(error) => Err(Refusal::invalid("body", format!("JSON parse error - {error}"))),
    }
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Yes or no by its word, or an error at its field.
pub fn flag(text: &str, name: &str, errors: &mut FieldErrors) -> bool {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "on" | "yes" => true,
        "" | "false" | "0" | "off" | "no" => false,
        _ => {
            errors.add(name, "This must be true or false.");
            false
        }
    }
}

/// Refuses an id in a field of a part of a body when it is somebody else's; other fields pass.
pub fn check_owner(caller: &Caller, name: &str, sent: &str) -> Result<(), Refusal> {
    if OWNERS.contains(&name) { own(caller, name, sent) } else { Ok(()) }
}

/// Refuses an id that is somebody else's.
fn own(caller: &Caller, name: &str, sent: &str) -> Result<(), Refusal> {
    let is_own = match name {
        "user_id" => caller.is_user(sent),
        _ => caller.is_tenant(sent),
    };
    // Null and empty name nobody.
    if is_own || sent.is_empty() || sent == "null" {
        return Ok(());
    }
    Err(Refusal::Denied(format!("{name} is not that of the token.")))
}

/// The one parameter of a path, whatever it is; bytes that are no text become one that names nothing.
#[derive(Debug)]
pub struct PathText(pub String);

impl<S: Send + Sync> FromRequestParts<S> for PathText {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let text = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(text.map_or_else(|_| char::REPLACEMENT_CHARACTER.to_string(), |Path(text)| text)))
    }
}

/// The id in a path; what is none names nothing, so it is missing like an id that is somebody else's.
pub fn path_id<T: FromStr>(text: &str, field: &str, missing: &str) -> Result<T, Refusal> {
    text.parse().map_err(|_| Refusal::Errors(StatusCode::NOT_FOUND, FieldErrors::one(field, missing)))
}

/// The parameters of a query by name; the last of several with one name stands.
#[derive(Debug)]
pub struct QueryFields {
    last: BTreeMap<String, String>,
    pairs: Vec<(String, String)>,
}

impl QueryFields {
    /// A parameter that was sent and is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.last.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// Every parameter that was sent and is not empty, in its order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.trim())).filter(|(_, value)| !value.is_empty())
    }

    /// A whole number, or an error at its field.
    pub fn whole(&self, name: &str, errors: &mut FieldErrors) -> Option<u64> {
        let text = self.get(name)?;
        let number = text.parse().ok();
        if number.is_none() {
            errors.add(name, "This must be a whole number.");
        }
        number
    }

    /// One of a few words, empty when not sent, or an error at its field that names them.
    pub fn word(&self, name: &str, words: &[&str], errors: &mut FieldErrors) -> String {
        let sent = self.get(name).unwrap_or_default();
        if !sent.is_empty() && !words.contains(&sent) {
            errors.add(name, format!("This must be one of: {}.", words.join(", ")));
        }
        sent.to_owned()
    }

    /// An id: a whole number above 0. Anything else names nothing, and is told as `missing`.
    pub fn id(&self, name: &str, missing: &str, errors: &mut FieldErrors) -> Option<i64> {
        let text = self.get(name)?;
        let id = text.parse().ok().filter(|id| *id > 0);
        if id.is_none() {
            errors.add(name, missing);
        }
        id
    }
}

impl<S: Send + Sync> FromRequestParts<S> for QueryFields {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let caller = parts.extensions.get::<Caller>().cloned().ok_or(Refusal::NotAuthenticated)?;
        let query = parts.uri.query().unwrap_or_default();
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(query).map_err(|_| Refusal::invalid("query", "The query can't be read."))?;
        let fields: BTreeMap<String, String> = pairs.iter().cloned().collect();
        for name in OWNERS {
            if let Some(sent) = fields.get(name) {
                own(&caller, name, sent)?;
            }
        }
        // PostgreSQL's text cannot hold NUL: refuse it here, at its field, rather than fail there.
        if let Some((name, _)) = pairs.iter().find(|(_, value)| value.contains('\0')) {
            return Err(Refusal::invalid(name, "This holds a NUL character."));
        }
        Ok(Self { last: fields, pairs })
    }
}
