//! Whether each phone of a contact may be dialled, and why: the part of the verdict that needs no clock.

use crate::components::badge::{Badge, Face, Tone};
use domain::crm::Record;
use domain::phone::E164;
use leptos::prelude::*;

/// The section of a contact's page. Consent is recorded by number; until somebody records some, no number is dialable.
pub(super) fn dialling(contact: &Record) -> impl IntoView + use<> {
    let phones = contact
        .phones
        .iter()
        .map(|phone| {
            let face = Face { class: "is-outlined", ..Face::new(Tone::Warning, "ban", "Not dialable") };
            view! {
                <li class="flex flex-col gap-1">
                    <span class="flex flex-wrap items-center gap-2">
                        <span class="mono whitespace-nowrap">{phone.number.readable()}</span><Badge face=face/>
                    </span>
                    <span class="text-xs muted text-pretty">{reason(phone.number)}</span>
                </li>
            }
        })
        .collect_view();
    let none = contact.phones.is_empty();
    view! {
        <section class="surface p-4" aria-labelledby="dialling-title">
            <h2 id="dialling-title" class="mb-3">"Dialling"</h2>
            {if none {
                view! { <p class="muted">"There is no phone to dial."</p> }.into_any()
            } else {
                view! { <ul class="flex flex-col gap-3">{phones}</ul> }.into_any()
            }}
        </section>
    }
}

fn reason(number: E164) -> &'static str {
    match number.north_american() {
        None => "Only numbers of the North American plan are dialled.",
        Some(number) if number.is_fiction() => "Reserved for fiction: 555-0100 to 555-0199 ring nowhere.",
        Some(_) => "No consent recorded.",
    }
}
