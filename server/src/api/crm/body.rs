//! What a body says of a record's fields, for making one and for changing one.

use crate::api::input::Fields;
use domain::FieldErrors;
use domain::crm::{Draft, Field, Kind};
use serde_json::Value;
use utoipa::ToSchema;

/// A phone.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct PhoneBody {
    /// In any usual notation; one abroad begins with + and its country code.
    #[schema(examples("+14155550123"))]
    number: String,
    /// mobile, work, home or other; mobile when not given.
    label: Option<String>,
}

/// A contact. In an edit a field that is not sent stays, and null or an empty text takes away.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct ContactBody {
    /// 1 to 200 characters; a new one needs it.
    #[schema(examples("Maria Lopez"))]
    name: Option<String>,
    /// At most 10, the first is the primary one; the list takes the place of the one there is.
    phones: Option<Vec<PhoneBody>>,
    email: Option<String>,
    /// The company's name; one is made of it where there is none of that name.
    company: Option<String>,
    /// The company, where its id is known.
    company_id: Option<i64>,
    /// new, engaged, customer or former.
    stage: Option<String>,
    /// A member's id; the token's own for a new one when not given.
    owner_id: Option<i64>,
    /// An IANA name, such as America/Denver.
    time_zone: Option<String>,
    /// At most 20.
    tags: Option<Vec<String>>,
    /// Up to 10,000 characters.
    notes: Option<String>,
    /// The version that an edit is of; with another one nothing is changed, and 409 tells the record as it is.
    version: Option<i64>,
}

/// A company. In an edit a field that is not sent stays, and null or an empty text takes away.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct CompanyBody {
    /// 1 to 200 characters; a new one needs it.
    #[schema(examples("Acme Dental"))]
    name: Option<String>,
    /// At most 10, the first is the primary one; the list takes the place of the one there is.
    phones: Option<Vec<PhoneBody>>,
    email: Option<String>,
    website: Option<String>,
    /// prospect, customer, partner or former.
    stage: Option<String>,
    /// A member's id; the token's own for a new one when not given.
    owner_id: Option<i64>,
    /// At most 20.
    tags: Option<Vec<String>>,
    /// Up to 10,000 characters.
    notes: Option<String>,
    /// The version that an edit is of.
    version: Option<i64>,
}

/// A lead. In an edit a field that is not sent stays, and null or an empty text takes away.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct LeadBody {
    /// 1 to 200 characters; a new one needs it.
    #[schema(examples("Ann Chu"))]
    name: Option<String>,
    /// At most 10, the first is the primary one; the list takes the place of the one there is.
    phones: Option<Vec<PhoneBody>>,
    email: Option<String>,
    /// A text: a company is made of it when the lead is converted.
    company: Option<String>,
    /// new, working, qualified or unqualified.
    stage: Option<String>,
    source: Option<String>,
    /// A member's id; the token's own for a new one when not given.
    owner_id: Option<i64>,
    /// At most 20.
    tags: Option<Vec<String>>,
    /// Up to 10,000 characters.
    notes: Option<String>,
    /// The version that an edit is of.
    version: Option<i64>,
}

/// A deal. In an edit a field that is not sent stays, and null or an empty text takes away.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct DealBody {
    /// 1 to 200 characters; a new one needs it.
    #[schema(examples("40 phones for Acme Dental"))]
    name: Option<String>,
    /// Such as 12500.00.
    amount: Option<String>,
    /// USD, CAD, MXN, EUR, GBP or CHF; USD when not given.
    currency: Option<String>,
    /// qualification, proposal, negotiation, won or lost.
    stage: Option<String>,
    /// The company's name; one is made of it where there is none of that name.
    company: Option<String>,
    /// The company, where its id is known.
    company_id: Option<i64>,
    contact_id: Option<i64>,
    /// YYYY-MM-DD.
    expected_close: Option<String>,
    /// A member's id; the token's own for a new one when not given.
    owner_id: Option<i64>,
    /// At most 20.
    tags: Option<Vec<String>>,
    /// Up to 10,000 characters.
    notes: Option<String>,
    /// The version that an edit is of.
    version: Option<i64>,
}

/// The fields that were sent, as a draft.
pub(super) fn draft(kind: Kind, fields: &Fields, errors: &mut FieldErrors) -> Draft {
    let mut draft = Draft::default();
    for field in Field::of(kind) {
        let id = [field.name(), "_id"].concat();
        let text = match field {
            Field::Phones => fields.has("phones").then(|| phones(fields, errors)),
            Field::Tags => fields.has("tags").then(|| fields.texts("tags", errors).join(", ")),
            Field::Owner => fields.has(&id).then(|| number(fields, &id, errors)),
            Field::Company | Field::Contact if kind != Kind::Lead && fields.has(&id) => {
                let number = number(fields, &id, errors);
                Some(if number.is_empty() { number } else { format!("#{number}") })
            }
            Field::Amount => fields.has("amount").then(|| fields.text("amount", errors)),
            other => fields.has(other.name()).then(|| fields.only_text(other.name(), errors)),
        };
        if let Some(text) = text {
            draft = draft.with(*field, text);
        }
    }
    draft
}

fn number(fields: &Fields, name: &str, errors: &mut FieldErrors) -> String {
    fields.whole(name, errors).map(|number| number.to_string()).unwrap_or_default()
}

/// Objects with number and label, or texts as the form has them.
fn phones(fields: &Fields, errors: &mut FieldErrors) -> String {
    let line = |value: &Value| match value {
        Value::String(text) => Some(text.replace(['\n', '\r'], " ")),
        Value::Object(phone) => {
            let number = phone.get("number")?.as_str()?;
            let label = phone.get("label").filter(|label| !label.is_null()).map_or(Some("mobile"), Value::as_str)?;
            Some(format!("{} {}", number.replace(['\n', '\r'], " "), label.replace(char::is_whitespace, "_")))
        }
        _ => None,
    };
    let lines: Option<Vec<String>> = match fields.value("phones") {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::String(text)) => return text.clone(),
        Some(Value::Array(phones)) => phones.iter().map(line).collect(),
        Some(_) => None,
    };
    lines.map(|lines| lines.join("\n")).unwrap_or_else(|| {
        errors.add("phones", "This must be a list of phones, each with number and label.");
        String::new()
    })
}
