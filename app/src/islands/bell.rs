//! The bell: how many of one's jobs ended unseen.

use super::live;
use crate::components::icon::Icon;
use crate::paths;
use domain::live::{Signal as LiveSignal, Snapshot, Unread};
use leptos::prelude::*;

/// A link to the notifications with the number of those not read.
#[island]
pub fn Bell(first: LiveSignal) -> impl IntoView {
    let watched = live::watch(first);
    let count = Memo::new(move |_| {
        watched.signal.with(|signal| match &signal.snapshot {
            Snapshot::Notifications(unread) => unread.count,
            _ => 0,
        })
    });
    let figure = move || match count.get() {
        0 => String::new(),
        Unread::COUNTED.. => [&(Unread::COUNTED - 1).to_string(), "+"].concat(),
        some => some.to_string(),
    };
    let words = move || match count.get() {
        0 => "Notifications".to_owned(),
        _ => ["Notifications, unread: ", &figure()].concat(),
    };
    view! {
        <a class="btn btn-ghost" href=paths::notifications() aria-label=words>
            <span class=move || if count.get() == 0 { "inline-flex muted" } else { "inline-flex" }><Icon name="bell"/></span>
            <span class=move || if count.get() == 0 { "hidden" } else { "count-badge figures" }>{figure}</span>
        </a>
    }
}
