//! The words of the audit: what was done, for people and for filters.
//!
//! Every mutation leaves an entry whose verb stands here; a test of the engine walks a scripted day and fails for a verb
//! that does not.

use crate::filter::Choice;
use crate::scope::Door;

const fn verb(value: &'static str, label: &'static str) -> Choice {
    Choice { value, label }
}

/// Every verb in its dotted form, with what it says to people.
pub const VERBS: &[Choice] = &[
    verb("acting.start", "Platform admin began to act"),
    verb("acting.stop", "Platform admin stopped acting"),
    verb("api_token.create", "API token made"),
    verb("api_token.revoke", "API token revoked"),
    verb("call.change_many", "Calls changed together"),
    verb("call.clean_demo", "Demo calls cleaned up"),
    verb("call.clone", "Call cloned"),
    verb("call.create", "Call made"),
    verb("call.delete", "Call deleted"),
    verb("call.edit", "Call changed"),
    verb("call.export", "Calls exported"),
    verb("call.fall_due", "Calls became overdue"),
    verb("call.favourite", "Call marked as a favourite or not"),
    verb("call.generate_demo", "Demo calls made"),
    verb("call.import", "Calls imported"),
    verb("call.note", "Call: note added"),
    verb("call.restore", "Call restored"),
    verb("call.set_status", "Status of a call set"),
    verb("call.undo", "Change of calls undone"),
    verb("call_purpose.create", "Purpose of calls added"),
    verb("calling_rules.discard", "Draft of calling rules discarded"),
    verb("calling_rules.draft", "Calling rules drafted"),
    verb("calling_rules.put_in_force", "Calling rules put in force"),
    verb("campaign.add_contacts", "Contacts put on a campaign's list"),
    verb("campaign.cancel", "Campaign cancelled"),
    verb("campaign.create", "Campaign made"),
    verb("campaign.drain", "Campaign drained"),
    verb("campaign.edit", "Campaign changed"),
    verb("campaign.pause", "Campaign paused"),
    verb("campaign.remove", "Draft of a campaign deleted"),
    verb("campaign.remove_contact", "Contact taken from a campaign's list"),
    verb("campaign.reopen", "Campaign dials again"),
    verb("campaign.report_file", "Attempts of a campaign exported"),
    verb("campaign.resume", "Campaign resumed"),
    verb("campaign.schedule", "Campaign scheduled"),
    verb("campaign.start", "Campaign started"),
    verb("campaign.take_up", "Blocked dials taken up"),
    verb("campaign.unschedule", "Campaign not to start by itself"),
    verb("company.change_many", "Company of a contact records changed together"),
    verb("company.create", "Company of a contact made"),
    verb("company.delete", "Company of a contact deleted"),
    verb("company.edit", "Company of a contact changed"),
    verb("company.export", "Company of a contact records exported"),
    verb("company.import", "Company of a contact records imported"),
    verb("company.note", "Company of a contact: note added"),
    verb("company.restore", "Company of a contact restored"),
    verb("company.undo", "Company of a contact records: change undone"),
    verb("consent.import", "Consents imported"),
    verb("consent.prove", "Proof file added to a consent"),
    verb("consent.record", "Consent recorded"),
    verb("consent.record_matching", "Consent recorded for many"),
    verb("consent.withdraw", "Consent withdrawn"),
    verb("contact.change_many", "Contact records changed together"),
    verb("contact.create", "Contact made"),
    verb("contact.delete", "Contact deleted"),
    verb("contact.edit", "Contact changed"),
    verb("contact.export", "Contact records exported"),
    verb("contact.import", "Contact records imported"),
    verb("contact.merge", "Contacts merged"),
    verb("contact.note", "Contact: note added"),
    verb("contact.restore", "Contact restored"),
    verb("contact.undo", "Contact records: change undone"),
    verb("dead_letter.discard", "Dead letter let be"),
    verb("dead_letter.replay", "Dead letters replayed"),
    verb("deal.change_many", "Deal records changed together"),
    verb("deal.create", "Deal made"),
    verb("deal.delete", "Deal deleted"),
    verb("deal.edit", "Deal changed"),
    verb("deal.export", "Deal records exported"),
    verb("deal.import", "Deal records imported"),
    verb("deal.note", "Deal: note added"),
    verb("deal.restore", "Deal restored"),
    verb("deal.undo", "Deal records: change undone"),
    verb("dial.call_now", "Dial called before its time"),
    verb("dial.cancel", "Dial cancelled"),
    verb("do_not_call.add", "Numbers put on a do-not-call list"),
    verb("do_not_call.import", "Do-not-call list imported"),
    verb("do_not_call.opt_out", "Opted out"),
    verb("do_not_call.remove", "Number taken off a do-not-call list"),
    verb("invitation.accept", "Invitation accepted"),
    verb("invitation.create", "Member invited"),
    verb("invitation.revoke", "Invitation revoked"),
    verb("job.cancel", "Job cancelled"),
    verb("job.pause", "Kind of job paused"),
    verb("job.prioritise", "Job reordered"),
    verb("job.resume", "Kind of job resumed"),
    verb("job.retry", "Job retried"),
    verb("job.retry_matching", "Jobs retried together"),
    verb("lead.change_many", "Lead records changed together"),
    verb("lead.convert", "Lead converted"),
    verb("lead.create", "Lead made"),
    verb("lead.delete", "Lead deleted"),
    verb("lead.edit", "Lead changed"),
    verb("lead.export", "Lead records exported"),
    verb("lead.import", "Lead records imported"),
    verb("lead.note", "Lead: note added"),
    verb("lead.restore", "Lead restored"),
    verb("lead.undo", "Lead records: change undone"),
    verb("member.add", "Member added"),
    verb("member.remove", "Member removed"),
    verb("member.resume", "Member let in again"),
    verb("member.set_role", "Role of a member changed"),
    verb("member.suspend", "Member suspended"),
    verb("node.drain", "Node drained or taken back"),
    verb("number.delete", "Numbers deleted"),
    verb("number.export", "Numbers exported"),
    verb("number.generate", "Numbers generated"),
    verb("number.import", "Numbers imported"),
    verb("number.move", "Numbers moved"),
    verb("number.set_status", "Status of numbers set"),
    verb("number.undo", "Change of numbers undone"),
    verb("number.validate", "Numbers validated"),
    verb("opt_out.link", "Opt-out link made"),
    verb("prefix.import", "Prefixes imported"),
    verb("project.archive", "Project archived"),
    verb("project.create", "Project made"),
    verb("project.delete", "Project deleted"),
    verb("project.edit", "Project changed"),
    verb("project.unarchive", "Project taken out of the archive"),
    verb("provider.create", "Provider written down"),
    verb("provider.edit", "Provider changed"),
    verb("provider.remove", "Provider taken away"),
    verb("provider.rotate_key", "New signing key for a provider"),
    verb("provider.test_call", "Test call by a provider"),
    verb("retry_policy.save", "Retry policy saved"),
    verb("second_factor.renew_codes", "Recovery codes made anew"),
    verb("second_factor.turn_off", "Second factor turned off"),
    verb("second_factor.turn_on", "Second factor turned on"),
    verb("session.end", "Session ended"),
    verb("session.end_others", "All other sessions ended"),
    verb("tenant.create", "Company made"),
    verb("tenant.resume", "Company let in again"),
    verb("tenant.set_limits", "Limits of a company set"),
    verb("tenant.suspend", "Company suspended"),
    verb("user.change_password", "Password changed"),
    verb("user.choose_view", "View chosen to begin a list with"),
    verb("user.create", "Account made"),
    verb("user.edit_profile", "Profile changed"),
    verb("user.make_reset_link", "Reset link made"),
    verb("user.reset_password", "Password reset"),
    verb("user.set_password", "Password set"),
    verb("user.set_theme", "Theme chosen"),
    verb("view.delete", "View deleted"),
    verb("view.pin", "View pinned to the side bar, or taken out"),
    verb("view.restore", "View restored"),
    verb("view.save", "View saved"),
];

