//! Signing in.

use super::frame::bare;
use crate::components::badge::Tone;
use crate::components::field::{TextField, Typed};
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::page;
use crate::paths;
use crate::request::{Request, Stop, session_key};
use domain::FieldErrors;
use domain::filter::parse_pairs;
use domain::id::UserId;
use engine::user::{SignIn as Credentials, SignInError};
use leptos::prelude::*;
use secrecy::SecretString;

/// The sign-in page; whoever is signed in goes on at once.
#[component]
pub fn SignIn() -> impl IntoView {
    page(|request: Request| async move {
        let next = next_of(&request.query);
        if request.identity.is_some() {
            return Err(Stop::Elsewhere(next));
        }
        let typed = refused(&request).await?;
        // Signed in, and let in nowhere: without a word the form would only come again.
        let kept_out = request.session.get::<UserId>(session_key::USER).await?.is_some();
        let content = view! {
            {kept_out.then(|| view! { <Notice tone=Tone::Warning>
                "Your account is open in no company at the moment: you, or the company, are suspended, or you belong to none. Ask an administrator of your company."
            </Notice> })}
            {form(typed, next)}
        };
        Ok(bare("Sign in", "With the e-mail address of your account.".to_owned(), content))
    })
}

fn form(typed: Typed, next: String) -> impl IntoView {
    let wrong = typed.elsewhere(&["email", "password"]);
    let nothing_typed = typed.text("email").is_empty();
    view! {
        {(!wrong.is_empty()).then(|| view! { <Notice tone=Tone::Error>{wrong.join(" ")}</Notice> })}
        <form class="flex flex-col gap-4" method="post" action=paths::form_anywhere("sign-in")>
            <input type="hidden" name="next" value=next/>
            <TextField at=typed.field("email") label="E-mail address" kind="email" autocomplete="username" autofocus=nothing_typed/>
            <TextField at=typed.field("password") label="Password" kind="password" autocomplete="current-password" autofocus=!nothing_typed/>
            <button class="btn btn-primary btn-big mt-1 w-full" type="submit">"Sign in"</button>
        </form>
        <p class="muted text-xs">"Forgotten it? An administrator of your company can give you a link that sets a new one."</p>
    }
}

/// Where to go on after signing in: the local address in `next`, else the dashboard.
pub(super) fn next_of(query: &str) -> String {
    let next = parse_pairs(query).into_iter().find(|(key, _)| key == "next").map(|(_, value)| value);
    next.as_deref().and_then(paths::local).map_or_else(paths::home, str::to_owned)
}

/// Takes the sign-in form.
#[server(prefix = "/forms", endpoint = "sign-in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<(), ServerFnError> {
    let next = paths::local(&next).map_or_else(paths::home, str::to_owned);
    let post = FormPost::on(paths::sign_in_then(&next)).typed("email", &email);
    let outcome = enter(&post.request, email, password).await;
    post.finish(outcome, |half| Done::at(if half { paths::sign_in_code(&next) } else { next })).await
}

/// Signs somebody in; `true` when a code is asked for first.
async fn enter(request: &Request, email: String, password: String) -> Result<bool, Stop> {
    let mut errors = FieldErrors::new();
    if email.trim().is_empty() {
        errors.add("email", "An e-mail address is required.");
    }
    if password.is_empty() {
        errors.add("password", "A password is required.");
    }
    errors.into_result(())?;
    let credentials = Credentials { email, password: SecretString::from(password), address: request.address.clone() };
    let (request_id, address) = (&request.request_id, &request.address);
    match engine::user::sign_in(&request.engine, &credentials).await {
        Ok(person) if person.second_factor => {
            tracing::info!(request_id, address, user = %person.user, "the password was right, a code is asked for");
            request.begin_half(person).await?;
            Ok(true)
        }
        Ok(person) => {
            tracing::info!(request_id, address, user = %person.user, factors = "password", "signed in");
            request.begin_session(person).await?;
            Ok(false)
        }
        Err(SignInError::Other(error)) => Err(Stop::Error(error)),
        Err(refusal) => {
            // Not who was meant: people type passwords into the wrong field.
            tracing::warn!(request_id, address, step = "password", why = refusal.word(), "a sign-in was refused");
            let told = FieldErrors::one("", refusal.to_string());
            Err(if matches!(refusal, SignInError::TooMany) { Stop::TooMany(told) } else { told.into() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::next_of;

    #[test]
    fn signing_in_never_leads_to_another_server() {
        assert_eq!(next_of("next=%2Fjobs%3Fstate%3Drunning"), "/jobs?state=running");
        assert_eq!(next_of("next=%2F%2Fevil.example"), "/");
        assert_eq!(next_of(""), "/");
    }
}
