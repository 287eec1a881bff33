//! The list of consents.

use crate::components::badge::{Badge, Tone};
use crate::components::count::honest_of;
use crate::components::empty::Empty;
use crate::components::field::{SelectField, TextField};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, day, exact, minute};
use crate::components::pager::{Pager, PagerLinks};
use crate::components::table::{Head, Table};
use crate::components::toolbar::{Chips, FilterBar};
use crate::pages::contacts::tabs::{Section, tabs};
use crate::pages::dialling::verdict::face_of;
use crate::pages::imports::What;
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use domain::consent::Consent;
use domain::crm::Kind;
use domain::filter::Consents;
use domain::page::{Count, Page};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 8] =
    ["number.contains", "kind", "state", "source.contains", "given.from", "given.to", "recorded.from", "recorded.to"];

/// The tenant's consents, the last recorded first.
#[component]
pub fn ConsentList() -> impl IntoView {
    page(|request: Request| async move {
        let (engine, scope) = (&request.engine, request.scope()?);
        let list = ListState::<Consents>::read(&request, &[])?;
        let (rows, total) = if list.errors.is_empty() {
            let rows = engine::consent::list(engine, scope, &list.query).await?;
            let total = engine::consent::count(engine, scope, &list.query.filter).await?;
            let total = total.seeing(rows.rows.len() as u64);
            (rows, total)
        } else {
            (Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::AtLeast(0))
        };
        let may_record = scope.may(Right::RecordConsent);
        let content = content(&list, rows, total, may_record, request.now);
        Ok(Sheet::new("Consent", Place::Contacts, content)
            .wide()
            .beneath_page("Contacts", paths::records(Kind::Contact))
            .beside(view! { <span class="figures muted">{honest_of(total, "consents")}</span> })
            .line("Who agreed to be called, when, how, and until when. Nothing here is ever changed or deleted.")
            .actions(may_record, || {
                view! {
                    <a class="btn" href=paths::list_import(&What::Consents.word())><Icon name="upload"/>"Import"</a>
                    <a class="btn btn-primary" href=paths::consent_new(None)><Icon name="plus"/>"Record consent"</a>
                }
                .into_any()
            }))
    })
}

fn content(
    list: &ListState<Consents>,
    page: Page<Consent>,
    total: Count,
    may_record: bool,
    now: OffsetDateTime,
) -> AnyView {
    let shown = page.rows.len();
    let searched = page.searched;
    let links = PagerLinks { count_exactly: None, ..list.pager(&page) };
    let head = vec![
        Head::text("Number"),
        Head::text("Kind").class("hidden @lg:table-cell"),
        Head::text("State"),
        Head::text("Source").class("hidden @xl:table-cell"),
        Head::text("Given").class("hidden @2xl:table-cell"),
        Head::text("Ends").class("hidden @4xl:table-cell"),
        Head::text("Recorded by").class("hidden @6xl:table-cell"),
        Head::text("Recorded").class("hidden @lg:table-cell"),
    ];
    let body = if !list.errors.is_empty() {
        let wrong = list.wrong(&SHOWN);
        view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{wrong}</Notice></div> }.into_any()
    } else if shown == 0 {
        let nothing = nothing(list.query.filter.is_empty(), searched.is_some(), may_record);
        view! {
            <div class="border-t hairline">{nothing}</div>
            {searched.map(|_| view! { <Pager shown=0 total=total noun="consents" links=links searched=searched/> })}
        }
        .into_any()
    } else {
        view! {
            <div class="border-t hairline">
                <Table label="Consents".to_owned() head=head>
                    {page.rows.into_iter().map(|consent| row(consent, now)).collect_view()}
                </Table>
            </div>
            <Pager shown=shown total=total noun="consents" links=links searched=searched/>
        }
        .into_any()
    };
    view! {
        {tabs(Section::Consent)}
        <div class="surface mt-4">
            {filters(list)}
            <Chips chips=list.chips() clear=list.cleared()/>
            {body}
        </div>
    }
    .into_any()
}

