//! The list of entries, of one's company or, for platform admins, of the installation itself.

use super::panel::panel;
use crate::components::badge::{Badge, Face, Tone};
use crate::components::count::honest_of;
use crate::components::empty::Empty;
use crate::components::field::{Choice, SelectField, TextField};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::pager::Pager;
use crate::components::table::{Head, Table};
use crate::components::toolbar::{Chip, Chips, FilterBar};
use crate::pages::list_state::ListState;
use crate::pages::settings::tabs as settings;
use crate::pages::system::tabs as system;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::audit::{door_title, title};
use domain::filter::Audit;
use domain::id::{AuditId, JobId, ProjectId, TenantId};
use domain::page::{Count, Page};
use engine::audit::AuditEntry;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 6] = ["subject", "verb", "by", "door", "at.from", "at.to"];

/// The company's audit.
#[component]
pub fn AuditList() -> impl IntoView {
    page(|request: Request| async move {
        let line = "Every change, with who made it, from where, and what was there before. Entries are never changed or deleted.";
        let scope = request.scope()?.clone();
        let tabs = settings::tabs(settings::Section::Audit, &scope);
        let content = content(&request, &scope, tabs, paths::audit_export()).await?;
        Ok(sheet("Audit", Place::Settings, content).line(line).beneath_page("Settings", paths::members()))
    })
}

/// What was done to the installation: companies, prefixes, nodes.
#[component]
pub fn SystemAudit() -> impl IntoView {
    page(|request: Request| async move {
        let line = "What operators and platform admins did to the installation itself.";
        let denied = || engine::Error::Denied("This needs a platform admin.".into());
        let scope = request.scope()?.acting_in(TenantId::PLATFORM).ok_or_else(denied)?;
        let tabs = system::tabs(system::Section::Audit);
        let content = content(&request, &scope, tabs, paths::system_audit_export()).await?;
        Ok(sheet("Audit of the installation", Place::System, content)
            .line(line)
            .beneath_page("System", paths::system()))
    })
}

/// A page's content with its count.
struct Content {
    view: AnyView,
    total: Count,
    export: Option<String>,
}

fn sheet(name: &'static str, place: Place, content: Content) -> Sheet {
    let Content { view, total, export } = content;
    Sheet::new(name, place, view)
        .wide()
        .beside(view! { <span class="figures muted">{honest_of(total, "entries")}</span> })
        .actions(export.is_some(), move || {
            view! { <a class="btn" href=export.unwrap_or_default() download="audit.csv"><Icon name="download"/>"Export as CSV"</a> }
                .into_any()
        })
}

async fn content(request: &Request, scope: &domain::Scope, tabs: AnyView, export: String) -> Result<Content, Stop> {
    let engine = &request.engine;
    let list = ListState::<Audit>::read(request, &["open"])?;
    let (rows, total) = match list.errors.is_empty() {
        true => {
            let rows = engine::audit::list(engine, scope, &list.query).await?;
            let total = match rows.whole() {
                Some(whole) => whole,
                None => engine::audit::count(engine, scope, &list.query.filter).await?,
            };
            (rows, total)
        }
        false => (Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::AtLeast(0)),
    };
    let open = match list.own("open").and_then(|open| open.parse::<AuditId>().ok()) {
        Some(open) => Some(engine::audit::get(engine, scope, open).await?),
        None => None,
    };
    let people: Vec<Choice> = engine::audit::people(engine, scope)
        .await?
        .into_iter()
        .map(|(id, name)| Choice::new(id.to_string(), name))
        .collect();
    let total = total.seeing(rows.rows.len() as u64);
    let export = list.errors.is_empty().then(|| match list.query.filter.to_query() {
        all if all.is_empty() => export,
        query => format!("{export}?{query}"),
    });
    let table = table(&list, rows, total, open, people, request.now);
    Ok(Content { view: view! { {tabs}<div class="mt-4">{table}</div> }.into_any(), total, export })
}

fn table(
    list: &ListState<Audit>,
    page: Page<AuditEntry>,
    total: Count,
    open: Option<AuditEntry>,
    people: Vec<Choice>,
    now: OffsetDateTime,
) -> AnyView {
    let shown = page.rows.len();
    let (links, searched) = (list.pager(&page), page.searched);
    let chosen = open.as_ref().map(|entry| entry.id);
    let head = vec![
        list.head(Head::text("When"), "at"),
        Head::text("Who").class("hidden @lg:table-cell"),
        Head::text("What"),
        Head::text("Subject").class("hidden @3xl:table-cell"),
        Head::text("From").class("hidden @5xl:table-cell"),
    ];
    let rows = page.rows.into_iter().map(|entry| {
        let href = format!("{}#a{}", list.with_own(&list.query, &[("open", entry.id.to_string())]), entry.id);
        row(entry, href, chosen, now)
    });
    let rows = rows.collect_view();
    let wrong = list
        .wrong(&SHOWN)
        .map(|text| view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{text}</Notice></div> });
    let cleared = list.cleared();
    let nothing = (shown == 0 && list.errors.is_empty()).then(|| match list.query.filter.is_empty() {
        true => view! { <Empty icon="scroll-text" title="Nothing was done yet" text="Every change from now on leaves an entry here."/> }
            .into_any(),
        false => view! {
            <Empty icon="search" title="No entry matches" text=match searched {
                Some(_) => "None of the entries searched so far fits; go on with the next page, or change the filters.",
                None => "No entry fits these filters.",
            }>
                <a class="btn" href=cleared>"Show all entries"</a>
            </Empty>
        }
        .into_any(),
    });
    let close = list.href(&list.query);
    let opened = open.is_some();
    view! {
        <div class=if opened { "grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_21rem] xl:grid-cols-[minmax(0,1fr)_26rem]" } else { "" }>
            <div class="surface min-w-0">
                {filters(list, people.clone())}
                <Chips chips=chips(list, &people) clear=list.cleared()/>
                {wrong}
                {nothing}
                {(shown > 0).then(|| view! {
                    <div class="border-t hairline"><Table label="Entries".to_owned() head=head>{rows}</Table></div>
                })}
                {list.errors.is_empty().then(|| view! { <Pager shown=shown total=total noun="entries" links=links searched=searched/> })}
            </div>
            {open.map(|entry| panel(entry, close))}
        </div>
    }
    .into_any()
}

