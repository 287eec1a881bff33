//! One member: what they are, and what can be done about it.

use super::list::face;
use crate::components::badge::{Badge, Tone};
use crate::components::confirm::Confirm;
use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::Exact;
use crate::forms::refused;
use crate::pages::account::proof::{self, Asked};
use crate::pages::numbers::list::capital;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::Request;
use domain::id::UserId;
use domain::member::{Member, MemberChange, MemberState};
use domain::scope::Role;
use domain::{Right, Scope};
use leptos::prelude::*;

/// A member's page.
#[component]
pub fn MemberShow() -> impl IntoView {
    let id = id_in_path::<UserId>("id");
    page(|request: Request| async move {
        let scope = request.scope()?;
        let member = engine::member::get(&request.engine, scope, id?).await?;
        let typed = refused(&request).await?;
        let asked = Asked::again(&request, &typed).await?;
        let beside = view! { <Badge face=face(&member)/> };
        let name = member.name.clone();
        Ok(Sheet::new(name, Place::Settings, content(&typed, scope, &member, asked))
            .beneath_page("Settings", paths::members())
            .beneath_page("Members", paths::members())
            .beside(beside)
            .line(member.email))
    })
}

/// Whether a form is worth showing; whether another owner is left, the verb says.
fn may(scope: &Scope, member: &Member, change: MemberChange) -> bool {
    change.check(scope, member, 1).is_ok()
}

fn content(typed: &Typed, scope: &Scope, member: &Member, asked: Option<Asked>) -> AnyView {
    let elsewhere = typed.elsewhere(&["role", "confirm", "current_password", "code"]);
    // Two forms may ask who somebody is; the one that was sent has its own field filled in.
    let asked_by = |field: &str| asked.filter(|_| !typed.text(field).is_empty());
    let suspended = member.suspended_at.map(|at| view! { <dt>"Suspended"</dt><dd><Exact at=at/></dd> });
    view! {
        <div class="flex max-w-xl flex-col gap-4">
            {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
            <section class="surface p-4">
                <dl class="facts">
                    <dt>"Role"</dt><dd>{capital(member.role.as_str())}" · "<a class="text-link" href=paths::roles()>"what it may do"</a></dd>
                    <dt>"Joined"</dt><dd><Exact at=member.joined_at/></dd>
                    {suspended}
                </dl>
            </section>
            {why_not(scope, member).map(|text| view! { <Notice tone=Tone::Info>{text}</Notice> })}
            {role_form(typed, scope, member, asked_by("role"))}
            {standing(scope, member)}
            {reset(scope, member)}
            {removal(typed, scope, member, asked_by("confirm"))}
        </div>
    }
    .into_any()
}

/// Why nothing, or not everything, can be done about this member by this person.
fn why_not(scope: &Scope, member: &Member) -> Option<&'static str> {
    if !scope.may(Right::ManageMembers) {
        return Some("Changing members takes the role admin or above.");
    }
    if member.role == Role::Owner && !scope.may(Right::ManageOwners) {
        return Some("Only an owner changes an owner.");
    }
    (scope.actor().user() == Some(member.user))
        .then_some("This is you. Another admin or owner can suspend or remove you.")
}

fn role_form(typed: &Typed, scope: &Scope, member: &Member, asked: Option<Asked>) -> Option<AnyView> {
    let offered: Vec<Role> = Role::ALL
        .into_iter()
        .filter(|role| *role == member.role || may(scope, member, MemberChange::Role(*role)))
        .collect();
    if offered.len() < 2 {
        return None;
    }
    let choices = offered.into_iter().map(|role| Choice::new(role.as_str(), capital(role.as_str()))).collect();
    let typed = typed.clone().or("role", member.role.as_str());
    Some(
        view! {
            <form class="surface" method="post" action=paths::form("member-role")>
                <input type="hidden" name="id" value=member.user.to_string()/>
                <div class="flex flex-col gap-4 p-4">
                    <SelectField at=typed.field("role") label="Role" choices=choices
                        help="It holds at once: what they have open asks anew what they may."/>
                    {asked.map(|asked| proof::fields(&typed, asked))}
                </div>
                <div class="border-t hairline px-4 py-3"><button class="btn btn-primary" type="submit">"Change role"</button></div>
            </form>
        }
        .into_any(),
    )
}

fn standing(scope: &Scope, member: &Member) -> Option<AnyView> {
    let id = vec![("id", member.user.to_string())];
    let name = member.name.clone();
    match member.state() {
        MemberState::Suspended if may(scope, member, MemberChange::Resume) => Some(
            view! {
                <form class="surface flex flex-wrap items-center justify-between gap-3 p-4" method="post" action=paths::form("member-resume")>
                    <input type="hidden" name="id" value=member.user.to_string()/>
                    <p class="muted text-pretty">"Kept out of the company; their tokens are refused."</p>
                    <button class="btn" type="submit">"Let them in again"</button>
                </form>
            }
            .into_any(),
        ),
        MemberState::Active if may(scope, member, MemberChange::Suspend) => Some(
            view! {
                <section class="surface flex flex-wrap items-center justify-between gap-3 p-4">
                    <p class="muted text-pretty">"Keeps them out until somebody lets them in again."</p>
                    <Confirm id="suspend" label="Suspend" icon="ban" question=format!("Suspend {name}?")
                        text="What they have open stops at once and their tokens here are refused, until somebody lets them in again. Their jobs go on."
                        keep="Leave them" action=paths::form("member-suspend") fields=id/>
                </section>
            }
            .into_any(),
        ),
        _ => None,
    }
}

/// A forgotten password: an admin makes a link that sets a new one (DESIGN §8: there is no mail).
fn reset(scope: &Scope, member: &Member) -> Option<AnyView> {
    let oneself = scope.actor().user() == Some(member.user);
    let may = scope.may(Right::ManageMembers) && (member.role < Role::Owner || scope.may(Right::ManageOwners));
    (may && !oneself).then(|| {
        view! {
            <section class="surface flex flex-wrap items-center justify-between gap-3 p-4">
                <p class="muted text-pretty">"A forgotten password: a link, shown once, with which they set a new one."</p>
                <a class="btn" href=paths::reset_link(member.user)><Icon name="key-round"/>"Make a reset link"</a>
            </section>
        }
        .into_any()
    })
}

/// Removing asks for the address, so that nobody is removed by a slip.
fn removal(typed: &Typed, scope: &Scope, member: &Member, asked: Option<Asked>) -> Option<AnyView> {
    if !may(scope, member, MemberChange::Remove) {
        return None;
    }
    Some(
        view! {
            <form class="surface" method="post" action=paths::form("member-remove")>
                <input type="hidden" name="id" value=member.user.to_string()/>
                <div class="flex flex-col gap-4 p-4">
                    <p class="muted text-pretty">"Takes them out of the company. Their tokens here are gone for ever; what they made stays, under their name. Only another invitation brings them back."</p>
                    <TextField at=typed.field("confirm") label="E-mail address of the member" autocomplete="off"
                        help="Type it as it stands at the top of this page."/>
                    {asked.map(|asked| proof::fields(typed, asked))}
                </div>
                <div class="border-t hairline px-4 py-3"><button class="btn btn-error" type="submit">"Remove from the company"</button></div>
            </form>
        }
        .into_any(),
    )
}
