//! What applies where: each region with today's hours, and what nobody read there.

use super::CAUTION;
use super::tabs::{Part, tabs};
use crate::components::table::{Head, Table};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::calling_rule::{Law, RuleBook, RuleKind, Why};
use domain::phone::Region;
use leptos::prelude::*;
use time::Date;

/// The list of regions.
#[component]
pub fn CallingRegions() -> impl IntoView {
    page(|request: Request| async move {
        let (_, book) = engine::calling_rule::in_force(&request.engine, request.scope()?).await?;
        let today = request.now.date();
        let content = view! { {tabs(Part::Regions)} <div class="surface">{table(&book, today)}</div> };
        Ok(Sheet::new("Calling rules by region", Place::Campaigns, content)
            .wide()
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page("Calling rules", paths::calling_rules())
            .line("Where nobody read what a region says, the strictest counts that is known of anywhere."))
    })
}

fn table(book: &RuleBook, today: Date) -> impl IntoView + use<> {
    let head = vec![
        Head::text("Region"),
        Head::text("Hours today"),
        Head::figures("Calls, 24 hours").class("hidden @lg:table-cell"),
        Head::text("Nobody read there").class("hidden @md:table-cell"),
    ];
    let rows = Region::all().iter().filter_map(|region| book.law(region).map(|law| row(region, law, today)));
    let rows = rows.collect_view();
    view! {
        <Table label="Regions".to_owned() head=head>{rows}</Table>
        <p class="muted border-t hairline px-4 py-3 text-xs text-pretty">{CAUTION}</p>
    }
}

fn row(region: &'static Region, law: &Law, today: Date) -> impl IntoView + use<> {
    let hours = law.applying(RuleKind::Hours, today);
    let hours = match law.holiday(today) {
        Some(rule) => format!("Holiday: {}", rule.value.says()),
        None if hours.is_empty() => "No rule known".to_owned(),
        None => hours.iter().map(|one| one.rule.value.says()).collect::<Vec<_>>().join(", within "),
    };
    let unread: Vec<&str> = unread(law, today).into_iter().map(RuleKind::label).collect();
    let unread = if unread.is_empty() { "–".to_owned() } else { unread.join(", ") };
    let calls = law.attempts_24h(today).map_or("–".to_owned(), |most| most.to_string());
    view! {
        <tr>
            <td>
                <a class="quiet-link font-medium" href=paths::calling_region(region.code)>{region.name}</a>
                <span class="block text-xs muted">{region.country_name()}</span>
            </td>
            <td class="min-w-36 figures">{hours}</td>
            <td class="num hidden @lg:table-cell">{calls}</td>
            <td class="hidden @md:table-cell w-full muted text-pretty">{unread}</td>
        </tr>
    }
}

/// The kinds of which the strictest of elsewhere counts.
fn unread(law: &Law, today: Date) -> Vec<RuleKind> {
    let borrowed = |kind: &RuleKind| law.applying(*kind, today).iter().any(|one| one.why == Why::Strictest);
    RuleKind::ALL.into_iter().filter(borrowed).collect()
}