fn filters(list: &ListState<Audit>, people: Vec<Choice>) -> impl IntoView + use<> {
    let [verb, door] = ["verb", "door"].map(|name| (list.field(name), ListState::<Audit>::choices(name)));
    let (by, from, to) = (list.field("by"), list.field("at.from"), list.field("at.to"));
    let people = [vec![Choice::new("", "Any")], people].concat();
    view! {
        <FilterBar action=list.path() search=list.field(SHOWN[0]) search_label="Subject, such as project:12" keep=list.keep(&SHOWN)
            open=list.is_wrong_at(&SHOWN[1..])>
            <SelectField at=verb.0 label="What" choices=verb.1/>
            <SelectField at=by label="Who" choices=people/>
            <SelectField at=door.0 label="Door" choices=door.1/>
            <TextField at=from label="From" kind="date"/>
            <TextField at=to label="To" kind="date"/>
        </FilterBar>
    }
}

/// People by their names, where the filter has their ids.
fn chips(list: &ListState<Audit>, people: &[Choice]) -> Vec<Chip> {
    let mut chips = list.chips();
    for chip in chips.iter_mut().filter(|chip| chip.label == "Who") {
        if let Some(choice) = people.iter().find(|choice| choice.value == chip.value) {
            chip.value = choice.label.clone();
        }
    }
    chips
}

/// Who did it, in words.
pub(super) fn who(entry: &AuditEntry) -> String {
    match (entry.user_name.clone(), entry.actor.as_str()) {
        (Some(name), _) => name,
        (None, "operator") => "Operator".to_owned(),
        (None, _) => "The system".to_owned(),
    }
}

/// That a platform admin did it, who does not belong to the company.
pub(super) fn acting(entry: &AuditEntry) -> Option<impl IntoView + use<>> {
    entry.acting.then(|| {
        let face = Face::new(Tone::Warning, "shield-alert", "Platform admin acting");
        view! { <Badge face=Face { class: "is-outlined", ..face }/> }
    })
}

/// The page of what it was done to, where it has one.
pub(super) fn subject_link(subject: &str) -> Option<String> {
    let (kind, id) = subject.split_once(':')?;
    match kind {
        "project" => id.parse::<ProjectId>().ok().map(paths::project),
        "job" => id.parse::<JobId>().ok().map(paths::job),
        _ => None,
    }
}

fn row(entry: AuditEntry, href: String, chosen: Option<AuditId>, now: OffsetDateTime) -> impl IntoView {
    let (who, acting) = (who(&entry), acting(&entry));
    let door = entry.door.as_deref().map(|door| door_title(door).to_owned());
    let subject = entry.subject.clone();
    let current = (chosen == Some(entry.id)).then_some("true");
    let what = title(&entry.verb).to_owned();
    view! {
        <tr id=format!("a{}", entry.id) aria-current=current>
            <td class="align-top"><Ago at=entry.at now=now/></td>
            <td class="hidden align-top @lg:table-cell">
                <span class="block max-w-40 truncate" title=who.clone()>{who.clone()}</span>
                {acting}
            </td>
            <td class="w-full max-w-0 min-w-40 align-top">
                <a class="text-link block truncate font-medium" href=href>{what}</a>
                <span class="mono block truncate text-xs muted">{entry.verb}</span>
                // Where it is narrow, who did it has no column of its own.
                <span class="block text-xs muted wrap-anywhere @lg:hidden">{who}{entry.acting.then_some(", a platform admin acting")}</span>
            </td>
            <td class="mono hidden align-top whitespace-nowrap @3xl:table-cell">
                {match subject_link(&subject) {
                    Some(href) => view! { <a class="quiet-link" href=href>{short(&subject)}</a> }.into_any(),
                    None => view! { <span>{short(&subject)}</span> }.into_any(),
                }}
            </td>
            <td class="hidden align-top whitespace-nowrap @5xl:table-cell">
                {door}
                {entry.address.map(|address| view! { <span class="mono block text-xs muted">{address}</span> })}
            </td>
        </tr>
    }
}

/// A long id by its beginning.
fn short(subject: &str) -> String {
    match subject.char_indices().nth(24) {
        Some((end, _)) => format!("{}…", &subject[..end]),
        None => subject.to_owned(),
    }
}
