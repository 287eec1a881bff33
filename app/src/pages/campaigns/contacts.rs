//! Whom a campaign calls: its list, each with the verdict of the last look.

use crate::components::badge::{Badge, Face, Tone};
use crate::components::count::honest_of;
use crate::components::empty::Empty;
use crate::components::field::SelectField;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, exact, near};
use crate::components::pager::{Pager, PagerLinks};
use crate::components::table::{Head, Table};
use crate::components::toolbar::{Chips, FilterBar};
use crate::forms::{Done, FormPost};
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::crm::Kind;
use domain::do_not_call::List;
use domain::filter::{CampaignContacts, verdict_label};
use domain::id::{CampaignContactId, CampaignId};
use domain::page::{Count, Page};
use engine::campaign::contact::CampaignContact;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 3] = ["number.contains", "verdict", "dialled"];

/// A campaign's list.
#[component]
pub fn CampaignContactList() -> impl IntoView {
    let id = id_in_path::<CampaignId>("id");
    page(|request: Request| async move {
        let (engine, scope, id) = (&request.engine, request.scope()?, id?);
        let campaign = engine::campaign::get(engine, scope, id).await?;
        let list = ListState::<CampaignContacts>::read(&request, &[])?;
        let (rows, total) = if list.errors.is_empty() {
            let rows = engine::campaign::contact::list(engine, scope, id, &list.query).await?;
            let total = engine::campaign::contact::count(engine, scope, id, &list.query.filter).await?;
            let total = total.seeing(rows.rows.len() as u64);
            (rows, total)
        } else {
            (Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::AtLeast(0))
        };
        let may = scope.may(Right::ChangeCampaigns) && !campaign.state.is_over();
        let content = content(id, &list, rows, total, may, request.now);
        Ok(Sheet::new("Contacts", Place::Campaigns, content)
            .wide()
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(campaign.name, paths::campaign(id))
            .beside(view! { <span class="figures muted">{honest_of(total, "contacts")}</span> })
            .line("Whom it is to call. The verdict is that of the last look; nobody is dialled without another.")
            .actions(true, || {
                view! {
                    <a class="btn" href=paths::do_not_call(List::Campaign(id))><Icon name="phone-off"/>"Do not call"</a>
                    {may.then(|| add(id))}
                }
                .into_any()
            }))
    })
}

fn add(id: CampaignId) -> AnyView {
    view! { <a class="btn btn-primary" href=paths::campaign_contacts_add(id)><Icon name="plus"/>"Add contacts"</a> }
        .into_any()
}

fn content(
    id: CampaignId,
    list: &ListState<CampaignContacts>,
    page: Page<CampaignContact>,
    total: Count,
    may: bool,
    now: OffsetDateTime,
) -> AnyView {
    let (shown, searched) = (page.rows.len(), page.searched);
    let links = PagerLinks { count_exactly: None, ..list.pager(&page) };
    let mut head = vec![
        Head::text("Number"),
        Head::text("Contact").class("hidden @lg:table-cell"),
        Head::text("Verdict"),
        Head::text("Looked at").class("hidden @3xl:table-cell"),
        Head::text("Dial").class("hidden @md:table-cell"),
        list.head(Head::text("Added").class("hidden @2xl:table-cell"), "added"),
    ];
    if may {
        head.push(Head::text("Take off").unseen());
    }
    let body = if !list.errors.is_empty() {
        let wrong = list.wrong(&SHOWN);
        view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{wrong}</Notice></div> }.into_any()
    } else if shown == 0 {
        view! {
            <div class="border-t hairline">{nothing(id, list.query.filter.is_empty(), searched.is_some(), may)}</div>
            {searched.map(|_| view! { <Pager shown=0 total=total noun="contacts" links=links searched=searched/> })}
        }
        .into_any()
    } else {
        let rows = page.rows.into_iter().map(|contact| row(id, contact, may, now)).collect_view();
        view! {
            <div class="border-t hairline"><Table label="Contacts of the campaign".to_owned() head=head>{rows}</Table></div>
            <Pager shown=shown total=total noun="contacts" links=links searched=searched/>
        }
        .into_any()
    };
    let any = ListState::<CampaignContacts>::choices;
    let (verdict, dialled) = (list.field(SHOWN[1]), list.field(SHOWN[2]));
    view! {
        <div class="surface">
            <FilterBar action=paths::campaign_contacts(id) search=list.field(SHOWN[0]) search_label="Part of the number"
                keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
                <SelectField at=verdict label="Verdict" choices=any("verdict")/>
                <SelectField at=dialled label="In the queue or dialled" choices=any("dialled")/>
            </FilterBar>
            <Chips chips=list.chips() clear=list.cleared()/>
            {body}
        </div>
    }
    .into_any()
}

