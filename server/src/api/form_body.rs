//! The fields of a form, however it is sent: in the way of addresses, or in parts.

use super::envelope::Refusal;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header;
use multer::{Constraints, Multipart, SizeLimit};
use serde_json::{Map, Value};

/// What the kind of a body says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    /// Pairs, as a query has them.
    Form,
    /// Parts, as `curl -F` sends them.
    Parts,
    Other,
}

impl Kind {
    pub(super) fn of(headers: &HeaderMap) -> Kind {
        let kind = content_type(headers);
        if kind.starts_with("application/x-www-form-urlencoded") {
            Kind::Form
        } else if kind.starts_with("multipart/form-data") {
            Kind::Parts
        } else if kind.is_empty() || kind.starts_with("application/json") || kind.contains("+json") {
            Kind::Json
        } else {
            Kind::Other
        }
    }
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default()
}

/// The fields of a body of pairs.
pub(super) fn of_form(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let pairs = serde_urlencoded::from_bytes(bytes).map_err(|_| Refusal::invalid("body", "The form can't be read."))?;
    Ok(of_pairs(pairs))
}

/// The fields of a body of parts, of which there may be `most` bytes.
pub(super) async fn of_parts(request: Request, most: usize) -> Result<Map<String, Value>, Refusal> {
    let boundary = multer::parse_boundary(content_type(request.headers())).map_err(|_| Refusal::MediaType)?;
    // An upload may be larger than a body, and this one is kept in memory.
    let limits = Constraints::new().size_limit(SizeLimit::new().whole_stream(most as u64));
    let mut parts = Multipart::with_constraints(request.into_body().into_data_stream(), boundary, limits);
    let mut pairs = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(refused)? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            return Err(Refusal::invalid(&name, "Send this as a text: no file is taken here."));
        }
        let bytes = part.bytes().await.map_err(refused)?;
        let value = String::from_utf8(bytes.to_vec()).map_err(|_| Refusal::invalid(&name, "This is not UTF-8."))?;
        pairs.push((name, value));
    }
    Ok(of_pairs(pairs))
}

fn refused(error: multer::Error) -> Refusal {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => Refusal::TooLarge,
        _ => Refusal::invalid("body", "The body broke off, or is no multipart form."),
    }
}

/// The last of several with one name stands; `ids[]` and `ids[0]` are values of the list `ids`.
fn of_pairs(pairs: Vec<(String, String)>) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in pairs {
        let value = Value::String(value);
        let Some(list) = list_of(&name) else {
            fields.insert(name, value);
            continue;
        };
        match fields.entry(list).or_insert_with(|| Value::Array(Vec::new())) {
            Value::Array(values) => values.push(value),
            other => *other = Value::Array(vec![other.take(), value]),
        }
    }
    fields
}

/// The list that a name with brackets is a value of.
fn list_of(name: &str) -> Option<String> {
    let (list, place) = name.strip_suffix(']')?.rsplit_once('[')?;
    (!list.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit())).then(|| list.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_with_brackets_is_a_value_of_a_list() {
        for (form, fields) in [
            ("ids[]=2&ids[]=4", json!({ "ids": ["2", "4"] })),
            ("ids%5B0%5D=2&ids%5B1%5D=4", json!({ "ids": ["2", "4"] })),
            ("ids=1&ids[]=2", json!({ "ids": ["1", "2"] })),
            ("subject=a&subject=b", json!({ "subject": "b" })),
            ("a[b]=1&[]=2", json!({ "a[b]": "1", "[]": "2" })),
        ] {
            assert_eq!(Value::Object(of_form(form.as_bytes()).expect("it reads")), fields, "{form}");
        }
    }
}
