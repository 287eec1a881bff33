//! The state of a list, all of it in the address: what its form shows, what its heads, chips and pager lead to.

use super::list_columns::{self, Columns};
use super::views;
use crate::components::field::{Choice, FieldState, Typed};
use crate::components::pager::PagerLinks;
use crate::components::table::{Head, Order, Sort};
use crate::components::toolbar::Chip;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::account::Density;
use domain::filter::{Condition, Direction, FieldKind, ListQuery, Schema, parse_pairs, print_pairs};
use domain::page::{Page, PageSize};
use engine::view::View;

/// The page sizes that are offered; the address takes any up to the largest.
const SIZES: [u16; 3] = [50, 100, 500];

/// A list as its address says it.
pub(super) struct ListState<S: Schema> {
    path: String,
    /// What is wanted; the list's usual when the address says something wrong.
    pub query: ListQuery<S>,
    /// What was typed, with what is wrong with it.
    pub typed: Typed,
    /// Whether the address says something wrong: no rows are shown then, rather than other ones than were asked for.
    pub errors: FieldErrors,
    pairs: Vec<(String, String)>,
    own: Vec<(String, String)>,
    /// What every address of this list says of its columns.
    columns: Option<(String, String)>,
    /// How close its lines stand, where the address says so; else as the person likes it.
    density: Option<Density>,
    likes: Density,
    /// Whether the bare address leads to a view that the person begins with: all there is has an address of its own then.
    begins_elsewhere: bool,
}

/// The page's own key for how close the lines stand.
const DENSITY: &str = "density";

/// The page's own key for all there is, where the bare address leads to the view that a person begins with.
const ALL: (&str, &str) = ("view", "all");

/// Sends a list's address on to the shorter one that says the same: a form sends every field it has, and what people copy
/// was littered with those they left empty. The keys in `own` stay as they are.
///
/// # Errors
/// [`Stop::Elsewhere`] when there is a shorter one.
pub(super) fn without_empty(request: &Request, own: &[&str]) -> Result<(), Stop> {
    match shorter(&request.query, own) {
        Some(query) if query.is_empty() => Err(Stop::Elsewhere(request.path.clone())),
        Some(query) => Err(Stop::Elsewhere([&request.path, "?", &query].concat())),
        None => Ok(()),
    }
}

/// The query without the pairs that have no value; `None` when there are none of them.
fn shorter(query: &str, own: &[&str]) -> Option<String> {
    let pairs = parse_pairs(query);
    let kept: Vec<&(String, String)> =
        pairs.iter().filter(|(key, value)| own.contains(&key.as_str()) || !value.trim().is_empty()).collect();
    (kept.len() < pairs.len()).then(|| print_pairs(&kept.into_iter().cloned().collect::<Vec<_>>()))
}

impl<S: Schema> ListState<S> {
    /// Reads the request's address. The keys in `own` are the page's, not the list's.
    ///
    /// # Errors
    /// As [`without_empty`].
    pub(super) fn read(request: &Request, own: &[&str]) -> Result<Self, Stop> {
        without_empty(request, own)?;
        Ok(Self::of(request, own))
    }

    /// Reads the address of a list that has views and columns. Opened bare it leads to the view that the person begins with;
    /// whoever empties its filters sees all there is.
    ///
    /// # Errors
    /// [`Stop::Elsewhere`] for the bare address, and as [`without_empty`].
    pub(super) fn read_with_views(
        request: &Request,
        own: &[&str],
        views: &[View],
        columns: &Columns,
    ) -> Result<Self, Stop> {
        let begins = views.iter().find(|view| view.is_default);
        let own: Vec<&str> = own.iter().copied().chain([ALL.0, DENSITY, list_columns::KEY]).collect();
        let emptied = without_empty(request, &own);
        match (begins, emptied) {
            (Some(view), _) if request.query.is_empty() => {
                return Err(Stop::Elsewhere(views::address(&request.path, view)));
            }
            (Some(_), Err(Stop::Elsewhere(path))) if path == request.path => {
                return Err(Stop::Elsewhere(format!("{path}?{}={}", ALL.0, ALL.1)));
            }
            (_, emptied) => emptied?,
        }
        let list = Self::of(request, &own);
        let density = list.own(DENSITY).map(Density::of_word);
        Ok(Self { columns: columns.pair(), density, begins_elsewhere: begins.is_some(), ..list })
    }

