//! Making a token.

use crate::components::badge::Tone;
use crate::components::check_grid::{CheckGrid, GridBox, GridLine};
use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::account::proof::{self, Asked};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::api_token::{ApiTokenDraft, LIFETIMES, NAME_MAX};
use domain::scope::{Role, TokenScope};
use leptos::prelude::*;

/// The lifetime that is proposed.
const DAYS: &str = "90";

/// The form for a new token.
#[component]
pub fn TokenNew() -> impl IntoView {
    page(|request: Request| async move {
        let role = request.scope()?.role();
        let typed = refused(&request).await?;
        // A refused form may have asked for a token without an end: an empty choice is one.
        let typed = if typed.is_refused() { typed } else { typed.or("days", DAYS) };
        let asked = Asked::again(&request, &typed).await?;
        Ok(Sheet::new("New API token", Place::Settings, form(&typed, role, asked))
            .beneath_page("Settings", paths::members())
            .beneath_page("API tokens", paths::tokens())
            .line("A program that sends this token works in your name, in this company, and never beyond your role."))
    })
}

fn form(typed: &Typed, role: Role, asked: Option<Asked>) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["name", "scopes", "days", "current_password", "code"]);
    let mut lifetimes: Vec<Choice> =
        LIFETIMES.iter().map(|days| Choice::new(days.to_string(), format!("{days} days"))).collect();
    lifetimes.push(Choice::new("", "No end"));
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("token-create")>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <TextField at=typed.field("name") label="Name" autofocus=true maxlength=NAME_MAX as u32 autocomplete="off"
                    help="What will use it, such as “nightly export”."/>
                <CheckGrid at=typed.field("scopes") label="Scopes" lines=lines(role)
                    help=format!("What it may do. Writing includes reading. Your role is {role}.")/>
                <SelectField at=typed.field("days") label="Lasts" choices=lifetimes
                    help="After that it is refused, and a new one has to be made."/>
                {asked.map(|asked| proof::fields(typed, asked))}
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Create token"</button>
                <a class="btn btn-ghost" href=paths::tokens()>"Cancel"</a>
            </div>
        </form>
    }
}

/// The scopes by what they are about; those that the role can't use are not offered.
fn lines(role: Role) -> Vec<GridLine> {
    use TokenScope::*;
    let of = |label, boxes: &[(TokenScope, &'static str)]| GridLine {
        label,
        boxes: boxes
            .iter()
            .filter(|(scope, _)| scope.least_role() <= role)
            .map(|(scope, label)| GridBox { word: scope.as_str(), label })
            .collect(),
    };
    let lines = [
        of("Numbers", &[(NumbersRead, "Read"), (NumbersWrite, "Write")]),
        of("Calls", &[(CallsRead, "Read"), (CallsWrite, "Write")]),
        of("Contacts", &[(ContactsRead, "Read"), (ContactsWrite, "Write")]),
        of("Campaigns", &[(CampaignsRead, "Read"), (CampaignsWrite, "Write")]),
        of("Jobs", &[(JobsRead, "Read"), (JobsWrite, "Write")]),
        of("Callbacks", &[(Callback, "Report how calls went")]),
        of("Everything", &[(Admin, "All of the above but callbacks")]),
    ];
    lines.into_iter().filter(|line| !line.boxes.is_empty()).collect()
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "token-create")]
pub async fn create_token(
    #[server(default)] name: String,
    #[server(default)] scopes: Vec<String>,
    #[server(default)] days: String,
    #[server(default)] current_password: String,
    #[server(default)] code: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::token_new());
    let post = post.typed("name", &name).typed("scopes", &scopes.join(" ")).typed("days", &days);
    let draft = ApiTokenDraft { name, scopes, days };
    let outcome = create(&post.request, draft, current_password, code).await;
    post.finish(outcome, |()| Done::at(paths::tokens())).await
}

async fn create(request: &Request, draft: ApiTokenDraft, password: String, code: String) -> Result<(), Stop> {
    let scope = request.scope()?;
    // What such a token can do outlives the session in which it is made.
    let text = draft.check(scope.role())?;
    if text.scopes.contains(&TokenScope::Admin) {
        request.prove(password, code).await?;
    }
    let made = engine::api_token::create_own(&request.engine, scope, &draft).await?;
    request.carry_once(&made.text, &paths::tokens()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_is_offered_to_an_owner_and_none_beyond_ones_role() {
        let words = |role| -> Vec<&str> {
            lines(role).into_iter().flat_map(|line| line.boxes).map(|choice| choice.word).collect()
        };
        for role in Role::ALL {
            let lawful = TokenScope::ALL.into_iter().filter(|scope| scope.least_role() <= role);
            assert_eq!(words(role), lawful.map(TokenScope::as_str).collect::<Vec<_>>(), "{role}");
        }
    }
}
