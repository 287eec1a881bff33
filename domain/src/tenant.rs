//! A company as platform admins see it: whether it is open, and how much it may have.

use crate::field_error::FieldErrors;
use crate::unseen::is_unseen;
use serde::Serialize;

/// The longest reason that is kept for suspending a company or for acting in one, in characters.
pub const REASON_MAX: usize = 200;

/// Whether a company is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TenantState {
    Active,
    /// Nobody comes in, tokens are refused, jobs wait.
    Suspended,
}

impl TenantState {
    /// Both, the usual one first.
    pub const ALL: [TenantState; 2] = [TenantState::Active, TenantState::Suspended];

    /// The word in filters and in REST.
    pub fn as_str(self) -> &'static str {
        match self {
            TenantState::Active => "active",
            TenantState::Suspended => "suspended",
        }
    }
}

/// How much a company may have; `None` is what the installation gives everybody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Numbers kept at once, those that open jobs are to generate included; without one there is no limit.
    pub numbers: Option<u64>,
    /// Jobs that run at once, over all nodes.
    pub jobs: Option<u32>,
    /// REST requests a second, over all nodes.
    pub requests: Option<u32>,
    /// Members and open invitations; without one there is no limit.
    pub members: Option<u32>,
}

impl Limits {
    /// The most numbers a limit can name: all that a tenant can keep stay below it.
    pub const NUMBERS_MAX: u64 = 10_000_000_000;
    /// More jobs at once than any node has places for.
    pub const JOBS_MAX: u32 = 100;
    /// The most requests a second, as for the installation.
    pub const REQUESTS_MAX: u32 = 100_000;
    /// The most members a limit can name.
    pub const MEMBERS_MAX: u32 = 1_000_000;
}

/// Limits as somebody typed them, unchecked; an empty text is no limit of the company's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitsDraft {
    pub numbers: String,
    pub jobs: String,
    pub requests: String,
    pub members: String,
}

impl LimitsDraft {
    /// The limits as they would be typed.
    pub fn of(limits: Limits) -> Self {
        fn text<T: ToString>(limit: Option<T>) -> String {
            limit.map(|limit| limit.to_string()).unwrap_or_default()
        }
        Self {
            numbers: text(limits.numbers),
            jobs: text(limits.jobs),
            requests: text(limits.requests),
            members: text(limits.members),
        }
    }

    /// Checks the draft. A company may be kept from having numbers or from running jobs by 0; it always has a member and
    /// a request.
    ///
    /// # Errors
    /// Every failing field with its message: `numbers_max`, `jobs_max`, `requests_per_second`, `members_max`.
    pub fn check(&self) -> Result<Limits, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut read = |field: &'static str, typed: &str, least: u64, most: u64| {
            // People type what they read: 1,000,000.
            let digits: String = typed.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
            if digits.is_empty() {
                return None;
            }
            let read = digits.parse::<u64>().ok().filter(|limit| (least..=most).contains(limit));
            if read.is_none() {
                let most = crate::phone::grouped(most);
                errors.add(field, format!("A whole number from {least} to {most}, or nothing for the usual."));
            }
            read
        };
        let small = |limit: Option<u64>| limit.and_then(|limit| u32::try_from(limit).ok());
        let limits = Limits {
            numbers: read("numbers_max", &self.numbers, 0, Limits::NUMBERS_MAX),
            jobs: small(read("jobs_max", &self.jobs, 0, Limits::JOBS_MAX.into())),
            requests: small(read("requests_per_second", &self.requests, 1, Limits::REQUESTS_MAX.into())),
            members: small(read("members_max", &self.members, 1, Limits::MEMBERS_MAX.into())),
        };
        errors.into_result(limits)
    }
}

/// A reason as it is kept: without the spaces around it, at least three characters.
///
/// # Errors
/// [`FieldErrors`] at `reason`.
pub fn reason(typed: &str) -> Result<String, FieldErrors> {
    let text = typed.trim();
    if text.chars().any(is_unseen) || !(3..=REASON_MAX).contains(&text.chars().count()) {
        return Err(FieldErrors::one("reason", "Say why, in 3 to 200 characters; the company reads it."));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_read_as_people_write_it_and_printed_so_that_it_reads_back() {
        let draft = LimitsDraft { numbers: "1,000,000".into(), members: " 5 ".into(), ..LimitsDraft::default() };
        let limits = draft.check().expect("it reads");
        assert_eq!((limits.numbers, limits.members, limits.jobs), (Some(1_000_000), Some(5), None));
        assert_eq!(LimitsDraft::of(limits).check(), Ok(limits));
    }

    #[test]
    fn what_is_no_limit_is_told_at_each_field() {
        let draft = LimitsDraft {
            numbers: "-1".into(),
            jobs: "101".into(),
            requests: "0".into(),
            members: "99999999999999999999".into(),
        };
        let errors = draft.check().expect_err("none of it is right");
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["jobs_max", "members_max", "numbers_max", "requests_per_second"]);
    }

    #[test]
    fn a_reason_says_something() {
        assert_eq!(reason("  asked by phone ").as_deref(), Ok("asked by phone"));
        for none in ["", "  ", "ab", "a\0bc", &"x".repeat(REASON_MAX + 1)] {
            assert!(reason(none).is_err(), "{none:?}");
        }
    }
}
