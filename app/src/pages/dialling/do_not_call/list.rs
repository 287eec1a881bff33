//! The numbers of a do-not-call list.

use super::{Whose, may_add, of_campaign};
use crate::components::badge::Tone;
use crate::components::count::honest_of;
use crate::components::empty::Empty;
use crate::components::field::{SelectField, TextField};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::pager::{Pager, PagerLinks};
use crate::components::table::{Head, Table};
use crate::components::toolbar::{Chips, FilterBar};
use crate::pages::contacts::tabs::{Section, tabs};
use crate::pages::imports::What;
use crate::pages::list_state::ListState;
use crate::pages::system::tabs as system;
use crate::pages::{Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::do_not_call::{Entry, List};
use domain::filter::DoNotCall;
use domain::page::{Count, Page};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 4] = ["number.contains", "source", "added.from", "added.to"];

/// The company's list.
#[component]
pub fn CompanyList() -> impl IntoView {
    list_page(Ok(List::Company))
}

/// The installation's list.
#[component]
pub fn InstallationList() -> impl IntoView {
    list_page(Ok(List::Installation))
}

/// That of a campaign.
#[component]
pub fn CampaignList() -> impl IntoView {
    list_page(of_campaign())
}

fn list_page(of: Result<List, Stop>) -> impl IntoView {
    page(move |request: Request| async move {
        let whose = Whose::of(&request, of).await?;
        let of = whose.list;
        let (engine, scope) = (&request.engine, request.scope()?);
        let list = ListState::<DoNotCall>::read(&request, &[])?;
        let (rows, total) = if list.errors.is_empty() {
            let rows = engine::do_not_call::list(engine, scope, of, &list.query).await?;
            let total = engine::do_not_call::count(engine, scope, of, &list.query.filter).await?;
            let total = total.seeing(rows.rows.len() as u64);
            (rows, total)
        } else {
            (Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::AtLeast(0))
        };
        let may = May {
            add: may_add(&request, of).is_ok(),
            remove: if of == List::Installation { scope.is_platform_admin() } else { scope.may(Right::AllowDialling) },
        };
        let line = match of {
            List::Installation => "None of these numbers is dialled, for whichever company.",
            List::Campaign(_) => {
                "None of these numbers is dialled by this campaign; others may. What is on the company’s list nobody dials."
            }
            List::Company => "None of these numbers is dialled, by whichever campaign and whatever consent there is.",
        };
        let may_add = may.add;
        let content = content(of, &list, rows, total, may, request.now);
        let sheet = Sheet::new(whose.title(), whose.place(), content)
            .wide()
            .beside(view! { <span class="figures muted">{honest_of(total, "numbers")}</span> })
            .line(line)
            .actions(may_add, move || {
                view! {
                    <a class="btn" href=paths::list_import(&What::DoNotCall(of).word())><Icon name="upload"/>"Import"</a>
                    <a class="btn btn-primary" href=paths::do_not_call_new(of)><Icon name="plus"/>"Add numbers"</a>
                }
                .into_any()
            });
        Ok(whose.list_beneath(sheet))
    })
}

#[derive(Clone, Copy)]
struct May {
    add: bool,
    remove: bool,
}

