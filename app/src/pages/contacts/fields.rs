//! The fields of a record's form, for a new one and for one that is changed.

use crate::components::field::{Choice, FieldState, SelectField, TextField, Typed};
use crate::components::text_area::TextArea;
use crate::pages::numbers::list::capital;
use crate::request::{Request, Stop};
use domain::crm::{CURRENCIES, Draft, Field, Kind, MAX_PHONES, PhoneLabel, Reference};
use domain::filter::{Companies, Contacts, ListQuery, OfKind};
use domain::page::PageSize;
use leptos::prelude::*;

/// The fields a form shows errors of.
pub(super) fn shown(kind: Kind) -> Vec<&'static str> {
    Field::of(kind).iter().map(|field| field.name()).chain(["version"]).collect()
}

/// The form with a draft's texts wherever nothing was typed.
pub(super) fn filled(typed: Typed, draft: &Draft) -> Typed {
    draft.fields().fold(typed, |typed, (field, text)| typed.or(field.name(), text))
}

/// What a form offers to choose from.
pub(super) struct Offered {
    owners: Vec<Choice>,
    companies: Vec<String>,
    contacts: Vec<String>,
}

impl Offered {
    /// The members, and the newest companies and contacts; others are typed.
    pub(super) async fn read(request: &Request, kind: Kind) -> Result<Self, Stop> {
        let (engine, scope) = (&request.engine, request.scope()?);
        let mut owners = vec![Choice::new("", "Nobody")];
        for owner in engine::crm::owners(engine, scope).await? {
            owners.push(Choice::new(owner.id.to_string(), owner.name));
        }
        let companies =
            if matches!(kind, Kind::Contact | Kind::Deal) { newest::<Companies>(request).await? } else { Vec::new() };
        let contacts = if kind == Kind::Deal { newest::<Contacts>(request).await? } else { Vec::new() };
        Ok(Self { owners, companies, contacts })
    }
}

async fn newest<S: OfKind>(request: &Request) -> Result<Vec<String>, Stop> {
    let query = ListQuery::<S> { page_size: PageSize::clamped(100), ..ListQuery::default() };
    let page = engine::crm::list(&request.engine, request.scope()?, &query).await?;
    Ok(page.rows.into_iter().map(|record| Reference::to(&record.name, record.id.0)).collect())
}

/// All of them.
pub(super) fn fields(kind: Kind, typed: &Typed, offered: Offered) -> impl IntoView + use<> {
    let Offered { owners, companies, contacts } = offered;
    let mut owners = Some(owners);
    let fields = Field::of(kind)
        .iter()
        .map(|field| field_of(kind, *field, typed, owners.take_if(|_| *field == Field::Owner)))
        .collect_view();
    view! {
        {fields}
        {(!companies.is_empty()).then(|| options("companies", companies))}
        {(!contacts.is_empty()).then(|| options("contacts", contacts))}
    }
}

fn options(id: &'static str, names: Vec<String>) -> impl IntoView {
    view! { <datalist id=id>{names.into_iter().map(|name| view! { <option value=name></option> }).collect_view()}</datalist> }
}

