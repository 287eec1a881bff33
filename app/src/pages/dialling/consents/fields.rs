//! What a consent says beside its number, as fields of a form.

use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::text_area::TextArea;
use domain::consent::{ConsentKind, PROOF_MAX, SOURCE_MAX};
use leptos::prelude::*;

/// The names of the fields.
pub(in crate::pages) const TERMS: [&str; 5] = ["kind", "source", "given_at", "expires_at", "proof"];

/// The fields; `file` is what a row may say itself, so that nothing has to be said here.
pub(in crate::pages) fn terms(typed: &Typed, file: bool) -> impl IntoView + use<> {
    let none = if file { "As the rows say" } else { "Choose one" };
    let mut kinds = vec![Choice::new("", none)];
    kinds.extend(ConsentKind::ALL.map(|kind| Choice::new(kind.as_str(), kind.label())));
    let [kind, source, given_at, expires_at, proof] = TERMS.map(|name| typed.field(name));
    view! {
        <div class="grid gap-4 sm:grid-cols-2">
            <SelectField at=kind label="Kind" choices=kinds optional=file help="How it was given."/>
            <TextField at=source label="Source" optional=file maxlength=SOURCE_MAX as u32 autocomplete="off" placeholder="Sign-up form, spring fair"
                help="Where it comes from, so that somebody can look it up."/>
            <TextField at=given_at label="Given" optional=true kind="datetime-local" help="In your time zone; now when left empty."/>
            <TextField at=expires_at label="Ends" optional=true kind="date" help="At the end of that day; never when left empty."/>
        </div>
        <TextArea at=proof label="Proof" optional=true maxlength=PROOF_MAX as u32 help="What was said or ticked, the name on the letter, a reference."/>
    }
}
