//! The button of the generate form: it says what it does.

use super::availability;
use crate::components::figure::plural;
use leptos::prelude::*;

/// "Generate 100,000 numbers".
#[island]
pub fn GenerateButton(
    /// The quantity as the page came with it.
    quantity: String,
) -> impl IntoView {
    let shared = availability::watch(None, &quantity);
    let label = move || match shared.quantity.get() {
        Some(quantity) => ["Generate ", &plural(quantity, "number", "numbers")].concat(),
        None => "Generate numbers".to_owned(),
    };
    view! { <button class="btn btn-primary btn-big figures" type="submit">{label}</button> }
}
