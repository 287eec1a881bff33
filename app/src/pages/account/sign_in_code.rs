//! The second step of signing in: a code.

use super::frame::bare;
use crate::components::badge::Tone;
use crate::components::field::{TextField, Typed};
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::page;
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use engine::user::{HalfSignedIn, SignInError};
use leptos::prelude::*;

/// Asks for a code of whoever typed the right password in this browser; everybody else begins at the beginning.
#[component]
pub fn SignInCode() -> impl IntoView {
    page(|request: Request| async move {
        let next = super::sign_in::next_of(&request.query);
        if request.identity.is_some() {
            return Err(Stop::Elsewhere(next));
        }
        if request.half().await?.is_none() {
            return Err(Stop::Elsewhere(paths::sign_in_then(&next)));
        }
        let typed = refused(&request).await?;
        let line = "Type the six digits that your app shows, or one of your recovery codes.";
        Ok(bare("One more step", line.to_owned(), form(&typed, next)))
    })
}

fn form(typed: &Typed, next: String) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["code"]);
    let back = paths::sign_in_then(&next);
    view! {
        {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
        <form class="flex flex-col gap-4" method="post" action=paths::form_anywhere("sign-in-code")>
            <input type="hidden" name="next" value=next/>
            <TextField at=typed.field("code") label="Code" autocomplete="one-time-code" autofocus=true maxlength=20/>
            <button class="btn btn-primary btn-big mt-1 w-full" type="submit">"Sign in"</button>
        </form>
        <p class="muted text-xs">
            "Lost both? An administrator of your company can help. "<a class="text-link" href=back>"Begin again"</a>
        </p>
    }
}

/// Takes the code.
#[server(prefix = "/forms", endpoint = "sign-in-code")]
pub async fn sign_in_code(
    #[server(default)] code: String,
    #[server(default)] next: String,
) -> Result<(), ServerFnError> {
    let next = paths::local(&next).map_or_else(paths::home, str::to_owned);
    let post = FormPost::on(paths::sign_in_code(&next));
    let outcome = enter(&post.request, code, &next).await;
    post.finish(outcome, |recovery| match recovery {
        true => Done::at(next)
            .saying("You used a recovery code. It is worth nothing now; your account says how many are left."),
        false => Done::at(next),
    })
    .await
}

async fn enter(request: &Request, code: String, next: &str) -> Result<bool, Stop> {
    let Some(half) = request.half().await? else { return Err(Stop::Elsewhere(paths::sign_in_then(next))) };
    let half = HalfSignedIn { user: half.user, credentials: half.credentials, code, address: request.address.clone() };
    let (request_id, address, user) = (&request.request_id, &request.address, half.user);
    match engine::user::sign_in_code(&request.engine, &half).await {
        Ok((person, recovery)) => {
            let factors = if recovery { "password and recovery code" } else { "password and code" };
            tracing::info!(request_id, address, %user, factors, "signed in");
            request.begin_session(person).await?;
            Ok(recovery)
        }
        Err(SignInError::Other(error)) => Err(Stop::Error(error)),
        Err(refusal) => {
            tracing::warn!(request_id, address, %user, step = "code", why = refusal.word(), "a sign-in was refused");
            Err(match refusal {
                SignInError::TooMany => {
                    Stop::TooMany(FieldErrors::one("code", "Too many attempts. Try again in a few minutes."))
                }
                _ => FieldErrors::one("code", "This is no code, or one that was used already.").into(),
            })
        }
    }
}