fn content(
    of: List,
    list: &ListState<DoNotCall>,
    page: Page<Entry>,
    total: Count,
    may: May,
    now: OffsetDateTime,
) -> AnyView {
    let shown = page.rows.len();
    let searched = page.searched;
    let links = PagerLinks { count_exactly: None, ..list.pager(&page) };
    let mut head = vec![
        list.head(Head::text("Number"), "number"),
        Head::text("How it came"),
        Head::text("Note").class("hidden @xl:table-cell"),
        Head::text("Added by").class("hidden @3xl:table-cell"),
        list.head(Head::text("Added").class("hidden @lg:table-cell"), "added"),
    ];
    if may.remove {
        head.push(Head::text("Take off").unseen());
    }
    let body = if !list.errors.is_empty() {
        let wrong = list.wrong(&SHOWN);
        view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{wrong}</Notice></div> }.into_any()
    } else if shown == 0 {
        view! {
            <div class="border-t hairline">{nothing(of, list.query.filter.is_empty(), searched.is_some(), may.add)}</div>
            {searched.map(|_| view! { <Pager shown=0 total=total noun="numbers" links=links searched=searched/> })}
        }
        .into_any()
    } else {
        view! {
            <div class="border-t hairline">
                <Table label="Numbers that are not called".to_owned() head=head>
                    {page.rows.into_iter().map(|entry| row(of, entry, may, now)).collect_view()}
                </Table>
            </div>
            <Pager shown=shown total=total noun="numbers" links=links searched=searched/>
        }
        .into_any()
    };
    let any = ListState::<DoNotCall>::choices;
    let (source, from, to) = (list.field(SHOWN[1]), list.field(SHOWN[2]), list.field(SHOWN[3]));
    view! {
        {match of {
            List::Installation => system::tabs(system::Section::DoNotCall).into_any(),
            List::Company => tabs(Section::DoNotCall).into_any(),
            List::Campaign(_) => ().into_any(),
        }}
        <div class=if matches!(of, List::Campaign(_)) { "surface" } else { "surface mt-4" }>
            <FilterBar action=paths::do_not_call(of) search=list.field(SHOWN[0]) search_label="Part of the number"
                keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
                <SelectField at=source label="How it came" choices=any("source")/>
                <TextField at=from label="Added from" kind="date"/>
                <TextField at=to label="Added to" kind="date"/>
            </FilterBar>
            <Chips chips=list.chips() clear=list.cleared()/>
            {body}
        </div>
    }
    .into_any()
}

/// Why there is no row, and what to do.
fn nothing(of: List, everything: bool, searched: bool, may_add: bool) -> AnyView {
    if everything {
        let text = match of {
            List::Installation => {
                "Numbers that no company of this installation may dial, such as those of a public register."
            }
            List::Campaign(_) => "Whom this campaign shall leave alone, though others may call them.",
            List::Company => {
                "Put numbers on the list one by one or by a file; who opts out by their link comes here by themselves."
            }
        };
        return view! {
            <Empty icon="phone-off" title="No number on the list" text=text>
                {may_add.then(|| view! {
                    <a class="btn btn-primary" href=paths::do_not_call_new(of)><Icon name="plus"/>"Add numbers"</a>
                    <a class="btn" href=paths::list_import(&What::DoNotCall(of).word())><Icon name="upload"/>"Import a file"</a>
                })}
            </Empty>
        }
        .into_any();
    }
    let text = match searched {
        true => "None among the rows searched so far; the search goes on by Next.",
        false => "No number of the list fits these filters.",
    };
    view! {
        <Empty icon="search" title="No number matches" text=text>
            <a class="btn" href=paths::do_not_call(of)>"Show the whole list"</a>
        </Empty>
    }
    .into_any()
}

fn row(of: List, entry: Entry, may: May, now: OffsetDateTime) -> impl IntoView {
    let note = if entry.note.is_empty() { "–".to_owned() } else { entry.note };
    let off = may.remove.then(|| {
        let label = format!("Take {} off the list", entry.number.national());
        view! { <td class="text-end"><a class="btn btn-sm" href=paths::do_not_call_remove(of, entry.number) aria-label=label>"Take off"</a></td> }
    });
    view! {
        <tr>
            <td><a class="font-medium quiet-link mono whitespace-nowrap" href=paths::dialling(entry.number)>{entry.number.national()}</a></td>
            <td class="whitespace-nowrap">{entry.source.label()}</td>
            <td class="hidden @xl:table-cell"><span class="block max-w-72 truncate" title=note.clone()>{note.clone()}</span></td>
            <td class="hidden @3xl:table-cell"><span class="block max-w-40 truncate">{entry.added_by_name.unwrap_or_else(|| "–".to_owned())}</span></td>
            <td class="hidden @lg:table-cell muted"><Ago at=entry.added_at now=now/></td>
            {off}
        </tr>
    }
}
