//! What is done to a member from their page.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::id::UserId;
use domain::member::{Member, MemberChange};
use leptos::prelude::*;

/// Gives a member another role.
#[server(prefix = "/forms", endpoint = "member-role")]
pub async fn set_role(
    #[server(default)] id: String,
    #[server(default)] role: String,
    #[server(default)] current_password: String,
    #[server(default)] code: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&id)).typed("role", &role);
    let outcome = change_role(&post.request, &id, &role, current_password, code).await;
    post.finish(outcome, |member| {
        Done::at(paths::member(member.user)).saying(format!("{} is {} now.", member.name, member.role))
    })
    .await
}

/// Keeps a member out.
#[server(prefix = "/forms", endpoint = "member-suspend")]
pub async fn suspend(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&id));
    let outcome = change(&post.request, &id, MemberChange::Suspend).await;
    post.finish(outcome, |member| {
        Done::at(paths::member(member.user)).saying(format!("{} is suspended: what they had open stops.", member.name))
    })
    .await
}

/// Lets a suspended member in again.
#[server(prefix = "/forms", endpoint = "member-resume")]
pub async fn resume(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&id));
    let outcome = change(&post.request, &id, MemberChange::Resume).await;
    post.finish(outcome, |member| {
        Done::at(paths::member(member.user)).saying(format!("{} may come in again.", member.name))
    })
    .await
}

/// Takes a member out of the company.
#[server(prefix = "/forms", endpoint = "member-remove")]
pub async fn remove(
    #[server(default)] id: String,
    #[server(default)] confirm: String,
    #[server(default)] current_password: String,
    #[server(default)] code: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&id)).typed("confirm", &confirm);
    let outcome = take_out(&post.request, &id, &confirm, current_password, code).await;
    post.finish(outcome, |member| {
        Done::at(paths::members()).saying(format!("{} belongs to the company no longer.", member.name))
    })
    .await
}

fn page_of(id: &str) -> String {
    id.parse::<UserId>().map_or_else(|_| paths::members(), paths::member)
}

fn user(id: &str) -> Result<UserId, Stop> {
    id.parse().map_err(|_| Stop::Error(engine::Error::NotFound))
}

async fn change(request: &Request, id: &str, change: MemberChange) -> Result<Member, Stop> {
    Ok(engine::member::change(&request.engine, request.scope()?, user(id)?, change).await?)
}

async fn change_role(request: &Request, id: &str, role: &str, password: String, code: String) -> Result<Member, Stop> {
    let role = role.parse().map_err(|_| FieldErrors::one("role", "Choose one of the roles."))?;
    let wanted = MemberChange::Role(role);
    let scope = request.scope()?;
    let member = engine::member::get(&request.engine, scope, user(id)?).await?;
    // Who may not is told so, and not asked who they are.
    if wanted.is_grave(&member) && wanted.check(scope, &member, 1).is_ok() {
        request.prove(password, code).await?;
    }
    change(request, id, wanted).await
}

async fn take_out(request: &Request, id: &str, confirm: &str, password: String, code: String) -> Result<Member, Stop> {
    let scope = request.scope()?;
    let member = engine::member::get(&request.engine, scope, user(id)?).await?;
    // Who may not at all is told so, and neither that the word is wrong nor asked who they are.
    if MemberChange::Remove.check(scope, &member, 1).is_ok() {
        if !confirm.trim().eq_ignore_ascii_case(&member.email) {
            return Err(FieldErrors::one("confirm", "This is not the member’s e-mail address.").into());
        }
        request.prove(password, code).await?;
    }
    change(request, id, MemberChange::Remove).await
}
