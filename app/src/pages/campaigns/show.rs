//! One campaign as it goes: what starting it would do, its live card, its newest dials, what it is set to.

use super::dial_line::{heads, line};
use super::{abandoned, steer, windows};
use crate::components::empty::Empty;
use crate::components::figure::grouped;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, Exact};
use crate::components::table::Table;
use crate::forms::refused;
use crate::islands::campaign_card::{CampaignCard, DIALS, FACTS, START};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::campaign::CampaignState;
use domain::consent::ConsentKind;
use domain::filter::{Dials, Filter, ListQuery};
use domain::id::CampaignId;
use domain::live::{Snapshot, Topic};
use domain::page::PageSize;
use domain::phone::E164;
use engine::campaign::Setting;
use engine::dial::Dial;
use engine::provider::Provider;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The newest dials that are shown; their list has all.
const SHOWN: u64 = 10;

/// A campaign's page.
#[component]
pub fn CampaignShow() -> impl IntoView {
    let id = id_in_path::<CampaignId>("id");
    page(|request: Request| async move {
        let (engine, scope, id) = (&request.engine, request.scope()?, id?);
        let setting = engine::campaign::draft_of(engine, scope, id).await?;
        let provider = engine::provider::get(engine, scope, setting.campaign.provider).await?;
        let first = engine::live::snapshot(engine, scope, Topic::Campaign(id)).await?;
        let (what, dials) = dials(&request, id).await?;
        let (may_steer, may_change) = (scope.may(Right::SteerCampaigns), scope.may(Right::ChangeCampaigns));
        let start = start(&request, &setting, may_steer).await?;
        let here = request.here();
        let share = if let Snapshot::Campaign(figures) = &first.snapshot { figures.abandoned.clone() } else { None };
        let campaign = &setting.campaign;
        let (name, description, over) = (campaign.name.clone(), campaign.description.clone(), campaign.state.is_over());
        let is_draft = campaign.state == CampaignState::Draft;
        let buttons = may_steer.then(|| steer::buttons(id));
        let content = view! {
            <div class="flex flex-col gap-6">
                <div id=START class="empty:hidden">{start}</div>
                <CampaignCard first=first here=here id=id>{buttons}</CampaignCard>
                <div class="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
                    <div id=DIALS class="min-w-0">{newest(id, what, dials, campaign.state, request.now)}{abandoned::section(share.as_ref())}</div>
                    {facts(&setting, &provider, request.now)}
                </div>
            </div>
        };
        Ok(Sheet::new(name, Place::Campaigns, content)
            .beneath_page("Campaigns", paths::campaigns())
            .line(description)
            .actions(true, || {
                view! {
                    <a class="btn" href=paths::campaign_report(id)><Icon name="scroll-text"/>"Report"</a>
                    <a class="btn" href=paths::campaign_contacts(id)><Icon name="users"/>"Contacts"</a>
                    {(!over).then(|| view! { <a class="btn" href=paths::campaign_simulate(id)><Icon name="sparkles"/>"Simulate"</a> })}
                    {(may_change && is_draft).then(|| steer::delete(id))}
                    {(may_change && !over).then(|| view! { <a class="btn" href=paths::campaign_edit(id)><Icon name="pencil"/>"Edit"</a> })}
                }
                .into_any()
            }))
    })
}

/// What starting would do, while it was not started.
async fn start(request: &Request, setting: &Setting, may: bool) -> Result<AnyView, Stop> {
    let campaign = &setting.campaign;
    if !matches!(campaign.state, CampaignState::Draft | CampaignState::Scheduled) {
        return Ok(().into_any());
    }
    let typed = refused(request).await?;
    let preview = engine::campaign::preview(&request.engine, request.scope()?, campaign.id).await?;
    Ok(steer::start(&typed, campaign, &preview, may, request.now))
}

/// The calls that are under way; when there is none, the newest dials.
async fn dials(request: &Request, id: CampaignId) -> Result<(&'static str, Vec<Dial>), Stop> {
    let (engine, scope) = (&request.engine, request.scope()?);
    let newest = ListQuery::<Dials> { page_size: PageSize::clamped(SHOWN), ..ListQuery::default() };
    let under_way = newest.filtered(Filter::parse([("state", "PROCESSING"), ("state", "PICKED")])?);
    let under_way = engine::dial::list(engine, scope, Some(id), &under_way).await?.rows;
    if !under_way.is_empty() {
        return Ok(("Calls under way", under_way));
    }
    Ok(("Newest dials", engine::dial::list(engine, scope, Some(id), &newest).await?.rows))
}

