//! Where brands come from: the sources in their order, and the shipped name rules with what each named.

use super::tabs::{Part, tabs};
use crate::components::empty::Empty;
use crate::components::figure::grouped;
use crate::components::table::{Head, Table};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::prefix::BrandSource;
use engine::prefix::{BrandFigures, RuleFigure};
use leptos::prelude::*;

/// The sources of brands and the rules.
#[component]
pub fn PrefixBrands() -> impl IntoView {
    page(|request: Request| async move {
        let brands = engine::prefix::brands(&request.engine, request.scope()?).await?;
        let content = view! { {tabs(Part::Brands)} {sources(&brands)} {rules(brands.rules)} };
        Ok(Sheet::new("Brands", Place::Prefixes, content)
            .wide()
            .beneath_page("Prefixes", paths::prefixes())
            .line("What people call a carrier. Each code shows who says so; the legal name is kept beside it."))
    })
}

fn sources(brands: &BrandFigures) -> impl IntoView + use<> {
    let all: u64 = brands.sources.iter().map(|(_, codes)| codes).sum();
    let line = |place: usize, source: BrandSource, codes: u64| {
        let (name, text) = match source {
            BrandSource::Ocn => ("The OCN file", "names the brand of the operating company itself"),
            BrandSource::Rule => ("A name rule", "the first shipped rule that fits the legal name"),
            BrandSource::LegalName => ("The legal name", "where nothing better is known"),
        };
        let share = if all == 0 { 0.0 } else { codes as f64 / all as f64 * 100.0 };
        view! {
            <div class="stat">
                <span class="text-xs muted font-medium">{format!("{}. {name}", place + 1)}</span>
                <span class="stat-figure">{grouped(codes)}<span class="ms-2 text-xs font-normal muted">{format!("{share:.1} %")}</span></span>
                <span class="text-xs muted">{text}</span>
            </div>
        }
    };
    let lines = brands.sources.iter().enumerate().map(|(place, (source, codes))| line(place, *source, *codes));
    view! { <div class="stats mb-4 lg:grid-cols-3">{lines.collect_view()}</div> }
}

fn rules(rules: Vec<RuleFigure>) -> AnyView {
    if rules.iter().all(|rule| rule.codes == 0) {
        return view! {
            <div class="surface">
                <Empty icon="table-2" title="No code was named by a rule" text="Nothing has been imported yet, or another source names every brand.">
                    <a class="btn" href=paths::prefixes()>"See the prefixes"</a>
                </Empty>
            </div>
        }
        .into_any();
    }
    let head = vec![
        Head::figures("Order"),
        Head::text("A legal name that"),
        Head::text("Brand"),
        Head::figures("Codes"),
        Head::figures("Names").class("hidden @xl:table-cell"),
        Head::text("For example").class("hidden @4xl:table-cell"),
    ];
    let rows = rules.into_iter().enumerate().map(|(place, figure)| row(place + 1, figure)).collect_view();
    view! {
        <section class="surface">
            <div class="px-3 py-3">
                <h2>"Name rules"</h2>
                <p class="muted mt-0.5">"Tried from the first to the last, without regard to case; the first that fits gives the brand."</p>
            </div>
            <div class="border-t hairline"><Table label="Name rules".to_owned() head=head>{rows}</Table></div>
        </section>
    }
    .into_any()
}

fn row(order: usize, figure: RuleFigure) -> impl IntoView {
    let RuleFigure { rule, codes, names, example } = figure;
    let href = format!("{}?carrier={}", paths::prefixes(), paths::query_value(rule.brand));
    let example = example.unwrap_or_else(|| "–".to_owned());
    view! {
        <tr>
            <td class="num mono muted">{order}</td>
            <td class="w-full max-w-0 min-w-36"><span class="muted">{rule.condition()}</span>" "<span class="mono">{rule.words()}</span></td>
            <td class="whitespace-nowrap"><a class="text-link" href=href>{rule.brand}</a></td>
            <td class=if codes == 0 { "num muted" } else { "num" }>{grouped(codes)}</td>
            <td class="num hidden @xl:table-cell">{grouped(names)}</td>
            <td class="hidden @4xl:table-cell max-w-80"><span class="block truncate muted" title=example.clone()>{example.clone()}</span></td>
        </tr>
    }
}
