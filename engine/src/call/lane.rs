//! The list of calls, for [`crate::reach`]: which index names the calls of a condition, and what holds for each.

use crate::here::Here;
use crate::reach::{Reach, asks_for_deleted, deleted_holds};
use crate::selection::{Clause, Column};
use domain::activity::EntityKind;
use domain::call::{Direction, Status, When, party_of_word};
use domain::crm::Search;
use domain::filter::{Calls, Condition, Filter, Operator};
use time::{Duration, OffsetDateTime};

/// The calls that match, as `here` means it; deleted ones only where the filter asks for them.
pub(crate) fn reach<'f>(filter: &'f Filter<Calls>, here: &'f Here) -> Reach<'f> {
    let deleted = asks_for_deleted(filter);
    Reach {
        table: "call",
        conditions: filter.conditions(),
        standing: if deleted { "r.deleted_at is not null" } else { "r.deleted_at is null" },
        lane: Box::new(move |clause, condition| lane(clause, here, deleted, condition)),
        narrow: Box::new(move |clause, condition| if deleted { None } else { narrow(clause, condition) }),
        holds: Box::new(move |clause, condition| holds(clause, here, condition)),
    }
}

fn status_code(word: &str) -> i16 {
    Status::read(word).map_or(0, Status::code)
}

fn direction_code(word: &str) -> i16 {
    Direction::read(word).map_or(0, Direction::code)
}

fn party_code(word: &str) -> i16 {
    party_of_word(word).map_or(0, |kind| kind.entity().code())
}

/// One value of a condition whose index goes on in the order of ids.
fn narrow(clause: &mut Clause, condition: &Condition) -> Option<String> {
    if condition.operator != Operator::Is {
        return None;
    }
    if condition.field.name == "favourite" {
        return (condition.bool() == Some(true)).then(|| "r.favourite".to_owned());
    }
    if condition.values.len() != 1 {
        return None;
    }
    let column = match condition.field.name {
        "owner" => "owner_id",
        "assigned" => "assigned_to_id",
        "purpose" => "purpose_id",
        "status" => {
            let code = status_code(condition.texts().next()?);
            return Some(format!("r.status = {}", clause.value(code)));
        }
        _ => return None,
    };
    let id = condition.ids().next()?;
    Some(format!("r.{column} = {}", clause.value(id)))
}

/// The query of ids that a condition leads to; `None` where it has no index. Most indexes hold the living alone.
fn lane(clause: &mut Clause, here: &Here, deleted: bool, condition: &Condition) -> Option<String> {
    if condition.operator == Operator::Not {
        return None;
    }
    let of = |condition: String| format!("select id from call where tenant_id = $1 and {condition}");
    let living = |condition: String| (!deleted).then(|| of(format!("{condition} and deleted_at is null")));
    let ids = |clause: &mut Clause| clause.value(condition.ids().collect::<Vec<i64>>());
    match condition.field.name {
        "id" => Some(of(format!("id = any({})", ids(clause)))),
        "owner" => living(format!("owner_id = any({})", ids(clause))),
        "assigned" => living(format!("assigned_to_id = any({})", ids(clause))),
        "purpose" => living(format!("purpose_id = any({})", ids(clause))),
        "for_id" => Some(of(format!("call_for in (1, 2, 3) and call_for_id = any({})", ids(clause)))),
        "related_id" => Some(of(format!("related_to in (1, 2, 3, 4) and related_to_id = any({})", ids(clause)))),
        "status" => {
            let codes: Vec<i16> = condition.texts().map(status_code).collect();
            living(format!("status = any({})", clause.value(codes)))
        }
        "for" | "related" => {
            let codes: Vec<i16> = condition.texts().map(party_code).collect();
            let column = if condition.field.name == "for" { "call_for" } else { "related_to" };
            Some(of(format!("{column} = any({})", clause.value(codes))))
        }
        "when" | "start" => {
            let holds = between(clause, "start_time", &bounds(here, condition));
            living(format!("({holds})"))
        }
        "mine" if condition.bool() == Some(true) && !deleted => {
            let person = clause.value(here.person.map_or(0, |person| person.0));
            let lane = |column: &str| of(format!("{column} = {person} and deleted_at is null"));
            Some(format!("{} union all {}", lane("owner_id"), lane("assigned_to_id")))
        }
        "favourite" if condition.bool() == Some(true) => living("favourite".to_owned()),
        "demo" if condition.bool() == Some(true) => Some(of("demo_batch is not null".to_owned())),
        "subject" | "tag" => {
            let texts: Vec<String> = condition.texts().map(str::to_owned).collect();
            let lanes: Option<Vec<String>> = texts.iter().map(|text| of_text(clause, condition, text)).collect();
            lanes.filter(|lanes| !lanes.is_empty()).map(|lanes| lanes.join(" union all "))
        }
        _ => None,
    }
}

fn of_text(clause: &mut Clause, condition: &Condition, text: &str) -> Option<String> {
    let code = EntityKind::Call.code();
    let ids = format!("select entity_id as id from search_word where tenant_id = $1 and entity_type = {code}");
    if condition.field.name == "tag" {
        let fits = if condition.operator == Operator::Is { "=" } else { "^@" };
        return Some(format!("{ids} and word {fits} {}", clause.value(Search::tag(text))));
    }
    // Whatever has the text has a word that holds this part of it. The longest is the rarest, most times.
    let part = Search::words(text).into_iter().max_by_key(String::len)?;
    let part = clause.value(part);
    // An array, not a join: the planner believes nothing of what it can't see into.
    Some(format!(
        "{ids} and word = any(array(select word from subject_word where tenant_id = $1 and position({part} in word) > 0))"
    ))
}

