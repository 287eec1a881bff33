//! Points in time: relative to read, exact on hover, in the person's zone, which is always named.
//!
//! The page provides the [`Zone`]; where none is (an island, nobody signed in) it is UTC. The tz database stays out of what
//! the browser loads: only the server makes a zone.

use super::figure::ago;
use leptos::prelude::*;
use std::sync::Arc;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// "4 min ago", with the exact time on hover.
#[component]
pub fn Ago(at: OffsetDateTime, now: OffsetDateTime) -> impl IntoView {
    view! {
        <time class="whitespace-nowrap" datetime=at.format(&Rfc3339).unwrap_or_default() title=exact(at)>
            {ago((now - at).whole_seconds())}
        </time>
    }
}

/// "2026-11-21 07:25:03 UTC".
#[component]
pub fn Exact(at: OffsetDateTime) -> impl IntoView {
    view! { <time class="mono whitespace-nowrap" datetime=at.format(&Rfc3339).unwrap_or_default()>{exact(at)}</time> }
}

/// A day in the person's zone: "2026-11-21".
pub fn day(at: OffsetDateTime) -> String {
    Zone::current().at(at).0.date().to_string()
}

/// The exact time in the person's zone: "2026-11-21 07:25:03 EST".
pub fn exact(at: OffsetDateTime) -> String {
    let (at, zone) = Zone::current().at(at);
    format!("{} {:02}:{:02}:{:02} {zone}", at.date(), at.hour(), at.minute(), at.second())
}

/// A moment in the person's zone as a form's field of date and time has it: "2026-11-21T07:25", with seconds where it has some.
pub fn typed(at: OffsetDateTime) -> String {
    Zone::current().typed(at)
}

fn in_a_field(at: OffsetDateTime) -> String {
    let seconds = if at.second() == 0 { String::new() } else { format!(":{:02}", at.second()) };
    format!("{}T{:02}:{:02}{seconds}", at.date(), at.hour(), at.minute())
}

/// A point of a day in the person's zone, as a list has it: "2026-11-21 07:25".
pub fn minute(at: OffsetDateTime) -> String {
    let (at, _) = Zone::current().at(at);
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}

/// The same, with a word for the days around `now`: "Today 07:25", "Tomorrow 09:00".
pub fn near(at: OffsetDateTime, now: OffsetDateTime) -> String {
    let zone = Zone::current();
    let (at, today) = (zone.at(at).0, zone.at(now).0.date());
    let day = match (at.date() - today).whole_days() {
        -1 => "Yesterday".to_owned(),
        0 => "Today".to_owned(),
        1 => "Tomorrow".to_owned(),
        _ => at.date().to_string(),
    };
    format!("{day} {:02}:{:02}", at.hour(), at.minute())
}

/// How far from UTC a zone is at a moment, and what that is called: "EST", or "+03" where it has no letters.
pub type Offset = (UtcOffset, String);

/// How moments read for whoever looks at the page.
#[derive(Clone)]
pub struct Zone(Arc<dyn Fn(OffsetDateTime) -> Offset + Send + Sync>);

impl Zone {
    /// A zone by what it says of a moment.
    pub fn new(offset: impl Fn(OffsetDateTime) -> Offset + Send + Sync + 'static) -> Self {
        Self(Arc::new(offset))
    }

    fn current() -> Self {
        use_context().unwrap_or_else(|| Self::new(|_| (UtcOffset::UTC, "UTC".to_owned())))
    }

    /// A moment as a form's field has it, as [`typed`].
    pub fn typed(&self, at: OffsetDateTime) -> String {
        in_a_field(self.at(at).0)
    }

    fn at(&self, at: OffsetDateTime) -> (OffsetDateTime, String) {
        let (offset, name) = (self.0)(at);
        (at.to_offset(offset), name)
    }
}
