//! The addresses of the place Contacts: records, consent, do-not-call lists, and the link by which somebody opts out.

use domain::crm::Kind;
use domain::do_not_call::List;
use domain::id::{ConsentId, FileId, RecordId};
use domain::phone::PhoneNumber;

/// The list of a kind of record.
pub fn records(kind: Kind) -> String {
    match kind {
        Kind::Contact => "/contacts",
        Kind::Company => "/contacts/companies",
        Kind::Lead => "/contacts/leads",
        Kind::Deal => "/contacts/deals",
    }
    .to_owned()
}

pub fn record_new(kind: Kind) -> String {
    format!("{}/new", records(kind))
}

pub fn record(kind: Kind, id: RecordId) -> String {
    format!("{}/{id}", records(kind))
}

pub fn record_edit(kind: Kind, id: RecordId) -> String {
    format!("{}/{id}/edit", records(kind))
}

/// The confirmation of what is done to many records; the query says what and to which.
pub fn records_change() -> String {
    "/contacts/change".to_owned()
}

/// The form of an export of a kind's records; the query goes on with which of them.
pub fn records_export(kind: Kind) -> String {
    format!("/contacts/export?kind={}", kind.as_str())
}

/// The numbers that several contacts have.
pub fn duplicates() -> String {
    "/contacts/duplicates".to_owned()
}

/// Two contacts beside each other; the first one stays.
pub fn contact_merge(stays: RecordId, goes: Option<RecordId>) -> String {
    let with = goes.map(|goes| format!("?with={goes}")).unwrap_or_default();
    format!("/contacts/{stays}/merge{with}")
}

pub fn lead_convert(id: RecordId) -> String {
    format!("/contacts/leads/{id}/convert")
}

/// The tenant's records of consent.
pub fn consents() -> String {
    "/contacts/consent".to_owned()
}

/// The form of a new consent, for a number where one is named.
pub fn consent_new(number: Option<PhoneNumber>) -> String {
    match number {
        Some(number) => format!("/contacts/consent/new?number={number}"),
        None => "/contacts/consent/new".to_owned(),
    }
}

/// Adds a file that proves a consent.
pub fn consent_prove(id: ConsentId) -> String {
    format!("/contacts/consent/{id}/proof")
}

/// Withdraws all that is in force for a number.
pub fn consent_withdraw(number: PhoneNumber) -> String {
    format!("/contacts/consent/withdraw?number={number}")
}

/// Where a file is brought; the word says what its rows become: a kind of record, `consents`, `do_not_call`, `installation`.
pub fn list_import(what: &str) -> String {
    format!("/import?what={}", super::query_value(what))
}

/// Where it is said which column of a file that was brought is what.
pub fn list_import_file(what: &str, file: FileId) -> String {
    format!("/import/{file}?what={}", super::query_value(what))
}

/// A do-not-call list.
pub fn do_not_call(list: List) -> String {
    match list {
        List::Installation => "/system/do-not-call".to_owned(),
        List::Company => "/contacts/do-not-call".to_owned(),
        List::Campaign(id) => format!("{}/do-not-call", super::campaign(id)),
    }
}

pub fn do_not_call_new(list: List) -> String {
    format!("{}/new", do_not_call(list))
}

/// Takes a number off a list.
pub fn do_not_call_remove(list: List, number: PhoneNumber) -> String {
    format!("{}/remove?number={number}", do_not_call(list))
}

/// Whether a number may be dialled, and why.
pub fn dialling(number: PhoneNumber) -> String {
    format!("/contacts/dialling?number={number}")
}

/// Where somebody who was called opts out, by the text of their link.
pub fn stop(link: &str) -> String {
    format!("/stop/{link}")
}

/// What is said once they have.
pub fn stopped(link: &str) -> String {
    format!("/stop/{link}/done")
}
