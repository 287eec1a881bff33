//! An API token: what a program may do in a person's name.

use crate::field_error::FieldErrors;
use crate::id::{ApiTokenId, UserId};
use crate::scope::{Role, TokenScope};
use crate::unseen::is_unseen;
use time::OffsetDateTime;

/// The longest name of a token, in characters.
pub const NAME_MAX: usize = 100;

/// For how many days a token can be made; one without an end is possible too, and is not proposed.
pub const LIFETIMES: [u16; 4] = [7, 30, 90, 365];

/// A token as people see it; its text is not among it, because nobody has that any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    pub id: ApiTokenId,
    pub name: String,
    /// Whom it stands for.
    pub user: UserId,
    pub user_name: String,
    pub scopes: Vec<TokenScope>,
    pub created_at: OffsetDateTime,
    /// To the minute; `None` until it is used for the first time.
    pub last_used_at: Option<OffsetDateTime>,
    /// `None` for a token without an end.
    pub expires_at: Option<OffsetDateTime>,
    pub revoked_at: Option<OffsetDateTime>,
}

impl ApiToken {
    /// Whether it is worth nothing at `now`: revoked, or past its end.
    pub fn is_ended(&self, now: OffsetDateTime) -> bool {
        self.revoked_at.is_some() || self.expires_at.is_some_and(|end| end <= now)
    }
}

/// A token as somebody typed it, unchecked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiTokenDraft {
    pub name: String,
    /// Words of [`TokenScope`].
    pub scopes: Vec<String>,
    /// One of [`LIFETIMES`] in days; empty for a token without an end.
    pub days: String,
}

/// A token's facts, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiTokenText {
    pub name: String,
    /// At least one, each once, in the order of [`TokenScope::ALL`].
    pub scopes: Vec<TokenScope>,
    pub days: Option<u16>,
}

impl ApiTokenDraft {
    /// Checks the draft: a name of 1 to 100 characters, scopes that `role` can use, a lifetime that is offered.
    ///
    /// # Errors
    /// Every failing field with its message: `name`, `scopes`, `days`.
    pub fn check(&self, role: Role) -> Result<ApiTokenText, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = self.name.trim();
        if name.is_empty() {
            errors.add("name", "A token needs a name that says what uses it.");
        }
        if name.chars().count() > NAME_MAX {
            errors.add("name", "A token’s name has at most 100 characters.");
        }
        if name.chars().any(is_unseen) {
            errors.add("name", "A token’s name holds no control characters.");
        }
        let scopes = self.scopes(role, &mut errors);
        let days = match self.days.trim() {
            "" => None,
            typed => {
                let days = LIFETIMES.into_iter().find(|days| days.to_string() == typed);
                if days.is_none() {
                    errors.add("days", "A token lasts 7, 30, 90 or 365 days, or has no end.");
                }
                days
            }
        };
        errors.into_result(ApiTokenText { name: name.to_owned(), scopes, days })
    }

    fn scopes(&self, role: Role, errors: &mut FieldErrors) -> Vec<TokenScope> {
        let typed = |scope: &TokenScope| self.scopes.iter().any(|word| word == scope.as_str());
        let scopes: Vec<TokenScope> = TokenScope::ALL.into_iter().filter(typed).collect();
        if self.scopes.iter().any(|word| word.parse::<TokenScope>().is_err()) {
            errors.add("scopes", "There is no such scope.");
        } else if scopes.is_empty() {
            errors.add("scopes", "Choose at least one thing that the token may do.");
        }
        for scope in scopes.iter().filter(|scope| scope.least_role() > role) {
            let text = format!("{} takes the role {} or above; yours is {role}.", scope.as_str(), scope.least_role());
            errors.add("scopes", text);
        }
        scopes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(scopes: &[&str]) -> ApiTokenDraft {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        ApiTokenDraft { name: " Importer ".into(), scopes, days: "90".into() }
    }

    #[test]
    fn a_token_holds_its_scopes_once_and_in_order() {
        let typed = draft(&["jobs:read", "numbers:write", "jobs:read"]);
        let text = typed.check(Role::Agent).expect("it is lawful");
        assert_eq!((text.name.as_str(), text.days), ("Importer", Some(90)));
        assert_eq!(text.scopes, [TokenScope::NumbersWrite, TokenScope::JobsRead]);
    }

    #[test]
    fn all_failing_fields_are_told_together() {
        let wrong = ApiTokenDraft { name: " ".into(), scopes: vec!["dance".into()], days: "12".into() };
        let errors = wrong.check(Role::Owner).expect_err("it is refused");
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["days", "name", "scopes"]);
        assert_eq!(
            draft(&[]).check(Role::Owner).expect_err("it is refused").at("scopes"),
            ["Choose at least one thing that the token may do."]
        );
    }

    #[test]
    fn a_token_never_gets_what_its_persons_role_can_not_use() {
        for role in Role::ALL {
            for scope in TokenScope::ALL {
                let lawful = draft(&[scope.as_str()]).check(role).is_ok();
                assert_eq!(lawful, role >= scope.least_role(), "{role} {}", scope.as_str());
            }
        }
        assert!(draft(&["numbers:read"]).check(Role::Viewer).is_ok());
        assert!(draft(&["numbers:write"]).check(Role::Viewer).is_err());
        assert!(draft(&["admin"]).check(Role::Agent).is_err());
    }
}
