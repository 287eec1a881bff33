//! The list of campaigns.

use super::tabs::{Section, tabs};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::count::{honest, honest_of};
use crate::components::empty::Empty;
use crate::components::field::{SelectField, TextField};
use crate::components::figure::grouped;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, near};
use crate::components::pager::{Pager, PagerLinks};
use crate::components::table::{Head, Table};
use crate::components::toolbar::{Chips, FilterBar};
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use domain::campaign::CampaignState;
use domain::filter::Campaigns;
use domain::page::{Count, Page};
use engine::campaign::{Campaign, CampaignLine};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 4] = ["name.contains", "state", "created.from", "created.to"];

/// The company's campaigns, newest first.
#[component]
pub fn CampaignList() -> impl IntoView {
    page(|request: Request| async move {
        let (engine, scope) = (&request.engine, request.scope()?);
        let list = ListState::<Campaigns>::read(&request, &[])?;
        let (rows, total) = if list.errors.is_empty() {
            let rows = engine::campaign::list(engine, scope, &list.query).await?;
            (rows, engine::campaign::count(engine, scope, &list.query.filter).await?)
        } else {
            (Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::AtLeast(0))
        };
        let may_make = scope.may(Right::ChangeCampaigns);
        let begins = list.query.filter.is_empty() && rows.rows.is_empty();
        let content = content(&list, rows, total, may_make, request.now);
        Ok(Sheet::new("Campaigns", Place::Campaigns, content)
            .wide()
            .beside(view! { <span class="figures muted">{honest_of(total, "campaigns")}</span> })
            .line("Each calls its contacts through a provider, within its hours and limits.")
            .actions(may_make && !begins, new))
    })
}

fn new() -> AnyView {
    view! { <a class="btn btn-primary" href=paths::campaign_new()><Icon name="plus"/>"New campaign"</a> }.into_any()
}

fn content(
    list: &ListState<Campaigns>,
    page: Page<CampaignLine>,
    total: Count,
    may_make: bool,
    now: OffsetDateTime,
) -> AnyView {
    let shown = page.rows.len();
    let links = PagerLinks { count_exactly: None, ..list.pager(&page) };
    let head = vec![
        Head::text("Name"),
        Head::text("State"),
        Head::text("Progress").class("hidden @lg:table-cell"),
        Head::figures("Under way").class("hidden @md:table-cell"),
        Head::text("Provider").class("hidden @3xl:table-cell"),
        Head::text("When").class("hidden @xl:table-cell"),
        list.head(Head::text("Made").class("hidden @4xl:table-cell"), "created"),
    ];
    let body = if !list.errors.is_empty() {
        let wrong = list.wrong(&SHOWN);
        view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{wrong}</Notice></div> }.into_any()
    } else if shown == 0 {
        view! { <div class="border-t hairline">{nothing(list.query.filter.is_empty(), may_make)}</div> }.into_any()
    } else {
        view! {
            <div class="border-t hairline">
                <Table label="Campaigns".to_owned() head=head>
                    {page.rows.into_iter().map(|line| row(line, now)).collect_view()}
                </Table>
            </div>
            <Pager shown=shown total=total noun="campaigns" links=links/>
        }
        .into_any()
    };
    let any = ListState::<Campaigns>::choices;
    let (state, from, to) = (list.field(SHOWN[1]), list.field(SHOWN[2]), list.field(SHOWN[3]));
    view! {
        {tabs(Section::Campaigns)}
        <div class="surface mt-4">
            <FilterBar action=paths::campaigns() search=list.field(SHOWN[0]) search_label="Search by name"
                keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
                <SelectField at=state label="State" choices=any("state")/>
                <TextField at=from label="Made from" kind="date"/>
                <TextField at=to label="Made to" kind="date"/>
            </FilterBar>
            <Chips chips=list.chips() clear=list.cleared()/>
            {body}
        </div>
    }
    .into_any()
}

