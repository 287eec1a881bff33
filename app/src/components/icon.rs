//! Icons: one sprite, `/icons.svg`, made of the names in `style/icons.txt`.

use leptos::prelude::*;

/// An icon of the sprite; it only accompanies words, so a screen reader never hears it.
#[component]
pub fn Icon(
    /// Its name in `style/icons.txt`.
    name: &'static str,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=["icon ", class].concat() viewBox="0 0 24 24" aria-hidden="true">
            <use href=["/icons.svg#", name].concat()></use>
        </svg>
    }
}
