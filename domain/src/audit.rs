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
    verb("api_token.create", "API token made"),
    verb("api_token.revoke", "API token revoked"),
    verb("job.cancel", "Job cancelled"),
    verb("job.pause", "Kind of job paused"),
    verb("job.prioritise", "Job reordered"),
    verb("job.resume", "Kind of job resumed"),
    verb("job.retry", "Job retried"),
    verb("job.retry_matching", "Jobs retried together"),
    verb("node.drain", "Node drained or taken back"),
    verb("number.delete", "Numbers deleted"),
    verb("number.export", "Numbers exported"),
    verb("number.generate", "Numbers generated"),
    verb("number.import", "Numbers imported"),
    verb("number.move", "Numbers moved"),
    verb("number.set_status", "Status of numbers set"),
    verb("number.undo", "Change of numbers undone"),
    verb("number.validate", "Numbers validated"),
    verb("prefix.import", "Prefixes imported"),
    verb("project.archive", "Project archived"),
    verb("project.create", "Project made"),
    verb("project.delete", "Project deleted"),
    verb("project.edit", "Project changed"),
    verb("project.unarchive", "Project taken out of the archive"),
    verb("tenant.create", "Company made"),
    verb("user.create", "Account made"),
    verb("user.set_password", "Password set"),
    verb("user.set_theme", "Theme chosen"),
    verb("view.delete", "View deleted"),
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
