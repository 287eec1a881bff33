//! Why a number may not be dialled.

use crate::do_not_call::ListKind;
use crate::phone::{NotGeographic, NumberError};

/// Why a number may not be dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// 555-0100 to 555-0199 ring nowhere.
    Fiction,
    /// A number of another plan than the North American one.
    NotNanp,
    /// No number at all.
    Invalid(NumberError),
    /// An area code that belongs to no place: nobody could say which hours are decent there.
    NotGeographic(NotGeographic),
    DoNotCall(ListKind),
    /// The company generated it once, and no consent was ever recorded.
    GeneratedNoConsent,
    /// No consent was ever recorded.
    NoConsent,
    /// What is in force is of a kind that is not taken.
    ConsentOfOtherKind,
    ConsentExpired,
    ConsentWithdrawn,
}

impl Reason {
    /// The words of every reason, for whoever counts them.
    pub const WORDS: [&str; 9] = [
        "FICTION",
        "NOT_NANP",
        "INVALID_NUMBER",
        "DO_NOT_CALL",
        "GENERATED_NO_CONSENT",
        "NO_CONSENT",
        "CONSENT_OF_OTHER_KIND",
        "CONSENT_EXPIRED",
        "CONSENT_WITHDRAWN",
    ];

    /// The word that is sent and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Fiction => "FICTION",
            Reason::NotNanp => "NOT_NANP",
            Reason::Invalid(_) | Reason::NotGeographic(_) => "INVALID_NUMBER",
            Reason::DoNotCall(_) => "DO_NOT_CALL",
            Reason::GeneratedNoConsent => "GENERATED_NO_CONSENT",
            Reason::NoConsent => "NO_CONSENT",
            Reason::ConsentOfOtherKind => "CONSENT_OF_OTHER_KIND",
            Reason::ConsentExpired => "CONSENT_EXPIRED",
            Reason::ConsentWithdrawn => "CONSENT_WITHDRAWN",
        }
    }

    /// The list that stands against it, where one does.
    pub fn list(self) -> Option<ListKind> {
        if let Reason::DoNotCall(list) = self { Some(list) } else { None }
    }

    /// The reason in a sentence.
    pub fn says(self) -> String {
        match self {
            Reason::Fiction => "Reserved for fiction: 555-0100 to 555-0199 ring nowhere.".to_owned(),
            Reason::NotNanp => "Only numbers of the North American plan are dialled.".to_owned(),
            Reason::Invalid(error) => error.to_string(),
            Reason::NotGeographic(why) => why.to_string(),
            Reason::DoNotCall(list) => format!("On {} do-not-call list.", list.whose()),
            Reason::GeneratedNoConsent => {
                "Generated, no consent recorded. It stays so after export, import or deletion, until somebody records consent."
                    .to_owned()
            }
            Reason::NoConsent => "No consent recorded.".to_owned(),
            Reason::ConsentOfOtherKind => "A consent is in force, but none of a kind that is taken here.".to_owned(),
            Reason::ConsentExpired => "The consent has expired.".to_owned(),
            Reason::ConsentWithdrawn => "The consent was withdrawn.".to_owned(),
        }
    }
}
