//! The side panel of one number: facts, where it came from, and whether it may be dialled.

use super::list::{capital, validity};
use crate::components::icon::Icon;
use crate::components::moment::{Ago, Exact};
use crate::components::phone::CopyButton;
use crate::pages::dialling::verdict::verdict;
use crate::pages::prefixes::provenance;
use crate::paths;
use domain::dialability::Dialability;
use domain::phone::AreaCode;
use engine::number::{Number, NumberOrigin};
use engine::prefix::Version;
use leptos::prelude::*;
use time::OffsetDateTime;

/// What the panel shows: the number, and the import of the prefix table that its facts are from.
pub(super) struct Opened {
    pub number: Number,
    pub version: Option<Version>,
    pub dialability: Dialability,
}

/// The panel; `close` is the list without it.
pub(super) fn panel(Opened { number, version, dialability }: Opened, close: String, now: OffsetDateTime) -> AnyView {
    let unknown = |text: Option<String>| text.unwrap_or_else(|| "Unknown".to_owned());
    let area_code = AreaCode::look_up(number.number.prefix().area_code()).ok();
    let zones = match area_code {
        _ if !number.time_zones.is_empty() => number.time_zones.join(", "),
        // No file tells the code's own: those of its area code, which may be more.
        Some(area_code) => area_code.zone_names().collect::<Vec<_>>().join(", "),
        None => "Unknown".to_owned(),
    };
    let overlay = area_code.map_or("", |area_code| area_code.overlay).replace(' ', ", ");
    let fiction = number.number.is_fiction();
    // The import itself where it is known; otherwise the word that was kept with the number.
    let source = match version {
        Some(version) => Some(format!("{}, {}, version {}", provenance::name(&version), version.file_name, version.id)),
        None => number.validation_source.clone(),
    };
    let reason = number.invalid_reason.map(|reason| reason.says(number.number));
    view! {
        <aside class="panel" aria-labelledby="panel-title">
            <header class="flex items-start justify-between gap-2 p-4">
                <div>
                    <div class="flex items-center gap-2">
                        <h2 id="panel-title" class="mono text-lg whitespace-nowrap">{number.number.national()}</h2>
                        <CopyButton number=number.number/>
                    </div>
                    <p class="mono text-xs muted">{number.number.e164()}</p>
                </div>
                <a class="btn btn-ghost btn-square" href=close aria-label="Close" data-escape="true"><Icon name="x"/></a>
            </header>
            <section class="border-t hairline p-4">
                <h3 class="mb-2.5">"Dialling"</h3>
                {verdict(dialability)}
                <p class="mt-2"><a class="text-link" href=paths::dialling(number.number)>"Consent and do-not-call lists"</a></p>
            </section>
            <section class="border-t hairline p-4">
                <h3 class="mb-2.5">"Facts"</h3>
                <dl class="facts">
                    <dt>"Carrier"</dt>
                    <dd>
                        {unknown(number.brand.clone().or(number.carrier.clone()))}
                        {number.carrier.clone().filter(|carrier| number.brand.as_ref() != Some(carrier)).map(|legal| view! { <span class="block text-xs muted">{legal}</span> })}
                    </dd>
                    <dt>"Line type"</dt><dd>{number.line_type.as_str()}</dd>
                    <dt>"Place"</dt><dd>{unknown(number.place.clone())}</dd>
                    <dt>"State"</dt><dd>{unknown(number.state.clone())}</dd>
                    <dt>"Time zones"</dt><dd>{zones}</dd>
                    {(!overlay.is_empty()).then(|| view! { <dt>"Overlay"</dt><dd class="mono">{overlay}</dd> })}
                    <dt>"Prefix"</dt><dd class="mono"><a class="text-link" href=paths::prefix(number.number.prefix())>{number.number.prefix().dashed()}</a></dd>
                    <dt>"Status"</dt><dd>{capital(number.status.as_str())}</dd>
                </dl>
            </section>
            <section class="border-t hairline p-4">
                <h3 class="mb-2.5">"Where it comes from"</h3>
                <dl class="facts">
                    <dt>"Origin"</dt>
                    <dd>{match number.origin {
                        NumberOrigin::Generated if fiction => "Generated in fiction mode",
                        NumberOrigin::Generated => "Generated",
                        NumberOrigin::Imported => "Imported",
                    }}</dd>
                    <dt>"Created"</dt><dd><Ago at=number.created_at now=now/><span class="block text-xs muted"><Exact at=number.created_at/></span></dd>
                    <dt>"Validity"</dt>
                    <dd>
                        {validity(number.valid)}
                        {reason.map(|reason| view! { <span class="mt-1 block text-xs tone-error tone-text">{reason}"."</span> })}
                        {number.validated_at.map(|at| view! { <span class="mt-1 block text-xs muted">"looked up "<Ago at=at now=now/></span> })}
                        {source.map(|source| view! { <span class="block text-xs muted">"source: "{source}</span> })}
                    </dd>
                </dl>
                <p class="mt-3 text-xs muted text-pretty">"Valid means that the number lies in an assigned code. It does not say that the line is in service."</p>
            </section>
        </aside>
    }
    .into_any()
}
