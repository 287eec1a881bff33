//! Those who place calls: the list, one of them, setting one up, its key, and a test call.

pub mod edit;
mod fields;
pub mod key;
pub mod list;
pub mod new;
pub mod remove;
pub mod show;
pub mod test_call;

use crate::components::badge::{Face, Tone};
use crate::components::figure::plural;
use crate::components::moment::near;
use crate::request::{Request, Stop};
use domain::Right;
use engine::provider::Provider;
use time::OffsetDateTime;

/// Lets a page be shown to who may set providers up, so that nobody fills in a form in vain.
fn may_manage(request: &Request) -> Result<(), Stop> {
    if request.scope()?.may(Right::ManageProviders) {
        return Ok(());
    }
    Err(engine::Error::Denied("Setting up who places the calls takes the role admin or above.".to_owned()).into())
}

/// How a provider stands.
fn face(provider: &Provider) -> Face {
    match (provider.open_until, provider.failures) {
        (Some(_), _) => Face::new(Tone::Error, "circle-pause", "Takes no calls"),
        (None, 0) => Face::new(Tone::Success, "circle-check", "Takes calls"),
        (None, _) => Face::new(Tone::Warning, "triangle-alert", "Failed last"),
    }
}

/// What is wrong with a provider, in a sentence; nothing while all is well.
fn trouble(provider: &Provider, now: OffsetDateTime) -> Option<String> {
    let failures = plural(u64::from(provider.failures), "failure", "failures");
    let last = provider.open_reason.as_deref().unwrap_or("Nobody knows why.");
    match (provider.open_until, provider.failures) {
        (Some(until), _) => {
            let until = near(until, now).replacen("Today ", "", 1);
            Some(format!("Takes no calls until {until}: {failures} in a row. {last}"))
        }
        (None, 0) => None,
        (None, _) => Some(format!("{failures} in a row; after five its campaigns rest for a while. {last}")),
    }
}
