//! Messages about what was just done, shown once on the next page.

use super::badge::Tone;
use super::icon::Icon;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A message that the session carries to the next page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flash {
    tone: Tone,
    text: String,
}

impl Flash {
    /// It worked.
    pub fn success(text: impl Into<String>) -> Self {
        Self { tone: Tone::Success, text: text.into() }
    }

    /// It did not.
    pub fn error(text: impl Into<String>) -> Self {
        Self { tone: Tone::Error, text: text.into() }
    }
}

/// The message at the top of the page.
#[component]
pub fn FlashMessage(
    flash: Flash,
    /// The page itself: going there again dismisses the message.
    here: String,
) -> impl IntoView {
    let role = if flash.tone == Tone::Error { "alert" } else { "status" };
    view! {
        <div class=["alert mb-4 ", flash.tone.class()].concat() role=role>
            <Icon name=flash.tone.icon()/>
            <p class="wrap-anywhere">{flash.text}</p>
            <a class="quiet-link" href=here aria-label="Dismiss"><Icon name="x"/></a>
        </div>
    }
}

/// A standing remark within a page.
#[component]
pub fn Notice<C: IntoView + 'static>(tone: Tone, children: TypedChildren<C>) -> impl IntoView {
    view! {
        <div class=["alert ", tone.class()].concat()>
            <Icon name=tone.icon()/>
            <div class="wrap-anywhere">{children.into_inner()()}</div>
        </div>
    }
}
