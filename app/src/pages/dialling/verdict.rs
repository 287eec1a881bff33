//! Whether a number may be dialled, as a badge with its sentence.

use crate::components::badge::{Badge, Face, Tone};
use domain::consent::ConsentState;
use domain::dialability::Dialability;
use leptos::prelude::*;

/// The verdict; blocked is warning, outlined, everywhere.
pub(in crate::pages) fn verdict(dialability: Dialability) -> AnyView {
    let face = match dialability {
        Dialability::Yes(_) => Face::new(Tone::Success, "phone", "May be dialled"),
        Dialability::No(_) => Face { class: "is-outlined", ..Face::new(Tone::Warning, "ban", "Not dialable") },
    };
    view! { <Badge face=face/><p class="mt-2 text-pretty">{dialability.says()}</p> }.into_any()
}

/// How a consent stands.
pub(super) fn face_of(state: ConsentState) -> Face {
    match state {
        ConsentState::InForce => Face::new(Tone::Success, "circle-check", "In force"),
        ConsentState::Expired => Face::new(Tone::Neutral, "clock", "Expired"),
        ConsentState::Withdrawn => Face { class: "is-struck", ..Face::new(Tone::Neutral, "ban", "Withdrawn") },
    }
}
