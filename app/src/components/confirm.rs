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
    label: &'static str,
    icon: &'static str,
    question: &'static str,
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
    /// The button stands in a table's row.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let title = [&id, "-title"].concat();
    let (opens, closes) = (id.clone(), id.clone());
    let class = ["btn", if calm { "" } else { " btn-danger" }, if small { " btn-sm" } else { "" }].concat();
    view! {
        <button class=class type="button" popovertarget=opens><Icon name=icon/>{label}</button>
        <div class="dialog" id=id popover="auto" role="dialog" aria-labelledby=title>
            <h2 id=title.clone()>{question}</h2>
            <p class="muted mt-1.5 text-pretty">{text}</p>
            <form class="mt-5 flex justify-end gap-2" method="post" action=action>
                {fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                <button class="btn" type="button" popovertarget=closes popovertargetaction="hide" autofocus=true>{keep}</button>
                <button class=if calm { "btn btn-primary" } else { "btn btn-error" } type="submit">{label}</button>
            </form>
        </div>
    }
}