/// What holds for a call `r` that the condition is true of.
fn holds(clause: &mut Clause, here: &Here, condition: &Condition) -> String {
    let column = match condition.field.name {
        "id" => Column::Id("r.id"),
        "owner" => Column::Id("r.owner_id"),
        "assigned" => Column::Id("r.assigned_to_id"),
        "purpose" => Column::Id("r.purpose_id"),
        "for_id" => Column::Id("r.call_for_id"),
        "related_id" => Column::Id("r.related_to_id"),
        "status" => Column::Code("r.status", status_code),
        "direction" => Column::Code("r.direction", direction_code),
        "for" => Column::Code("r.call_for", party_code),
        "related" => Column::Code("r.related_to", party_code),
        "favourite" => Column::Truth("r.favourite"),
        "closed" => Column::Truth("r.closed"),
        "active" => Column::Truth("r.active"),
        "demo" => Column::Truth("(r.demo_batch is not null)"),
        // The list keeps to it already, unless the filter asks for both by conditions that hold together.
        "deleted" => return deleted_holds(condition).to_owned(),
        "mine" => {
            let person = clause.value(here.person.map_or(0, |person| person.0));
            let mine = format!("coalesce(r.owner_id = {person} or r.assigned_to_id = {person}, false)");
            return match condition.bool() {
                Some(true) => mine,
                Some(false) => format!("not {mine}"),
                None => "true".to_owned(),
            };
        }
        "when" | "start" | "created" | "made" => {
            let made = ["created", "made"].contains(&condition.field.name);
            let column = if made { "r.created_at" } else { "r.start_time" };
            let holds = between(clause, column, &bounds(here, condition));
            return if condition.operator == Operator::Not { format!("not ({holds})") } else { format!("({holds})") };
        }
        "duration" => {
            let figure = clause.value(condition.figure().unwrap_or(0));
            let fits = match condition.operator {
                Operator::From => ">=",
                Operator::To => "<=",
                _ => return durations(clause, condition),
            };
            return format!("(r.duration_s {fits} {figure})");
        }
        "subject" | "tag" => {
            let texts: Vec<String> = condition.texts().map(str::to_owned).collect();
            let any: Vec<String> = texts.iter().map(|text| text_holds(clause, condition, text)).collect();
            return format!("({})", any.join(" or "));
        }
        // A field nobody told us the column of must not widen the selection.
        _ => return "false".to_owned(),
    };
    clause.condition_on(condition, column)
}

/// Any of several lengths.
fn durations(clause: &mut Clause, condition: &Condition) -> String {
    let lengths: Vec<i64> = condition
        .values
        .iter()
        .filter_map(|value| if let domain::filter::Value::Figure(figure) = value { Some(*figure) } else { None })
        .collect();
    format!("(r.duration_s = any({}))", clause.value(lengths))
}

fn text_holds(clause: &mut Clause, condition: &Condition, text: &str) -> String {
    if condition.field.name != "tag" {
        // Any part of it, in any case, sign by sign.
        return format!("position({} in lower(r.subject)) > 0", clause.value(text.to_lowercase()));
    }
    let code = EntityKind::Call.code();
    let fits = if condition.operator == Operator::Is { "=" } else { "^@" };
    let word = clause.value(Search::tag(text));
    // A scalar subquery: the planner would make a join of `exists`, and read every word there is. Most calls have no tag at
    // all, and are passed over without a look at their words.
    format!(
        "(r.tags <> '{{}}' and (select true from search_word w where w.tenant_id = $1 and w.entity_type = {code} and w.entity_id = r.id
             and w.word {fits} {word} limit 1))"
    )
}

/// From when to when each value of a condition is; an open end is as far as time goes.
fn bounds(here: &Here, condition: &Condition) -> Vec<(OffsetDateTime, OffsetDateTime)> {
    if ["when", "made"].contains(&condition.field.name) {
        return condition.texts().filter_map(When::of_word).map(|when| here.bounds(when)).collect();
    }
    let days = condition.values.iter().filter_map(|value| {
        let (first, last) = (OffsetDateTime::UNIX_EPOCH - Duration::days(36_500), here.begin(LAST));
        if let domain::filter::Value::Moment(at) = value {
            // To a moment means that one as well.
            let behind = *at + Duration::MICROSECOND;
            return Some(match condition.operator {
                Operator::From => (*at, last),
                Operator::To => (first, behind),
                _ => (*at, behind),
            });
        }
        let domain::filter::Value::Date(day) = value else { return None };
        let after = day.checked_add(Duration::DAY).unwrap_or(*day);
        let (from, to) = (here.begin(*day), here.begin(after));
        Some(match condition.operator {
            Operator::From => (from, last),
            Operator::To => (first, to),
            _ => (from, to),
        })
    });
    days.collect()
}

/// Behind every day that a call can have.
const LAST: time::Date = time::macros::date!(9999 - 12 - 31);

fn between(clause: &mut Clause, column: &str, bounds: &[(OffsetDateTime, OffsetDateTime)]) -> String {
    let any: Vec<String> = bounds
        .iter()
        .map(|(from, to)| {
            let (from, to) = (clause.value(*from), clause.value(*to));
            format!("({column} >= {from} and {column} < {to})")
        })
        .collect();
    if any.is_empty() { "false".to_owned() } else { any.join(" or ") }
}
