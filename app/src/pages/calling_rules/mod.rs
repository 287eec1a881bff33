//! Calling rules: what the law says, what applies where, the versions there were, and changing them.

mod differences;
pub mod import;
pub mod list;
pub mod region;
pub mod regions;
mod tabs;
pub mod version;
pub mod versions;

use crate::paths;
use domain::calling_rule::CallingRule;
use leptos::prelude::*;

/// What every page says of how far rules may be relied on.
const CAUTION: &str = "What somebody read in its source. Check dates and applicability before you rely on it: no rule here is legal advice.";

/// A rule's value with what people call it by.
fn named(rule: &CallingRule) -> impl IntoView + use<> {
    view! {
        <span class="block">{rule.value.says()}</span>
        <span class="block truncate text-xs muted mono">{rule.id.clone()}</span>
    }
}

/// The jurisdiction as a link to what applies there, where it is one region.
fn place(rule: &CallingRule) -> AnyView {
    let name = rule.jurisdiction.to_string();
    match name.split_once('-') {
        Some((_, region)) if domain::phone::Region::find(region).is_some() => {
            view! { <a class="quiet-link mono" href=paths::calling_region(region)>{name.clone()}</a> }.into_any()
        }
        _ => view! { <span class="mono">{name}</span> }.into_any(),
    }
}
