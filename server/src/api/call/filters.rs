//! Which calls somebody means: the fields that old clients send, and the portal's own filters beside them.

use super::answer::missing_as;
use super::body::sent;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use domain::FieldErrors;
use domain::Scope;
use domain::call::{PurposeWish, Status, party_of_word, party_word, read_duration, view_of_word};
use domain::filter::{CALL_FIELDS, Calls, Filter, ListQuery, parse_pairs};
use domain::id::ViewId;
use domain::ukey::id_of_ukey;
use engine::Engine;

/// What says how the answer is cut, and no call.
const OF_LIST: [&str; 8] = ["page", "limit", "cursor", "count", "sort", "user_id", "tenant_id", "filters"];

/// The names that old clients send, beside `filters`.
const NAMES: [&str; 25] = [
    "view",
    "subject",
    "type",
    "type_id",
    "purpose",
    "purpose_id",
    "start_time",
    "from",
    "to",
    "duration",
    "call_for",
    "call_for_id",
    "related_to",
    "related_to_id",
    "owner_id",
    "assigned_to_id",
    "status_id",
    "today_date",
    "favorite",
    "closed",
    "active",
    "deleted",
    "tag",
    "ids",
    "id",
];

/// What is said of a field that is no filter, where one that was passed over would touch more calls than were meant.
const NO_FILTER: &str = "There is no such filter.";

/// The calls that a body asks for, in its order: those of its view of which everything else holds that it names. `own` are fields of the operation itself; unless `strict`, what is no filter
/// is passed over, as the old platform did: its clients send more than they are asked for.
pub async fn wanted(
    engine: &Engine,
    scope: &Scope,
    fields: &Fields,
    own: &[&str],
    strict: bool,
) -> Result<ListQuery<Calls>, Refusal> {
    let mut errors = FieldErrors::new();
    let view = text(fields, "view", &mut errors);
    let mut of_view = if view.is_empty() { Vec::new() } else { of_view(engine, scope, &view).await? };
    let purposes = engine::call::purposes(engine, scope).await?;
    let mut groups: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for name in NAMES.into_iter().filter(|name| !own.contains(name) && *name != "view") {
        let mut of_name = Vec::new();
        for typed in fields.words(name, &mut errors) {
            if typed == "null" {
                continue;
            }
            match pair(name, &typed, &purposes) {
                Ok(pair) => of_name.extend(pair.map(|(key, value)| (key.to_owned(), value))),
                Err(text) => errors.add(name, text),
            }
        }
        if name == "today_date" && !of_name.is_empty() {
            // A day in place of today: the client's own.
            of_view.retain(|(key, _)| key != "when");
        }
        narrow(&mut groups, of_name);
    }
    let mut beside = Vec::new();
    for name in fields.names().map(str::to_owned).collect::<Vec<_>>() {
        let known = NAMES.contains(&name.as_str()) || OF_LIST.contains(&name.as_str()) || own.contains(&name.as_str());
        if known {
            continue;
        }
        if is_grammar(&name) {
            beside.extend(fields.words(&name, &mut errors).into_iter().map(|word| (name.clone(), word)));
        } else if strict {
            errors.add(name, NO_FILTER);
        }
    }
    groups.extend([beside, of_filters(fields, &mut errors)]);
    let mut order = Vec::new();
    for name in ["sort", "cursor"] {
        let typed = text(fields, name, &mut errors);
        order.extend((!typed.is_empty()).then(|| (name.to_owned(), typed)));
    }
    groups.push(order);
    both(of_view, groups, errors)
}

/// Adds what one field asks for. What another asks of the same key has to hold as well, so it stands in a group of its own.
fn narrow(groups: &mut Vec<Vec<(String, String)>>, of_name: Vec<(String, String)>) {
    let is_taken =
        |group: &[(String, String)]| of_name.iter().any(|(key, _)| group.iter().any(|(known, _)| known == key));
    match groups.first_mut() {
        Some(first) if !is_taken(first) => first.extend(of_name),
        _ => groups.push(of_name),
    }
}

