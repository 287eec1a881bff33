//! What happened to a record, newest first, and the form that adds a note.

use crate::components::field::Typed;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::text_area::TextArea;
use crate::paths;
use domain::crm::{Field, MAX_NOTE, Record};
use domain::page::Page;
use engine::activity::Activity;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The timeline of a record; `page` is one page of it.
pub(super) fn timeline(
    record: &Record,
    page: Page<Activity>,
    typed: &Typed,
    may_note: bool,
    now: OffsetDateTime,
) -> impl IntoView + use<> {
    let (kind, id) = (record.kind, record.id);
    let older = page.next.map(|cursor| format!("{}?before={}", paths::record(kind, id), paths::query_value(&cursor.0)));
    let newest = page.previous.map(|_| paths::record(kind, id));
    let lines = page.rows.into_iter().map(|line| entry(line, now)).collect_view();
    view! {
        <section class="surface" aria-labelledby="timeline-title">
            <h2 id="timeline-title" class="px-4 py-3">"Timeline"</h2>
            {may_note.then(|| view! {
                <form class="flex flex-col gap-2 border-t hairline p-4" method="post" action=paths::form("record-note")>
                    <input type="hidden" name="kind" value=kind.as_str()/>
                    <input type="hidden" name="id" value=id.to_string()/>
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

fn entry(line: Activity, now: OffsetDateTime) -> impl IntoView {
    let is_note = line.kind == "note_added";
    let icon = match line.kind.rsplit('_').next().unwrap_or_default() {
        "created" => "plus",
        "updated" => "pencil",
        "deleted" => "trash-2",
        "restored" => "undo-2",
        "merged" => "merge",
        "converted" => "arrow-right",
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
                    <span class="font-medium wrap-anywhere">{line.title}</span>
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
    let known = domain::crm::Kind::ALL.into_iter().flat_map(|kind| Field::of(kind).iter());
    known
        .into_iter()
        .find(|field| field.name() == name)
        .map_or_else(|| name.to_owned(), |field| field.label().to_owned())
}