/// The doors, for filters.
pub const DOORS: &[Choice] = &[
    verb(Door::Page.as_str(), "In a browser"),
    verb(Door::Rest.as_str(), "By REST"),
    verb(Door::Command.as_str(), "By command"),
    verb(Door::Job.as_str(), "By a job"),
];

/// What a verb says to people; the word itself for one of another release.
pub fn title(verb: &str) -> &str {
    VERBS.iter().find(|known| known.value == verb).map_or(verb, |known| known.label)
}

/// What a stored door says to people.
pub fn door_title(door: &str) -> &str {
    DOORS.iter().find(|known| known.value == door).map_or(door, |known| known.label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_stand_in_their_order_once_each_in_their_dotted_form() {
        for pair in VERBS.windows(2) {
            assert!(pair[0].value < pair[1].value, "{} before {}", pair[1].value, pair[0].value);
        }
        for verb in VERBS {
            let (noun, deed) = verb.value.split_once('.').expect("a dot");
            assert!(!noun.is_empty() && !deed.is_empty() && !deed.contains('.'), "{}", verb.value);
        }
    }

    #[test]
    fn every_door_has_its_choice() {
        let words: Vec<&str> = DOORS.iter().map(|door| door.value).collect();
        assert_eq!(words, Door::ALL.map(Door::as_str));
        assert_eq!(title("project.create"), "Project made");
        assert_eq!(title("project.dance"), "project.dance");
    }
}