/// What a view asks for and what each of several groups of pairs does: all of it holds. A later order goes before an earlier one.
fn both(
    of_view: Vec<(String, String)>,
    groups: Vec<Vec<(String, String)>>,
    mut errors: FieldErrors,
) -> Result<ListQuery<Calls>, Refusal> {
    let mut query = ListQuery::<Calls>::default();
    for group in std::iter::once(of_view).chain(groups) {
        let ordered = |key: &str| group.iter().any(|(known, _)| known == key);
        let (sorted, goes_on) = (ordered("sort"), ordered("cursor"));
        match ListQuery::<Calls>::parse(group) {
            Ok(read) => {
                match query.filter.and(&read.filter) {
                    Ok(filter) => query.filter = filter,
                    Err(wrong) => errors.merge(wrong),
                }
                query.sort = if sorted { read.sort } else { query.sort };
                query.cursor = if goes_on { read.cursor } else { query.cursor };
            }
            Err(wrong) => errors.merge(wrong),
        }
    }
    errors.into_result(query).map_err(Into::into)
}

/// The same as a filter alone, where nothing may be passed over.
pub async fn meant(engine: &Engine, scope: &Scope, fields: &Fields, own: &[&str]) -> Result<Filter<Calls>, Refusal> {
    Ok(wanted(engine, scope, fields, own, true).await?.filter)
}

fn is_grammar(name: &str) -> bool {
    let name = name.split('.').next().unwrap_or_default();
    CALL_FIELDS.iter().any(|field| field.name == name)
}

/// The pairs of `filters`: an object of the portal's filters, or a query as its addresses have it.
pub fn of_filters(fields: &Fields, errors: &mut FieldErrors) -> Vec<(String, String)> {
    if let Some(serde_json::Value::String(query)) = fields.value("filters") {
        return parse_pairs(query);
    }
    let inner = fields.object("filters", errors);
    let names: Vec<String> = inner.names().map(str::to_owned).collect();
    let mut pairs = Vec::new();
    for name in names {
        pairs.extend(inner.words(&name, errors).into_iter().map(|word| (name.clone(), word)));
    }
    pairs
}

fn text(fields: &Fields, name: &str, errors: &mut FieldErrors) -> String {
    sent(fields, name, errors).unwrap_or_default().trim().to_owned()
}

async fn of_view(engine: &Engine, scope: &Scope, word: &str) -> Result<Vec<(String, String)>, Refusal> {
    if let Some(view) = view_of_word(word) {
        // The newest comes first here, whatever order people see a view in; but one is named for its order.
        let ordered = word == "start_time";
        return Ok(parse_pairs(view.query).into_iter().filter(|(key, _)| ordered || key != "sort").collect());
    }
    let missing = missing_as("Custom view not found");
    let id = id_of_ukey(scope.tenant(), word).ok_or_else(|| missing(engine::Error::NotFound))?;
    let view = engine::view::get(engine, scope, ViewId(id)).await.map_err(&missing)?;
    if view.list != engine::view::CALLS {
        return Err(missing(engine::Error::NotFound));
    }
    Ok(parse_pairs(&view.query))
}

