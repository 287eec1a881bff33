//! Whether each phone of a contact, a company or a lead may be dialled, and why.

use crate::pages::dialling::verdict::verdict;
use crate::paths;
use crate::request::{Request, Stop};
use domain::crm::Record;
use domain::dialability::Demand;
use engine::dialability::Told;
use leptos::prelude::*;

/// What the engine says of the record's phones, in their order.
pub(super) async fn told(request: &Request, record: &Record) -> Result<Vec<Told>, Stop> {
    let numbers: Vec<String> = record.phones.iter().map(|phone| phone.number.to_string()).collect();
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    Ok(engine::dialability::of_texts(&request.engine, request.scope()?, &numbers, &Demand::default()).await?)
}

/// The section of a record's page.
pub(super) fn dialling(record: &Record, told: Vec<Told>) -> impl IntoView + use<> {
    let none = told.is_empty();
    let phones = record
        .phones
        .iter()
        .zip(told)
        .map(|(phone, told)| {
            let written = phone.number.readable();
            // Consent and lists know numbers of the plan alone.
            let written = match told.number {
                Some(number) => view! { <a class="quiet-link" href=paths::dialling(number)>{written}</a> }.into_any(),
                None => written.into_any(),
            };
            view! { <li><p class="mono mb-1 whitespace-nowrap">{written}</p>{verdict(told.dialability)}</li> }
        })
        .collect_view();
    view! {
        <section class="surface p-4" aria-labelledby="dialling-title">
            <h2 id="dialling-title" class="mb-3">"Dialling"</h2>
            {if none {
                view! { <p class="muted">"There is no phone to dial."</p> }.into_any()
            } else {
                view! { <ul class="flex flex-col gap-4">{phones}</ul> }.into_any()
            }}
        </section>
    }
}
