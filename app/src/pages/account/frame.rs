//! What the pages around one's account share: the tabs of those within, the plain sheet of those before signing in.

use crate::components::tabs::{Tab, Tabs};
use crate::pages::{Place, Sheet};
use crate::paths;
use leptos::prelude::*;

/// The four pages of one's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Profile,
    Password,
    SecondFactor,
    Sessions,
}

impl Page {
    fn tab(self, current: Page) -> Tab {
        let (label, href) = match self {
            Page::Profile => ("Profile", paths::account()),
            Page::Password => ("Password", paths::account_password()),
            Page::SecondFactor => ("Second factor", paths::account_second_factor()),
            Page::Sessions => ("Sessions", paths::account_sessions()),
        };
        Tab { label, href, count: None, current: self == current }
    }
}

/// A page of the account beneath its tabs.
pub(super) fn sheet(page: Page, content: impl IntoAny) -> Sheet {
    let pages = [Page::Profile, Page::Password, Page::SecondFactor, Page::Sessions];
    let tabs = pages.into_iter().map(|other| other.tab(page)).collect();
    let content = view! {
        <Tabs label="Your account" tabs=tabs/>
        <div class="mt-4 flex flex-col gap-4">{content.into_any()}</div>
    };
    Sheet::new("Your account", Place::Nowhere, content)
}

/// A page for somebody who is not signed in (yet): narrow, with the name of the house.
pub(super) fn bare(title: &'static str, line: String, content: impl IntoAny) -> Sheet {
    let content = view! {
        <div class="mx-auto flex min-h-[80dvh] w-full max-w-sm flex-col justify-center gap-6">
            <div class="flex items-center gap-2.5">
                <span class="flex size-8 items-center justify-center rounded-lg bg-primary font-semibold text-primary-content" aria-hidden="true">"T"</span>
                <span class="text-base font-semibold">"Trunkline"</span>
            </div>
            <div>
                <h1>{title}</h1>
                <p class="muted mt-1 text-pretty wrap-anywhere">{line}</p>
            </div>
            {content.into_any()}
        </div>
    };
    Sheet::new(title, Place::Nowhere, content).without_header()
}