/// Why there is no row, and what to do.
fn nothing(everything: bool, searched: bool, may_record: bool) -> AnyView {
    if everything {
        return view! {
            <Empty icon="shield-check" title="No consent recorded yet" text="A number that was generated is not dialled until somebody records its owner’s consent: when it was given, how, and where it can be looked up.">
                {may_record.then(|| view! {
                    <a class="btn btn-primary" href=paths::consent_new(None)><Icon name="plus"/>"Record consent"</a>
                    <a class="btn" href=paths::list_import(&What::Consents.word())><Icon name="upload"/>"Import a file"</a>
                })}
            </Empty>
        }
        .into_any();
    }
    let text = match searched {
        true => "None among the rows searched so far; the search goes on by Next.",
        false => "No consent fits these filters.",
    };
    view! {
        <Empty icon="search" title="No consent matches" text=text>
            <a class="btn" href=paths::consents()>"Show all consents"</a>
        </Empty>
    }
    .into_any()
}

fn filters(list: &ListState<Consents>) -> impl IntoView + use<> {
    let any = ListState::<Consents>::choices;
    let [kind, state, source, given_from, given_to, from, to] =
        [SHOWN[1], SHOWN[2], SHOWN[3], SHOWN[4], SHOWN[5], SHOWN[6], SHOWN[7]].map(|name| list.field(name));
    view! {
        <FilterBar action=paths::consents() search=list.field(SHOWN[0]) search_label="Part of the number"
            keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
            <SelectField at=kind label="Kind" choices=any("kind")/>
            <SelectField at=state label="State" choices=any("state")/>
            <TextField at=source label="Source contains"/>
            <TextField at=given_from label="Given from" kind="date"/>
            <TextField at=given_to label="Given to" kind="date"/>
            <TextField at=from label="Recorded from" kind="date"/>
            <TextField at=to label="Recorded to" kind="date"/>
        </FilterBar>
    }
}

fn row(consent: Consent, now: OffsetDateTime) -> impl IntoView {
    let state = consent.state(now);
    let (given, ends) = (consent.terms.given_at, consent.terms.expires_at);
    let source = consent.terms.source;
    let kind = consent.terms.kind.label();
    let until = ends.map_or_else(|| "No end".to_owned(), minute);
    let ends_so = ends.map_or_else(|| "no end".to_owned(), |at| format!("until {}", minute(at)));
    let whole_end = ends.map(exact);
    let by = consent.recorded_by_name.unwrap_or_else(|| "–".to_owned());
    let by_line = format!("by {by}");
    view! {
        <tr>
            <td>
                <a class="font-medium quiet-link mono whitespace-nowrap" href=paths::dialling(consent.number)>{consent.number.national()}</a>
                // What has no column of its own where it is narrow.
                <span class="block text-xs muted wrap-anywhere @xl:hidden">
                    <span class="@lg:hidden">{kind}" · "</span>{format!("given {} · {ends_so} · by {by}", day(given))}
                </span>
            </td>
            <td class="hidden whitespace-nowrap @lg:table-cell">{kind}</td>
            <td><Badge face=face_of(state)/></td>
            <td class="hidden w-full max-w-0 min-w-28 @xl:table-cell">
                <span class="block truncate" title=source.clone()>{source.clone()}</span>
                <span class="block truncate text-xs muted @6xl:hidden" title=by_line.clone()>
                    <span class="@2xl:hidden">{format!("given {} · ", day(given))}</span><span class="@4xl:hidden">{ends_so.clone()}" · "</span>{by_line.clone()}
                </span>
            </td>
            <td class="hidden @2xl:table-cell figures whitespace-nowrap" title=exact(given)>{day(given)}</td>
            <td class="hidden @4xl:table-cell figures whitespace-nowrap" title=whole_end>{until}</td>
            <td class="hidden @6xl:table-cell"><span class="block max-w-40 truncate" title=by.clone()>{by.clone()}</span></td>
            <td class="hidden @lg:table-cell muted"><Ago at=consent.recorded_at now=now/></td>
        </tr>
    }
}
