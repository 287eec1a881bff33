//! The notifications of the person: which of their jobs ended, and how; the newest first.

use crate::components::badge::{Badge, Face, Tone};
use crate::components::empty::Empty;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, exact};
use crate::components::pager::NewerOlder;
use crate::components::table::{Head, Table};
use crate::components::tabs::{Tab, Tabs};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::filter::parse_pairs;
use domain::job::JobState;
use domain::live::Unread;
use domain::page::{Cursor, Page, PageSize};
use engine::notification::{About, Notification};
use leptos::prelude::*;
use std::time::Duration;
use time::OffsetDateTime;

/// Which of one's jobs ended.
#[component]
pub fn NotificationList() -> impl IntoView {
    page(|request: Request| async move {
        let (engine, scope) = (&request.engine, request.scope()?);
        let pairs = parse_pairs(&request.query);
        let value = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        let unread_only = value("show").as_deref() == Some("unread");
        let cursor = value("cursor").map(Cursor);
        let size = PageSize::default();
        let rows = engine::notification::list(engine, scope, unread_only, cursor.as_ref(), size).await?;
        let (_, unread) = engine::notification::unread(engine, scope).await?;
        let content = content(rows, unread, unread_only, request.now);
        Ok(Sheet::new("Notifications", Place::Nowhere, content)
            .line(format!(
                "How your jobs ended. A line is read once you have opened its job, and kept for {}.",
                days(engine::notification::kept_for(engine))
            ))
            .actions(unread.count > 0, || {
                view! {
                    <form method="post" action=paths::form("notifications-read")>
                        <button class="btn" type="submit"><Icon name="check"/>"Mark all as read"</button>
                    </form>
                }
                .into_any()
            }))
    })
}

fn days(kept: Duration) -> String {
    match kept.as_secs() / 86_400 {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

fn content(page: Page<Notification>, unread: Unread, unread_only: bool, now: OffsetDateTime) -> AnyView {
    let all = paths::notifications();
    let only = format!("{all}?show=unread");
    let count =
        if unread.count >= Unread::COUNTED { format!("{}+", Unread::COUNTED - 1) } else { unread.count.to_string() };
    let tabs = vec![
        Tab { label: "All", href: all.clone(), count: None, current: !unread_only },
        Tab { label: "Unread", href: only.clone(), count: Some(count), current: unread_only },
    ];
    let here = if unread_only { only } else { all };
    let body = if page.rows.is_empty() {
        let (title, text) = if unread_only {
            ("Nothing unread", "Every job that ended has been looked at.")
        } else {
            ("No notifications", "When a job that you started ends or fails, a line appears here.")
        };
        view! {
            <Empty icon="bell" title=title text=text>
                <a class="btn" href=paths::jobs()>"See the jobs"</a>
            </Empty>
        }
        .into_any()
    } else {
        let head = vec![Head::text("What"), Head::text("How"), Head::text("When").class("hidden @lg:table-cell")];
        view! {
            <Table label="Notifications".to_owned() head=head>
                {page.rows.into_iter().map(|row| line(row, now)).collect_view()}
            </Table>
            <NewerOlder list=here previous=page.previous next=page.next/>
        }
        .into_any()
    };
    view! {
        <Tabs label="Which notifications" tabs=tabs/>
        <div class="surface mt-4">{body}</div>
    }
    .into_any()
}

fn line(row: Notification, now: OffsetDateTime) -> impl IntoView {
    let (face, href, below) = match &row.about {
        About::Job { job, kind, outcome, error } => {
            let face = match outcome {
                JobState::Done => Face::new(Tone::Success, "circle-check", "Done"),
                JobState::Failed => Face::new(Tone::Error, "circle-x", "Failed"),
                _ => Face { class: "is-struck", ..Face::new(Tone::Neutral, "ban", "Cancelled") },
            };
            let kind = kind.map_or("Unknown kind", |kind| kind.title());
            let error = error.as_ref().filter(|_| *outcome != JobState::Done);
            let below = error.map_or_else(|| kind.to_owned(), |error| format!("{kind} · {error}"));
            (face, paths::job(*job), below)
        }
        About::Call { call, start } => {
            let begins = if *start > now { "Begins" } else { "Began" };
            (
                Face::new(Tone::Info, "bell", "Reminder"),
                paths::call(*call),
                format!("Call · {begins} {}", exact(*start)),
            )
        }
    };
    let dot = (!row.is_read).then(|| {
        view! { <span class="dot tone-info me-2 align-middle"></span><span class="sr-only">"Unread: "</span> }
    });
    let class = if row.is_read { "block truncate quiet-link" } else { "block truncate quiet-link unread" };
    let title = row.title;
    let name = view! { <a class=class href=href title=title.clone()>{dot}{title.clone()}</a> };
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-36">
                {name}
                <span class="block truncate text-xs muted">{below}</span>
            </td>
            <td><Badge face=face/></td>
            <td class="hidden @lg:table-cell muted"><Ago at=row.at now=now/></td>
        </tr>
    }
}
