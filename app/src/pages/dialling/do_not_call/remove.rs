//! Taking a number off a list.

use super::{Whose, of_campaign, of_word};
use crate::components::badge::Tone;
use crate::components::field::{TextField, Typed};
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::dialling::show::number_of;
use crate::pages::{Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::do_not_call::List;
use domain::phone::PhoneNumber;
use domain::{FieldErrors, Right};
use leptos::prelude::*;

/// The form for the company's list.
#[component]
pub fn CompanyRemove() -> impl IntoView {
    remove_page(Ok(List::Company))
}

/// The form for the installation's.
#[component]
pub fn InstallationRemove() -> impl IntoView {
    remove_page(Ok(List::Installation))
}

/// The form for a campaign's.
#[component]
pub fn CampaignRemove() -> impl IntoView {
    remove_page(of_campaign())
}

fn remove_page(of: Result<List, Stop>) -> impl IntoView {
    page(move |request: Request| async move {
        let whose = Whose::of(&request, of).await?;
        let (scope, of) = (request.scope()?, whose.list);
        let (may, text) = match of {
            List::Installation => (scope.is_platform_admin(), "The installation’s list takes a platform admin."),
            _ => (scope.may(Right::AllowDialling), "Taking numbers off the list takes the role admin or above."),
        };
        if !may {
            return Err(engine::Error::Denied(text.to_owned()).into());
        }
        let number = number_of(&request)?;
        let typed = refused(&request).await?;
        let title = format!("Take {} off the list", number.national());
        Ok(whose.beneath(Sheet::new(title, whose.place(), form(of, number, &typed))))
    })
}

fn form(of: List, number: PhoneNumber, typed: &Typed) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["reason"]);
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("do-not-call-remove")>
            <input type="hidden" name="list" value=of.word()/>
            <input type="hidden" name="phone_number" value=number.to_string()/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <p class="text-pretty">"From then on only consent decides whether it is dialled. That it was on the list stays in the history."</p>
                <TextField at=typed.field("reason") label="Why" autofocus=true maxlength=500 autocomplete="off" placeholder="Put on the list by mistake" help="It stays in the history."/>
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-error" type="submit">"Take off the list"</button>
                <a class="btn btn-ghost" href=paths::do_not_call(of)>"Keep it there"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "do-not-call-remove")]
pub async fn remove_do_not_call(
    #[server(default)] list: String,
    #[server(default)] phone_number: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let of = of_word(&list);
    let number = phone_number.parse::<PhoneNumber>();
    let shown = of.as_ref().copied().unwrap_or(List::Company);
    let page = number.map_or_else(|_| paths::do_not_call(shown), |number| paths::do_not_call_remove(shown, number));
    let post = FormPost::on(page).typed("reason", &reason);
    let outcome = async {
        let (scope, of) = (post.request.scope()?, of?);
        let number = number.map_err(|error| FieldErrors::one("phone_number", error.to_string()))?;
        let removed = engine::do_not_call::remove(&post.request.engine, scope, of, number, &reason).await;
        removed.map_err(|error| match error {
            // Its page would be shown again as if nothing had happened.
            engine::Error::NotFound => engine::Error::Conflict("This number is not on the list.".to_owned()),
            other => other,
        })?;
        Ok::<_, Stop>(number)
    }
    .await;
    post.finish(outcome, |number| {
        Done::at(paths::do_not_call(shown)).saying(format!("{} is on the list no more.", number.national()))
    })
    .await
}
