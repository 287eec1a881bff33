//! What the lists of contacts, companies, leads and deals can show, and the cell of each column.

use crate::components::badge::{Badge, Face};
use crate::components::moment::Ago;
use crate::components::phone::CopyButton;
use crate::pages::list_columns::Column;
use crate::paths;
use domain::crm::{Kind, Record};
use leptos::prelude::*;
use time::OffsetDateTime;

const NAME: Column = Column::new("name", "Name").sorted("name").first("w-full max-w-0 min-w-36");
const PHONE: Column = Column::new("phone", "Phone").usual();
const COMPANY: Column = Column::new("company", "Company").wide("hidden @4xl:table-cell");
const STAGE: Column = Column::new("stage", "Stage").wide("hidden @lg:table-cell");
const OWNER: Column = Column::new("owner", "Owner").wide("hidden @5xl:table-cell");
const TAGS: Column = Column::new("tags", "Tags").wide("hidden @6xl:table-cell");
const CREATED: Column = Column::new("created", "Created").sorted("created").wide("hidden @xl:table-cell");
const EMAIL: Column = Column::new("email", "E-mail");
const WEBSITE: Column = Column::new("website", "Website");
const SOURCE: Column = Column::new("source", "Source");
const UPDATED: Column = Column::new("updated", "Changed");
const ID: Column = Column::new("id", "Id").figures();

static CONTACTS: [Column; 12] =
    [NAME, PHONE, COMPANY, STAGE, OWNER, TAGS, CREATED, EMAIL, WEBSITE, SOURCE, UPDATED, ID];
static COMPANIES: [Column; 11] =
    [NAME, PHONE, WEBSITE.wide("hidden @4xl:table-cell"), STAGE, OWNER, TAGS, CREATED, EMAIL, SOURCE, UPDATED, ID];
static LEADS: [Column; 12] = [NAME, PHONE, COMPANY, STAGE, OWNER, TAGS, CREATED, EMAIL, WEBSITE, SOURCE, UPDATED, ID];
static DEALS: [Column; 11] = [
    NAME,
    Column::new("amount", "Amount").figures().usual(),
    COMPANY,
    STAGE,
    OWNER,
    TAGS,
    CREATED,
    Column::new("contact", "Contact"),
    Column::new("closes", "Closes"),
    UPDATED,
    ID,
];

/// What the list of a kind can show. To add one: a constant, its place in the kinds that have it, and its arm in [`cell`].
pub(super) fn columns_of(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Contact => &CONTACTS,
        Kind::Company => &COMPANIES,
        Kind::Lead => &LEADS,
        Kind::Deal => &DEALS,
    }
}

/// The cell of a record in a column.
pub(super) fn cell(record: &Record, word: &str, now: OffsetDateTime) -> AnyView {
    let none = || view! { <span class="muted">"–"</span> }.into_any();
    let short = |text: String| match text.is_empty() {
        true => none(),
        false => view! { <span class="block max-w-48 truncate" title=text.clone()>{text.clone()}</span> }.into_any(),
    };
    let named = |kind: Kind, of: &Option<domain::crm::Named<domain::id::RecordId>>| {
        of.clone().map_or_else(none, |of| {
            let href = paths::record(kind, of.id);
            view! { <span class="block max-w-48 truncate"><a class="quiet-link" href=href>{of.name}</a></span> }
                .into_any()
        })
    };
    match word {
        "name" => name(record),
        "phone" => phone(record).unwrap_or_else(none),
        "amount" => record.amount.as_ref().map_or_else(none, |amount| amount.to_string().into_any()),
        "company" if record.kind == Kind::Lead => short(record.company_name.clone()),
        "company" => named(Kind::Company, &record.company),
        "contact" => named(Kind::Contact, &record.contact),
        "stage" => view! { <Badge face=Face::of_stage(record.kind, &record.stage)/> }.into_any(),
        "owner" => short(record.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default()),
        "tags" => short(record.tags.join(", ")),
        "email" => short(record.email.clone()),
        "website" => website(record).unwrap_or_else(none),
        "source" => short(record.source.clone()),
        "closes" => record.expected_close.map_or_else(none, |day| day.to_string().into_any()),
        "updated" => view! { <span class="muted"><Ago at=record.updated_at now=now/></span> }.into_any(),
        "id" => record.id.to_string().into_any(),
        _ => view! { <span class="muted"><Ago at=record.created_at now=now/></span> }.into_any(),
    }
}

fn name(record: &Record) -> AnyView {
    let beneath = record.email.clone();
    view! {
        <a class="block truncate font-medium quiet-link" href=paths::record(record.kind, record.id) title=record.name.clone()>{record.name.clone()}</a>
        {(!beneath.is_empty()).then(|| view! { <span class="block truncate text-xs muted">{beneath}</span> })}
    }
    .into_any()
}

fn phone(record: &Record) -> Option<AnyView> {
    let number = record.phones.first()?.number;
    let copy = view! { <CopyButton number=number/> };
    let text = number.readable();
    Some(
        view! {
            <span class="inline-flex items-center gap-2"><span class="mono whitespace-nowrap">{text}</span>{copy}</span>
        }
        .into_any(),
    )
}

fn website(record: &Record) -> Option<AnyView> {
    let site = record.website.clone();
    let plain = site.trim_start_matches("https://").trim_start_matches("http://").to_owned();
    let link = view! { <a class="text-link block max-w-48 truncate" href=site.clone() rel="noopener noreferrer nofollow">{plain}</a> };
    (!site.is_empty()).then(|| link.into_any())
}

#[cfg(test)]
mod tests {
    use super::{COMPANIES, CONTACTS, Column, DEALS, LEADS};
    use domain::list_columns::columns_of;

    #[test]
    fn saved_views_may_have_the_columns_there_are() {
        assert_eq!(Column::words(&CONTACTS), columns_of("contacts"));
        assert_eq!(Column::words(&COMPANIES), columns_of("companies"));
        assert_eq!(Column::words(&LEADS), columns_of("leads"));
        assert_eq!(Column::words(&DEALS), columns_of("deals"));
    }
}