/// A field of an old client as a pair of the grammar; `None` where it asks for nothing.
fn pair(name: &str, typed: &str, purposes: &[domain::call::Purpose]) -> Result<Option<(&'static str, String)>, String> {
    let word = |key| Ok(Some((key, typed.to_owned())));
    // Old clients send 0 for nobody in particular.
    let id = |key| if typed == "0" { Ok(None) } else { word(key) };
    let party = |key| {
        let kind = party_of_word(typed).ok_or("This must be contact, lead, account or deal.")?;
        Ok(Some((key, party_word(kind).to_owned())))
    };
    match name {
        "subject" => word("subject.contains"),
        "type" | "type_id" => {
            let way = domain::call::Direction::read(typed).ok_or("This must be inbound or outbound.")?;
            Ok(Some(("direction", way.as_str().to_owned())))
        }
        "purpose" | "purpose_id" => match PurposeWish::read(typed) {
            Some(PurposeWish::Id(id)) => Ok(Some(("purpose", id.to_string()))),
            Some(PurposeWish::Name(name)) => {
                let known = purposes.iter().find(|purpose| purpose.name.to_lowercase() == name.to_lowercase());
                let known = known.ok_or("There is no such purpose.")?;
                Ok(Some(("purpose", known.id.to_string())))
            }
            None => Ok(None),
        },
        "start_time" | "today_date" => Ok(Some(("start", day(typed)?))),
        "from" => Ok(Some(("start.from", bound(typed)?))),
        "to" => Ok(Some(("start.to", bound(typed)?))),
        "duration" => Ok(Some(("duration", read_duration(typed)?.to_string()))),
        "call_for" => party("for"),
        "call_for_id" => id("for_id"),
        "related_to" => party("related"),
        "related_to_id" => id("related_id"),
        "owner_id" => id("owner"),
        "assigned_to_id" => id("assigned"),
        "status_id" => {
            let status = Status::read(typed).ok_or("This must be 1, 2, 3, 4 or 5.")?;
            Ok(Some(("status", status.as_str().to_owned())))
        }
        "favorite" => word("favourite"),
        "closed" => word("closed"),
        "active" => word("active"),
        "deleted" => word("deleted"),
        "tag" => word("tag"),
        "ids" | "id" => id("id"),
        _ => Ok(None),
    }
}

/// A moment with its offset as it is, and the day of anything else.
fn bound(typed: &str) -> Result<String, String> {
    let offset = typed.get(10..).is_some_and(|time| time.ends_with(['Z', 'z']) || time.contains(['+', '-']));
    if offset { Ok(typed.to_owned()) } else { day(typed) }
}

/// The day of a moment, which the grammar reads.
fn day(typed: &str) -> Result<String, String> {
    typed.get(..10).map(str::to_owned).ok_or_else(|| "This must be a date, such as 2026-07-06.".to_owned())
}

/// What documents the filters of a body.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct CallFilterBody {
    /// all_calls, calls_today, calls_this_week, my_calls, missed_calls, connected_calls, favorite_calls, start_time,
    /// related_to_contacts, _leads, _accounts, _deals, or a saved view's ukey.
    view: Option<String>,
    /// A part of the subject, in any case.
    subject: Option<String>,
    #[schema(rename = "type")]
    direction: Option<String>,
    /// A purpose's name.
    purpose: Option<String>,
    purpose_id: Option<i64>,
    /// The day of the start, as it is written.
    start_time: Option<String>,
    /// From this day on, or from this moment, with its offset.
    from: Option<String>,
    /// To this day, or to this moment, both included.
    to: Option<String>,
    duration: Option<String>,
    related_to: Option<String>,
    related_to_id: Option<i64>,
    call_for: Option<String>,
    call_for_id: Option<i64>,
    owner_id: Option<i64>,
    assigned_to_id: Option<i64>,
    status_id: Option<String>,
    /// The client's own day in place of today's.
    today_date: Option<String>,
    /// Any filter of the portal's addresses: `status`, `start.from`, `mine` and so on; or such an address's query.
    filters: Option<std::collections::BTreeMap<String, String>>,
    /// created or start, with a - before it for descending.
    sort: Option<String>,
    /// Counted from 1, to row 10,000.
    page: Option<u64>,
    /// 1 to 200, 20 when not given.
    limit: Option<u64>,
    /// Goes on where an answer's `pagination.cursor` says.
    cursor: Option<String>,
    /// exact counts on, past 10,000.
    count: Option<String>,
}
