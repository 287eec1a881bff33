//! What applies to people of one region, and why.

use super::tabs::{Part, tabs};
use super::{CAUTION, named};
use crate::components::badge::{Badge, Face, Tone};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::Request;
use domain::calling_rule::{Applying, Law, RuleKind, Why};
use domain::phone::Region;
use leptos::prelude::*;
use time::Date;

/// A region's page.
#[component]
pub fn CallingRegion() -> impl IntoView {
    let code = id_in_path::<String>("region");
    page(|request: Request| async move {
        let (_, book) = engine::calling_rule::in_force(&request.engine, request.scope()?).await?;
        let region = Region::find(&code?).ok_or(engine::Error::NotFound)?;
        let law = book.law(region).ok_or(engine::Error::NotFound)?;
        let content = view! { {tabs(Part::Regions)} {content(law, request.now.date())} };
        Ok(Sheet::new(region.name, Place::Campaigns, content)
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page("Calling rules", paths::calling_rules())
            .beneath_page("By region", paths::calling_regions())
            .line(CAUTION))
    })
}

fn content(law: &Law, today: Date) -> impl IntoView + use<> {
    let sections = RuleKind::ALL.map(|kind| section(kind, law.applying(kind, today)));
    view! { <div class="surface divide-y hairline divide-base-300">{sections.collect_view()}</div> }
}

fn section(kind: RuleKind, applying: &[Applying]) -> AnyView {
    let lines = applying.iter().map(|one| {
        let face = match one.why {
            Why::Own => Face::new(Tone::Info, "check", "Its own"),
            Why::Country => Face::new(Tone::Neutral, "layers", "Its country’s"),
            Why::Strictest => Face::new(Tone::Warning, "shield-alert", "Nobody read it: the strictest known"),
        };
        view! {
            <li class="flex flex-col gap-1">
                <div class="flex flex-wrap items-start justify-between gap-2"><div class="min-w-0">{named(&one.rule)}</div><Badge face=face/></div>
                <p class="muted text-xs text-pretty">
                    {format!("{}, from {}. {}", one.rule.jurisdiction, one.rule.effective_from, one.rule.source)}
                </p>
            </li>
        }
    });
    let lines = lines.collect_view();
    view! {
        <section class="grid gap-3 p-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
            <h2 class="font-medium">{kind.label()}</h2>
            {if applying.is_empty() {
                view! { <p class="muted">"No rule known."</p> }.into_any()
            } else {
                view! { <ul class="flex flex-col gap-3">{lines}</ul> }.into_any()
            }}
        </section>
    }
    .into_any()
}