fn newest(id: CampaignId, what: &'static str, dials: Vec<Dial>, state: CampaignState, now: OffsetDateTime) -> AnyView {
    let body = if dials.is_empty() {
        let text = match state {
            CampaignState::Draft | CampaignState::Scheduled => "Each contact is a dial once the campaign runs.",
            _ => "Dials appear here as soon as somebody on its list is taken up.",
        };
        view! { <Empty icon="phone-outgoing" title="No dials yet" text=text/> }.into_any()
    } else {
        let rows = dials.into_iter().map(|dial| line(dial, false, now)).collect_view();
        view! { <Table label=what.to_owned() head=heads(false)>{rows}</Table> }.into_any()
    };
    view! {
        <section class="surface">
            <header class="flex items-center justify-between px-3 py-3">
                <h2>{what}</h2>
                <a class="text-link text-xs" href=paths::campaign_dials(id)>"All its dials"</a>
            </header>
            <div class="border-t hairline">{body}</div>
        </section>
    }
    .into_any()
}

fn facts(setting: &Setting, provider: &Provider, now: OffsetDateTime) -> AnyView {
    let Setting { campaign, draft } = setting;
    let or = |text: &str, none: &str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
    let figure = |text: &str, none: &str| text.parse().map_or_else(|_| none.to_owned(), grouped);
    let hours = match draft.enforce_hours {
        true => format!("{}, by the called party’s clock", windows::readable(&draft.windows)),
        false => "Any hour".to_owned(),
    };
    let all = draft.consent_kinds.len() == ConsentKind::ALL.len();
    let kinds = match all {
        true => "Any kind".to_owned(),
        false => {
            let labels =
                draft.consent_kinds.iter().filter_map(|word| ConsentKind::from_word(word)).map(ConsentKind::label);
            labels.collect::<Vec<_>>().join(", ")
        }
    };
    let consent = if draft.consent_required { kinds } else { format!("{kinds}; only generated numbers take one") };
    let caller =
        draft.caller_id.parse::<E164>().map_or_else(|_| "The provider’s own".to_owned(), |number| number.readable());
    let caps = match (draft.day_cap.as_str(), draft.lifetime_cap.as_str()) {
        ("", "") => "No cap".to_owned(),
        (day, "") => format!("{day} in 24 hours"),
        ("", ever) => format!("{ever} ever"),
        (day, ever) => format!("{day} in 24 hours, {ever} ever"),
    };
    let policy = if draft.retry_policy.is_empty() { "The company’s" } else { "Its own" };
    let moment = |label: &'static str, at: Option<OffsetDateTime>| {
        at.map(|at| view! { <dt>{label}</dt><dd><Ago at=at now=now/><br/><span class="text-xs muted"><Exact at=at/></span></dd> })
    };
    view! {
        <aside class="surface p-4" id=FACTS aria-label="Facts">
            <h2 class="mb-3">"Facts"</h2>
            <dl class="facts">
                <dt>"Provider"</dt><dd><a class="text-link" href=paths::provider(provider.id)>{provider.name.clone()}</a></dd>
                <dt>"Caller id"</dt><dd class="figures">{caller}</dd>
                <dt>"What is said"</dt><dd class="wrap-anywhere">{or(&draft.answer_url, "–")}</dd>
                <dt>"Calls at once"</dt><dd class="figures">{figure(&draft.max_concurrent, "–")}</dd>
                <dt>"Calls a second"</dt><dd class="figures">{figure(&draft.calls_per_second, "As many as the provider takes")}</dd>
                <dt>"Hours"</dt><dd>{hours}</dd>
                <dt>"Consent"</dt><dd>{consent}</dd>
                <dt>"Attempts"</dt><dd class="figures">{or(&draft.max_attempts, "As the policy says")}</dd>
                <dt>"Caps"</dt><dd class="figures">{caps}</dd>
                <dt>"Retry policy"</dt><dd><a class="text-link" href=paths::campaign_policy(campaign.id)>{policy}</a></dd>
                <dt>"Calls"</dt><dd>{if draft.dials_list { "Everybody on its list, and is over with it" } else { "Whom programs ask for, until somebody ends it" }}</dd>
                {moment("Started", campaign.started_at)}
                {moment("Ended", campaign.ended_at)}
                {moment("Made", Some(campaign.created_at))}
                <dt>"Id"</dt><dd class="mono text-xs">{campaign.id.to_string()}</dd>
            </dl>
        </aside>
    }
    .into_any()
}
