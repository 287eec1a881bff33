//! The changes of a code over some imports, laid together: what is different at the end from the beginning.

use crate::error::{Error, Result};
use domain::phone::Prefix;
use domain::prefix::{BrandSource, ChangeKind, Fact, FactChange, LineType, PrefixChange, SourceKind};
use sea_orm::FromQueryResult;
use serde_json::Value;

/// `(prefix, kind, before, after)` of the codes that differ, for the changes that `changes` selects from `prefix_change`.
///
/// The first value before and the last one after stand. A code that came or was withdrawn carries all its columns, so what
/// lies over it is whole even when it was away in between; one that came and went again is no change. Grouped by the
/// primary key's first column, a page of codes is read without looking at the others.
pub(super) fn net(changes: &str) -> String {
    format!(
        "select * from (
             select prefix,
                 case when had_none and has_none then null when had_none then 'came' when has_none then 'withdrawn'
                     when before <> after then 'changed' end as kind,
                 case when not had_none then before end as before, case when not has_none then after end as after
             from (
                 select prefix, (array_agg(before order by seq))[1] is null as had_none,
                     (array_agg(after order by seq desc))[1] is null as has_none,
                     jsonb_overlay(before order by seq desc) as before, jsonb_overlay(after order by seq) as after
                 from prefix_change where {changes} group by prefix) laid) net
         where kind is not null"
    )
}

/// A row of [`net`].
#[derive(FromQueryResult)]
pub(super) struct Row {
    pub prefix: i32,
    kind: String,
    before: Option<Value>,
    after: Option<Value>,
}

impl Row {
    pub(super) fn read(self) -> Result<PrefixChange> {
        let strange = || Error::Internal(format!("the changes of {} do not read", self.prefix));
        let prefix = u32::try_from(self.prefix).ok().and_then(|code| Prefix::from_code(code).ok());
        Ok(PrefixChange {
            prefix: prefix.ok_or_else(strange)?,
            kind: ChangeKind::from_word(&self.kind).ok_or_else(strange)?,
            facts: facts(self.before.as_ref(), self.after.as_ref()),
        })
    }
}

/// The facts that differ between two objects of columns, in words.
pub(super) fn facts(before: Option<&Value>, after: Option<&Value>) -> Vec<FactChange> {
    let said = |of: Option<&Value>, fact: Fact| of.and_then(|of| of.get(fact.as_str())).and_then(|it| words(fact, it));
    Fact::ALL
        .into_iter()
        .map(|fact| FactChange { fact, before: said(before, fact), after: said(after, fact) })
        .filter(|change| change.before != change.after)
        .collect()
}

/// A column's value as people read it; `None` where nothing is known.
fn words(fact: Fact, value: &Value) -> Option<String> {
    let text = match (fact, value) {
        (_, Value::Null) => return None,
        (Fact::Assigned, Value::Bool(assigned)) => if *assigned { "Assigned" } else { "Not assigned" }.to_owned(),
        (Fact::LineType, Value::Number(code)) => {
            let code = code.as_i64().and_then(|code| i16::try_from(code).ok()).unwrap_or(0);
            LineType::from_code(code).as_str().to_owned()
        }
        (Fact::TimeZones, Value::Array(zones)) => zones.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        (Fact::BrandSource, Value::String(word)) => {
            BrandSource::from_word(word).map_or_else(|| word.clone(), |source| source.title().to_owned())
        }
        (Fact::Source, Value::String(word)) => source_title(word).to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

/// What people read for the word in a code's `source`.
pub(super) fn source_title(word: &str) -> &'static str {
    match word {
        "own_table" => "A table of one’s own",
        _ => SourceKind::from_word(word).map_or("A file of another release", SourceKind::title),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn facts_are_told_in_words_in_their_order_and_only_where_they_differ() {
        let before = json!({"line_type": 0, "brand": null, "time_zones": [], "state": "CA"});
        let after = json!({"line_type": 1, "brand": "AT&T", "time_zones": ["America/Boise", "America/Los_Angeles"], "state": "CA"});
        let told: Vec<_> = facts(Some(&before), Some(&after))
            .into_iter()
            .map(|change| (change.fact.title(), change.before, change.after))
            .collect();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            told,
            [
                ("Brand", None, text("AT&T")),
                ("Line type", text("Unknown"), text("Mobile")),
                ("Time zones", None, text("America/Boise, America/Los_Angeles")),
            ]
        );
        assert_eq!(facts(None, Some(&json!({"assigned": false})))[0].after, text("Not assigned"));
    }
}
