//! The dials of a campaign.

use super::dial_line::{heads, line};
use crate::components::badge::Tone;
use crate::components::count::honest_of;
use crate::components::empty::Empty;
use crate::components::field::{SelectField, TextField};
use crate::components::figure::plural;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::pager::{Pager, PagerLinks};
use crate::components::table::Table;
use crate::components::toolbar::{Chips, FilterBar};
use crate::forms::{Done, FormPost};
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::dial::DialState;
use domain::filter::{Dials, Operator};
use domain::id::CampaignId;
use domain::page::{Count, Page};
use engine::dial::{Dial, TakenUp};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The word of the state in which a verdict keeps a dial.
const BLOCKED: &str = DialState::Blocked.as_str();

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
        let of_blocked = list.query.filter.get("state", Operator::Is).is_some_and(|state| state.texts().eq([BLOCKED]));
        let some = of_blocked && !rows.rows.is_empty() && scope.may(Right::StartDials) && campaign.state.dials_anew();
        let content = content(id, &list, rows, total, request.now);
        let line = match of_blocked {
            true => {
                "Who is blocked stays so until somebody looks again: what was recorded since then counts, consent above all."
            }
            false => "A dial is the intention to reach one contact; an attempt is one try at it.",
        };
        Ok(Sheet::new("Dials", Place::Campaigns, content)
            .wide()
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(campaign.name, paths::campaign(id))
            .beside(view! { <span class="figures muted">{honest_of(total, "dials")}</span> })
            .line(line)
            .actions(some, || look_again(id)))
    })
}

/// The button that takes up who may be called by now.
fn look_again(id: CampaignId) -> AnyView {
    view! {
        <form method="post" action=paths::form("dials-take-up")>
            <input type="hidden" name="id" value=id.to_string()/>
            <button class="btn btn-primary" type="submit"><Icon name="rotate-ccw"/>"Look again at the blocked"</button>
        </form>
    }
    .into_any()
}

/// Looks again at a campaign's blocked dials.
#[server(prefix = "/forms", endpoint = "dials-take-up")]
pub async fn take_up_blocked_dials(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let id = id.parse::<CampaignId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let page = id.as_ref().map_or_else(|_| paths::campaigns(), |id| blocked(*id));
    let post = FormPost::on(page);
    let outcome = async {
        let (scope, id) = (post.request.scope()?, id?);
        Ok((id, engine::dial::take_up_blocked(&post.request.engine, scope, id).await?))
    };
    let outcome = outcome.await;
    post.finish(outcome, |(id, taken)| {
        let then = if taken.taken_up > 0 { paths::campaign(id) } else { blocked(id) };
        Done::at(then).saying(said(taken))
    })
    .await
}

fn blocked(id: CampaignId) -> String {
    paths::campaign_dials_where(id, &format!("state={BLOCKED}"))
}

/// What came of it, in a sentence.
fn said(taken: TakenUp) -> String {
    let looked = plural(u64::from(taken.looked_at), "blocked dial was", "blocked dials were");
    let rest = if taken.more { " There are more: look again to go on." } else { "" };
    match taken.taken_up {
        0 => format!("{looked} looked at. None may be called as things stand.{rest}"),
        many => format!("{looked} looked at; {} up.{rest}", plural(u64::from(many), "is taken", "are taken")),
    }
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
