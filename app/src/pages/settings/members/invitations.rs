//! The invitations, and once the link of one that was made just now.

use crate::components::badge::{Badge, Face, Tone};
use crate::components::confirm::Confirm;
use crate::components::empty::Empty;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, Exact};
use crate::components::pager::NewerOlder;
use crate::components::table::{Head, Table};
use crate::components::tabs::{Tab, Tabs};
use crate::forms::{Done, FormPost};
use crate::pages::numbers::list::capital;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::filter::parse_pairs;
use domain::id::InvitationId;
use domain::invitation::{Invitation, InvitationState};
use domain::page::{Cursor, Page};
use engine::invitation::Query;
use leptos::prelude::*;
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;

/// The company's invitations, the newest first.
#[component]
pub fn InvitationList() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let pairs = parse_pairs(&request.query);
        let value = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        let query = Query {
            ended: value("show").as_deref() == Some("ended"),
            cursor: value("cursor").map(Cursor),
            ..Query::default()
        };
        let invitations = engine::invitation::list(&request.engine, scope, &query).await?;
        let made = request.take_once().await?;
        let made = made.map(|secret| shown_once(&request.public_url, &secret));
        let content = view! { {made} {content(invitations, query.ended, request.now)} };
        Ok(Sheet::new("Invitations", Place::Settings, content)
            .beneath_page("Settings", paths::members())
            .beneath_page("Members", paths::members())
            .line("Links by which people join, each for one person and once. No mail is sent: you pass them on.")
            .actions(true, || {
                view! { <a class="btn btn-primary" href=paths::member_invite()><Icon name="user-plus"/>"Invite somebody"</a> }
                    .into_any()
            }))
    })
}

/// The link, on the one page that ever shows it.
fn shown_once(public_url: &str, secret: &SecretString) -> AnyView {
    let link = [public_url, &paths::invitation(secret.expose_secret())].concat();
    view! {
        <section class="surface mb-4 p-4" aria-labelledby="made-title">
            <h2 id="made-title" class="flex items-center gap-2"><Icon name="key-round"/>"The link"</h2>
            <p class="muted mt-1 text-pretty">"Copy it now and pass it on: it is shown this once and kept nowhere. Whoever has it can join with the address it was made for."</p>
            <div class="mt-3 flex items-center gap-2">
                <input class="input mono w-auto min-w-0 flex-1" type="text" readonly=true autocomplete="off" spellcheck="false" value=link.clone() aria-label="The link"/>
                <button class="btn copy-button shrink-0" type="button" data-copy=link><Icon name="copy"/>"Copy"</button>
            </div>
        </section>
    }
    .into_any()
}

fn content(page: Page<Invitation>, ended: bool, now: OffsetDateTime) -> AnyView {
    let tabs = vec![
        Tab { label: "Open", href: paths::invitations(), count: None, current: !ended },
        Tab { label: "Ended", href: paths::invitations_ended(), count: None, current: ended },
    ];
    let here = if ended { paths::invitations_ended() } else { paths::invitations() };
    let body = match (page.rows.is_empty(), ended) {
        (true, true) => view! {
            <Empty icon="users" title="No invitation has ended" text="Invitations that were accepted or revoked, or are past their end, are listed here."/>
        }
        .into_any(),
        (true, false) => view! {
            <Empty icon="users" title="No open invitations" text="Make a link for each person who is to join; it fixes their address and their role.">
                <a class="btn btn-primary" href=paths::member_invite()><Icon name="user-plus"/>"Invite somebody"</a>
            </Empty>
        }
        .into_any(),
        (false, _) => {
            let head = vec![
                Head::text("For"),
                Head::text("Role"),
                Head::text("Made by").class("hidden @xl:table-cell"),
                Head::text("Made").class("hidden @2xl:table-cell"),
                Head::text("Open until").class("hidden @lg:table-cell"),
                Head::text(if ended { "State" } else { "Revoke" }),
            ];
            view! {
                <Table label="Invitations".to_owned() head=head>
                    {page.rows.into_iter().map(|invitation| row(invitation, ended, now)).collect_view()}
                </Table>
                <NewerOlder list=here previous=page.previous next=page.next/>
            }
            .into_any()
        }
    };
    view! {
        <Tabs label="Which invitations" tabs=tabs/>
        <div class="surface mt-4">{body}</div>
    }
    .into_any()
}

fn row(invitation: Invitation, ended: bool, now: OffsetDateTime) -> impl IntoView {
    let act = if ended {
        let face = match invitation.state(now) {
            InvitationState::Accepted => Face::new(Tone::Success, "circle-check", "Accepted"),
            InvitationState::Revoked => Face { class: "is-struck", ..Face::new(Tone::Neutral, "ban", "Revoked") },
            InvitationState::Expired | InvitationState::Open => Face::new(Tone::Neutral, "clock", "Expired"),
        };
        view! { <Badge face=face/> }.into_any()
    } else {
        let text = format!("The link for {} leads nowhere from then on. Another one can be made.", invitation.email);
        view! {
            <Confirm id=format!("revoke-{}", invitation.id) label="Revoke" icon="ban" question="Revoke this invitation?" text=text
                keep="Keep it" action=paths::form("invitation-revoke") fields=vec![("id", invitation.id.to_string())] of_row=invitation.email.clone()/>
        }
        .into_any()
    };
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-28"><span class="block truncate font-medium" title=invitation.email.clone()>{invitation.email.clone()}</span></td>
            <td>{capital(invitation.role.as_str())}</td>
            <td class="hidden @xl:table-cell"><span class="block max-w-40 truncate">{invitation.invited_by.unwrap_or_else(|| "–".to_owned())}</span></td>
            <td class="hidden @2xl:table-cell muted"><Ago at=invitation.created_at now=now/></td>
            <td class="hidden @lg:table-cell muted"><Exact at=invitation.expires_at/></td>
            <td class="text-end">{act}</td>
        </tr>
    }
}

/// Revokes an invitation; the button stands in its row.
#[server(prefix = "/forms", endpoint = "invitation-revoke")]
pub async fn revoke_invitation(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::invitations());
    let outcome = revoke(&post.request, &id).await;
    post.finish(outcome, |invitation| {
        Done::at(paths::invitations()).saying(format!("The invitation of {} is revoked.", invitation.email))
    })
    .await
}

async fn revoke(request: &Request, id: &str) -> Result<Invitation, Stop> {
    let id: InvitationId = id.parse().map_err(|_| Stop::Error(engine::Error::NotFound))?;
    Ok(engine::invitation::revoke(&request.engine, request.scope()?, id).await?)
}
