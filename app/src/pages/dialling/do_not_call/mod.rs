//! Do-not-call lists: the company's, and the installation's for platform admins. Each page is made for either.

pub mod import;
pub mod list;
pub mod new;
pub mod remove;

use crate::pages::contacts::tabs::Section;
use crate::pages::{Place, Sheet};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::do_not_call::List;

/// The word of a list in a form.
fn word(list: List) -> &'static str {
    list.kind().as_str()
}

/// The list of a form's word: the company's unless it names the installation's.
fn of_word(word: &str) -> List {
    if word == "installation" { List::Installation } else { List::Company }
}

fn place(list: List) -> Place {
    if list == List::Installation { Place::System } else { Place::Contacts }
}

/// Puts a page beneath a list.
fn beneath(list: List, sheet: Sheet) -> Sheet {
    if list == List::Installation {
        sheet.beneath_page("System", paths::system()).beneath_page("Do not call", paths::do_not_call(list))
    } else {
        sheet.beneath_list(Section::DoNotCall)
    }
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

/// What a list is called on its pages.
fn title(list: List) -> &'static str {
    if list == List::Installation { "Do not call, whole installation" } else { "Do not call" }
}
