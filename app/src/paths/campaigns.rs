//! The addresses of the place Campaigns: campaigns, whom they call, and through whom.

use domain::id::{CampaignId, DeadLetterId, ProviderId};
use domain::phone::PhoneNumber;

/// The list of campaigns.
pub fn campaigns() -> String {
    "/campaigns".to_owned()
}

pub fn campaign_new() -> String {
    "/campaigns/new".to_owned()
}

/// A campaign as it goes.
pub fn campaign(id: CampaignId) -> String {
    format!("/campaigns/{id}")
}

pub fn campaign_edit(id: CampaignId) -> String {
    format!("/campaigns/{id}/edit")
}

/// What a campaign did within some days, for whoever audits it.
pub fn campaign_report(id: CampaignId) -> String {
    format!("/campaigns/{id}/report")
}

/// How a campaign stood, hour by hour.
pub fn campaign_history(id: CampaignId) -> String {
    format!("/campaigns/{id}/history")
}

/// The attempts of a report as a file; both are days.
pub fn campaign_report_file(id: CampaignId, from: &str, to: &str) -> String {
    format!("/campaigns/{id}/report/attempts?from={from}&to={to}")
}

/// The log of a simulation as a file, as the address of its page says which.
pub fn campaign_simulation_log(id: CampaignId, query: &str) -> String {
    format!("/campaigns/{id}/simulate/log?{query}")
}

/// Whom a campaign calls.
pub fn campaign_contacts(id: CampaignId) -> String {
    format!("/campaigns/{id}/contacts")
}

/// Those on its list of whom no dial was made yet.
pub fn campaign_contacts_left(id: CampaignId) -> String {
    format!("/campaigns/{id}/contacts?dialled=false")
}

/// Puts people on a campaign's list.
pub fn campaign_contacts_add(id: CampaignId) -> String {
    format!("/campaigns/{id}/contacts/add")
}

/// The dials of a campaign.
pub fn campaign_dials(id: CampaignId) -> String {
    format!("/campaigns/{id}/dials")
}

/// Its dials that match, as the address of a list says it.
pub fn campaign_dials_where(id: CampaignId, query: &str) -> String {
    format!("/campaigns/{id}/dials?{query}")
}

/// One dial with its story.
pub fn dial(call_id: impl std::fmt::Display) -> String {
    format!("/dials/{call_id}")
}

/// What failed for good in dialling, and nobody settled yet.
pub fn dead_letters() -> String {
    "/dead-letters?settled=false".to_owned()
}

/// Those of a campaign.
pub fn dead_letters_of(id: CampaignId) -> String {
    format!("/dead-letters?campaign={id}&settled=false")
}

/// All dead letters, as the address of a list says which.
pub fn all_dead_letters() -> String {
    "/dead-letters".to_owned()
}

pub fn dead_letter(id: DeadLetterId) -> String {
    format!("/dead-letters/{id}")
}

/// The list of those who place calls.
pub fn providers() -> String {
    "/providers".to_owned()
}

pub fn provider_new() -> String {
    "/providers/new".to_owned()
}

pub fn provider(id: ProviderId) -> String {
    format!("/providers/{id}")
}

pub fn provider_edit(id: ProviderId) -> String {
    format!("/providers/{id}/edit")
}

/// The company's retry policy.
pub fn retry_policy() -> String {
    "/settings/retry-policy".to_owned()
}

/// A campaign's, or what counts in its place.
pub fn campaign_policy(id: CampaignId) -> String {
    format!("/campaigns/{id}/retry-policy")
}

/// That of the installation.
pub fn installation_retry_policy() -> String {
    "/system/retry-policy".to_owned()
}

/// Why a number is called by a campaign or not; the number's query is appended.
pub fn campaign_explain(id: CampaignId) -> String {
    format!("/campaigns/{id}/explain")
}

/// What a campaign would come to.
pub fn campaign_simulate(id: CampaignId) -> String {
    format!("/campaigns/{id}/simulate")
}

/// Why one number is called by a campaign or not.
pub fn campaign_explains(id: CampaignId, number: PhoneNumber) -> String {
    format!("/campaigns/{id}/explain?number={}", number.value())
}
