//! Where the conditions of a filter lead: to a narrow index that names the records, and to what holds for each of them.
//!
//! A lane is a query of ids along an index; one that names few records is read first, and the records are then looked up one
//! by one. It may name too many, never too few: what holds is asked of every record again.

use super::table::table;
use crate::reach::deleted_holds;
use crate::selection::{Clause, Column};
use domain::crm::{Kind, Search};
use domain::filter::{Condition, Operator};

/// The query of ids that a condition leads to; `None` where it has no index.
pub(super) fn lane(clause: &mut Clause, kind: Kind, condition: &Condition) -> Option<String> {
    if condition.operator == Operator::Not {
        return None;
    }
    let table = table(kind);
    let column = match condition.field.name {
        "id" => "id",
        "owner" => "owner_id",
        "company" => "company_id",
        "contact" => "contact_id",
        "stage" => {
            let words: Vec<String> = condition.texts().map(str::to_owned).collect();
            let words = clause.value(words);
            return Some(format!(
                "select id from {table} where tenant_id = $1 and stage = any({words}) and deleted_at is null"
            ));
        }
        _ => {
            let texts: Vec<String> = condition.texts().map(str::to_owned).collect();
            let lanes: Option<Vec<String>> = texts.iter().map(|text| of_text(clause, kind, condition, text)).collect();
            return lanes.filter(|lanes| !lanes.is_empty()).map(|lanes| lanes.join(" union all "));
        }
    };
    let ids: Vec<i64> = condition.ids().collect();
    let ids = clause.value(ids);
    let living = if column == "owner_id" { " and deleted_at is null" } else { "" };
    Some(format!("select id from {table} where tenant_id = $1 and {column} = any({ids}){living}"))
}

fn of_text(clause: &mut Clause, kind: Kind, condition: &Condition, text: &str) -> Option<String> {
    let code = kind.entity().code();
    let word = match (condition.field.name, Search::read(text)) {
        ("email", _) => (Search::email(text), condition.operator == Operator::Is),
        ("tag", _) => (Search::tag(text), condition.operator == Operator::Is),
        ("find", Search::Digits(digits)) => {
            let numbers = part_of_number(clause, &digits);
            return Some(phones(code, &numbers));
        }
        // The longest word is the rarest, most times.
        ("name" | "find", Search::Words(words)) => (words.into_iter().max_by_key(String::len)?, false),
        ("phone", _) => {
            let numbers = numbers(clause, condition.operator, text);
            return Some(phones(code, &numbers));
        }
        _ => return None,
    };
    let (word, whole) = (clause.value(word.0), word.1);
    let fits = if whole { "=" } else { "^@" };
    Some(format!(
        "select entity_id as id from search_word where tenant_id = $1 and entity_type = {code} and word {fits} {word}"
    ))
}

fn phones(code: i16, numbers: &str) -> String {
    format!("select entity_id as id from phone where tenant_id = $1 and entity_type = {code} and ({numbers})")
}

/// What holds for a record `r` that the condition is true of.
pub(super) fn holds(clause: &mut Clause, kind: Kind, condition: &Condition) -> String {
    let column = match condition.field.name {
        "id" => Column::Id("r.id"),
        "owner" => Column::Id("r.owner_id"),
        "company" => Column::Id("r.company_id"),
        "contact" => Column::Id("r.contact_id"),
        "stage" => Column::Word("r.stage"),
        "created" => Column::Day("r.created_at"),
        "deleted" => return deleted_holds(condition).to_owned(),
        _ => {
            let texts: Vec<String> = condition.texts().map(str::to_owned).collect();
            let any: Vec<String> = texts.iter().map(|text| text_holds(clause, kind, condition, text)).collect();
            return format!("({})", any.join(" or "));
        }
    };
    clause.condition_on(condition, column)
}

fn text_holds(clause: &mut Clause, kind: Kind, condition: &Condition, text: &str) -> String {
    let code = kind.entity().code();
    // A scalar subquery: the planner would make a join of `exists`, and read every word there is.
    let has_word = |clause: &mut Clause, word: String, fits: &str| {
        let word = clause.value(word);
        format!(
            "(select true from search_word w where w.tenant_id = $1 and w.entity_type = {code} and w.entity_id = r.id
                 and w.word {fits} {word} limit 1)"
        )
    };
    let has_phone = |numbers: &str| {
        format!(
            "(select true from phone where tenant_id = $1 and entity_type = {code} and entity_id = r.id
                 and ({numbers}) limit 1)"
        )
    };
    let whole = if condition.operator == Operator::Is { "=" } else { "^@" };
    match (condition.field.name, Search::read(text)) {
        // A word of the name may begin the same, so the address is asked itself.
        ("email", _) => {
            let typed = clause.value(Search::email(text));
            match condition.operator {
                Operator::Is => format!("lower(r.email) = {typed}"),
                _ => format!("starts_with(lower(r.email), {typed})"),
            }
        }
        ("tag", _) => has_word(clause, Search::tag(text), whole),
        ("find", Search::Digits(digits)) => {
            let numbers = part_of_number(clause, &digits);
            has_phone(&numbers)
        }
        ("name" | "find", Search::Words(words)) => {
            let all: Vec<String> = words.into_iter().map(|word| has_word(clause, word, "^@")).collect();
            format!("({})", all.join(" and "))
        }
        ("phone", _) => {
            let numbers = numbers(clause, condition.operator, text);
            has_phone(&numbers)
        }
        _ => "false".to_owned(),
    }
}

/// What a phone's number is, for a value of the field `phone`.
fn numbers(clause: &mut Clause, operator: Operator, text: &str) -> String {
    let digits = text.trim_start_matches('+');
    match operator {
        Operator::Is => format!("number = {}", clause.value(digits.parse::<i64>().unwrap_or(0))),
        Operator::Ends => ends(clause, digits),
        _ => starts(clause, digits),
    }
}

/// A part of a number as people type one: its beginning with or without the country code, or its end.
fn part_of_number(clause: &mut Clause, digits: &str) -> String {
    let mut any = vec![starts(clause, digits)];
    if !digits.starts_with('1') {
        any.push(starts(clause, &format!("1{digits}")));
    }
    if digits.len() >= 4 {
        any.push(ends(clause, digits));
    }
    any.join(" or ")
}

/// The lengths that a number of this beginning can have: eleven in North America, where all begin with 1.
fn starts(clause: &mut Clause, digits: &str) -> String {
    let Ok(value) = digits.parse::<i64>() else { return "false".into() };
    let length = u32::try_from(digits.len()).unwrap_or(u32::MAX);
    let lengths = if digits.starts_with('1') { 11..=11 } else { 7..=15 };
    let ranges: Vec<String> = lengths
        .filter(|whole| *whole >= length)
        .map(|whole: u32| {
            let unit = 10_i64.pow(whole - length);
            let (from, to) = (clause.value(value * unit), clause.value((value + 1) * unit - 1));
            format!("number between {from} and {to}")
        })
        .collect();
    if ranges.is_empty() { "false".into() } else { ranges.join(" or ") }
}

fn ends(clause: &mut Clause, digits: &str) -> String {
    let length = u32::try_from(digits.len()).unwrap_or(u32::MAX);
    match digits.parse::<i64>() {
        Ok(value) if length <= 15 => {
            let (last4, end) = (clause.value((value % 10_000) as i16), clause.value(value));
            format!("last4 = {last4} and number % {} = {end}", 10_i64.pow(length))
        }
        _ => "false".into(),
    }
}