    fn of(request: &Request, own: &[&str]) -> Self {
        let (own, pairs): (Vec<_>, Vec<_>) =
            parse_pairs(&request.query).into_iter().partition(|(key, _)| own.contains(&key.as_str()));
        let mut typed = Typed::default();
        for (key, value) in pairs.iter().rev() {
            typed.put(key, value);
        }
        let (query, errors) = match ListQuery::parse(pairs.iter().map(|(key, value)| (key, value))) {
            Ok(query) => (query, FieldErrors::new()),
            Err(errors) => (ListQuery::default(), in_labels::<S>(errors)),
        };
        Self {
            path: request.path.clone(),
            query,
            typed: typed.refused(errors.clone()),
            errors,
            pairs,
            own,
            columns: None,
            density: None,
            likes: request.identity.as_ref().map_or(Density::Comfortable, |person| Density::of_word(&person.density)),
            begins_elsewhere: false,
        }
    }

    /// The path of the list, where its filter form leads.
    pub(super) fn path(&self) -> String {
        self.path.clone()
    }

    /// The value of one of the page's own keys.
    pub(super) fn own(&self, key: &str) -> Option<&str> {
        self.own.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The address of this list with another query.
    pub(super) fn href(&self, query: &ListQuery<S>) -> String {
        self.with_own(query, &[])
    }

    /// The same with some of the page's own keys.
    pub(super) fn with_own(&self, query: &ListQuery<S>, own: &[(&str, String)]) -> String {
        let mut pairs = query.print();
        pairs.extend(self.beside());
        pairs.extend(own.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        self.address(pairs)
    }

    /// The address of this page of the list with other columns.
    pub(super) fn with_columns(&self, columns: &Columns) -> String {
        let mut pairs = self.query.print();
        pairs.extend(columns.pair().into_iter().chain(said(self.density)));
        self.address(pairs)
    }

    /// The address of this page of the list with its lines so close.
    pub(super) fn with_density(&self, density: Density) -> String {
        let mut pairs = self.query.print();
        pairs.extend(self.columns.clone().into_iter().chain(said((density != self.likes).then_some(density))));
        self.address(pairs)
    }

    /// How close the lines stand.
    pub(super) fn density(&self) -> Density {
        self.density.unwrap_or(self.likes)
    }

    /// The class of what holds the table.
    pub(super) fn density_class(&self) -> &'static str {
        match self.density {
            None => "",
            Some(Density::Compact) => "is-compact",
            Some(Density::Comfortable) => "is-comfortable",
        }
    }

    /// What every address of this list says beside its query.
    fn beside(&self) -> impl Iterator<Item = (String, String)> {
        self.columns.clone().into_iter().chain(said(self.density))
    }

    /// What the address of all there is says, where the bare one leads to a view.
    pub(super) fn all_there_is(&self) -> Option<(String, String)> {
        self.begins_elsewhere.then(|| (ALL.0.to_owned(), ALL.1.to_owned()))
    }

    fn address(&self, mut pairs: Vec<(String, String)>) -> String {
        pairs.extend(self.all_there_is().filter(|_| pairs.is_empty()));
        if pairs.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, print_pairs(&pairs)) }
    }

    /// The head of a column that the list can be sorted by.
    pub(super) fn head(&self, head: Head, sort: &str) -> Head {
        let now = (self.query.sort.field.name == sort).then_some(match self.query.sort.direction {
            Direction::Ascending => Order::Ascending,
            Direction::Descending => Order::Descending,
        });
        head.sorted_by(self.query.sorted_by(sort).map(|query| Sort { href: self.href(&query), now }))
    }

    /// Where the pager leads.
    pub(super) fn pager<T>(&self, page: &Page<T>) -> PagerLinks {
        let at = |cursor: &Option<_>| cursor.clone().map(|cursor| self.href(&self.query.at(Some(cursor))));
        PagerLinks {
            first: (self.query.cursor.is_some() && page.previous.is_some()).then(|| self.href(&self.query.at(None))),
            previous: at(&page.previous),
            next: at(&page.next),
            count_exactly: Some(self.with_own(&self.query, &[("count", "exact".to_owned())])),
            sizes: SIZES.map(|rows| (rows, self.sized(rows))).to_vec(),
        }
    }

    /// The first page with so many rows; nothing when it has as many already.
    fn sized(&self, rows: u16) -> Option<String> {
        let size = PageSize::clamped(rows.into());
        let query = ListQuery { page_size: size, cursor: None, ..self.query.clone() };
        (self.query.page_size != size).then(|| self.href(&query))
    }

    /// A chip for each condition in force.
    pub(super) fn chips(&self) -> Vec<Chip> {
        let filter = &self.query.filter;
        let chip = |condition: &Condition| {
            let text = condition.to_string();
            let value = text.strip_prefix(condition.field.label).map_or(text.clone(), |rest| rest.trim().to_owned());
            let without = self.href(&self.query.filtered(filter.without(condition)));
            Chip { label: condition.field.label.to_owned(), value, without }
        };
        filter.conditions().iter().map(chip).collect()
    }

    /// The list without any filter.
    pub(super) fn cleared(&self) -> String {
        self.href(&self.query.filtered(domain::filter::Filter::everything()))
    }

    /// What a filter form has to send along so that nothing is lost: the order, and what its fields don't show.
    pub(super) fn keep(&self, shown: &[&str]) -> Vec<(String, String)> {
        let mut seen: Vec<&str> = Vec::new();
        let mut kept = Vec::new();
        for (key, value) in &self.pairs {
            // A cursor belongs to the filter it came with; a shown field sends its first value itself.
            if key == "cursor" || value.trim().is_empty() {
                continue;
            }
            if shown.contains(&key.as_str()) && !seen.contains(&key.as_str()) {
                seen.push(key);
            } else {
                kept.push((key.clone(), value.clone()));
            }
        }
        kept.extend(self.beside());
        kept
    }

    /// What the address says wrong, in words; what stands at a field of the form is not said again.
    pub(super) fn wrong(&self, shown: &[&str]) -> Option<String> {
        if self.errors.is_empty() {
            return None;
        }
        let mut texts = vec!["These filters can’t be read, so no rows are shown.".to_owned()];
        texts.extend(self.typed.elsewhere(shown));
        Some(texts.join(" "))
    }

    /// Whether one of these fields says something wrong.
    pub(super) fn is_wrong_at(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| !self.errors.at(field).is_empty())
    }

    /// One field of the filter form.
    pub(super) fn field(&self, name: &'static str) -> FieldState {
        self.typed.field(name)
    }

    /// The choices of a field, with "any" first.
    pub(super) fn choices(name: &str) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", "Any")];
        let field = S::FIELDS.iter().find(|field| field.name == name);
        match field.map(|field| field.kind) {
            Some(FieldKind::Choice(values)) => {
                choices.extend(values.iter().map(|choice| Choice::new(choice.value, choice.label)))
            }
            Some(FieldKind::Bool) => choices.extend([Choice::new("true", "Yes"), Choice::new("false", "No")]),
            _ => {}
        }
        choices
    }
}

