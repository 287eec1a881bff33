//! Asking before something is done that can't be undone: a popover, so it works without JavaScript.

use super::icon::Icon;
use leptos::prelude::*;

/// A button that asks first, and the form that it then posts.
#[component]
pub fn Confirm(
    /// The popover's id, unique on the page.
    #[prop(into)]
    id: String,
    /// The words of the button, and of the one that does it.
    #[prop(into)]
    label: String,
    icon: &'static str,
    #[prop(into)] question: String,
    /// What will happen, with its figures.
    #[prop(into)]
    text: String,
    /// The words of the way back.
    keep: &'static str,
    action: String,
    fields: Vec<(&'static str, String)>,
    /// Nothing is lost by it.
    #[prop(optional)]
    calm: bool,
    /// The button stands in a row of a table; this says which row it is of.
    #[prop(optional, into)]
    of_row: String,
    /// Fields for what the person adds.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let title = [&id, "-title"].concat();
    let (opens, closes, titled) = (id.clone(), id.clone(), title.clone());
    let (small, of_row) = (!of_row.is_empty(), (!of_row.is_empty()).then(|| [&label, ": ", &of_row].concat()));
    let class = [if calm { "btn" } else { "btn btn-danger" }, if small { " btn-sm" } else { "" }].concat();
    view! {
        <button class=class type="button" popovertarget=opens aria-label=of_row>{(!small).then(|| view! { <Icon name=icon/> })}{label.clone()}</button>
        <div class="dialog text-start" id=id popover="auto" role="dialog" aria-labelledby=titled>
            <h2 id=title>{question}</h2>
            <p class="muted mt-1.5 text-pretty">{text}</p>
            <form class="mt-5" method="post" action=action>
                {fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                {children.map(|children| view! { <div class="mb-5">{children()}</div> })}
                <div class="flex justify-end gap-2">
                    <button class="btn" type="button" popovertarget=closes popovertargetaction="hide" autofocus=true>{keep}</button>
                    <button class=if calm { "btn btn-primary" } else { "btn btn-error" } type="submit">{label}</button>
                </div>
            </form>
        </div>
    }
}
