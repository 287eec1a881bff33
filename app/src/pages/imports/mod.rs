//! Bringing a file whose rows become something: the upload, the page that says which column is what, and the post that tries
//! or imports it. The pages are made for every target of `engine::import`; numbers, which belong to a project, stand in
//! `numbers/import` and use the same form of columns.

pub(super) mod brought;
pub(super) mod columns;
pub mod file;
mod options;
pub mod tried;
pub mod upload;

use crate::pages::contacts::tabs::Section;
use crate::pages::{Place, Sheet};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::consent::TermsDraft;
use domain::crm::{Doubles, Kind};
use domain::do_not_call::List;
use domain::filter::parse_pairs;
use engine::import::Target;

/// What the rows of a file become, as an address says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Records(Kind),
    Calls,
    Consents,
    DoNotCall(List),
}

impl What {
    /// The word in an address and in a form.
    pub fn word(self) -> String {
        match self {
            What::Records(kind) => kind.as_str().to_owned(),
            What::Calls => "calls".to_owned(),
            What::Consents => "consents".to_owned(),
            What::DoNotCall(List::Company) => "do_not_call".to_owned(),
            What::DoNotCall(list) => list.word(),
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        match word {
            "calls" => Some(What::Calls),
            "consents" => Some(What::Consents),
            "do_not_call" => Some(What::DoNotCall(List::Company)),
            word => match List::of_word(word) {
                Some(list) => Some(What::DoNotCall(list)),
                None => Kind::ALL.into_iter().find(|known| known.as_str() == word).map(What::Records),
            },
        }
    }

    /// What an address asks for.
    fn asked(query: &str) -> Result<Self, Stop> {
        let pairs = parse_pairs(query);
        let word = pairs.iter().find(|(key, _)| key == "what").map_or("", |(_, word)| word.as_str());
        Ok(Self::of_word(word).ok_or(engine::Error::NotFound)?)
    }

    /// The target, with its options as they are when nothing is said.
    fn target(self) -> Target {
        match self {
            What::Records(kind) => Target::Records { kind, doubles: Doubles::default() },
            What::Calls => Target::Calls,
            What::Consents => Target::Consents { usual: TermsDraft::default() },
            What::DoNotCall(list) => Target::DoNotCall { list, note: String::new() },
        }
    }

    fn title(self) -> String {
        match self {
            What::Records(kind) => format!("Import {}", kind.plural()),
            What::Calls => "Import calls".to_owned(),
            What::Consents => "Import consents".to_owned(),
            What::DoNotCall(_) => "Import numbers".to_owned(),
        }
    }

    /// The list that the rows go to.
    fn back(self) -> String {
        match self {
            What::Records(kind) => paths::records(kind),
            What::Calls => paths::calls(),
            What::Consents => paths::consents(),
            What::DoNotCall(list) => paths::do_not_call(list),
        }
    }

    fn place(self) -> Place {
        match self {
            What::DoNotCall(List::Installation) => Place::System,
            What::DoNotCall(List::Campaign(_)) => Place::Campaigns,
            What::Calls => Place::Calls,
            What::Records(_) | What::Consents | What::DoNotCall(_) => Place::Contacts,
        }
    }

    /// Puts a page beneath that list.
    fn beneath(self, sheet: Sheet) -> Sheet {
        match self {
            What::Records(kind) => sheet.beneath_list(Section::Records(kind)),
            What::Calls => sheet.beneath_page("Calls", paths::calls()),
            What::Consents => sheet.beneath_list(Section::Consent),
            What::DoNotCall(List::Installation) => {
                sheet.beneath_page("System", paths::system()).beneath_page("Do not call", self.back())
            }
            What::DoNotCall(List::Campaign(id)) => sheet
                .beneath_page("Campaigns", paths::campaigns())
                .beneath_page("Campaign", paths::campaign(id))
                .beneath_page("Do not call", self.back()),
            What::DoNotCall(List::Company) => sheet.beneath_list(Section::DoNotCall),
        }
    }

    /// Lets a page be shown to who may do it, so that nobody fills in a form in vain.
    fn may(self, request: &Request) -> Result<(), Stop> {
        let scope = request.scope()?;
        let (may, text) = match self {
            What::Records(_) => (scope.may(Right::ChangeContacts), "Importing contacts takes the role agent or above."),
            What::Calls => (scope.may(Right::ChangeCalls), "Importing calls takes the role agent or above."),
            What::Consents => (scope.may(Right::RecordConsent), "Recording consent takes the role agent or above."),
            What::DoNotCall(List::Installation) => {
                (scope.is_platform_admin(), "The installation’s list takes a platform admin.")
            }
            What::DoNotCall(_) => {
                (scope.may(Right::StopDialling), "Putting numbers on the list takes the role agent or above.")
            }
        };
        if may { Ok(()) } else { Err(engine::Error::Denied(text.to_owned()).into()) }
    }
}
