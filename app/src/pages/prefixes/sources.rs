//! The files that the prefix table was made of, the last of each kind.

use crate::components::figure::count;
use crate::components::moment::Ago;
use crate::components::table::{Head, Table};
use engine::prefix::Source;
use leptos::prelude::*;
use time::OffsetDateTime;

/// A table of sources; nothing while there are none.
pub(super) fn sources(sources: &[Source], now: OffsetDateTime) -> AnyView {
    if sources.is_empty() {
        return ().into_any();
    }
    let head = vec![
        Head::text("File"),
        Head::text("Of"),
        Head::figures("Rows"),
        Head::figures("New").class("hidden @xl:table-cell"),
        Head::figures("Changed").class("hidden @xl:table-cell"),
        Head::figures("Withdrawn").class("hidden @2xl:table-cell"),
        Head::figures("Rejected"),
        Head::text("Imported").class("hidden @xl:table-cell"),
    ];
    let rows = sources.iter().cloned().map(|source| row(source, now)).collect_view();
    view! {
        <div class="surface mt-4">
            <h2 class="px-3 py-3">"Sources"</h2>
            <div class="border-t hairline"><Table label="Sources".to_owned() head=head>{rows}</Table></div>
        </div>
    }
    .into_any()
}

fn row(source: Source, now: OffsetDateTime) -> impl IntoView {
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-36">
                <span class="block font-medium">{kind_of(&source.kind)}</span>
                <span class="block truncate text-xs muted" title=source.file_name.clone()>{source.file_name.clone()}</span>
            </td>
            <td class="mono">{source.source_date.map_or_else(|| "–".to_owned(), |date| date.to_string())}</td>
            <td class="num">{count(source.rows)}</td>
            <td class="num hidden @xl:table-cell">{count(source.inserted)}</td>
            <td class="num hidden @xl:table-cell">{count(source.changed)}</td>
            <td class="num hidden @2xl:table-cell">{count(source.withdrawn)}</td>
            <td class="num">{count(source.rejected)}</td>
            <td class="hidden @xl:table-cell muted"><Ago at=source.imported_at now=now/></td>
        </tr>
    }
}

/// The stored word of a kind of file, as people read it.
pub(super) fn kind_of(word: &str) -> &'static str {
    match word {
        "code_report" => "Code report",
        "area_code_report" => "Area-code report",
        "ocn_line_types" => "Line types by operating company",
        "time_zones" => "Time zones",
        "own_table" => "Own table",
        "prefix_csv" => "Own table (CSV)",
        "prefix_json" => "Own table (JSON)",
        _ => "File of another release",
    }
}
