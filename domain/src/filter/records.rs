//! The lists of contacts, companies, leads and deals.

use super::schemas::{choice, field, sort};
use super::{Choice, Direction, Field, FieldKind, Schema, SortField};
use crate::crm::Kind;

/// The contacts of a tenant.
#[derive(Debug, Clone, Copy)]
pub struct Contacts;

/// Its companies.
#[derive(Debug, Clone, Copy)]
pub struct Companies;

/// Its leads.
#[derive(Debug, Clone, Copy)]
pub struct Leads;

/// Its deals.
#[derive(Debug, Clone, Copy)]
pub struct Deals;

/// A list of records, which are all of one kind.
pub trait OfKind: Schema {
    /// The kind.
    const KIND: Kind;
}

/// The words of `crm::Kind::stages`.
const CONTACT_STAGES: &[Choice] =
    &[choice("new", "New"), choice("engaged", "Engaged"), choice("customer", "Customer"), choice("former", "Former")];
const COMPANY_STAGES: &[Choice] = &[
    choice("prospect", "Prospect"),
    choice("customer", "Customer"),
    choice("partner", "Partner"),
    choice("former", "Former"),
];
const LEAD_STAGES: &[Choice] = &[
    choice("new", "New"),
    choice("working", "Working"),
    choice("qualified", "Qualified"),
    choice("unqualified", "Unqualified"),
    choice("converted", "Converted"),
];
const DEAL_STAGES: &[Choice] = &[
    choice("qualification", "Qualification"),
    choice("proposal", "Proposal"),
    choice("negotiation", "Negotiation"),
    choice("won", "Won"),
    choice("lost", "Lost"),
];

/// In one line: words of the name, an e-mail address, or a part of a phone number.
const FIND: Field = field("find", "Found by", FieldKind::Words);
const NAME: Field = field("name", "Name", FieldKind::Words);
const EMAIL: Field = field("email", "E-mail", FieldKind::Beginning);
const PHONE: Field = field("phone", "Phone", FieldKind::E164);
const COMPANY: Field = field("company", "Company", FieldKind::Id);
const OWNER: Field = field("owner", "Owner", FieldKind::Id);
const TAG: Field = field("tag", "Tag", FieldKind::Beginning);
const CREATED: Field = field("created", "Created", FieldKind::Date);
/// Deleted ones are left out unless it asks for them.
const DELETED: Field = field("deleted", "Deleted", FieldKind::Bool);
const ID: Field = field("id", "Chosen", FieldKind::Id);

/// What contacts are filtered by.
pub const CONTACT_FIELDS: &[Field] = &[
    FIND,
    NAME,
    EMAIL,
    PHONE,
    COMPANY,
    field("stage", "Stage", FieldKind::Choice(CONTACT_STAGES)),
    OWNER,
    TAG,
    CREATED,
    DELETED,
    ID,
];

/// What companies are filtered by.
pub const COMPANY_FIELDS: &[Field] = &[
    FIND,
    NAME,
    EMAIL,
    PHONE,
    field("stage", "Stage", FieldKind::Choice(COMPANY_STAGES)),
    OWNER,
    TAG,
    CREATED,
    DELETED,
    ID,
];

/// What leads are filtered by.
pub const LEAD_FIELDS: &[Field] = &[
    FIND,
    NAME,
    EMAIL,
    PHONE,
    field("stage", "Stage", FieldKind::Choice(LEAD_STAGES)),
    OWNER,
    TAG,
    CREATED,
    DELETED,
    ID,
];

/// What deals are filtered by.
pub const DEAL_FIELDS: &[Field] = &[
    FIND,
    NAME,
    COMPANY,
    field("contact", "Contact", FieldKind::Id),
    field("stage", "Stage", FieldKind::Choice(DEAL_STAGES)),
    OWNER,
    TAG,
    CREATED,
    DELETED,
    ID,
];

/// By time, newest first, or by name.
const SORTS: &[SortField] = &[sort("created", "Created"), sort("name", "Name")];

macro_rules! list {
    ($list:ident, $kind:ident, $fields:ident) => {
        impl Schema for $list {
            const FIELDS: &'static [Field] = $fields;
            const SORTS: &'static [SortField] = SORTS;
            const DEFAULT_SORT: (&'static str, Direction) = ("created", Direction::Descending);
            const NARROWS: bool = true;
        }

        impl OfKind for $list {
            const KIND: Kind = Kind::$kind;
        }
    };
}

list!(Contacts, Contact, CONTACT_FIELDS);
list!(Companies, Company, COMPANY_FIELDS);
list!(Leads, Lead, LEAD_FIELDS);
list!(Deals, Deal, DEAL_FIELDS);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::{Filter, Sort};

    fn stages<S: OfKind>() {
        Sort::default_of::<S>();
        let stage = S::FIELDS.iter().find(|field| field.name == "stage").expect("each has one");
        let FieldKind::Choice(choices) = stage.kind else { panic!("stages are chosen") };
        let words: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
        assert_eq!(words, S::KIND.stages(), "the stages of a {} stand in two places", S::KIND.as_str());
    }

    #[test]
    fn the_stages_that_are_filtered_by_are_those_there_are() {
        stages::<Contacts>();
        stages::<Companies>();
        stages::<Leads>();
        stages::<Deals>();
    }

    #[test]
    fn a_phone_is_filtered_whole_by_its_beginning_or_by_its_end() {
        for (typed, printed) in [
            ("phone=415-555-0123", "phone=%2B14155550123"),
            ("phone.starts=415", "phone.starts=%2B1415"),
            ("phone.starts=%2B44", "phone.starts=%2B44"),
            ("phone.ends=555-0123", "phone.ends=5550123"),
        ] {
            let filter = Filter::<Contacts>::parse_query(typed).expect("it reads");
            assert_eq!(filter.to_query(), printed);
            assert_eq!(Filter::<Contacts>::parse_query(printed), Ok(filter), "{printed}");
        }
        for wrong in ["phone=911", "phone.starts=x", "phone.ends=123", "phone.contains=555", "name=Maria", "tag.ends=p"]
        {
            assert!(Filter::<Contacts>::parse_query(wrong).is_err(), "{wrong}");
        }
    }
}
