//! What may be done, and who may do it: the one table of rights.
//!
//! Verbs ask it (`allow` in the engine), pages ask it before they offer a button, and the members page shows it. To add a
//! right: a variant, its line in [`Right::rule`], its place in [`Right::ALL`].

use crate::scope::{Role, TokenScope};
use serde::Serialize;

/// Something that a role, and a program's token, is allowed to do or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    SeeNumbers,
    ShareViews,
    TidyViews,
    ExportNumbers,
    ChangeNumbers,
    SeeJobs,
    SteerJobs,
    SeeContacts,
    ExportContacts,
    ChangeContacts,
    SeeCalls,
    ExportCalls,
    ChangeCalls,
    RecordConsent,
    StopDialling,
    AllowDialling,
    SeeCampaigns,
    ChangeCampaigns,
    SteerCampaigns,
    StartDials,
    CallBack,
    ManageProviders,
    OwnTokens,
    AllTokens,
    SeeMembers,
    ManageMembers,
    ManageOwners,
    SeeAudit,
    OwnAccount,
}

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The heading it stands under: Numbers, Jobs, Calls, Contacts, Company, Account.
    pub area: &'static str,
    /// What it allows, as a person would say it.
    pub title: &'static str,
    /// The least role of a tenant that has it.
    pub least_role: Role,
    /// What a program's token has to hold; `None` where no token is enough and only a person in a browser may.
    pub token: Option<TokenScope>,
}

impl Right {
    /// Every right, in the order they are shown.
    pub const ALL: [Right; 29] = [
        Right::SeeNumbers,
        Right::ExportNumbers,
        Right::ChangeNumbers,
        Right::ShareViews,
        Right::TidyViews,
        Right::SeeJobs,
        Right::SteerJobs,
        Right::SeeCalls,
        Right::ExportCalls,
        Right::ChangeCalls,
        Right::SeeContacts,
        Right::ExportContacts,
        Right::ChangeContacts,
        Right::RecordConsent,
        Right::StopDialling,
        Right::AllowDialling,
        Right::SeeCampaigns,
        Right::ChangeCampaigns,
        Right::SteerCampaigns,
        Right::StartDials,
        Right::CallBack,
        Right::ManageProviders,
        Right::SeeMembers,
        Right::ManageMembers,
        Right::ManageOwners,
        Right::SeeAudit,
        Right::OwnTokens,
        Right::AllTokens,
        Right::OwnAccount,
    ];

    /// Its line of the table.
    pub fn rule(self) -> Rule {
        use TokenScope as Token;
        let (area, title, least_role, token) = match self {
            Right::SeeNumbers => {
                ("Numbers", "See projects, numbers, figures and prefixes", Role::Viewer, Some(Token::NumbersRead))
            }
            Right::ExportNumbers => ("Numbers", "Export numbers to files", Role::Agent, Some(Token::NumbersRead)),
            Right::ChangeNumbers => (
                "Numbers",
                "Make projects; generate, import, validate, change and delete numbers",
                Role::Agent,
                Some(Token::NumbersWrite),
            ),
            Right::ShareViews => ("Numbers", "Share saved views", Role::Agent, Some(Token::NumbersRead)),
            Right::TidyViews => ("Numbers", "Delete views that others share", Role::Admin, Some(Token::NumbersRead)),
            Right::SeeJobs => {
                ("Jobs", "See jobs, their progress and their errors", Role::Viewer, Some(Token::JobsRead))
            }
            Right::SteerJobs => ("Jobs", "Cancel, retry and reorder jobs", Role::Agent, Some(Token::JobsWrite)),
            Right::SeeCalls => ("Calls", "See calls and their figures", Role::Viewer, Some(Token::CallsRead)),
            Right::ExportCalls => ("Calls", "Export calls to files", Role::Agent, Some(Token::CallsRead)),
            Right::ChangeCalls => (
                "Calls",
                "Log, change, import and delete calls; make and clean up demo calls",
                Role::Agent,
                Some(Token::CallsWrite),
            ),
            Right::SeeContacts => (
                "Contacts",
                "See contacts, companies, leads, deals and consent",
                Role::Viewer,
                Some(Token::ContactsRead),
            ),
            Right::ExportContacts => ("Contacts", "Export contacts to files", Role::Agent, Some(Token::ContactsRead)),
            Right::ChangeContacts => {
                ("Contacts", "Add, change, import, merge and delete contacts", Role::Agent, Some(Token::ContactsWrite))
            }
            Right::RecordConsent => {
                ("Contacts", "Record and withdraw consent", Role::Agent, Some(Token::ContactsWrite))
            }
            Right::StopDialling => {
                ("Contacts", "Put numbers on the do-not-call list", Role::Agent, Some(Token::ContactsWrite))
            }
            Right::AllowDialling => {
                ("Contacts", "Take numbers off the do-not-call list", Role::Admin, Some(Token::ContactsWrite))
            }
            Right::SeeCampaigns => {
                ("Campaigns", "See campaigns, dials and their figures", Role::Viewer, Some(Token::CampaignsRead))
            }
            Right::ChangeCampaigns => {
                ("Campaigns", "Make and change campaigns, and whom they call", Role::Agent, Some(Token::CampaignsWrite))
            }
            Right::SteerCampaigns => {
                ("Campaigns", "Start, pause, drain and cancel campaigns", Role::Agent, Some(Token::CampaignsWrite))
            }
            Right::StartDials => {
                ("Campaigns", "Have single numbers called, and cancel dials", Role::Agent, Some(Token::CampaignsWrite))
            }
            Right::CallBack => ("Campaigns", "Tell what became of a call", Role::Agent, Some(Token::Callback)),
            Right::ManageProviders => {
                ("Campaigns", "Set up who places the calls", Role::Admin, Some(Token::CampaignsWrite))
            }
            Right::SeeMembers => ("Company", "See who belongs to the company", Role::Viewer, Some(Token::Admin)),
            Right::ManageMembers => {
                ("Company", "Invite, change, suspend and remove members", Role::Admin, Some(Token::Admin))
            }
            Right::ManageOwners => ("Company", "Name owners and take the role away", Role::Owner, Some(Token::Admin)),
            Right::SeeAudit => ("Company", "Read and export the audit", Role::Admin, Some(Token::Admin)),
            Right::OwnTokens => ("Company", "Make and revoke one's own API tokens", Role::Viewer, Some(Token::Admin)),
            Right::AllTokens => ("Company", "See and revoke everybody's API tokens", Role::Admin, Some(Token::Admin)),
            Right::OwnAccount => {
                ("Account", "Change one's own password, second factor and settings", Role::Viewer, None)
            }
        };
        Rule { area, title, least_role, token }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_right_stands_in_the_table_once_and_says_something_of_its_own() {
        let rights: HashSet<Right> = Right::ALL.into_iter().collect();
        let titles: HashSet<&str> = Right::ALL.into_iter().map(|right| right.rule().title).collect();
        assert_eq!(rights.len(), Right::ALL.len());
        assert_eq!(titles.len(), Right::ALL.len());
    }

    #[test]
    fn no_token_is_offered_to_a_role_that_could_do_nothing_with_it() {
        for right in Right::ALL {
            let rule = right.rule();
            if let Some(token) = rule.token {
                assert!(token.least_role() <= rule.least_role || token == TokenScope::Admin, "{right:?}");
            }
        }
    }
}
