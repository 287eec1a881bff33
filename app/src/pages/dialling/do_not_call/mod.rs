//! Do-not-call lists: the company's, those of its campaigns, and the installation's for platform admins. Each page is made for any.

pub mod list;
pub mod new;
pub mod remove;

use crate::pages::contacts::tabs::Section;
use crate::pages::{Place, Sheet, id_in_path};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::crm::Kind;
use domain::do_not_call::List;
use domain::id::CampaignId;

/// Which list a page is of, and the name of its campaign where it is one's.
struct Whose {
    list: List,
    campaign: Option<String>,
}

impl Whose {
    /// The list, once the campaign that it is of is known to be the company's.
    async fn of(request: &Request, list: Result<List, Stop>) -> Result<Whose, Stop> {
        let (engine, scope, list) = (&request.engine, request.scope()?, list?);
        let campaign = match list {
            List::Campaign(id) => Some(engine::campaign::get(engine, scope, id).await?.name),
            List::Installation | List::Company => None,
        };
        Ok(Whose { list, campaign })
    }

    fn place(&self) -> Place {
        match self.list {
            List::Installation => Place::System,
            List::Company => Place::Contacts,
            List::Campaign(_) => Place::Campaigns,
        }
    }

    /// Puts the list's own page where it belongs.
    fn list_beneath(&self, sheet: Sheet) -> Sheet {
        match (self.list, &self.campaign) {
            (List::Installation, _) => sheet.beneath_page("System", paths::system()),
            (List::Campaign(id), Some(name)) => {
                sheet.beneath_page("Campaigns", paths::campaigns()).beneath_page(name.clone(), paths::campaign(id))
            }
            _ => sheet.beneath_page("Contacts", paths::records(Kind::Contact)),
        }
    }

    /// Puts a page beneath the list.
    fn beneath(&self, sheet: Sheet) -> Sheet {
        match self.list {
            List::Company => sheet.beneath_list(Section::DoNotCall),
            list => self.list_beneath(sheet).beneath_page("Do not call", paths::do_not_call(list)),
        }
    }

    /// What the list is called on its pages.
    fn title(&self) -> &'static str {
        match self.list {
            List::Installation => "Do not call, whole installation",
            List::Company => "Do not call",
            List::Campaign(_) => "Do not call, this campaign",
        }
    }
}

/// The list of a form's word: the company's where it says none.
fn of_word(word: &str) -> Result<List, Stop> {
    if word.is_empty() {
        return Ok(List::Company);
    }
    Ok(List::of_word(word).ok_or(engine::Error::NotFound)?)
}

/// The list of the campaign that the address names.
fn of_campaign() -> Result<List, Stop> {
    id_in_path::<CampaignId>("id").map(List::Campaign)
}

/// Lets a page be shown to who may put numbers on its list, so that nobody fills in a form in vain.
fn may_add(request: &Request, list: List) -> Result<(), Stop> {
    let scope = request.scope()?;
    let (may, text) = match list {
        List::Installation => (scope.is_platform_admin(), "The installation’s list takes a platform admin."),
        List::Company | List::Campaign(_) => {
            (scope.may(Right::StopDialling), "Putting numbers on the list takes the role agent or above.")
        }
    };
    if may { Ok(()) } else { Err(engine::Error::Denied(text.to_owned()).into()) }
}
