//! Several yes-or-no choices of one field, in rows: a line for each thing, a box for each way of using it.

use super::field::{FieldState, error_text};
use leptos::prelude::*;

/// One box: the word it sends, and what people read beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridBox {
    pub word: &'static str,
    pub label: &'static str,
}

/// A line of boxes under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridLine {
    pub label: &'static str,
    pub boxes: Vec<GridBox>,
}

/// The boxes of one field; the words in the field's value, divided by spaces, are checked. Each sends `name[]=word`.
#[component]
pub fn CheckGrid(
    at: FieldState,
    label: &'static str,
    #[prop(into)] help: String,
    lines: Vec<GridLine>,
) -> impl IntoView {
    let described = at.described_by(!help.is_empty());
    let FieldState { name, value, errors } = at;
    let sent = [name, "[]"].concat();
    let checked = |word: &str| value.split(' ').any(|chosen| chosen == word);
    let lines = lines
        .into_iter()
        .map(|line| {
            let boxes = line.boxes.iter().map(|choice| {
                let id = [name, "-", choice.word].concat();
                let named = id.clone();
                view! {
                    <label class="inline-flex items-center gap-2" for=named>
                        <input class="checkbox" id=id type="checkbox" name=sent.clone() value=choice.word checked=checked(choice.word)/>
                        <span><span class="sr-only">{line.label}": "</span>{choice.label}</span>
                    </label>
                }
            });
            view! {
                <div class="flex flex-wrap items-center gap-x-6 gap-y-1 border-t hairline px-3 py-2 first:border-t-0">
                    <span class="w-24 font-medium">{line.label}</span>
                    {boxes.collect_view()}
                </div>
            }
        })
        .collect_view();
    let help = (errors.is_empty() && !help.is_empty())
        .then(|| view! { <p class="text-xs muted" id=[name, "-help"].concat()>{help}</p> });
    view! {
        <fieldset class="flex flex-col gap-1" aria-describedby=described>
            <legend class="mb-1 font-medium">{label}</legend>
            <div class="rounded-box border hairline">{lines}</div>
            {help}
            {error_text(name, &errors)}
        </fieldset>
    }
}
