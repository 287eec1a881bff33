//! The second factor: setting it up with an app, recovery codes, turning it off.

use super::frame::{Page, sheet};
use super::proof::{Asked, card, fields};
use super::qr;
use crate::components::badge::{Badge, Face, Tone};
use crate::components::confirm::Confirm;
use crate::components::field::{TextField, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::forms::{Done, FormPost, refused};
use crate::pages::page;
use crate::paths;
use crate::request::{Request, Stop};
use engine::second_factor::{Begun, RecoveryCodes, State};
use leptos::prelude::*;
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;

/// Where it stands, and what can be done about it.
#[component]
pub fn SecondFactor() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let state = engine::second_factor::state(&request.engine, scope).await?;
        let asked = Asked::of(&request).await?;
        let begun = match request.proof().await? {
            Some(proof) if state == State::Off => engine::second_factor::begun(&request.engine, scope, &proof).await?,
            _ => None,
        };
        let typed = refused(&request).await?;
        let codes = request.take_once().await?;
        let content = view! {
            {codes.as_ref().map(shown_once)}
            {match (state, begun) {
                (State::On { since, codes_left }, _) => on(&typed, asked, since, codes_left, request.now),
                (State::Off, Some(begun)) => set_up(&typed, &begun),
                (State::Off, None) => off(&typed, asked),
            }}
        };
        Ok(sheet(Page::SecondFactor, content)
            .line("Beside your password, a code that only your phone knows: a stolen password is then worth nothing."))
    })
}

/// Recovery codes, on the one page that ever shows them.
fn shown_once(codes: &SecretString) -> AnyView {
    let text = codes.expose_secret().to_owned();
    let codes: Vec<String> = text.lines().map(str::to_owned).collect();
    view! {
        <section class="surface max-w-xl p-4" aria-labelledby="codes-title">
            <h2 id="codes-title" class="flex items-center gap-2"><Icon name="key-round"/>"Your recovery codes"</h2>
            <p class="muted mt-1 text-pretty">"Keep them where your phone is not: each signs you in once when it is lost. They are shown this once."</p>
            <ol class="mono mt-3 grid grid-cols-2 gap-x-6 gap-y-1.5" aria-label="Recovery codes">
                {codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view()}
            </ol>
            <button class="btn copy-button mt-3" type="button" data-copy=text><Icon name="copy"/>"Copy all"</button>
        </section>
    }
    .into_any()
}

fn off(typed: &Typed, asked: Asked) -> AnyView {
    let elsewhere = typed.elsewhere(&["current_password"]);
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form_anywhere("second-factor-begin")>
            <div class="flex flex-col gap-4 p-4">
                <div>
                    <h2 class="flex items-center gap-2">"Your second factor"<Badge face=Face::new(Tone::Neutral, "minus", "Off")/></h2>
                    <p class="muted mt-1 text-pretty">"You need an app for codes on your phone, such as one that your phone brings, or a password manager that has them."</p>
                </div>
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields(typed, asked)}
            </div>
            <div class="border-t hairline px-4 py-3"><button class="btn btn-primary" type="submit">"Set up"</button></div>
        </form>
    }
    .into_any()
}

fn set_up(typed: &Typed, begun: &Begun) -> AnyView {
    let secret = begun.secret.expose_secret().to_owned();
    let groups: Vec<String> =
        secret.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let picture = qr::picture(begun.uri.expose_secret(), "QR code for your app");
    let elsewhere = typed.elsewhere(&["code"]);
    view! {
        <div class="surface max-w-xl">
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <div>
                    <h2>"1. Scan this with the app"</h2>
                    <div class="mt-2 flex flex-wrap items-center gap-4">
                        {picture}
                        <div class="min-w-0 flex-1 basis-48">
                            <p class="muted text-pretty">"Or type the secret into it:"</p>
                            <p class="mono mt-1 wrap-anywhere" id="secret">{groups.join(" ")}</p>
                            <button class="btn btn-sm copy-button mt-2" type="button" data-copy=secret><Icon name="copy"/>"Copy"</button>
                        </div>
                    </div>
                </div>
                <form id="confirm" class="flex flex-col gap-2" method="post" action=paths::form_anywhere("second-factor-confirm")>
                    <h2>"2. Type the code that it shows"</h2>
                    <TextField at=typed.field("code") label="Code" inputmode="numeric" autocomplete="one-time-code" maxlength=20 autofocus=true
                        help="Six digits. Until then nobody is asked for a code."/>
                </form>
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit" form="confirm">"Turn it on"</button>
                <form method="post" action=paths::form_anywhere("second-factor-off")><button class="btn btn-ghost" type="submit">"Cancel"</button></form>
            </div>
        </div>
    }
    .into_any()
}

