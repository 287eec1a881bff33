//! The list of dead letters.

use super::act::{buttons, settle_all};
use super::face;
use crate::components::badge::{Badge, Tone};
use crate::components::count::honest_of;
use crate::components::empty::Empty;
use crate::components::field::{Choice, SelectField, TextField};
use crate::components::flash::Notice;
use crate::components::moment::Ago;
use crate::components::pager::{Pager, PagerLinks};
use crate::components::table::{Head, Table};
use crate::components::toolbar::Chips;
use crate::pages::campaigns::tabs::{Section, tabs};
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use domain::filter::{Campaigns, DeadLetters, ListQuery, Operator};
use domain::page::{Count, Page, PageSize};
use engine::dial::dead_letter::DeadLetter;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form.
const SHOWN: [&str; 5] = ["campaign", "topic", "settled", "put.from", "put.to"];

/// The most campaigns that are offered in the filter.
const CAMPAIGNS: u64 = 200;

/// The company's dead letters.
#[component]
pub fn DeadLetterList() -> impl IntoView {
    page(|request: Request| async move {
        let (engine, scope) = (&request.engine, request.scope()?);
        let list = ListState::<DeadLetters>::read(&request, &[])?;
        let (rows, total) = if list.errors.is_empty() {
            let rows = engine::dial::dead_letter::list(engine, scope, &list.query).await?;
            let total = engine::dial::dead_letter::count(engine, scope, &list.query.filter).await?;
            let total = total.seeing(rows.rows.len() as u64);
            (rows, total)
        } else {
            (Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::AtLeast(0))
        };
        let query = ListQuery::<Campaigns> { page_size: PageSize::clamped(CAMPAIGNS), ..ListQuery::default() };
        let campaigns = engine::campaign::list(engine, scope, &query).await?.rows;
        let mut choices = vec![Choice::new("", "Any")];
        choices.extend(campaigns.into_iter().map(|line| Choice::new(line.campaign.id.to_string(), line.campaign.name)));
        let may = scope.may(Right::StartDials);
        let open = list.query.filter.get("settled", Operator::Is).is_some()
            && rows.rows.iter().any(|letter| letter.settled.is_none());
        let filter = list.query.filter.clone();
        let content = content(&list, rows, total, choices, may, request.now);
        Ok(Sheet::new("Dead letters", Place::Campaigns, content)
            .wide()
            .beneath_page("Campaigns", paths::campaigns())
            .beside(view! { <span class="figures muted">{honest_of(total, "dead letters")}</span> })
            .line("Calls that failed for good, and those of which nobody knows what became of them. None is dialled again by itself.")
            .actions(may && open, || settle_all(&filter, total.figure())))
    })
}

fn content(
    list: &ListState<DeadLetters>,
    page: Page<DeadLetter>,
    total: Count,
    campaigns: Vec<Choice>,
    may: bool,
    now: OffsetDateTime,
) -> AnyView {
    let (shown, searched) = (page.rows.len(), page.searched);
    let links = PagerLinks { count_exactly: None, ..list.pager(&page) };
    let mut head = vec![
        Head::text("What failed"),
        Head::text("State"),
        Head::text("Number").class("hidden @md:table-cell"),
        Head::text("Campaign").class("hidden @3xl:table-cell"),
        Head::figures("Attempts").class("hidden @2xl:table-cell"),
        Head::text("Since").class("hidden @lg:table-cell"),
    ];
    if may {
        head.push(Head::text("Settle").unseen().class("hidden @lg:table-cell"));
    }
    let body = if !list.errors.is_empty() {
        let wrong = list.wrong(&SHOWN);
        view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{wrong}</Notice></div> }.into_any()
    } else if shown == 0 {
        view! {
            <div class="border-t hairline">{nothing(list.query.filter.is_empty())}</div>
            {searched.map(|_| view! { <Pager shown=0 total=total noun="dead letters" links=links searched=searched/> })}
        }
        .into_any()
    } else {
        let rows = page.rows.into_iter().map(|letter| row(letter, may, now)).collect_view();
        view! {
            <div class="border-t hairline"><Table label="Dead letters".to_owned() head=head>{rows}</Table></div>
            <Pager shown=shown total=total noun="dead letters" links=links searched=searched/>
        }
        .into_any()
    };
    let any = ListState::<DeadLetters>::choices;
    let [campaign, topic, settled, from, to] = SHOWN.map(|name| list.field(name));
    view! {
        {tabs(Section::DeadLetters)}
        <div class="surface mt-4">
            <form class="no-print grid gap-3 p-3 sm:grid-cols-3 xl:grid-cols-6" method="get" action=list.path() role="search">
                {list.keep(&SHOWN).into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                <SelectField at=campaign label="Campaign" choices=campaigns/>
                <SelectField at=topic label="What failed" choices=any("topic")/>
                <SelectField at=settled label="Settled" choices=any("settled")/>
                <TextField at=from label="Since, from" kind="date"/>
                <TextField at=to label="Since, to" kind="date"/>
                <div class="flex items-end"><button class="btn" type="submit">"Apply filters"</button></div>
            </form>
            <Chips chips=list.chips() clear=list.cleared()/>
            {body}
        </div>
    }
    .into_any()
}

/// Why there is no row, and what to do.
fn nothing(everything: bool) -> AnyView {
    if everything {
        return view! {
            <Empty icon="circle-check" title="No dead letters" text="Nothing failed for good. What does is kept here until somebody has it dialled anew or lets it be."/>
        }
        .into_any();
    }
    view! {
        <Empty icon="circle-check" title="No dead letter matches" text="Nothing that failed for good fits these filters.">
            <a class="btn" href=paths::all_dead_letters()>"Show all dead letters"</a>
        </Empty>
    }
    .into_any()
}

fn row(letter: DeadLetter, may: bool, now: OffsetDateTime) -> impl IntoView {
    let number = letter.number.map_or("–".to_owned(), |number| number.national());
    let settle = may.then(|| {
        let open = letter.settled.is_none();
        view! { <td class="hidden @lg:table-cell">{open.then(|| buttons(letter.id, &number))}</td> }
    });
    let face = face(&letter);
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-40">
                <a class="block truncate font-medium quiet-link" href=paths::dead_letter(letter.id)>{letter.topic.label()}</a>
                <span class="block truncate text-xs muted" title=letter.error.clone()>{letter.error.clone()}</span>
            </td>
            <td><Badge face=face/></td>
            <td class="hidden mono whitespace-nowrap @md:table-cell">{number.clone()}</td>
            <td class="hidden @3xl:table-cell"><a class="quiet-link block max-w-40 truncate" href=paths::campaign(letter.campaign)>{letter.campaign_name.clone()}</a></td>
            <td class="num hidden @2xl:table-cell">{letter.attempts.to_string()}</td>
            <td class="hidden @lg:table-cell muted"><Ago at=letter.created_at now=now/></td>
            {settle}
        </tr>
    }
}
