//! Empty lists: what this is, why it is empty, and the one thing to do.

use super::icon::Icon;
use leptos::prelude::*;

/// Stands where rows would stand.
#[component]
pub fn Empty(
    icon: &'static str,
    title: &'static str,
    #[prop(into)] text: String,
    /// The one thing to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="flex flex-col items-center gap-2 px-4 py-14 text-center">
            <span class="flex size-10 items-center justify-center rounded-full border hairline muted"><Icon name=icon/></span>
            <h2 class="mt-1">{title}</h2>
            <p class="muted max-w-md text-pretty">{text}</p>
            {children.map(|children| view! { <div class="mt-3 flex flex-wrap justify-center gap-2">{children()}</div> })}
        </div>
    }
}