fn field_of(kind: Kind, field: Field, typed: &Typed, owners: Option<Vec<Choice>>) -> AnyView {
    let at = typed.field(field.name());
    let longest = field.longest() as u32;
    match field {
        Field::Name => {
            view! { <TextField at=at label="Name" autofocus=true maxlength=longest autocomplete="off"/> }.into_any()
        }
        Field::Phones => phones(at).into_any(),
        Field::Email => {
            view! { <TextField at=at label="E-mail" optional=true maxlength=longest inputmode="email" autocomplete="off"/> }.into_any()
        }
        Field::Website => {
            view! { <TextField at=at label="Website" optional=true maxlength=longest inputmode="url" placeholder="https://example.com"/> }.into_any()
        }
        Field::Company if kind == Kind::Lead => {
            view! { <TextField at=at label="Company" optional=true maxlength=longest autocomplete="off"/> }.into_any()
        }
        Field::Company => view! {
            <TextField at=at label="Company" optional=true list="companies" autocomplete="off"
                help="One is made where there is none of this name yet."/>
        }
        .into_any(),
        Field::Contact => view! {
            <TextField at=at label="Contact" optional=true list="contacts" autocomplete="off" help="The contact’s whole name."/>
        }
        .into_any(),
        Field::Owner => {
            let owners = owners.unwrap_or_default();
            view! { <SelectField at=at label="Owner" choices=owners help="Who looks after it."/> }.into_any()
        }
        Field::Stage => {
            let mut stages: Vec<Choice> =
                kind.choosable_stages().map(|stage| Choice::new(stage, capital(stage))).collect();
            if at.value == "converted" {
                stages = vec![Choice::new("converted", "Converted")];
            }
            view! { <SelectField at=at label="Stage" choices=stages/> }.into_any()
        }
        Field::Source => view! {
            <TextField at=at label="Source" optional=true maxlength=longest autocomplete="off" placeholder="Trade fair"/>
        }
        .into_any(),
        Field::Amount => view! {
            <TextField at=at label="Amount" optional=true inputmode="decimal" autocomplete="off" placeholder="12,500.00"/>
        }
        .into_any(),
        Field::Currency => {
            let currencies = CURRENCIES.map(|currency| Choice::new(currency, currency)).to_vec();
            let at = FieldState { value: if at.value.is_empty() { CURRENCIES[0].to_owned() } else { at.value }, ..at };
            view! { <SelectField at=at label="Currency" choices=currencies/> }.into_any()
        }
        Field::ExpectedClose => {
            view! { <TextField at=at label="Expected to close" optional=true kind="date"/> }.into_any()
        }
        Field::TimeZone => view! {
            <TextField at=at label="Time zone" optional=true maxlength=longest autocomplete="off" placeholder="America/Denver"
                help="Only where the person lives in another zone than the number’s."/>
        }
        .into_any(),
        Field::Tags => view! {
            <TextField at=at label="Tags" optional=true maxlength=longest autocomplete="off" placeholder="vip, west coast"
                help="With commas between them."/>
        }
        .into_any(),
        Field::Notes => view! { <TextArea at=at label="Notes" optional=true maxlength=longest/> }.into_any(),
    }
}

/// A row for each phone and some more; the first is the primary one.
fn phones(at: FieldState) -> impl IntoView {
    let FieldState { name, value, errors } = at;
    let invalid = (!errors.is_empty()).then_some("true");
    let lines: Vec<&str> = value.lines().filter(|line| !line.trim().is_empty()).collect();
    let rows = (lines.len() + 1).clamp(2, MAX_PHONES);
    let rows = (0..rows)
        .map(|place| {
            let line = lines.get(place).copied().unwrap_or_default().trim();
            let divided = line.rsplit_once(' ').and_then(|(number, word)| Some((number, PhoneLabel::from_word(word)?)));
            let (number, label) = divided.unwrap_or((line, PhoneLabel::default()));
            let called = if place == 0 { "Phone, the primary one".to_owned() } else { format!("Phone {}", place + 1) };
            let labelled = format!("{called}: what it is for");
            let choices = PhoneLabel::ALL.map(|choice| {
                view! { <option value=choice.as_str() selected=choice == label>{capital(choice.as_str())}</option> }
            });
            view! {
                <div class="flex gap-2">
                    <input class="input grow mono" type="tel" name="phones[]" id=(place == 0).then_some(name) value=number.to_owned()
                        aria-label=called autocomplete="off" placeholder=if place == 0 { "(415) 555-0123" } else { "" }
                        aria-invalid=invalid aria-describedby="phones-said"/>
                    <select class="select w-28" name="labels[]" aria-label=labelled>{choices.collect_view()}</select>
                </div>
            }
        })
        .collect_view();
    let said = if errors.is_empty() {
        view! { <p class="text-xs muted" id="phones-said">"The first is the primary one. A number abroad begins with + and its country code; it is kept, and never dialled."</p> }.into_any()
    } else {
        view! { <p class="text-xs font-medium tone-error tone-text" id="phones-said">{errors.join(" ")}</p> }.into_any()
    };
    view! {
        <fieldset class="flex flex-col gap-2">
            <legend class="mb-1 font-medium">"Phones"<span class="muted font-normal">" · optional"</span></legend>
            {rows}
            {said}
        </fieldset>
    }
}

/// The rows of phones as the text of their field.
pub(super) fn phone_lines(numbers: &[String], labels: &[String]) -> String {
    let lines = numbers.iter().enumerate().filter(|(_, number)| !number.trim().is_empty()).map(|(place, number)| {
        let label = labels.get(place).map_or("mobile", String::as_str);
        format!("{} {label}", number.replace(['\n', '\r'], " ").trim())
    });
    lines.collect::<Vec<_>>().join("\n")
}
