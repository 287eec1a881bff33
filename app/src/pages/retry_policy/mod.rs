//! Retry policies: the installation's, a company's, a campaign's. Each has a page with its editor, and one for every version.
//!
//! The form has two buttons. *Check* shows the text again with what is wrong with it, or with its week, its difference to what
//! is in force, and what it would change; *Save* puts it in force. The island `policy_editor` asks for the first part of that
//! while somebody types.

mod check;
mod difference;
mod dry_run;
mod picture;
pub mod save;
pub mod show;
pub mod version;

use crate::paths;
use crate::request::Stop;
use domain::id::CampaignId;
use engine::campaign::PolicyOf;

/// Whose policy, as forms say it.
const INSTALLATION: &str = "installation";

fn word(of: PolicyOf) -> String {
    match of {
        PolicyOf::Installation => INSTALLATION.to_owned(),
        PolicyOf::Company => String::new(),
        PolicyOf::Campaign(id) => id.to_string(),
    }
}

fn of_word(word: &str) -> Result<PolicyOf, Stop> {
    match word {
        INSTALLATION => Ok(PolicyOf::Installation),
        "" => Ok(PolicyOf::Company),
        id => {
            let id = id.parse::<CampaignId>().map_err(|_| Stop::Error(engine::Error::NotFound))?;
            Ok(PolicyOf::Campaign(id))
        }
    }
}

/// Its page.
fn page_of(of: PolicyOf) -> String {
    match of {
        PolicyOf::Installation => paths::installation_retry_policy(),
        PolicyOf::Company => paths::retry_policy(),
        PolicyOf::Campaign(id) => paths::campaign_policy(id),
    }
}

/// Its editor with the text of a version, checked; 0 stands for none of its own.
fn editor_with(of: PolicyOf, version: i32) -> String {
    format!("{}?from={version}", page_of(of))
}

/// The page of a version.
fn version_of(of: PolicyOf, version: i32) -> String {
    format!("{}/versions/{version}", page_of(of))
}
