//! An admin makes a one-time link for somebody who can't sign in any more.

use super::proof::{Asked, fields};
use crate::components::badge::Tone;
use crate::components::field::{CheckField, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::UserId;
use engine::user::RESET_HOURS;
use leptos::prelude::*;
use secrecy::{ExposeSecret, SecretString};

/// The form, and once the link that was made.
#[component]
pub fn ResetLink() -> impl IntoView {
    let user = id_in_path::<UserId>("user");
    page(|request: Request| async move {
        let (scope, user) = (request.scope()?, user?);
        let name = engine::user::may_make_reset_link(&request.engine, scope, user).await?;
        let link = request.take_once().await?;
        let asked = Asked::of(&request).await?;
        let typed = refused(&request).await?;
        let content = match link {
            Some(link) => shown_once(&link, &name),
            None => form(&typed, asked, user, name.clone()),
        };
        Ok(Sheet::new("Reset link", Place::Settings, content)
            .beneath_page("Settings", paths::tokens())
            .line(format!("With it {name} sets a new password, without the old one.")))
    })
}

/// The link, on the one page that ever shows it.
fn shown_once(link: &SecretString, name: &str) -> AnyView {
    let text = link.expose_secret().to_owned();
    view! {
        <section class="surface max-w-xl p-4" aria-labelledby="link-title">
            <h2 id="link-title" class="flex items-center gap-2"><Icon name="key-round"/>"The link"</h2>
            <p class="muted mt-1 text-pretty">
                {format!("Hand it to {name} and nobody else: whoever has it gets into the account. It is shown this once, works once, and ends after {RESET_HOURS} hours.")}
            </p>
            <div class="mt-3 flex items-center gap-2">
                <input class="input mono w-auto min-w-0 flex-1" type="text" readonly=true autocomplete="off" spellcheck="false" value=text.clone() aria-label="The link"/>
                <button class="btn copy-button shrink-0" type="button" data-copy=text><Icon name="copy"/>"Copy"</button>
            </div>
        </section>
    }
    .into_any()
}

fn form(typed: &Typed, asked: Asked, user: UserId, name: String) -> AnyView {
    let elsewhere = typed.elsewhere(&["current_password", "code", "clear_second_factor"]);
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form_anywhere("reset-link")>
            <input type="hidden" name="user" value=user.to_string()/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <p class="text-pretty">{format!("The link works once, for {RESET_HOURS} hours. Using it signs {name} out everywhere. A link made before is worth nothing from now on.")}</p>
                <CheckField at=typed.field("clear_second_factor") label="Also take the second factor away"
                    help="For somebody who lost their phone and their recovery codes. Make sure that it is them who asks."/>
                {fields(typed, asked)}
            </div>
            <div class="border-t hairline px-4 py-3"><button class="btn btn-primary" type="submit">"Make the link"</button></div>
        </form>
    }
    .into_any()
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "reset-link")]
pub async fn make_reset_link(
    #[server(default)] user: String,
    #[server(default)] clear_second_factor: String,
    #[server(default)] current_password: String,
    #[server(default)] code: String,
) -> Result<(), ServerFnError> {
    let user = user.parse::<UserId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let page = user.as_ref().map_or_else(|_| paths::home(), |user| paths::reset_link(*user));
    let post = FormPost::on(page.clone()).typed("clear_second_factor", &clear_second_factor);
    let clears = clear_second_factor == "true";
    let outcome = make(&post.request, user, clears, current_password, code).await;
    post.finish(outcome, |()| Done::at(page)).await
}

async fn make(
    request: &Request,
    user: Result<UserId, Stop>,
    clears: bool,
    password: String,
    code: String,
) -> Result<(), Stop> {
    let (scope, user) = (request.scope()?, user?);
    // Who may not is told so before being asked who they are.
    engine::user::may_make_reset_link(&request.engine, scope, user).await?;
    let proof = request.prove(password, code).await?;
    let link = engine::user::make_reset_link(&request.engine, scope, &proof, user, clears).await?;
    let address = format!("{}{}", request.public_url, paths::reset(link.secret.expose_secret()));
    request.carry_once(&address.into(), &paths::reset_link(user)).await
}
