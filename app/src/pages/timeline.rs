//! What happened to a record or a call, newest first, and the form that adds a note.

use crate::components::field::Typed;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::text_area::TextArea;
use crate::paths;
use domain::activity::EntityKind;
use domain::crm::{Field, Kind, MAX_NOTE};
use domain::id::{CallId, RecordId};
use domain::page::Page;
use engine::activity::Activity;
use leptos::prelude::*;
use time::OffsetDateTime;

/// Whose timeline it is.
pub(super) struct About {
    pub kind: EntityKind,
    pub id: i64,
    /// Its page, where the timeline stands.
    pub path: String,
    /// Where the form of a note is posted, with what it says beside the note; none where nobody may add one.
    pub note: Option<(&'static str, Vec<(&'static str, String)>)>,
}

/// The timeline of a record or a call; `page` is one page of it.
pub(super) fn timeline(
    about: About,
    page: Page<Activity>,
    typed: &Typed,
    now: OffsetDateTime,
) -> impl IntoView + use<> {
    let About { kind, id, path, note } = about;
    let older = page.next.map(|cursor| format!("{path}?before={}", paths::query_value(&cursor.0)));
    let newest = page.previous.map(|_| path);
    let lines = page.rows.into_iter().map(|line| entry(line, (kind, id), now)).collect_view();
    view! {
        <section class="surface" aria-labelledby="timeline-title">
            <h2 id="timeline-title" class="px-4 py-3">"Timeline"</h2>
            {note.map(|(endpoint, fields)| view! {
                <form class="flex flex-col gap-2 border-t hairline p-4" method="post" action=paths::form(endpoint)>
                    {fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                    <TextArea at=typed.field("note") label="Note" maxlength=MAX_NOTE as u32/>
                    <div><button class="btn" type="submit"><Icon name="plus"/>"Add note"</button></div>
                </form>
            })}
            <ol class="border-t hairline">{lines}</ol>
            {(older.is_some() || newest.is_some()).then(|| view! {
                <p class="flex gap-4 border-t hairline px-4 py-3">
                    {newest.map(|href| view! { <a class="text-link" href=href>"Newest"</a> })}
                    {older.map(|href| view! { <a class="text-link" href=href>"Older"</a> })}
                </p>
            })}
        </section>
    }
}

/// The page of what a line tells of, where that is not the one whose timeline it is.
fn elsewhere(line: &Activity, (kind, id): (EntityKind, i64)) -> Option<String> {
    if (line.of, line.entity) == (kind, id) {
        return None;
    }
    let record = Kind::ALL.into_iter().find(|kind| kind.entity() == line.of);
    Some(record.map_or_else(|| paths::call(CallId(line.entity)), |kind| paths::record(kind, RecordId(line.entity))))
}

fn entry(line: Activity, of: (EntityKind, i64), now: OffsetDateTime) -> impl IntoView {
    let href = elsewhere(&line, of);
    let is_note = line.kind == "note_added";
    let icon = match line.kind.rsplit('_').next().unwrap_or_default() {
        "created" => "plus",
        "updated" => "pencil",
        "deleted" => "trash-2",
        "restored" => "undo-2",
        "merged" => "merge",
        "converted" => "arrow-right",
        "cloned" => "copy-plus",
        "changed" => "activity",
        "favorite" => "star",
        _ => "message-square",
    };
    let changes: Vec<_> = line
        .changes()
        .into_iter()
        .map(|(field, before, after)| {
            let text = |text: &str| if text.is_empty() { "nothing".to_owned() } else { text.to_owned() };
            (label(field), text(before), text(after))
        })
        .collect();
    let by = line.by.map_or_else(|| "Trunkline".to_owned(), |by| by.name);
    view! {
        <li class="flex gap-3 border-t hairline px-4 py-3 first:border-t-0">
            <span class="muted mt-0.5"><Icon name=icon/></span>
            <div class="min-w-0 grow">
                <p class="flex flex-wrap items-baseline justify-between gap-x-3">
                    {match href {
                        Some(href) => view! { <a class="text-link font-medium wrap-anywhere" href=href>{line.title}</a> }.into_any(),
                        None => view! { <span class="font-medium wrap-anywhere">{line.title}</span> }.into_any(),
                    }}
                    <span class="text-xs muted">{by}" · "<Ago at=line.at now=now/></span>
                </p>
                {is_note.then(|| view! { <p class="mt-1 whitespace-pre-wrap wrap-anywhere">{line.description}</p> })}
                {(!changes.is_empty()).then(|| view! {
                    <ul class="mt-1 flex flex-col gap-0.5 text-xs">
                        {changes
                            .into_iter()
                            .map(|(field, before, after)| view! {
                                <li class="wrap-anywhere">
                                    <span class="muted">{field}": "</span><del class="muted">{before}</del>" → "<ins class="no-underline">{after}</ins>
                                </li>
                            })
                            .collect_view()}
                    </ul>
                })}
            </div>
        </li>
    }
}

/// A field's name as people read it.
fn label(name: &str) -> String {
    let mut of_records = Kind::ALL.into_iter().flat_map(|kind| Field::of(kind).iter());
    let record = of_records.find(|field| field.name() == name).map(|field| field.label());
    let call = || domain::call::Field::ALL.into_iter().find(|field| field.name() == name).map(|field| field.label());
    record.or_else(call).unwrap_or(name).to_owned()
}
