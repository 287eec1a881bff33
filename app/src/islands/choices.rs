//! A filter of the generate form as radio buttons, each with the number of codes that it leaves.

use super::availability;
use super::capacity::{CapacityView, Choosable};
use crate::components::figure::grouped;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Which filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Filter {
    Carrier,
    LineType,
}

impl Filter {
    /// The field's name in the form.
    pub fn field(self) -> &'static str {
        match self {
            Filter::Carrier => "carrier_filter",
            Filter::LineType => "type_filter",
        }
    }

    fn any(self) -> &'static str {
        match self {
            Filter::Carrier => "Any carrier",
            Filter::LineType => "Any line type",
        }
    }

    fn of(self, view: &CapacityView) -> &[Choosable] {
        match self {
            Filter::Carrier => &view.brands,
            Filter::LineType => &view.line_types,
        }
    }
}

/// The choices of a filter. What was chosen stays, even when the area code has none of it, until something else is.
#[island]
pub fn Choices(
    filter: Filter,
    chosen: String,
    /// The choices for the area code the page came with.
    first: Vec<Choosable>,
) -> impl IntoView {
    let shared = availability::watch(None, "");
    let chosen = RwSignal::new(chosen);
    let rows = move || {
        let known = shared.view.with(|view| view.as_ref().map(|view| filter.of(view).to_vec()));
        let mut rows = match known {
            Some(rows) => rows,
            None if shared.typed.get() => Vec::new(),
            None => first.clone(),
        };
        let chosen = chosen.get_untracked();
        if !chosen.is_empty() && !rows.iter().any(|row| row.word.eq_ignore_ascii_case(&chosen)) {
            rows.insert(0, Choosable { word: chosen, codes: 0 });
        }
        rows
    };
    view! {
        <div class="choices" role="radiogroup" aria-labelledby=[filter.field(), "-label"].concat()
            on:input=move |event| chosen.set(event_target_value(&event))>
            <label>
                <input type="radio" name=filter.field() value="" checked=chosen.get_untracked().is_empty()/>
                <span>{filter.any()}</span>
            </label>
            <For each=rows key=|row| (row.word.clone(), row.codes) let:row>
                <label>
                    <input type="radio" name=filter.field() value=row.word.clone() checked=row.word.eq_ignore_ascii_case(&chosen.get_untracked())/>
                    <span>{row.word.clone()}</span>
                    <small>{grouped(row.codes)}</small>
                </label>
            </For>
        </div>
    }
}
