//! The fields of a call's form, for a new one and for one that is changed.

use crate::components::field::{Choice, FieldState, SelectField, TextField, Typed};
use crate::components::text_area::TextArea;
use crate::request::{Request, Stop};
use domain::call::{Draft, Field, Status, party_word};
use domain::crm::{Kind, Reference};
use domain::filter::{Companies, Contacts, Deals, Leads, ListQuery, OfKind};
use domain::page::PageSize;
use leptos::prelude::*;

/// The fields of the form, in their order.
pub(super) const FIELDS: [Field; 20] = [
    Field::Subject,
    Field::Type,
    Field::StatusId,
    Field::CallFor,
    Field::CallForId,
    Field::RelatedTo,
    Field::RelatedToId,
    Field::StartTime,
    Field::EndTime,
    Field::Duration,
    Field::Purpose,
    Field::OwnerId,
    Field::AssignedToId,
    Field::Agenda,
    Field::Description,
    Field::Result,
    Field::Tag,
    Field::CallerId,
    Field::DialledNumber,
    Field::Reminder,
];

/// The fields a form shows errors of.
pub(super) fn shown() -> Vec<&'static str> {
    FIELDS.iter().map(|field| field.name()).chain(["version"]).collect()
}

/// What a form offers to choose from: members, purposes, and the newest records; others are typed.
pub(super) struct Offered {
    people: Vec<Choice>,
    purposes: Vec<String>,
    records: Vec<String>,
}

impl Offered {
    pub(super) async fn read(request: &Request) -> Result<Self, Stop> {
        let (engine, scope) = (&request.engine, request.scope()?);
        let mut people = vec![Choice::new("", "Nobody")];
        for person in engine::crm::owners(engine, scope).await? {
            people.push(Choice::new(person.id.to_string(), person.name));
        }
        let purposes = engine::call::purposes(engine, scope).await?.into_iter().map(|purpose| purpose.name).collect();
        let mut records = newest::<Contacts>(request).await?;
        records.extend(newest::<Companies>(request).await?);
        records.extend(newest::<Leads>(request).await?);
        records.extend(newest::<Deals>(request).await?);
        Ok(Self { people, purposes, records })
    }
}

async fn newest<S: OfKind>(request: &Request) -> Result<Vec<String>, Stop> {
    let query = ListQuery::<S> { page_size: PageSize::clamped(50), ..ListQuery::default() };
    let page = engine::crm::list(&request.engine, request.scope()?, &query).await?;
    Ok(page.rows.into_iter().map(|record| Reference::to(&record.name, record.id.0)).collect())
}

/// All of them.
pub(super) fn fields(typed: &Typed, offered: Offered) -> impl IntoView + use<> {
    let Offered { people, purposes, records } = offered;
    let at = |field: Field| typed.field(field.name());
    let long = |field: Field| field.longest() as u32;
    let one_of = |values: Vec<(String, &'static str)>| -> Vec<Choice> {
        values.into_iter().map(|(value, label)| Choice::new(value, label)).collect()
    };
    let directions = one_of(vec![("outbound".into(), "Outbound"), ("inbound".into(), "Inbound")]);
    let statuses = one_of(Status::ALL.map(|status| (status.code().to_string(), status.label())).to_vec());
    let kinds = |none: &str, kinds: &[Kind]| {
        let mut choices = vec![Choice::new("", none)];
        choices.extend(kinds.iter().map(|kind| {
            let label = match kind {
                Kind::Contact => "Contact",
                Kind::Company => "Company",
                Kind::Lead => "Lead",
                Kind::Deal => "Deal",
            };
            Choice::new(party_word(*kind), label)
        }));
        choices
    };
    let usual = |state: FieldState, value: &str| {
        let value = if state.value.is_empty() { value.to_owned() } else { state.value };
        FieldState { value, ..state }
    };
    let list = |id: &'static str, names: Vec<String>| {
        let options = names.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
        view! { <datalist id=id>{options}</datalist> }
    };
    view! {
        <TextField at=at(Field::Subject) label="Subject" autofocus=true maxlength=long(Field::Subject) autocomplete="off"/>
        <div class="grid gap-4 sm:grid-cols-2">
            <SelectField at=usual(at(Field::Type), "outbound") label="Direction" choices=directions/>
            <SelectField at=usual(at(Field::StatusId), "1") label="Status" choices=statuses/>
            <SelectField at=at(Field::CallFor) label="Call for" choices=kinds("Nobody", &[Kind::Contact, Kind::Lead, Kind::Company])/>
            <TextField at=at(Field::CallForId) label="Whom" optional=true list="records" autocomplete="off" placeholder="Maria Lopez #12"
                help="Choose one of the newest, or type # and its id."/>
            <SelectField at=at(Field::RelatedTo) label="Related to" choices=kinds("Nothing", &Kind::ALL)/>
            <TextField at=at(Field::RelatedToId) label="What" optional=true list="records" autocomplete="off" placeholder="Spring order #4"/>
            <TextField at=at(Field::StartTime) label="Start" kind="datetime-local" help="In your time zone."/>
            <TextField at=at(Field::EndTime) label="End" kind="datetime-local" optional=true/>
            <TextField at=at(Field::Duration) label="Duration" optional=true autocomplete="off" placeholder="5m 30s"
                help="Such as 90s, 5:30 or 1h 5m. Of an end and a duration one is enough."/>
            <TextField at=at(Field::Purpose) label="Purpose" optional=true list="purposes" autocomplete="off" maxlength=long(Field::Purpose)/>
            <TextField at=at(Field::CallerId) label="Caller’s number" optional=true inputmode="tel" autocomplete="off" maxlength=long(Field::CallerId)/>
            <TextField at=at(Field::DialledNumber) label="Dialled number" optional=true inputmode="tel" autocomplete="off" maxlength=long(Field::DialledNumber)/>
            <SelectField at=at(Field::OwnerId) label="Owner" choices=people.clone()/>
            <SelectField at=at(Field::AssignedToId) label="Assigned to" choices=people/>
        </div>
        <TextArea at=at(Field::Agenda) label="Agenda" optional=true maxlength=long(Field::Agenda)/>
        <TextArea at=at(Field::Description) label="Description" optional=true maxlength=long(Field::Description)/>
        <TextArea at=at(Field::Result) label="Result" optional=true maxlength=long(Field::Result)/>
        <div class="grid gap-4 sm:grid-cols-2">
            <TextField at=at(Field::Tag) label="Tags" optional=true autocomplete="off" placeholder="vip, west coast" help="With commas between them."/>
            <TextField at=at(Field::Reminder) label="Remind me" optional=true inputmode="numeric" autocomplete="off" placeholder="15" help="Minutes before the start."/>
        </div>
        {list("records", records)}
        {list("purposes", purposes)}
    }
}

/// The draft of what was typed: a record is named as "Maria Lopez #12", which stands for its id.
pub(super) fn drafted(texts: impl IntoIterator<Item = (Field, String)>) -> Draft {
    texts.into_iter().fold(Draft::default(), |draft, (field, text)| draft.with(field, text))
}

/// The same with the records' ids for their names.
pub(super) fn with_ids(draft: &Draft) -> Draft {
    [Field::CallForId, Field::RelatedToId].into_iter().filter(|field| draft.has(*field)).fold(
        draft.clone(),
        |with, field| match Reference::read(draft.get(field)).id {
            Some(id) => with.with(field, id.to_string()),
            None => with,
        },
    )
}
