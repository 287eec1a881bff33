//! Points in time: relative to read, exact on hover. Zones come with the person's settings; until then UTC, and it says so.

use super::figure::ago;
use leptos::prelude::*;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

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

/// A day: "2026-11-21".
pub fn day(at: OffsetDateTime) -> String {
    at.date().to_string()
}

/// The exact time in UTC.
pub fn exact(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    format!("{} {:02}:{:02}:{:02} UTC", at.date(), at.hour(), at.minute(), at.second())
}