/// What an address says of a density.
fn said(density: Option<Density>) -> Option<(String, String)> {
    density.map(|density| (DENSITY.to_owned(), density.as_str().to_owned()))
}

/// The errors of choices with the labels that the form has for them: programs are told the words of the address, which
/// people never see.
fn in_labels<S: Schema>(errors: FieldErrors) -> FieldErrors {
    let mut said = FieldErrors::new();
    for (key, texts) in errors.iter() {
        let name = key.split_once('.').map_or(key, |(name, _)| name);
        let field = S::FIELDS.iter().find(|field| field.name == name);
        for text in texts {
            match field.map(|field| (field.label, field.kind)) {
                Some((label, FieldKind::Choice(choices))) if text.contains(" must be one of: ") => {
                    let labels: Vec<&str> = choices.iter().map(|choice| choice.label).collect();
                    said.add(key, format!("{label} must be one of: {}.", labels.join(", ")));
                }
                _ => said.add(key, text.clone()),
            }
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_choice_is_told_by_the_words_of_the_form() {
        let errors = ListQuery::<domain::filter::Jobs>::parse([("kind", "faxing"), ("created.from", "soon")]);
        let said = in_labels::<domain::filter::Jobs>(errors.expect_err("both are wrong"));
        assert!(said.at("kind")[0].contains("Generate numbers") && !said.at("kind")[0].contains('_'), "{said}");
        assert!(said.at("created.from")[0].contains("must be a date"), "{said}");
    }

    #[test]
    fn a_query_loses_what_has_no_value_and_keeps_the_pages_own_keys() {
        assert_eq!(shorter("type=&state=CA&created.from=+", &[]).as_deref(), Some("state=CA"));
        assert_eq!(shorter("type=&open=", &["open"]).as_deref(), Some("open="));
        assert_eq!(
            shorter("type=&carrier.contains=AT%26T&sort=number", &[]).as_deref(),
            Some("carrier.contains=AT%26T&sort=number")
        );
        assert_eq!(shorter("type=", &[]).as_deref(), Some(""));
        assert_eq!(shorter("state=CA&state=NY", &[]), None);
        assert_eq!(shorter("", &[]), None);
    }
}