fn on(typed: &Typed, asked: Asked, since: OffsetDateTime, codes_left: u32, now: OffsetDateTime) -> AnyView {
    let left = match codes_left {
        0 => "None left: make new ones now".to_owned(),
        1 => "1 left: make new ones soon".to_owned(),
        left => format!("{left} left"),
    };
    let acts = if asked.is_something() {
        card(
            typed,
            asked,
            paths::account_second_factor(),
            "To make new recovery codes or to turn it off, say who you are.",
        )
    } else {
        view! {
            <div class="flex flex-wrap gap-2">
                <Confirm id="renew" label="New recovery codes" icon="refresh-cw" question="Make new recovery codes?" calm=true
                    text="The ones that you have now are worth nothing from then on." keep="Keep them"
                    action=paths::form_anywhere("second-factor-codes") fields=vec![]/>
                <Confirm id="turn-off" label="Turn it off" icon="circle-x" question="Turn the second factor off?"
                    text="From then on your password alone signs you in, and whoever finds it. Everywhere else you are signed out."
                    keep="Keep it" action=paths::form_anywhere("second-factor-off") fields=vec![]/>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="surface max-w-xl p-4" aria-labelledby="factor-title">
            <h2 id="factor-title" class="flex items-center gap-2">"Your second factor"<Badge face=Face::new(Tone::Success, "circle-check", "On")/></h2>
            <dl class="facts mt-3">
                <dt>"Turned on"</dt><dd><Ago at=since now=now/></dd>
                <dt>"Recovery codes"</dt><dd>{left}</dd>
            </dl>
        </section>
        {acts}
    }
    .into_any()
}

/// Makes a secret for an app to learn.
#[server(prefix = "/forms", endpoint = "second-factor-begin")]
pub async fn begin_second_factor(
    #[server(default)] current_password: String,
    #[server(default)] code: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::account_second_factor());
    let outcome = begin(&post.request, current_password, code).await;
    post.finish(outcome, |()| Done::at(paths::account_second_factor())).await
}

async fn begin(request: &Request, password: String, code: String) -> Result<(), Stop> {
    let proof = request.prove(password, code).await?;
    Ok(engine::second_factor::begin(&request.engine, request.scope()?, &proof).await?)
}

/// Turns it on by a code of the app.
#[server(prefix = "/forms", endpoint = "second-factor-confirm")]
pub async fn confirm_second_factor(#[server(default)] code: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::account_second_factor());
    let outcome = confirm(&post.request, &code).await;
    post.finish(outcome, |()| {
        Done::at(paths::account_second_factor()).saying("Your second factor is on. Everywhere else you are signed out.")
    })
    .await
}

async fn confirm(request: &Request, code: &str) -> Result<(), Stop> {
    let scope = request.scope()?;
    let proof = request.prove(String::new(), String::new()).await?;
    let codes = engine::second_factor::confirm(&request.engine, scope, &proof, code, request.session_hash()).await?;
    request.outlive_change().await?;
    carry(request, &codes).await
}

/// Makes new recovery codes.
#[server(prefix = "/forms", endpoint = "second-factor-codes")]
pub async fn renew_recovery_codes() -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::account_second_factor());
    let outcome = renew(&post.request).await;
    post.finish(outcome, |()| Done::at(paths::account_second_factor())).await
}

async fn renew(request: &Request) -> Result<(), Stop> {
    let proof = request.prove(String::new(), String::new()).await?;
    let codes = engine::second_factor::renew_codes(&request.engine, request.scope()?, &proof).await?;
    carry(request, &codes).await
}

/// Turns it off, or forgets one that was begun.
#[server(prefix = "/forms", endpoint = "second-factor-off")]
pub async fn turn_off_second_factor() -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::account_second_factor());
    let outcome = turn_off(&post.request).await;
    post.finish(outcome, |()| Done::at(paths::account_second_factor()).saying("Your second factor is off.")).await
}

async fn turn_off(request: &Request) -> Result<(), Stop> {
    let proof = request.prove(String::new(), String::new()).await?;
    engine::second_factor::turn_off(&request.engine, request.scope()?, &proof, request.session_hash()).await?;
    request.outlive_change().await
}

async fn carry(request: &Request, codes: &RecoveryCodes) -> Result<(), Stop> {
    let lines: Vec<&str> = codes.0.iter().map(ExposeSecret::expose_secret).collect();
    request.carry_once(&lines.join("\n").into(), &paths::account_second_factor()).await
}
