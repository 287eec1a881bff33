//! The numbers that several contacts have.

use super::tabs::{Section, tabs};
use crate::components::empty::Empty;
use crate::components::icon::Icon;
use crate::components::table::{Head, Table};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use domain::crm::Kind;
use domain::filter::parse_pairs;
use domain::page::{Cursor, Page, PageSize};
use engine::crm::Duplicate;
use leptos::prelude::*;

#[component]
pub fn DuplicateList() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let pairs = parse_pairs(&request.query);
        let cursor = pairs.into_iter().find(|(key, _)| key == "cursor").map(|(_, cursor)| Cursor(cursor));
        let page = engine::crm::duplicates(&request.engine, scope, cursor.as_ref(), PageSize::default()).await?;
        let content = content(page, scope.may(Right::ChangeContacts));
        Ok(Sheet::new("Duplicates", Place::Contacts, content)
            .wide()
            .beneath_page("Contacts", paths::records(Kind::Contact))
            .line("Contacts with the same phone. Merge those that are one person; two who share a phone may stay."))
    })
}

fn content(page: Page<Duplicate>, may_merge: bool) -> AnyView {
    let at = |cursor: &Option<Cursor>| {
        cursor.as_ref().map(|cursor| format!("{}?cursor={}", paths::duplicates(), paths::query_value(&cursor.0)))
    };
    let (previous, next, searched) = (at(&page.previous), at(&page.next), page.searched);
    let none = page.rows.is_empty();
    let head = vec![Head::text("Phone"), Head::text("Contacts"), Head::text("What to do").unseen()];
    let rows = page.rows.into_iter().map(|duplicate| row(duplicate, may_merge)).collect_view();
    let text = if searched.is_some() {
        "None among the numbers searched so far; the search goes on by Next."
    } else {
        "No two contacts have the same phone."
    };
    view! {
        {tabs(Section::Duplicates)}
        <div class="surface mt-4">
            {if none {
                view! { <Empty icon="merge" title="No duplicates" text=text/> }.into_any()
            } else {
                view! { <Table label="Duplicates".to_owned() head=head>{rows}</Table> }.into_any()
            }}
            {(previous.is_some() || next.is_some()).then(|| view! {
                <nav class="flex justify-end gap-1.5 border-t hairline px-3 py-2.5" aria-label="Pages">
                    {previous.map(|href| view! { <a class="btn btn-sm" href=href rel="prev"><Icon name="chevron-left"/>"Previous"</a> })}
                    {next.map(|href| view! { <a class="btn btn-sm" href=href rel="next">"Next"<Icon name="chevron-right"/></a> })}
                </nav>
            })}
        </div>
    }
    .into_any()
}

fn row(duplicate: Duplicate, may_merge: bool) -> impl IntoView {
    let Duplicate { number, contacts } = duplicate;
    let merge = match contacts.as_slice() {
        [one, other, ..] if may_merge => Some(paths::contact_merge(one.id, Some(other.id))),
        _ => None,
    };
    let several = contacts.len();
    let names = contacts
        .into_iter()
        .enumerate()
        .map(|(place, contact)| {
            let comma = if place + 1 < several { ", " } else { "" };
            view! { <a class="quiet-link" href=paths::record(Kind::Contact, contact.id)>{contact.name}</a>{comma} }
        })
        .collect_view();
    view! {
        <tr>
            <td class="mono whitespace-nowrap">{number.readable()}</td>
            <td class="w-full wrap-anywhere">{names}</td>
            <td>{merge.map(|href| view! { <a class="btn btn-sm" href=href>"Compare and merge"</a> })}</td>
        </tr>
    }
}
