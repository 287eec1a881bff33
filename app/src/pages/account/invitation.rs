//! Accepting an invitation: by a new account, or by the one that somebody has.

use super::password::RULE;
use crate::components::badge::Tone;
use crate::components::field::{TextField, Typed};
use crate::components::flash::Notice;
use crate::components::moment::Exact;
use crate::forms::{Done, FormPost, refused};
use crate::pages::settings::members::invite::in_form;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use axum::http::StatusCode;
use domain::scope::RequestId;
use engine::identity::Identity;
use engine::invitation::{NewPerson, Offer};
use engine::user::SignedIn;
use leptos::prelude::*;
use secrecy::SecretString;

/// The page that a link leads to.
#[component]
pub fn Invitation() -> impl IntoView {
    let params = leptos_router::hooks::use_params_map();
    let secret = params.with_untracked(|params| params.get("secret")).unwrap_or_default();
    page(|request: Request| async move {
        let typed = refused(&request).await?;
        let content = match engine::invitation::look(&request.engine, &secret.clone().into()).await {
            Ok(offer) => offered(&request, &typed, &offer, &secret),
            Err(engine::Error::NotFound) => {
                request.set_status(StatusCode::NOT_FOUND);
                ended()
            }
            Err(other) => return Err(other.into()),
        };
        Ok(Sheet::new("Invitation", Place::Nowhere, content).without_header())
    })
}

fn ended() -> AnyView {
    view! {
        <section class="mx-auto flex max-w-sm flex-col items-start gap-3 py-16">
            <h1>"This link leads nowhere"</h1>
            <p class="muted text-pretty">"It was used, revoked, is past its time, or was not copied whole. Ask whoever gave it to you for another one."</p>
            <a class="btn mt-2" href=paths::home()>"Go to Trunkline"</a>
        </section>
    }
    .into_any()
}

fn offered(request: &Request, typed: &Typed, offer: &Offer, secret: &str) -> AnyView {
    let by = offer.invited_by.as_ref().map(|by| format!("{by} invites you. ")).unwrap_or_default();
    let wrong = typed.elsewhere(&["name", "password"]);
    let (company, email, role) = (offer.tenant_name.clone(), offer.email.clone(), offer.role.as_str());
    let way = match &request.identity {
        Some(identity) if identity.email.eq_ignore_ascii_case(&email) => accept_form(secret, &company),
        Some(identity) => another(identity, &email),
        None => new_form(typed, secret, &email),
    };
    view! {
        <div class="mx-auto flex w-full max-w-sm flex-col gap-6 py-10">
            <div class="flex items-center gap-2.5">
                <span class="flex size-8 items-center justify-center rounded-lg bg-primary font-semibold text-primary-content" aria-hidden="true">"T"</span>
                <span class="text-base font-semibold">"Trunkline"</span>
            </div>
            <div>
                <h1 class="wrap-anywhere">{format!("Join {company}")}</h1>
                <p class="muted mt-1 text-pretty wrap-anywhere">{by}"As "<b>{role}</b>", with the address "<b>{email}</b>"."</p>
                <p class="muted mt-1 text-xs">"Open until "<Exact at=offer.expires_at/></p>
            </div>
            {(!wrong.is_empty()).then(|| view! { <Notice tone=Tone::Error>{wrong.join(" ")}</Notice> })}
            {way}
        </div>
    }
    .into_any()
}

/// For who is signed in with the address of the invitation.
fn accept_form(secret: &str, company: &str) -> AnyView {
    view! {
        <form method="post" action=paths::form_anywhere("invitation-accept")>
            <input type="hidden" name="secret" value=secret.to_owned()/>
            <button class="btn btn-primary btn-big w-full" type="submit">{format!("Join {company}")}</button>
        </form>
    }
    .into_any()
}

/// For who is signed in with another address.
fn another(identity: &Identity, email: &str) -> AnyView {
    let text = format!(
        "You are signed in as {}. This invitation is for {email}: sign out, and open the link again.",
        identity.email
    );
    view! {
        <Notice tone=Tone::Warning>{text}</Notice>
        <form method="post" action=paths::form_anywhere("sign-out")><button class="btn w-full" type="submit">"Sign out"</button></form>
    }
    .into_any()
}

/// For who is not signed in. Whether the address has an account is not said: whoever made the link would learn it.
fn new_form(typed: &Typed, secret: &str, email: &str) -> AnyView {
    let nothing_typed = typed.text("name").is_empty();
    view! {
        <form class="flex flex-col gap-4" method="post" action=paths::form_anywhere("invitation-join")>
            <input type="hidden" name="secret" value=secret.to_owned()/>
            // For password managers, which keep the password with the address.
            <input class="sr-only" type="email" name="email" value=email.to_owned() autocomplete="username" readonly=true tabindex="-1" aria-hidden="true"/>
            <TextField at=typed.field("name") label="Your name" autocomplete="name" maxlength=200 autofocus=nothing_typed/>
            <TextField at=typed.field("password") label="Password" kind="password" autocomplete="new-password" autofocus=!nothing_typed
                help=RULE/>
            <button class="btn btn-primary btn-big mt-1 w-full" type="submit">"Make an account and join"</button>
        </form>
        <p class="muted text-pretty">"You have an account with this address already? "
            <a class="text-link" href=paths::sign_in_then(&paths::invitation(secret))>"Sign in with it"</a>", then join with one press."</p>
    }
    .into_any()
}

/// Accepts it for the signed-in person.
#[server(prefix = "/forms", endpoint = "invitation-accept")]
pub async fn accept_invitation(#[server(default)] secret: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::invitation(&secret));
    let outcome = accept(&post.request, secret.into()).await;
    post.finish(outcome, welcome).await
}

/// Accepts it by making an account, and signs in with it.
#[server(prefix = "/forms", endpoint = "invitation-join")]
pub async fn join_by_invitation(
    #[server(default)] secret: String,
    #[server(default)] name: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::invitation(&secret)).typed("name", &name);
    let outcome = join(&post.request, secret.into(), name, password).await;
    post.finish(outcome, welcome).await
}

fn welcome(offer: Offer) -> Done {
    Done::at(paths::home()).saying(format!("You belong to {} now, as {}.", offer.tenant_name, offer.role))
}

async fn accept(request: &Request, secret: SecretString) -> Result<Offer, Stop> {
    let scope = request.scope()?;
    let offer = engine::invitation::accept(&request.engine, scope, &secret).await?;
    if scope.is_acting() {
        engine::acting::stop(&request.engine, scope).await?;
        request.end_acting().await?;
    }
    request.choose_tenant(offer.tenant).await?;
    Ok(offer)
}

async fn join(request: &Request, secret: SecretString, name: String, password: String) -> Result<Offer, Stop> {
    let person = NewPerson {
        name,
        password: password.into(),
        request: RequestId(request.request_id.clone()),
        address: request.address.parse().ok(),
    };
    let (user, offer) = engine::invitation::accept_new(&request.engine, &secret, &person).await.map_err(in_form)?;
    // A new account has no second factor, and no change of its password yet.
    request.begin_session(SignedIn { user, credentials: 0, second_factor: false }).await?;
    request.choose_tenant(offer.tenant).await?;
    Ok(offer)
}
