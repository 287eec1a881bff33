//! The list of tokens, and once the text of one that was made just now.

use crate::components::badge::{Badge, Face, Tone};
use crate::components::confirm::Confirm;
use crate::components::empty::Empty;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, day, exact};
use crate::components::pager::NewerOlder;
use crate::components::table::{Head, Table};
use crate::components::tabs::{Tab, Tabs};
use crate::pages::settings::tabs::{Section, tabs};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use domain::api_token::ApiToken;
use domain::filter::parse_pairs;
use domain::page::{Cursor, Page};
use domain::scope::TokenScope;
use engine::api_token::Query;
use leptos::prelude::*;
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;

/// The tokens that the person may see.
#[component]
pub fn TokenList() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let pairs = parse_pairs(&request.query);
        let value = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        let query = Query {
            ended: value("show").as_deref() == Some("ended"),
            cursor: value("cursor").map(Cursor),
            ..Query::default()
        };
        let tokens = engine::api_token::list(&request.engine, scope, &query).await?;
        let made = request.take_once().await?;
        let everybodys = scope.may(Right::AllTokens);
        let line = if everybodys {
            "What programs send to work here in a member’s name. You see those of everybody in the company."
        } else {
            "What programs send to work here in your name."
        };
        let content = view! { {tabs(Section::Tokens, scope)} <div class="mt-4">{made.as_ref().map(shown_once)}</div> {content(tokens, query.ended, everybodys, request.now)} };
        Ok(Sheet::new("API tokens", Place::Settings, content)
            .beneath_page("Settings", paths::members())
            .line(line)
            .actions(true, || {
                view! { <a class="btn btn-primary" href=paths::token_new()><Icon name="plus"/>"New token"</a> }
                    .into_any()
            }))
    })
}

/// The text of a token, on the one page that ever shows it.
fn shown_once(token: &SecretString) -> AnyView {
    let text = token.expose_secret().to_owned();
    view! {
        <section class="surface mb-4 p-4" aria-labelledby="made-title">
            <h2 id="made-title" class="flex items-center gap-2"><Icon name="key-round"/>"Your new token"</h2>
            <p class="muted mt-1 text-pretty">"Copy it now: it is shown this once and kept nowhere. Whoever has it can do what it may do."</p>
            <div class="mt-3 flex items-center gap-2">
                <input class="input mono w-auto min-w-0 flex-1" type="text" readonly=true autocomplete="off" spellcheck="false" value=text.clone() aria-label="The token"/>
                <button class="btn copy-button shrink-0" type="button" data-copy=text><Icon name="copy"/>"Copy"</button>
            </div>
        </section>
    }
    .into_any()
}

fn content(page: Page<ApiToken>, ended: bool, everybodys: bool, now: OffsetDateTime) -> AnyView {
    let tabs = vec![
        Tab { label: "In use", href: paths::tokens(), count: None, current: !ended },
        Tab { label: "Ended", href: paths::tokens_ended(), count: None, current: ended },
    ];
    let here = if ended { paths::tokens_ended() } else { paths::tokens() };
    let body = match (page.rows.is_empty(), ended) {
        (true, true) => view! {
            <Empty icon="key-round" title="No token has ended" text="Tokens that were revoked or are past their end are listed here."/>
        }
        .into_any(),
        (true, false) => view! {
            <Empty icon="key-round" title="No tokens" text="Make one for each program that works here, with no more than it needs, so that it can be revoked by itself.">
                <a class="btn btn-primary" href=paths::token_new()><Icon name="plus"/>"New token"</a>
            </Empty>
        }
        .into_any(),
        (false, _) => {
            let mut head = vec![Head::text("Name")];
            if everybodys {
                head.push(Head::text("Person").class("hidden @2xl:table-cell"));
            }
            head.extend([
                Head::text("Scopes").class("hidden @xl:table-cell"),
                Head::text("Last used"),
                Head::text("Made").class("hidden @3xl:table-cell"),
                Head::text(if ended { "Ended" } else { "Ends" }).class("hidden @lg:table-cell"),
                Head::text(if ended { "State" } else { "Revoke" }),
            ]);
            view! {
                <Table label="API tokens".to_owned() head=head>
                    {page.rows.into_iter().map(|token| row(token, ended, everybodys, now)).collect_view()}
                </Table>
                <NewerOlder list=here previous=page.previous next=page.next/>
            }
            .into_any()
        }
    };
    view! {
        <Tabs label="Which tokens" tabs=tabs/>
        <div class="surface mt-4">{body}</div>
    }
    .into_any()
}

fn row(token: ApiToken, ended: bool, everybodys: bool, now: OffsetDateTime) -> impl IntoView {
    let scopes = token.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ");
    let scopes = if token.scopes == [TokenScope::Admin] { "everything but callbacks".to_owned() } else { scopes };
    let end = token.revoked_at.or(token.expires_at);
    let last = match token.last_used_at {
        Some(at) => view! { <Ago at=at now=now/> }.into_any(),
        None => "Never".into_any(),
    };
    let end = match end {
        Some(at) => view! { <time class="figures whitespace-nowrap" datetime=day(at) title=exact(at)>{day(at)}</time> }
            .into_any(),
        None => "No end".into_any(),
    };
    let act = if ended {
        let face = match token.revoked_at {
            Some(_) => Face { class: "is-struck", ..Face::new(Tone::Neutral, "ban", "Revoked") },
            None => Face::new(Tone::Neutral, "clock", "Expired"),
        };
        view! { <Badge face=face/> }.into_any()
    } else {
        let text =
            format!("“{}” of {} is refused from then on. This can’t be taken back.", token.name, token.user_name);
        view! {
            <Confirm id=format!("revoke-{}", token.id) label="Revoke" icon="ban" question="Revoke this token?" text=text
                keep="Keep it" action=paths::form("token-revoke") fields=vec![("id", token.id.to_string())] of_row=token.name.clone()/>
        }
        .into_any()
    };
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-28"><span class="block truncate font-medium" title=token.name.clone()>{token.name.clone()}</span></td>
            {everybodys.then(|| view! { <td class="hidden @2xl:table-cell"><span class="block max-w-40 truncate">{token.user_name}</span></td> })}
            <td class="hidden @xl:table-cell"><span class="block max-w-64 truncate mono text-xs" title=scopes.clone()>{scopes.clone()}</span></td>
            <td class="muted whitespace-nowrap">{last}</td>
            <td class="hidden @3xl:table-cell muted"><Ago at=token.created_at now=now/></td>
            <td class="hidden @lg:table-cell muted">{end}</td>
            <td class="text-end">{act}</td>
        </tr>
    }
}
