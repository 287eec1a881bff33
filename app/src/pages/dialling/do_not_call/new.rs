//! Putting numbers on a list.

use super::{Whose, may_add, of_campaign, of_word};
use crate::components::badge::Tone;
use crate::components::field::{TextField, Typed};
use crate::components::figure::plural;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::text_area::TextArea;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::do_not_call::{ADD_MAX, AddDraft, List, NOTE_MAX};
use domain::phone::grouped;
use engine::do_not_call::Added;
use leptos::prelude::*;

/// The form for the company's list.
#[component]
pub fn CompanyNew() -> impl IntoView {
    new_page(Ok(List::Company))
}

/// The form for the installation's.
#[component]
pub fn InstallationNew() -> impl IntoView {
    new_page(Ok(List::Installation))
}

/// The form for a campaign's.
#[component]
pub fn CampaignNew() -> impl IntoView {
    new_page(of_campaign())
}

fn new_page(of: Result<List, Stop>) -> impl IntoView {
    page(move |request: Request| async move {
        let whose = Whose::of(&request, of).await?;
        may_add(&request, whose.list)?;
        let typed = refused(&request).await?;
        let line = match whose.list {
            List::Campaign(_) => "From the moment they are on the list this campaign dials none of them.",
            List::Installation | List::Company => "From the moment they are on the list none of them is dialled.",
        };
        Ok(whose.beneath(Sheet::new("Add numbers", whose.place(), form(whose.list, &typed))).line(line))
    })
}

fn form(of: List, typed: &Typed) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["phone_numbers", "note"]);
    let help = format!("One a line or with commas between them, up to {}.", grouped(ADD_MAX as u64));
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("do-not-call-add")>
            <input type="hidden" name="list" value=of.word()/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <TextArea at=typed.field("phone_numbers") label="Phone numbers" help=help/>
                <TextField at=typed.field("note") label="Note" optional=true maxlength=NOTE_MAX as u32 autocomplete="off" placeholder="Asked not to be called"/>
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit"><Icon name="phone-off"/>"Put on the list"</button>
                <a class="btn btn-ghost" href=paths::do_not_call(of)>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the form; `back` is the page of a single number, which has a button of its own.
#[server(prefix = "/forms", endpoint = "do-not-call-add")]
pub async fn add_do_not_call(
    #[server(default)] list: String,
    #[server(default)] phone_numbers: String,
    #[server(default)] note: String,
    #[server(default)] back: String,
) -> Result<(), ServerFnError> {
    let of = of_word(&list);
    let shown = of.as_ref().copied().unwrap_or(List::Company);
    let single = paths::local(&back).is_some();
    let page = if single { back } else { paths::do_not_call_new(shown) };
    let post = FormPost::on(page.clone()).typed("phone_numbers", &phone_numbers).typed("note", &note);
    let draft = AddDraft {
        phone_numbers: phone_numbers.split(['\n', ',', ';']).map(|number| number.trim().to_owned()).collect(),
        note,
    };
    let outcome = add(&post.request, of, &draft).await;
    post.finish(outcome, |added| {
        let said = match (added.added, added.there_already) {
            (0, _) => "Already on the list.".to_owned(),
            (added, 0) => format!("{} put on the list.", plural(added, "number", "numbers")),
            (added, there) => {
                format!("{} put on the list; {} on it already.", plural(added, "number", "numbers"), grouped(there))
            }
        };
        Done::at(if single { page } else { paths::do_not_call(shown) }).saying(said)
    })
    .await
}

async fn add(request: &Request, of: Result<List, Stop>, draft: &AddDraft) -> Result<Added, Stop> {
    let (scope, of) = (request.scope()?, of?);
    Ok(engine::do_not_call::add(&request.engine, scope, of, draft).await?)
}
