//! Changing one's password.

use super::frame::{Page, sheet};
use super::proof::Asked;
use crate::components::badge::Tone;
use crate::components::field::{TextField, Typed};
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::page;
use crate::paths;
use crate::request::{Request, Stop};
use engine::user::PasswordDraft;
use leptos::prelude::*;
use secrecy::SecretString;

/// What a new password has to be, in words for people.
pub(super) const RULE: &str = "15 characters or more, of whatever kind: several words that have nothing to do with each \
                               other are easy to keep. You can paste one from a password manager.";

/// The form; it asks for the old password whenever it was typed last.
#[component]
pub fn Password() -> impl IntoView {
    page(|request: Request| async move {
        request.scope()?;
        let email = request.identity.as_ref().map(|person| person.email.clone()).unwrap_or_default();
        let asked = Asked::everything(&request).await?;
        let typed = refused(&request).await?;
        Ok(sheet(Page::Password, form(&typed, asked, email)).line("A new password ends your sessions everywhere else."))
    })
}

fn form(typed: &Typed, asked: Asked, email: String) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["current_password", "code", "password"]);
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form_anywhere("account-password")>
            // Password managers know by it whose password this is.
            <input class="hidden" type="text" name="email" value=email autocomplete="username" readonly=true tabindex="-1" aria-hidden="true"/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {super::proof::fields(typed, asked)}
                <TextField at=typed.field("password") label="New password" kind="password" autocomplete="new-password" help=RULE/>
            </div>
            <div class="border-t hairline px-4 py-3"><button class="btn btn-primary" type="submit">"Change password"</button></div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "account-password")]
pub async fn change_password(
    #[server(default)] current_password: String,
    #[server(default)] code: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::account_password());
    let outcome = change(&post.request, current_password, code, password).await;
    post.finish(outcome, |()| {
        Done::at(paths::account_password()).saying("Your password is changed. Everywhere else you are signed out.")
    })
    .await
}

async fn change(request: &Request, current: String, code: String, new: String) -> Result<(), Stop> {
    let draft = PasswordDraft { current: request.proof_draft(current, code), new: SecretString::from(new) };
    engine::user::change_password(&request.engine, request.scope()?, &draft, request.session_hash()).await?;
    request.outlive_change().await?;
    request.keep_proof().await
}
