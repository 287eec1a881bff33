//! Requests of an operation, made of its parameters and its body's schema: about half of each part as they should be.

use crate::schema::Document;
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, header};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Map, Value, json};

/// Chance, the same for the same seed.
pub struct Dice(StdRng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        of.choose(&mut self.0).expect("there is something to choose")
    }
}

/// Things that there are.
pub struct Known {
    pub projects: Vec<String>,
    pub tasks: Vec<String>,
    pub number: i64,
    /// Two members and two companies other than the token's, of each one suspended; an open invitation.
    pub members: Vec<String>,
    pub companies: Vec<String>,
    pub invitation: String,
    /// Contacts, or companies, leads or deals, where the operation is of them.
    pub records: Vec<String>,
    /// The keys of the records, where old clients know them by one.
    pub keys: Vec<String>,
    pub contact: String,
    pub user: String,
}

/// An operation of the document.
pub struct Operation {
    method: Method,
    path: String,
    pub value: Value,
}

/// A request before it is one.
pub struct Drawn {
    method: Method,
    uri: String,
    headers: Vec<(&'static str, String)>,
    body: String,
    /// What it is, for who has to mend it.
    pub told: String,
}

/// Texts that break what is not careful.
const NASTY: [&str; 14] = [
    "",
    " ",
    "0",
    "-1",
    "1.5",
    "99999999999999999999999",
    "null",
    "true",
    "'; drop table project; --",
    "\u{0}",
    "🦉 \u{202e}x",
    "%",
    ">18446744073709551616",
    "../../etc/passwd",
];

/// Segments of a path that are no text, or look like more than one.
const RAW: [&str; 5] = ["%ff", "%c3%28", "%2f..%2f", "%00", "7%20"];

impl Operation {
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The family of records that it is of: `/api/v1/contacts/` and its sisters.
    pub fn family(&self) -> Option<String> {
        let families = ["contacts", "companies", "leads", "deals"].map(|family| format!("/api/v1/{family}/"));
        let calls = ["/crm/calls/", "/custom/views/"].map(str::to_owned);
        let campaigns = crate::campaigns::FAMILIES.map(str::to_owned);
        families.into_iter().chain(calls).chain(campaigns).find(|family| self.path.starts_with(family))
    }

    pub fn all(document: &Document) -> Vec<Self> {
        let paths = document.0["paths"].as_object().expect("paths");
        let methods = paths.iter().flat_map(|(path, item)| {
            item.as_object().expect("an item").iter().map(move |(method, value)| Self {
                method: method.to_uppercase().parse().expect("a method"),
                path: path.clone(),
                value: value.clone(),
            })
        });
        methods.collect()
    }

    /// A request by chance.
    pub fn request(&self, document: &Document, known: &Known, dice: &mut Dice) -> Drawn {
        let mut path = self.path.clone();
        let (mut query, mut headers) = (Vec::new(), Vec::new());
        // Of a dozen parameters one is always wrong: some requests have but a few.
        let often = *dice.one(&[15, 60]);
        for parameter in self.value["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().expect("a name");
            let schema = document.resolve(&parameter["schema"]);
            let lawful = dice.chance(75);
            let of_record = name == "id" && !known.records.is_empty();
            let value = if lawful && of_record {
                dice.one(&known.records).clone()
            } else if lawful {
                lawful_text(name, schema, known, dice)
            } else {
                (*dice.one(&NASTY)).to_owned()
            };
            match parameter["in"].as_str() {
                // An empty segment is another path.
                Some("path") => {
                    let value = match lawful || dice.chance(50) {
                        true if value.is_empty() => "x".to_owned(),
                        true => encoded(&value),
                        false => (*dice.one(&RAW)).to_owned(),
                    };
                    path = path.replace(&format!("{{{name}}}"), &value);
                }
                Some("query") if dice.chance(often) => query.push(format!("{name}={}", encoded(&value))),
                Some("header") if dice.chance(50) => headers.push(("if-match", value)),
                _ => {}
            }
        }
        if dice.chance(10) {
            let junk = ["user_id=1", "tenant_id=x", "%ff=%ff", "&&==", "page=%00", "unknown=1"];
            query.push((*dice.one(&junk)).to_owned());
        }
        let uri = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
        let (kind, body) = self.body(document, known, dice);
        headers.push(("content-type", kind));
        if dice.chance(10) {
            headers.push(("idempotency-key", (*dice.one(&["a", "b", "c"])).to_owned()));
        }
        let told = format!("{} {uri} {headers:?} {body}", self.method);
        Drawn { method: self.method.clone(), uri, headers, body, told }
    }

