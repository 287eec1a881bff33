//! The form of an export: how many rows of which list, the format and the columns.

use crate::components::badge::Tone;
use crate::components::check_grid::{CheckGrid, GridLine};
use crate::components::count::honest_of;
use crate::components::empty::Empty;
use crate::components::field::{Choice, SelectField, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use domain::filter::{Filter, Schema};
use domain::page::Count;
use domain::table_file::FileFormat;
use leptos::prelude::*;

/// What is exported.
pub(super) struct Exported {
    /// The rows for people, as "numbers".
    pub rows: &'static str,
    pub count: Count,
    /// The filter's query, and what it says in words; none for all.
    pub filter: String,
    pub conditions: Vec<String>,
    /// Where the form is posted to, and what it sends besides.
    pub action: String,
    pub sends: Option<(&'static str, String)>,
    /// The list.
    pub back: String,
}

/// What a filter says in words, a line for each condition.
pub(super) fn conditions<S: Schema>(filter: &Filter<S>) -> Vec<String> {
    filter.conditions().iter().map(ToString::to_string).collect()
}

/// Formats to choose from, for rows that are no number alone.
pub(super) fn formats<const N: usize>(formats: [FileFormat; N]) -> Vec<Choice> {
    let title =
        |format: FileFormat| if format == FileFormat::Txt { "Text, tabs between the cells" } else { format.title() };
    formats.map(|format| Choice::new(format.as_str(), title(format))).to_vec()
}

/// The form; `children` are fields that only this list has, of the names `own`.
#[component]
pub(super) fn ExportForm(
    of: Exported,
    typed: Typed,
    lines: Vec<GridLine>,
    formats: Vec<Choice>,
    help: &'static str,
    #[prop(optional)] own: &'static [&'static str],
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let fields: Vec<&str> = ["format", "fields"].iter().chain(own).copied().collect();
    let elsewhere = typed.elsewhere(&fields);
    let which = if of.conditions.is_empty() {
        format!("All {}", of.rows)
    } else {
        of.conditions.join(" · ").chars().take(400).collect()
    };
    let none = (of.count == Count::Exact(0)).then(|| format!("No {} match; the file will have no rows.", of.rows));
    let sends = of.sends.map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    view! {
        <form class="surface max-w-3xl" method="post" action=of.action>
            {sends}
            <input type="hidden" name="filter" value=of.filter/>
            <div class="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b hairline px-4 py-3">
                <b class="figures font-semibold">{honest_of(of.count, of.rows)}</b>
                <span class="muted min-w-0 wrap-anywhere">{which}</span>
            </div>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {none.map(|text| view! { <Notice tone=Tone::Warning>{text}</Notice> })}
                <div class="sm:w-80"><SelectField at=typed.field("format") label="Format" choices=formats/></div>
                <CheckGrid at=typed.field("fields") label="Columns" lines=lines help=help/>
                {children.map(|children| children())}
            </div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit"><Icon name="download"/>"Export to a file"</button>
                <a class="btn btn-ghost" href=of.back>"Cancel"</a>
                <p class="muted text-xs">"Runs as a job; you can leave the page."</p>
            </div>
        </form>
    }
}

/// What stands there instead when the address says no rows.
pub(super) fn unreadable(why: &str, back: String) -> AnyView {
    let text = why.to_owned();
    view! {
        <div class="surface"><Empty icon="circle-alert" title="These filters can’t be read" text=text>
            <a class="btn btn-primary" href=back>"Back to the list"</a>
        </Empty></div>
    }
    .into_any()
}