/// Why there is no row, and what to do.
fn nothing(id: CampaignId, everything: bool, searched: bool, may: bool) -> AnyView {
    if everything {
        return view! {
            <Empty icon="users" title="Nobody is on its list" text="Put numbers on it by hand, from a project, from contacts, or from a file. Programs may send numbers as well.">
                {may.then(|| add(id))}
            </Empty>
        }
        .into_any();
    }
    let text = match searched {
        true => "None among the rows searched so far; the search goes on by Next.",
        false => "Nobody on its list fits these filters.",
    };
    view! {
        <Empty icon="search" title="Nobody matches" text=text>
            <a class="btn" href=paths::campaign_contacts(id)>"Show the whole list"</a>
        </Empty>
    }
    .into_any()
}

/// How a verdict looks.
pub(super) fn face(word: Option<&str>) -> Face {
    match word {
        None => Face::new(Tone::Neutral, "clock", "Not looked at yet"),
        Some("ALLOWED") => Face::new(Tone::Success, "phone", "May be called"),
        Some("OUTSIDE_HOURS" | "HOLIDAY" | "DAY_CAP" | "OPEN_ELSEWHERE") => Face::new(Tone::Neutral, "clock", "Waits"),
        Some(_) => Face { class: "is-outlined", ..Face::new(Tone::Warning, "ban", "Not called") },
    }
}

fn row(id: CampaignId, contact: CampaignContact, may: bool, now: OffsetDateTime) -> impl IntoView {
    let face = face(contact.verdict.as_deref());
    let word = contact.verdict.as_deref().filter(|word| *word != "ALLOWED");
    let next = contact.verdict_next.filter(|at| *at > now).map(|at| format!(" · {}", near(at, now)));
    let why = word.map(|word| format!("{}{}", verdict_label(word), next.unwrap_or_default()));
    let name = match (contact.contact, contact.contact_name) {
        (Some(record), Some(name)) => {
            view! { <a class="quiet-link block max-w-56 truncate" href=paths::record(Kind::Contact, record)>{name}</a> }
                .into_any()
        }
        _ => view! { <span class="muted">"–"</span> }.into_any(),
    };
    let looked = contact.verdict_at.map(|at| view! { <time title=exact(at)><Ago at=at now=now/></time> });
    let dial = match contact.dial {
        Some((call_id, state)) => {
            view! { <a href=paths::dial(call_id)><Badge face=Face::of_dial(state)/></a> }.into_any()
        }
        None => view! { <span class="muted">"–"</span> }.into_any(),
    };
    let off = may.then(|| {
        let label = format!("Take {} off the list", contact.number.national());
        view! {
            <td class="text-end">
                {contact.dial.is_none().then(|| view! {
                    <form method="post" action=paths::form("campaign-contact-remove")>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <input type="hidden" name="contact" value=contact.id.to_string()/>
                        <button class="btn btn-sm" type="submit" aria-label=label>"Take off"</button>
                    </form>
                })}
            </td>
        }
    });
    view! {
        <tr>
            <td><a class="font-medium quiet-link mono whitespace-nowrap" href=paths::dialling(contact.number)>{contact.number.national()}</a></td>
            <td class="hidden @lg:table-cell">{name}</td>
            <td><a class="quiet-link" href=paths::campaign_explains(id, contact.number)><Badge face=face/></a>{why.map(|why| view! { <span class="mt-0.5 block text-xs muted">{why}</span> })}</td>
            <td class="hidden @3xl:table-cell muted">{looked}</td>
            <td class="hidden @md:table-cell">{dial}</td>
            <td class="hidden @2xl:table-cell muted"><Ago at=contact.added_at now=now/></td>
            {off}
        </tr>
    }
}

/// Takes somebody off the list.
#[server(prefix = "/forms", endpoint = "campaign-contact-remove")]
pub async fn remove_campaign_contact(
    #[server(default)] id: String,
    #[server(default)] contact: String,
) -> Result<(), ServerFnError> {
    let id = id.parse::<CampaignId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let page = id.as_ref().map_or_else(|_| paths::campaigns(), |id| paths::campaign_contacts(*id));
    let post = FormPost::on(page.clone());
    let outcome = remove(&post.request, id, &contact).await;
    post.finish(outcome, |()| Done::at(page).saying("Taken off the list.")).await
}

async fn remove(request: &Request, id: Result<CampaignId, Stop>, contact: &str) -> Result<(), Stop> {
    let (scope, id) = (request.scope()?, id?);
    let contact: CampaignContactId = contact.parse().map_err(|_| Stop::Error(engine::Error::NotFound))?;
    Ok(engine::campaign::contact::remove(&request.engine, scope, id, contact).await?)
}