    fn body(&self, document: &Document, known: &Known, dice: &mut Dice) -> (String, String) {
        let json = "application/json".to_owned();
        let Some((kind, content)) =
            self.value["requestBody"]["content"].as_object().and_then(|kinds| kinds.iter().next())
        else {
            return (json, (*dice.one(&["", "", "{}", "[]", "{", "null"])).to_owned());
        };
        if kind != "application/json" {
            let project = dice.one(&known.projects).clone();
            let parts = format!(
                "--x\r\nContent-Disposition: form-data; name=\"project_id\"\r\n\r\n{project}\r\n\
                 --x\r\nContent-Disposition: form-data; name=\"format\"\r\n\r\ncsv\r\n\
                 --x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\noral\r\n\
                 --x\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nthe fair\r\n\
                 --x\r\nContent-Disposition: form-data; name=\"consent_id\"\r\n\r\n1\r\n\
                 --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n4152120000\r\n--x--\r\n"
            );
            let kind = if dice.chance(80) { format!("{kind}; boundary=x") } else { kind.clone() };
            return (kind, (*dice.one(&["", &parts, &parts, "--x", "junk"])).to_owned());
        }
        if dice.chance(10) {
            let junk = ["", "[]", "7", "{", "\"x\"", "null", "{\"name\": \"\\u0000\"}", "{\"name\":1,\"name\":2}"];
            return (json, (*dice.one(&junk)).to_owned());
        }
        if dice.chance(5) {
            return ("application/x-www-form-urlencoded".to_owned(), "name=Form&quantity=5&version=1".to_owned());
        }
        if dice.chance(3) {
            return ((*dice.one(&["text/plain", "image/png"])).to_owned(), "{}".to_owned());
        }
        (json, Value::Object(object(document, document.resolve(&content["schema"]), known, dice)).to_string())
    }
}

fn object(document: &Document, schema: &Value, known: &Known, dice: &mut Dice) -> Map<String, Value> {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut fields = Map::new();
    let fields_of = schema["properties"].as_object().map_or(0, Map::len);
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        // What is needed by a new thing alone can't be declared so; and of very many fields a few are enough.
        let needed = required.contains(&name.as_str()) || ["subject", "start_time", "confirm"].contains(&name.as_str());
        let share = if needed {
            95
        } else if fields_of > 15 {
            12
        } else {
            40
        };
        if dice.chance(share) {
            fields.insert(name.clone(), value(document, name, document.resolve(schema), known, dice));
        }
    }
    if dice.chance(5) {
        fields.insert((*dice.one(&["user_id", "tenant_id", "__proto__", ""])).to_owned(), json!(1));
    }
    fields
}

fn value(document: &Document, name: &str, schema: &Value, known: &Known, dice: &mut Dice) -> Value {
    if dice.chance(12) {
        let wrong =
            [json!(null), json!([]), json!({}), json!(true), json!(-1), json!(1e300), json!(u64::MAX), json!([[[]]])];
        return dice.one(&wrong).clone();
    }
    if dice.chance(8) {
        return json!(dice.one(&NASTY));
    }
    if is_a(schema, "object") {
        return Value::Object(object(document, schema, known, dice));
    }
    if is_a(schema, "array") {
        let items = document.resolve(&schema["items"]);
        let many = dice.0.random_range(0..4);
        return (0..many).map(|_| value(document, name, items, known, dice)).collect();
    }
    let text = lawful_text(name, schema, known, dice);
    // Old clients send numbers as texts.
    let typed = if dice.chance(15) { None } else { text.parse::<i64>().ok().filter(|_| is_a(schema, "integer")) };
    match (typed, text.as_str()) {
        (Some(number), _) => json!(number),
        (None, "true" | "false") if is_a(schema, "boolean") => json!(text == "true"),
        _ => json!(text),
    }
}

