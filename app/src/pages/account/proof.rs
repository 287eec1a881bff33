//! Asking somebody once more who they are, before what matters.

use crate::components::badge::Tone;
use crate::components::field::{TextField, Typed};
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use engine::second_factor::State;
use engine::user::Proof;
use leptos::prelude::*;

/// What somebody has to type before something that matters is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    password: bool,
    code: bool,
}

impl Asked {
    /// Nothing, for a quarter of an hour after they did; then all that they sign in with.
    ///
    /// # Errors
    /// When nobody is signed in, or the database is away.
    pub(crate) async fn of(request: &Request) -> Result<Asked, Stop> {
        match request.proof().await? {
            Some(_) => Ok(Asked { password: false, code: false }),
            None => Self::everything(request).await,
        }
    }

    /// All that they sign in with, whenever they did so last.
    ///
    /// # Errors
    /// As [`Asked::of`].
    pub(crate) async fn everything(request: &Request) -> Result<Asked, Stop> {
        let state = engine::second_factor::state(&request.engine, request.scope()?).await?;
        Ok(Asked { password: true, code: state != State::Off })
    }

    /// What a form asks for that is shown again because this was missing or wrong; nothing before, because nobody is asked
    /// before it is needed.
    ///
    /// # Errors
    /// As [`Asked::of`].
    pub(crate) async fn again(request: &Request, typed: &Typed) -> Result<Option<Asked>, Stop> {
        let refused = ["current_password", "code"].into_iter().any(|field| !typed.errors(field).is_empty());
        Ok(if refused { Some(Asked::of(request).await?) } else { None })
    }

    /// Whether anything has to be typed.
    pub(crate) fn is_something(self) -> bool {
        self.password
    }
}

/// The fields of a form for what has to be typed; nothing when nothing has.
pub(crate) fn fields(typed: &Typed, asked: Asked) -> impl IntoView + use<> {
    asked.password.then(|| {
        view! {
            <TextField at=typed.field("current_password") label="Your password" kind="password" autocomplete="current-password"/>
            {asked.code.then(|| view! {
                <TextField at=typed.field("code") label="Code of your second factor" autocomplete="one-time-code" maxlength=20
                    help="Six digits of the app, or a recovery code."/>
            })}
        }
    })
}

/// A form that asks for nothing but who somebody is, on pages whose buttons then appear. `page` is the page itself.
pub(crate) fn card(typed: &Typed, asked: Asked, page: String, purpose: &'static str) -> AnyView {
    let elsewhere = typed.elsewhere(&["current_password", "code"]);
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form_anywhere("prove")>
            <input type="hidden" name="back" value=page/>
            <div class="flex flex-col gap-4 p-4">
                <div>
                    <h2>"Is it you?"</h2>
                    <p class="muted mt-0.5 text-pretty">{purpose}" You are not asked again for 15 minutes."</p>
                </div>
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields(typed, asked)}
            </div>
            <div class="border-t hairline px-4 py-3"><button class="btn btn-primary" type="submit">"Go on"</button></div>
        </form>
    }
    .into_any()
}

/// Takes the card's form.
#[server(prefix = "/forms", endpoint = "prove")]
pub async fn prove(
    #[server(default)] current_password: String,
    #[server(default)] code: String,
    #[server(default)] back: String,
) -> Result<(), ServerFnError> {
    let back = paths::local(&back).map_or_else(paths::account, str::to_owned);
    let post = FormPost::on(back.clone());
    let outcome: Result<Proof, Stop> = post.request.prove(current_password, code).await;
    post.finish(outcome, |_| Done::at(back)).await
}
