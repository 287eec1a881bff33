//! The page of a one-time link: a new password for whoever holds it.

use super::frame::bare;
use super::password::RULE;
use crate::components::field::{TextField, Typed};
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use axum::http::StatusCode;
use engine::identity::{Claim, Identity};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use secrecy::{ExposeSecret, SecretString};

/// The form of a link that stands; one that is unknown, used or past its time says that it is worth nothing, and no more.
#[component]
pub fn Reset() -> impl IntoView {
    let secret = use_params_map().with_untracked(|params| params.get("secret")).unwrap_or_default();
    page(|request: Request| async move {
        let secret = SecretString::from(secret);
        let Some(person) = person(&request, &secret).await? else {
            request.set_status(StatusCode::NOT_FOUND);
            return Ok(worthless());
        };
        let typed = refused(&request).await?;
        let line = format!("For {}. It ends your sessions everywhere.", person.email);
        Ok(bare("Set a new password", line, form(&typed, &secret, person.email)))
    })
}

fn worthless() -> Sheet {
    let line = "It was used, or it is past its time, or another one was made since. Ask an administrator of your company \
                for a new one.";
    let content = view! { <a class="btn" href=paths::sign_in()>"To the sign-in"</a> };
    bare("This link is worth nothing", line.to_owned(), content)
}

fn form(typed: &Typed, secret: &SecretString, email: String) -> impl IntoView + use<> {
    let secret = secret.expose_secret().to_owned();
    view! {
        <form class="flex flex-col gap-4" method="post" action=paths::form_anywhere("reset-password")>
            <input type="hidden" name="secret" value=secret/>
            // Password managers know by it whose password this is.
            <input class="hidden" type="text" name="email" value=email autocomplete="username" readonly=true tabindex="-1" aria-hidden="true"/>
            <TextField at=typed.field("password") label="New password" kind="password" autocomplete="new-password" autofocus=true help=RULE/>
            <button class="btn btn-primary btn-big mt-1 w-full" type="submit">"Set password"</button>
        </form>
    }
}

/// Whose link it is; nobody's when it is worth nothing, or its person belongs nowhere any more.
async fn person(request: &Request, secret: &SecretString) -> Result<Option<Identity>, Stop> {
    let Some(user) = engine::user::person_of_reset(&request.engine, secret).await? else { return Ok(None) };
    Ok(engine::identity::of_user(&request.engine, Claim { user, tenant: None, acting: None }).await?)
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "reset-password")]
pub async fn reset_password(
    #[server(default)] secret: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    // What is no secret of ours at all leads nowhere in particular.
    let post = FormPost::on(paths::reset(if secret.len() == 64 { &secret } else { "none" }));
    let outcome = reset(&post.request, secret.into(), password.into()).await;
    post.finish(outcome, |()| Done::at(paths::sign_in()).saying("Your new password is set. Sign in with it.")).await
}

async fn reset(request: &Request, secret: SecretString, password: SecretString) -> Result<(), Stop> {
    let person = person(request, &secret).await?.ok_or(Stop::Error(engine::Error::NotFound))?;
    let scope = request.scope_of(&person);
    engine::user::reset_password(&request.engine, &scope, &secret, &password).await?;
    tracing::info!(request_id = request.request_id, user = %person.user, "a password was set by a one-time link");
    // Whoever is signed in here may be the person, whose sessions have ended.
    request.end_session().await
}
