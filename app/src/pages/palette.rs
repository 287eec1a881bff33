//! The palette and the help of the keyboard: what they offer are links that stand elsewhere too.

use crate::components::icon::Icon;
use crate::paths;
use domain::crm::Kind;
use domain::{Right, Scope};
use leptos::prelude::*;

/// Something that can be gone to or begun.
struct Offer {
    icon: &'static str,
    label: &'static str,
    href: String,
    /// The letter behind G, where there is one.
    go: &'static str,
    /// The letter alone, where there is one.
    key: &'static str,
}

const fn offer(icon: &'static str, label: &'static str, href: String) -> Offer {
    Offer { icon, label, href, go: "", key: "" }
}

impl Offer {
    fn go(self, letter: &'static str) -> Self {
        Self { go: letter, ..self }
    }

    fn key(self, letter: &'static str) -> Self {
        Self { key: letter, ..self }
    }
}

/// What somebody may go to and begin. To add one: its line; a letter of its own, if people do it all day.
fn offers(scope: &Scope) -> Vec<Offer> {
    let mut offers = vec![
        offer("layout-dashboard", "Dashboard", paths::home()).go("d"),
        offer("phone", "Calls", paths::calls()).go("c"),
        offer("kanban", "Board of calls", paths::calls_board()).go("b"),
        offer("chart-column", "Statistics of calls", paths::calls_statistics()),
        offer("contact", "Contacts", paths::records(Kind::Contact)).go("k"),
        offer("building-2", "Companies", paths::records(Kind::Company)),
        offer("user-plus", "Leads", paths::records(Kind::Lead)),
        offer("handshake", "Deals", paths::records(Kind::Deal)),
        offer("phone-outgoing", "Campaigns", paths::campaigns()).go("m"),
        offer("phone-outgoing", "Providers", paths::providers()),
        offer("circle-x", "Dead letters", paths::dead_letters()),
        offer("shield-check", "Consent", paths::consents()),
        offer("folder", "Projects", paths::projects()).go("p"),
        offer("chart-column", "Statistics of numbers", paths::statistics()),
        offer("table-2", "Prefixes", paths::prefixes()),
        offer("download", "Exports", paths::exports()).go("e"),
        offer("layers", "Jobs", paths::jobs()).go("j"),
        offer("bell", "Notifications", paths::notifications()).go("n"),
        offer("settings", "Members", paths::members()).go("s"),
        offer("circle-user", "Your account", paths::account()).go("a"),
    ];
    if scope.may(Right::ChangeCalls) {
        offers.push(offer("plus", "New call", paths::call_new()).key("c"));
    }
    if scope.may(Right::ChangeCampaigns) {
        offers.push(offer("plus", "New campaign", paths::campaign_new()));
    }
    if scope.may(Right::ChangeContacts) {
        offers.push(offer("plus", "New contact", paths::record_new(Kind::Contact)));
        offers.push(offer("plus", "New company", paths::record_new(Kind::Company)));
    }
    if scope.may(Right::ChangeNumbers) {
        offers.push(offer("plus", "New project", paths::project_new()));
    }
    offers
}

/// The palette's button, for the bar at the top. Without a script it opens the same, and the search in it leads to a page.
pub(super) fn button() -> impl IntoView {
    view! {
        <button class="btn btn-ghost" type="button" popovertarget="palette" data-palette=true aria-label="Search and go to">
            <Icon name="search"/>
            <kbd class="hidden text-xs muted lg:inline">"Ctrl K"</kbd>
        </button>
    }
}

/// The palette and the help, to be placed once a page.
pub(super) fn palette(scope: &Scope) -> impl IntoView + use<> {
    let offers = offers(scope);
    let keys: Vec<(String, &'static str)> = [
        ("j  k", "Next row, row before"),
        ("Enter", "Open the row"),
        ("x", "Choose the row"),
        ("s", "Set the status of the row’s call"),
        ("/", "Search this list"),
        ("l", "Log a call, on the list of calls"),
        ("Ctrl K", "Search and go to"),
        ("?", "These keys"),
    ]
    .into_iter()
    .map(|(keys, what)| (keys.to_owned(), what))
    .chain(offers.iter().filter(|offer| !offer.key.is_empty()).map(|offer| (offer.key.to_owned(), offer.label)))
    .chain(offers.iter().filter(|offer| !offer.go.is_empty()).map(|offer| (format!("g  {}", offer.go), offer.label)))
    .collect();
    let offered = offers
        .into_iter()
        .map(|offer| {
            let go = (!offer.go.is_empty()).then_some(offer.go);
            let key = (!offer.key.is_empty()).then_some(offer.key);
            let hint = go.map(|letter| format!("g {letter}")).or_else(|| key.map(str::to_owned));
            view! {
                <li data-offer=true>
                    <a class="menu-item" href=offer.href data-go=go data-key=key>
                        <Icon name=offer.icon/>
                        <span class="grow">{offer.label}</span>
                        {hint.map(|hint| view! { <kbd class="text-xs muted">{hint}</kbd> })}
                    </a>
                </li>
            }
        })
        .collect_view();
    let lines = keys.into_iter().map(|(keys, what)| view! { <dt><kbd>{keys}</kbd></dt><dd>{what}</dd> }).collect_view();
    view! {
        <div class="palette" id="palette" popover="auto" role="dialog" aria-label="Search and go to">
            <form class="flex items-center gap-2 border-b hairline p-3" method="get" action=paths::find() role="search">
                <label class="input grow">
                    <Icon name="search" class="muted"/>
                    <span class="sr-only">"Search for contacts, calls and projects, or go to"</span>
                    <input type="search" name="q" id="palette-text" maxlength="100" autocomplete="off" placeholder="Search, or go to"/>
                </label>
                <button class="btn" type="submit">"Search"</button>
            </form>
            <ul class="palette-list" aria-label="Go to">{offered}</ul>
        </div>
        <button type="button" hidden=true popovertarget="keys" data-keys=true aria-label="Keys"></button>
        <div class="dialog text-start" id="keys" popover="auto" role="dialog" aria-labelledby="keys-title">
            <h2 id="keys-title" class="mb-3">"Keys"</h2>
            <dl class="facts">{lines}</dl>
            <div class="mt-5 flex justify-end"><button class="btn" type="button" popovertarget="keys" popovertargetaction="hide">"Close"</button></div>
        </div>
    }
}
