//! What one set for oneself: name, time zone, density, theme.

use super::frame::{Page, sheet};
use crate::components::badge::Tone;
use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::page;
use crate::pages::zone;
use crate::paths;
use crate::request::{Request, Stop, Theme};
use domain::account::{NAME_MAX, ProfileDraft};
use leptos::prelude::*;

/// The form of one's profile.
#[component]
pub fn Profile() -> impl IntoView {
    page(|request: Request| async move {
        request.scope()?;
        let person = request.identity.clone().ok_or(Stop::SignIn)?;
        let typed = refused(&request).await?;
        let typed = typed
            .or("name", &person.name)
            .or("time_zone", &person.time_zone)
            .or("density", &person.density)
            .or("theme", &person.theme);
        Ok(sheet(Page::Profile, form(&typed, person.email)).line("What you set here goes with you into every company."))
    })
}

fn form(typed: &Typed, email: String) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["name", "time_zone", "density", "theme"]);
    let zones = zone::names().into_iter().map(|name| Choice::new(name.clone(), name.replace('_', " "))).collect();
    let densities = vec![Choice::new("comfortable", "Comfortable"), Choice::new("compact", "Compact")];
    let themes =
        vec![Choice::new("system", "As the system"), Choice::new("light", "Light"), Choice::new("dark", "Dark")];
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form_anywhere("account-profile")>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <dl class="facts"><dt>"E-mail address"</dt><dd>{email}</dd></dl>
                <TextField at=typed.field("name") label="Name" maxlength=NAME_MAX as u32 autocomplete="name"/>
                <SelectField at=typed.field("time_zone") label="Time zone" choices=zones
                    help="Every time on the pages reads in it, and names it."/>
                <div class="grid gap-4 sm:grid-cols-2">
                    <SelectField at=typed.field("density") label="Density" choices=densities help="How close the lines of tables and forms stand."/>
                    <SelectField at=typed.field("theme") label="Theme" choices=themes/>
                </div>
            </div>
            <div class="border-t hairline px-4 py-3"><button class="btn btn-primary" type="submit">"Save changes"</button></div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "account-profile")]
pub async fn edit_profile(
    #[server(default)] name: String,
    #[server(default)] time_zone: String,
    #[server(default)] density: String,
    #[server(default)] theme: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::account());
    let post =
        post.typed("name", &name).typed("time_zone", &time_zone).typed("density", &density).typed("theme", &theme);
    let outcome = edit(&post.request, ProfileDraft { name, time_zone, density, theme }).await;
    post.finish(outcome, |()| Done::at(paths::account()).saying("Your profile is saved.")).await
}

async fn edit(request: &Request, draft: ProfileDraft) -> Result<(), Stop> {
    engine::user::edit_profile(&request.engine, request.scope()?, &draft).await?;
    // For the pages before signing in.
    request.keep_theme(Theme::of_word(&draft.theme));
    Ok(())
}