fn is_a(schema: &Value, name: &str) -> bool {
    let kind = &schema["type"];
    kind == name || kind.as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == name))
}

/// A value that the name and the schema allow.
fn lawful_text(name: &str, schema: &Value, known: &Known, dice: &mut Dice) -> String {
    if let Some(words) = schema["enum"].as_array() {
        return dice.one(words).as_str().unwrap_or_default().to_owned();
    }
    // The last few numbers: one that was looked up is not looked up again.
    let number = (known.number - dice.0.random_range(0..5)).to_string();
    let some: Vec<&str> = match name {
        "id" | "ids" | "call_id" | "view_id" if !known.records.is_empty() => return dice.one(&known.records).clone(),
        "campaign_id" | "campaign" | "dial_id" | "batch_id" | "dead_letter_id" if !known.records.is_empty() => {
            return dice.one(&known.records).clone();
        }
        "action" => vec!["resume", "pause", "drain", "cancel"],
        "topic" => vec!["dial.failed", "attempt.lost"],
        "provider_id" => vec!["1"],
        "max_concurrent" | "calls_per_second" | "max_attempts" | "day_cap" | "lifetime_cap" | "longest_call" => {
            vec!["1", "20"]
        }
        "retry_policy" => vec!["{}"],
        "consent_kinds" => vec!["oral", "written"],
        "settled"
        | "dialled"
        | "is_active"
        | "consent_required"
        | "enforce_hours"
        | "log_calls"
        | "use_campaign_numbers" => vec!["true", "false"],
        "verdict" => vec!["NO_CONSENT", "ALLOWED"],
        "outcome" => vec!["PICKED", "RNR"],
        "accepted.from" | "accepted.to" | "put.from" | "put.to" => vec!["2026-07-06"],
        "starts_at" => vec!["2099-01-01T09:00:00Z"],
        "view_ukey" if !known.keys.is_empty() => return dice.one(&known.keys).clone(),
        "record_id" | "call_for_id" | "related_to_id" => return known.contact.clone(),
        "owner_id" | "assigned_to_id" => return known.user.clone(),
        "subject" => return format!("subject {}", dice.0.random_range(0..1_000_000)),
        "call_for" | "related_to" | "module" if is_a(schema, "string") => vec!["contact"],
        "module" | "module_id" | "type_id" | "purpose_id" | "query_type" => vec!["1"],
        "value" | "closed" | "active" | "deletable" | "pinned" | "restore" => vec!["0", "1"],
        "view" => vec!["my_calls", "calls_today", "all_calls"],
        "start_time" | "end_time" => vec!["2026-11-21T10:15:00Z"],
        "duration" => vec!["5m 30s", "90"],
        "purpose" => vec!["Demo", "Desk"],
        "status_id" => vec!["1", "2", "5"],
        "reminder" => vec!["15"],
        "visibility" => vec!["private", "shared"],
        "columns" => vec!["subject", "status"],
        "confirm" => vec!["DELETE"],
        "today_date" => vec!["2026-11-21"],
        "id" | "project_id" => return dice.one(&known.projects).clone(),
        "member_id" => return dice.one(&known.members).clone(),
        "invitation_id" => return known.invitation.clone(),
        "company_id" => return dice.one(&known.companies).clone(),
        "email" => return format!("ann{}@example.com", dice.0.random_range(0..1_000_000)),
        "slug" => return format!("slug-{}", dice.0.random_range(0..1_000_000)),
        "role" => vec!["agent", "viewer", "admin"],
        "state" => vec!["active", "suspended"],
        "days" => vec!["1", "7", "30"],
        "person" => vec!["ann", "owner"],
        "jobs_max" => vec!["1", "100"],
        "task_id" => return dice.one(&known.tasks).clone(),
        "phone_id" | "phone_ids" | "selectedNumbers" => vec![&number, "1", "2"],
        "phone_number" | "phone_numbers" | "number" | "numbers" | "phone" => {
            vec!["4152000001", "+1 415 200 0002", "14152000003"]
        }
        "region" => vec!["FL", "ON", "BHS"],
        "consent_id" => vec!["1", "2"],
        // Of a consent, or of what changed between two versions: a word of either is lawful somewhere.
        "reason" | "source" => vec!["asked for it", "the fair"],
        "given_at" | "expires_at" => vec!["2026-01-02", "2099-01-01T10:15:00Z"],
        "source.contains" => vec!["fair"],
        "given.from" | "recorded.from" | "added.from" | "created.from" | "expected_close" => vec!["2026-07-06"],
        "prefix" => vec!["415200", "212300"],
        "kind" => vec!["came", "changed", "withdrawn", "oral", "web_form", "oral"],
        "verb" => vec!["project.create", "number.generate"],
        "door" => vec!["page", "rest"],
        "acting" => vec!["true", "false"],
        "at.from" | "at.to" => vec!["2026-01-01", "2999-12-31"],
        "from" => vec!["1", "2026-01-01"],
        "to" => vec!["2", "2026-12-31"],
        "area_code" => vec!["415", "212", "628"],
        "quantity" => vec!["1", "25", "1000"],
        "batch_size" | "validation_batch_size" => vec!["100", "1000"],
        "page" => vec!["1", "2", "500"],
        "page_size" => vec!["1", "20", "200"],
        "count" => vec!["exact", "capped"],
        "status" => vec!["active", "completed", "pending", "PICKED"],
        "priority" => vec!["low", "urgent"],
        "date" | "start_date" | "end_date" => vec!["2026-07-06", "2026-12-31"],
        "If-Match" => vec!["\"1\"", "*", "2"],
        "type" if !known.records.is_empty() => vec!["inbound", "outbound"],
        "type" | "type_filter" => vec!["Mobile", "Landline"],
        "format" => vec!["csv", "json"],
        "cursor" => vec![">9999", "<1"],
        "version" => vec!["1", "2"],
        "other_id" => return dice.one(&known.records).clone(),
        "stage" => vec!["new", "prospect", "customer", "qualification"],
        "label" => vec!["work", "mobile"],
        "filter" => vec!["created.from=2026-01-01", ""],
        "fields" => vec!["name", "stage"],
        "website" => vec!["example.com"],
        "time_zone" => vec!["America/Denver"],
        "amount" => vec!["12.50", "1000"],
        "currency" => vec!["USD", "CAD"],
        "take" => vec!["name", "stage"],
        "sort" => vec!["name", "created", "-created", "joined", "added", "-number", "prefix"],
        "name" => return format!("name {}", dice.0.random_range(0..1_000_000)),
        _ if is_a(schema, "integer") => vec!["1", "7", "1000"],
        _ if is_a(schema, "boolean") => vec!["true", "false"],
        _ => vec!["a", "Bay", "AT&T"],
    };
    (*dice.one(&some)).to_owned()
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

impl Drawn {
    pub fn into_http(self, token: &str) -> Request<Body> {
        let mut request = Request::builder()
            .method(self.method)
            .uri(self.uri)
            .header(header::AUTHORIZATION, format!("Token {token}"))
            .body(Body::from(self.body))
            .expect("it is well-formed");
        for (name, value) in self.headers {
            // What can't be a header, no client can send.
            if let Ok(value) = HeaderValue::from_str(&value) {
                request.headers_mut().insert(name, value);
            }
        }
        request
    }
}
