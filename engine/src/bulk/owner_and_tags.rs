//! Deeds that several kinds of records have in common: another owner, one tag more, one tag less.

use super::{Deed, change};
use domain::crm::{MAX_TAGS, Search};
use domain::id::UserId;

/// A person's name as a timeline has it, of an SQL value that is an id.
pub(crate) fn person_name(id: &str) -> String {
    format!("coalesce((select name from app_user where id = {id}), '')")
}

impl Deed {
    /// To a member, or to nobody; `field` is the timeline's name for it.
    pub(crate) fn with_owner(self, field: &str, owner: Option<UserId>) -> Deed {
        Deed {
            wanted: "u.owner_id is distinct from $6::bigint".to_owned(),
            set: "owner_id = $6::bigint".to_owned(),
            told: change(field, &person_name("w.owner_id"), &person_name("$6::bigint")),
            value: owner.map(|owner| owner.0).into(),
            ..self
        }
    }

    /// One tag more, for records of the kind with that code. Those that have it stay as they are; one that has as many as it can
    /// is left and listed.
    pub(crate) fn with_tag(self, code: i16, field: &str, tag: &str) -> Deed {
        let has_it = "lower($6::text) = any(lower(u.tags::text)::text[])";
        Deed {
            wanted: format!("not ({has_it}) and cardinality(u.tags) < {MAX_TAGS}"),
            forbids: Some((
                format!("not ({has_it}) and cardinality(u.tags) >= {MAX_TAGS}"),
                "It has as many tags as it can have.",
            )),
            set: "tags = r.tags || $6::text".to_owned(),
            told: change(field, "array_to_string(w.tags, ', ')", "array_to_string(w.tags || $6::text, ', ')"),
            words: Some(words_more(code, "wanted", "id")),
            value: tag.into(),
            word: Some(Search::tag(tag)),
            ..self
        }
    }

    /// One tag less.
    pub(crate) fn without_tag(self, code: i16, field: &str, tag: &str) -> Deed {
        let rest = |of: &str| format!("array(select t from unnest({of}.tags) t where lower(t) <> lower($6::text))");
        Deed {
            wanted: "lower($6::text) = any(lower(u.tags::text)::text[])".to_owned(),
            set: format!("tags = {}", rest("r")),
            told: change(field, "array_to_string(w.tags, ', ')", &format!("array_to_string({}, ', ')", rest("w"))),
            words: Some(words_less(code, "wanted", "id")),
            value: tag.into(),
            word: Some(Search::tag(tag)),
            ..self
        }
    }
}

/// How what a record is found by comes back when a tag that was put on it is taken off again.
pub(crate) fn words_of_untagging(code: i16) -> String {
    words_less(code, "fits", "entity_id")
}

/// How it comes back when a tag that was taken off is put on again.
pub(crate) fn words_of_tagging(code: i16) -> String {
    words_more(code, "fits", "entity_id")
}

fn words_more(code: i16, rows: &str, id: &str) -> String {
    format!(
        "insert into search_word (tenant_id, entity_type, entity_id, word)
         select $1, {code}, {id}, $7::text from {rows} on conflict do nothing"
    )
}

fn words_less(code: i16, rows: &str, id: &str) -> String {
    format!(
        "delete from search_word s using {rows} f where s.tenant_id = $1 and s.entity_type = {code}
             and s.entity_id = f.{id} and s.word = $7::text"
    )
}
