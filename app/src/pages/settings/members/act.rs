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
pub async fn set_role(#[server(default)] id: String, #[server(default)] role: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&id)).typed("role", &role);
    let outcome = change_role(&post.request, &id, &role).await;
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
pub async fn remove(#[server(default)] id: String, #[server(default)] confirm: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(page_of(&id)).typed("confirm", &confirm);
    let outcome = take_out(&post.request, &id, &confirm).await;
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

async fn change_role(request: &Request, id: &str, role: &str) -> Result<Member, Stop> {
    let role = role.parse().map_err(|_| FieldErrors::one("role", "Choose one of the roles."))?;
    change(request, id, MemberChange::Role(role)).await
}

async fn take_out(request: &Request, id: &str, confirm: &str) -> Result<Member, Stop> {
    let scope = request.scope()?;
    let member = engine::member::get(&request.engine, scope, user(id)?).await?;
    // Who may not at all is told so, and not that the word is wrong.
    let may = MemberChange::Remove.check(scope, &member, 1).is_ok();
    if may && !confirm.trim().eq_ignore_ascii_case(&member.email) {
        return Err(FieldErrors::one("confirm", "This is not the member’s e-mail address.").into());
    }
    change(request, id, MemberChange::Remove).await
}
