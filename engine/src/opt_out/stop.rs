use super::look::find;
use crate::allow::allow;
use crate::consent::withdraw_all;
use crate::do_not_call::{New, Table, put};
use crate::error::Result;
use crate::tenancy::TenantTx;
use crate::{Engine, audit};
use core::net::IpAddr;
use domain::do_not_call::{EntrySource, List, check_note};
use domain::phone::PhoneNumber;
use domain::scope::RequestId;
use domain::{FieldErrors, Right, Scope};
use serde_json::json;

/// Puts the number of a link on its company's list, at once, and withdraws the consents for it that are in force. The second
/// time is as the first.
///
/// # Errors
/// [`crate::Error::NotFound`] for a text that is no link.
pub async fn stop(engine: &Engine, link: &str, request: RequestId, address: Option<IpAddr>) -> Result<()> {
    let row = find(engine, link).await?;
    let scope = Scope::of_link(row.tenant(), request, address);
    put_on(engine, &scope, row.number()?, "", format!("opt_out_link:{}", row.id)).await.map(drop)
}

/// A number that its owner had stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    pub number: PhoneNumber,
    /// Whether it was not on the list before.
    pub is_new: bool,
}

/// Puts a number on the company's list because its owner said so to somebody else, who passes it on, and withdraws the consents
/// for it that are in force.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::Invalid`] at `phone_number` and `note`.
pub async fn stop_number(engine: &Engine, scope: &Scope, number: &str, note: &str) -> Result<Stopped> {
    allow(scope, Right::StopDialling)?;
    let mut errors = FieldErrors::new();
    let number = number.parse::<PhoneNumber>().map_err(|error| errors.add("phone_number", error.to_string())).ok();
    let note = check_note(note).map_err(|wrong| errors.merge(wrong)).ok();
    let both = errors.into_result(number.zip(note))?;
    let (number, note) = both.ok_or(crate::Error::NotFound)?;
    let is_new = put_on(engine, scope, number, &note, "list:company".to_owned()).await?;
    Ok(Stopped { number, is_new })
}

async fn put_on(engine: &Engine, scope: &Scope, number: PhoneNumber, note: &str, subject: String) -> Result<bool> {
    let tx = TenantTx::begin(engine, scope).await?;
    let new = New { source: EntrySource::OptOut, note, by: scope.actor().user(), job: None };
    let added = put(&tx, Table::of(List::Company, scope.tenant()), &[number], &new).await?;
    // Who wants no more calls has taken their word back: taking the number off the list later must not revive it.
    let withdrawn = withdraw_all(&tx, scope, number, "Opted out").await?;
    if added > 0 || !withdrawn.is_empty() {
        let told = json!({ "number": number.e164(), "note": note, "withdrawn": withdrawn });
        audit::record(&tx, scope, audit::Entry::made("do_not_call.opt_out", subject, told)?).await?;
    }
    tx.commit().await?;
    Ok(added > 0)
}
