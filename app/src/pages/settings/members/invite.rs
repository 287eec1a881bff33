//! Inviting somebody.

use crate::components::badge::Tone;
use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::account::proof::{self, Asked};
use crate::pages::chosen::value;
use crate::pages::numbers::list::capital;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::filter::parse_pairs;
use domain::invitation::{DEFAULT_LIFETIME, InvitationDraft, LIFETIMES};
use domain::scope::Role;
use domain::{FieldErrors, Right, Scope};
use leptos::prelude::*;

/// The form of an invitation.
#[component]
pub fn MemberInvite() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        if !scope.may(Right::ManageMembers) {
            return Err(engine::Error::Denied("Inviting somebody takes the role admin or above.".to_owned()).into());
        }
        let pairs = parse_pairs(&request.query);
        let role = value(&pairs, "role").parse::<Role>().unwrap_or(Role::Agent);
        let typed = refused(&request).await?.or("role", role.as_str()).or("days", &DEFAULT_LIFETIME.to_string());
        let asked = Asked::again(&request, &typed).await?;
        Ok(Sheet::new("Invite somebody", Place::Settings, form(&typed, scope, asked))
            .beneath_page("Settings", paths::members())
            .beneath_page("Members", paths::members())
            .line("Makes a link for one person, which you pass on: no mail is sent. It works once."))
    })
}

fn form(typed: &Typed, scope: &Scope, asked: Option<Asked>) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["email", "role", "days", "current_password", "code"]);
    let roles = Role::ALL.into_iter().filter(|role| *role != Role::Owner || scope.may(Right::ManageOwners));
    let roles = roles.map(|role| Choice::new(role.as_str(), capital(role.as_str()))).collect();
    let unit = |days: u16| if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    let lifetimes = LIFETIMES.iter().map(|days| Choice::new(days.to_string(), unit(*days))).collect();
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("invitation-create")>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <TextField at=typed.field("email") label="E-mail address" kind="email" autofocus=true autocomplete="off" maxlength=254
                    help="What they sign in with. Nobody with another address can use the link."/>
                <SelectField at=typed.field("role") label="Role" choices=roles help="What they become. It can be changed later."/>
                <SelectField at=typed.field("days") label="Open for" choices=lifetimes help="After that a new link has to be made."/>
                {asked.map(|asked| proof::fields(typed, asked))}
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Make the link"</button>
                <a class="btn btn-ghost" href=paths::members()>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "invitation-create")]
pub async fn invite(
    #[server(default)] email: String,
    #[server(default)] role: String,
    #[server(default)] days: String,
    #[server(default)] current_password: String,
    #[server(default)] code: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::member_invite());
    let post = post.typed("email", &email).typed("role", &role).typed("days", &days);
    let outcome = make(&post.request, InvitationDraft { email, role, days }, current_password, code).await;
    post.finish(outcome, |()| Done::at(paths::invitations())).await
}

async fn make(request: &Request, draft: InvitationDraft, password: String, code: String) -> Result<(), Stop> {
    let scope = request.scope()?;
    // Who may not is told so by the verb, and not asked who they are.
    let names_owner = draft.check().is_ok_and(|text| text.role == Role::Owner) && scope.may(Right::ManageOwners);
    if names_owner {
        request.prove(password, code).await?;
    }
    let made = engine::invitation::create(&request.engine, scope, &draft).await.map_err(in_form)?;
    request.carry_once(&made.secret, &paths::invitations()).await
}

/// What stands in the way is told above the form, so that what was typed is still there.
pub(crate) fn in_form(error: engine::Error) -> Stop {
    match error {
        engine::Error::Conflict(text) => FieldErrors::one("", text).into(),
        other => other.into(),
    }
}
