//! Which columns a list shows, and in which order: the address says it where they are not the usual ones.

use super::list_state::ListState;
use crate::components::icon::Icon;
use crate::components::table::Head;
use crate::request::{Request, Stop};
use domain::account::Density;
use domain::filter::{Schema, parse_pairs, print_pairs};
use leptos::prelude::*;

/// The key in the address; its value is the words of the columns with commas between them.
pub(super) const KEY: &str = "columns";

/// A column of a list. The list's file has a table of them, and one function that makes a cell of each.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name in the address and in saved views.
    pub word: &'static str,
    pub label: &'static str,
    /// The sort that its head leads to; empty where the list is not sorted by it.
    sort: &'static str,
    figures: bool,
    stands: Stands,
}

/// When a column is there without being asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// Always, before all others: a row is opened by it. Its cells have this class.
    First(&'static str),
    Usually,
    /// Where the table is wide enough: the class that says so.
    Wide(&'static str),
    /// Only for those who choose it.
    Chosen,
}

impl Column {
    /// A column of text that is there only by choice.
    pub(super) const fn new(word: &'static str, label: &'static str) -> Self {
        Self { word, label, sort: "", figures: false, stands: Stands::Chosen }
    }

    pub(super) const fn sorted(self, sort: &'static str) -> Self {
        Self { sort, ..self }
    }

    pub(super) const fn figures(self) -> Self {
        Self { figures: true, ..self }
    }

    /// Always there, before all others; its cells have this class.
    pub(super) const fn first(self, class: &'static str) -> Self {
        Self { stands: Stands::First(class), ..self }
    }

    pub(super) const fn usual(self) -> Self {
        Self { stands: Stands::Usually, ..self }
    }

    /// One of the usual ones, hidden by this class where the table is narrow.
    pub(super) const fn wide(self, class: &'static str) -> Self {
        Self { stands: Stands::Wide(class), ..self }
    }

    /// The words of columns, to be held against those that saved views may have.
    #[cfg(test)]
    pub(super) fn words(all: &[Column]) -> Vec<&str> {
        all.iter().map(|column| column.word).collect()
    }

    fn is_first(&self) -> bool {
        matches!(self.stands, Stands::First(_))
    }

    fn is_usual(&self) -> bool {
        matches!(self.stands, Stands::Usually | Stands::Wide(_))
    }
}

/// The columns that a list shows.
#[derive(Debug)]
pub(super) struct Columns {
    all: &'static [Column],
    /// Those after the first ones, in their order.
    shown: Vec<&'static Column>,
    /// Whether somebody chose them: they are then there however narrow the table is.
    chosen: bool,
}

impl Columns {
    /// The columns that the request's address names, or the usual ones. A word that names none is passed over: a view that
    /// was saved by a program may have words of its own, and a column less hides no row.
    ///
    /// # Errors
    /// [`Stop::Elsewhere`] for what a form of boxes sends, with the address that says the same in one pair.
    pub(super) fn read(request: &Request, all: &'static [Column]) -> Result<Self, Stop> {
        let (named, rest): (Vec<_>, Vec<_>) =
            parse_pairs(&request.query).into_iter().partition(|(key, _)| key.as_str() == KEY);
        let words: Vec<&str> = named.iter().flat_map(|(_, words)| words.split(',')).collect();
        let columns = Self::of(all, &words);
        if named.len() > 1 {
            let pairs: Vec<_> = rest.into_iter().chain(columns.pair()).collect();
            let query = print_pairs(&pairs);
            return Err(Stop::Elsewhere(if query.is_empty() {
                request.path.clone()
            } else {
                format!("{}?{query}", request.path)
            }));
        }
        Ok(columns)
    }

    fn of(all: &'static [Column], words: &[&str]) -> Self {
        let usual: Vec<&Column> = all.iter().filter(|column| column.is_usual()).collect();
        let mut shown: Vec<&'static Column> = Vec::new();
        for word in words {
            let column = all.iter().find(|column| column.word == word.trim() && !column.is_first());
            shown.extend(column.filter(|column| !shown.contains(column)));
        }
        let chosen = !shown.is_empty() && shown != usual;
        Self { all, shown: if chosen { shown } else { usual }, chosen }
    }

    /// What the address says of them; nothing of the usual ones.
    pub(super) fn pair(&self) -> Option<(String, String)> {
        self.chosen.then(|| (KEY.to_owned(), self.words().join(",")))
    }

    /// Their words where they are not the usual ones, as a view keeps them.
    pub(super) fn words(&self) -> Vec<String> {
        let words = self.shown.iter().filter(|_| self.chosen);
        words.map(|column| column.word.to_owned()).collect()
    }

    /// The words of a view's columns, read as this list reads them: equal texts are equal columns.
    pub(super) fn words_of(&self, words: &[String]) -> Vec<String> {
        Self::of(self.all, &words.iter().map(String::as_str).collect::<Vec<_>>()).words()
    }

    /// Whether they may need more room than there is.
    pub(super) fn are_chosen(&self) -> bool {
        self.chosen
    }

    /// Every column with its class, in order.
    fn in_order(&self) -> impl Iterator<Item = (&'static Column, &'static str)> {
        let first = self.all.iter().filter(|column| column.is_first());
        first.chain(self.shown.iter().copied()).map(|column| match column.stands {
            Stands::Wide(class) if !self.chosen => (column, class),
            _ => (column, ""),
        })
    }

    pub(super) fn heads<S: Schema>(&self, list: &ListState<S>) -> Vec<Head> {
        let head = |(column, class): (&'static Column, _)| {
            let head = if column.figures { Head::figures(column.label) } else { Head::text(column.label) };
            let head = head.class(class);
            if column.sort.is_empty() { head } else { list.head(head, column.sort) }
        };
        self.in_order().map(head).collect()
    }

    /// The cells of a row, by what makes the content of each.
    pub(super) fn cells(&self, mut content: impl FnMut(&'static str) -> AnyView) -> Vec<AnyView> {
        self.in_order()
            .map(|(column, class)| {
                let content = content(column.word);
                let class = match (column.stands, column.figures) {
                    (Stands::First(class), _) => class.to_owned(),
                    (_, true) => ["num ", class].concat(),
                    (_, false) => class.to_owned(),
                };
                view! { <td class=class>{content}</td> }.into_any()
            })
            .collect()
    }

    /// These columns with one of them a place further to the front.
    fn earlier(&self, place: usize) -> Self {
        let mut shown = self.shown.clone();
        if place > 0 {
            shown.swap(place - 1, place);
        }
        Self { all: self.all, chosen: true, shown }
    }
}

/// The menu in which columns are chosen and ordered: a GET form, so that the address has all of it.
pub(super) fn menu<S: Schema>(list: &ListState<S>, columns: &Columns) -> impl IntoView + use<S> {
    let mut keep: Vec<_> = list.keep(&[]).into_iter().filter(|(key, _)| key != KEY).collect();
    // Without a box the form says nothing, and the bare address may lead elsewhere.
    keep.extend(list.all_there_is().filter(|_| keep.is_empty()));
    let keep = keep.into_iter();
    let keep = keep.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let shown = columns.shown.iter().enumerate().map(|(place, column)| {
        let up = (place > 0).then(|| {
            let href = list.with_columns(&columns.earlier(place));
            let label = format!("Move {} to the front by one", column.label);
            view! { <a class="btn btn-ghost btn-square btn-sm" href=href aria-label=label title="One place to the front"><Icon name="chevron-up"/></a> }
        });
        (*column, true, up)
    });
    let others = columns.all.iter().filter(|column| !column.is_first() && !columns.shown.contains(column));
    let lines = shown.chain(others.map(|column| (column, false, None))).map(|(column, checked, up)| {
        view! {
            <li class="flex min-h-8 items-center gap-1">
                <label class="flex grow items-center gap-2">
                    <input class="checkbox checkbox-sm" type="checkbox" name=KEY value=column.word checked=checked/>
                    {column.label}
                </label>
                {up}
            </li>
        }
    });
    let lines = lines.collect_view();
    let densities = Density::ALL.map(|density| {
        let label = if density == Density::Compact { "Compact" } else { "Comfortable" };
        let current = (list.density() == density).then_some("page");
        view! { <a class="view-link" href=list.with_density(density) aria-current=current>{label}</a> }
    });
    let usual = columns.chosen.then(|| list.with_columns(&Columns::of(columns.all, &[])));
    view! {
        <details class="drop no-print">
            <summary class="btn"><Icon name="columns-3"/>"Columns"</summary>
            <form class="drop-body drop-narrow flex flex-col gap-3" method="get" action=list.path()>
                {keep}
                <ul class="flex max-h-[60vh] flex-col overflow-y-auto" aria-label="Columns">{lines}</ul>
                <p class="flex items-center gap-1 border-t hairline pt-3" role="group" aria-label="How close the rows stand">{densities}</p>
                <div class="flex items-center gap-3">
                    <button class="btn btn-primary" type="submit">"Show these"</button>
                    {usual.map(|href| view! { <a class="text-link" href=href>"The usual ones"</a> })}
                </div>
            </form>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static ALL: [Column; 4] = [
        Column::new("name", "Name").first(""),
        Column::new("phone", "Phone").usual(),
        Column::new("stage", "Stage").wide("hidden @xl:table-cell"),
        Column::new("tags", "Tags"),
    ];

    fn words(columns: &Columns) -> Vec<&str> {
        columns.in_order().map(|(column, _)| column.word).collect()
    }

    #[test]
    fn columns_are_those_of_the_address_in_its_order_and_the_usual_ones_without() {
        assert_eq!(words(&Columns::of(&ALL, &[])), ["name", "phone", "stage"]);
        let chosen = Columns::of(&ALL, &["tags", "name", "phone", "tags", "fax"]);
        assert_eq!(
            words(&chosen),
            ["name", "tags", "phone"],
            "the first stays first, doubles and strangers are passed over"
        );
        assert_eq!(chosen.pair(), Some(("columns".to_owned(), "tags,phone".to_owned())));
        assert_eq!(words(&Columns::of(&ALL, &["fax"])), ["name", "phone", "stage"], "nothing known is nothing chosen");
    }

    #[test]
    fn the_usual_columns_are_not_said_and_a_choice_hides_none_of_them() {
        let same = Columns::of(&ALL, &["phone", "stage"]);
        assert_eq!((same.pair(), same.words()), (None, Vec::new()));
        let class = |columns: &Columns| columns.in_order().find(|(column, _)| column.word == "stage").map(|(_, c)| c);
        assert_eq!(class(&same), Some("hidden @xl:table-cell"));
        assert_eq!(class(&Columns::of(&ALL, &["stage"])), Some(""));
    }

    #[test]
    fn a_column_moves_by_one_place() {
        let moved = Columns::of(&ALL, &[]).earlier(1);
        assert_eq!(moved.words(), ["stage", "phone"]);
    }
}