/// Why there is no row, and what to do.
fn nothing(everything: bool, may_make: bool) -> AnyView {
    if everything {
        let text = "A campaign calls its contacts, as many at once as you allow, within the hours of the law and your own, and tries again whom it did not reach. Nobody is called before you start it.";
        return view! {
            <Empty icon="phone-outgoing" title="No campaigns yet" text=text>{may_make.then(new)}</Empty>
        }
        .into_any();
    }
    view! {
        <Empty icon="search" title="No campaign matches" text="No campaign fits these filters.">
            <a class="btn" href=paths::campaigns()>"Show all campaigns"</a>
        </Empty>
    }
    .into_any()
}

fn row(line: CampaignLine, now: OffsetDateTime) -> impl IntoView {
    let CampaignLine { campaign, provider_name, all, ended, in_flight, max_concurrent, held_up, is_stopped } = line;
    let held_up = held_up && matches!(campaign.state, CampaignState::Running | CampaignState::Draining);
    let face = Face::of_campaign(campaign.state);
    let when = when(&campaign, now);
    let provider = campaign.provider;
    let (name, description) = (campaign.name, campaign.description);
    let under_way = match campaign.state {
        CampaignState::Running | CampaignState::Draining | CampaignState::Paused => {
            let most = format!(" of {}", grouped(u64::from(max_concurrent)));
            view! { {grouped(in_flight)}<span class="muted">{most}</span> }.into_any()
        }
        _ => view! { <span class="muted">"–"</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-36">
                <a class="block truncate font-medium quiet-link" href=paths::campaign(campaign.id) title=name.clone()>{name.clone()}</a>
                {(!description.is_empty()).then(|| view! { <span class="block truncate text-xs muted">{description}</span> })}
            </td>
            <td>
                <Badge face=face/>
                {held_up.then(|| view! { <span class="mt-0.5 block text-xs tone-error tone-text">"Held: its provider fails"</span> })}
                {is_stopped.then(|| view! { <span class="block text-xs tone-warning">"Held: too many abandoned calls"</span> })}
            </td>
            <td class="hidden min-w-44 @lg:table-cell">{progress(all, ended, face.tone)}</td>
            <td class="num hidden @md:table-cell">{under_way}</td>
            <td class="hidden @3xl:table-cell"><a class="quiet-link block max-w-40 truncate" href=paths::provider(provider) title=provider_name.clone()>{provider_name.clone()}</a></td>
            <td class="hidden whitespace-nowrap @xl:table-cell muted">{when}</td>
            <td class="hidden @4xl:table-cell muted"><Ago at=campaign.created_at now=now/></td>
        </tr>
    }
}

/// How much of it has ended; a bar only where both figures are known.
fn progress(all: Count, ended: Count, tone: Tone) -> AnyView {
    match (all, ended) {
        (Count::Exact(0), _) => view! { <span class="muted">"No contacts"</span> }.into_any(),
        (Count::Exact(all), Count::Exact(ended)) => {
            let text = format!("{} of {}", grouped(ended), grouped(all));
            view! {
                <span class="flex items-center gap-2">
                    <progress class=["progress max-w-32 ", tone.class()].concat() max="100" value=(ended * 100 / all).to_string() aria-label=text></progress>
                    <span class="figures w-9 text-end text-xs muted">{(ended * 100 / all).to_string()}"%"</span>
                </span>
            }
            .into_any()
        }
        _ => view! { <span class="figures muted">{format!("{} of {}", honest(ended), honest(all))}</span> }.into_any(),
    }
}

/// The moment of a campaign that matters most.
fn when(campaign: &Campaign, now: OffsetDateTime) -> AnyView {
    match (campaign.state, campaign.starts_at, campaign.started_at, campaign.ended_at) {
        (CampaignState::Scheduled, Some(at), ..) => format!("Starts {}", near(at, now)).into_any(),
        (.., Some(at)) => view! { "Ended "<Ago at=at now=now/> }.into_any(),
        (_, _, Some(at), None) => view! { "Started "<Ago at=at now=now/> }.into_any(),
        _ => "Not started".into_any(),
    }
}
