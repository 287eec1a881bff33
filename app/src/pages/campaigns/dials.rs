//! The dials of a campaign.

use super::dial_line::{heads, line};
use crate::components::badge::Tone;
use crate::components::count::honest_of;
use crate::components::empty::Empty;
use crate::components::field::{SelectField, TextField};
use crate::components::flash::Notice;
use crate::components::pager::{Pager, PagerLinks};
use crate::components::table::Table;
use crate::components::toolbar::{Chips, FilterBar};
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::Request;
use domain::filter::Dials;
use domain::id::CampaignId;
use domain::page::{Count, Page};
use engine::dial::Dial;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 6] = ["number.contains", "state", "outcome", "verdict", "accepted.from", "accepted.to"];

/// A campaign's dials, the newest first.
#[component]
pub fn CampaignDials() -> impl IntoView {
    let id = id_in_path::<CampaignId>("id");
    page(|request: Request| async move {
        let (engine, scope, id) = (&request.engine, request.scope()?, id?);
        let campaign = engine::campaign::get(engine, scope, id).await?;
        let list = ListState::<Dials>::read(&request, &[])?;
        let (rows, total) = if list.errors.is_empty() {
            let rows = engine::dial::list(engine, scope, Some(id), &list.query).await?;
            let total = engine::dial::count(engine, scope, Some(id), &list.query.filter).await?;
            let total = total.seeing(rows.rows.len() as u64);
            (rows, total)
        } else {
            (Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::AtLeast(0))
        };
        let content = content(id, &list, rows, total, request.now);
        Ok(Sheet::new("Dials", Place::Campaigns, content)
            .wide()
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(campaign.name, paths::campaign(id))
            .beside(view! { <span class="figures muted">{honest_of(total, "dials")}</span> })
            .line("A dial is the intention to reach one contact; an attempt is one try at it."))
    })
}

fn content(id: CampaignId, list: &ListState<Dials>, page: Page<Dial>, total: Count, now: OffsetDateTime) -> AnyView {
    let (shown, searched) = (page.rows.len(), page.searched);
    let links = PagerLinks { count_exactly: None, ..list.pager(&page) };
    let body = if !list.errors.is_empty() {
        let wrong = list.wrong(&SHOWN);
        view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{wrong}</Notice></div> }.into_any()
    } else if shown == 0 {
        view! {
            <div class="border-t hairline">{nothing(id, list.query.filter.is_empty(), searched.is_some())}</div>
            {searched.map(|_| view! { <Pager shown=0 total=total noun="dials" links=links searched=searched/> })}
        }
        .into_any()
    } else {
        let rows = page.rows.into_iter().map(|dial| line(dial, true, now)).collect_view();
        view! {
            <div class="border-t hairline"><Table label="Dials".to_owned() head=heads(true)>{rows}</Table></div>
            <Pager shown=shown total=total noun="dials" links=links searched=searched/>
        }
        .into_any()
    };
    let any = ListState::<Dials>::choices;
    let [state, outcome, verdict, from, to] = [1, 2, 3, 4, 5].map(|place| list.field(SHOWN[place]));
    view! {
        <div class="surface">
            <FilterBar action=paths::campaign_dials(id) search=list.field(SHOWN[0]) search_label="Part of the number"
                keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
                <SelectField at=state label="State" choices=any("state")/>
                <SelectField at=outcome label="Outcome" choices=any("outcome")/>
                <SelectField at=verdict label="Verdict" choices=any("verdict")/>
                <TextField at=from label="Accepted from" kind="date"/>
                <TextField at=to label="Accepted to" kind="date"/>
            </FilterBar>
            <Chips chips=list.chips() clear=list.cleared()/>
            {body}
        </div>
    }
    .into_any()
}

/// Why there is no row, and what to do.
fn nothing(id: CampaignId, everything: bool, searched: bool) -> AnyView {
    if everything {
        return view! {
            <Empty icon="phone-outgoing" title="No dials yet" text="Each contact on its list is a dial once the campaign runs.">
                <a class="btn" href=paths::campaign(id)>"Back to the campaign"</a>
            </Empty>
        }
        .into_any();
    }
    let text = match searched {
        true => "None among the rows searched so far; the search goes on by Next.",
        false => "No dial fits these filters.",
    };
    view! {
        <Empty icon="search" title="No dial matches" text=text>
            <a class="btn" href=paths::campaign_dials(id)>"Show all its dials"</a>
        </Empty>
    }
    .into_any()
}
