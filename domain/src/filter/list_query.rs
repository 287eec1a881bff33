//! All of a list's state in its URL: filter, sort, cursor and page size.

use super::{Filter, Schema, parse_pairs, print_pairs};
use crate::FieldErrors;
use crate::page::{Cursor, PageSize};
use std::fmt;

/// The longest cursor that is read; a list's own are far shorter.
const MAX_CURSOR: usize = 500;

/// A field that a list can be sorted by.
#[derive(Debug, PartialEq, Eq)]
pub struct SortField {
    /// The name in the URL.
    pub name: &'static str,
    /// What people read.
    pub label: &'static str,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    Ascending,
    Descending,
}

/// A field and a direction: `created`, or `-created` for descending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    pub field: &'static SortField,
    pub direction: Direction,
}

/// What a list shows and where it goes on. `parse(print(q)) == q`; what is as usual is not printed.
pub struct ListQuery<S: Schema> {
    pub filter: Filter<S>,
    pub sort: Sort,
    /// Where to go on; belongs to this filter and this sort.
    pub cursor: Option<Cursor>,
    pub page_size: PageSize,
}

impl Direction {
    /// The other one.
    pub fn reversed(self) -> Direction {
        match self {
            Direction::Ascending => Direction::Descending,
            Direction::Descending => Direction::Ascending,
        }
    }
}

impl Sort {
    /// The sort of a list whose URL names none.
    pub fn default_of<S: Schema>() -> Sort {
        let (name, direction) = S::DEFAULT_SORT;
        let field = S::SORTS.iter().find(|field| field.name == name);
        Sort { field: field.expect("a list's default sort is one of its sorts, a test sees to it"), direction }
    }

    fn parse<S: Schema>(text: &str) -> Result<Sort, String> {
        let (name, direction) = match text.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (text, Direction::Ascending),
        };
        let field = S::SORTS.iter().find(|field| field.name == name);
        field.map(|field| Sort { field, direction }).ok_or_else(|| {
            let names: Vec<&str> = S::SORTS.iter().map(|field| field.name).collect();
            format!("Sort must be one of: {}, with a - before it for descending.", names.join(", "))
        })
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.direction == Direction::Descending { "-" } else { "" })?;
        f.write_str(self.field.name)
    }
}

impl<S: Schema> ListQuery<S> {
    /// Reads a URL's pairs: `sort`, `cursor`, `page_size`, and the filter's for the rest.
    ///
    /// # Errors
    /// Everything that does not read, at its key. A page size outside 1 to 1,000 is an error too; empty values are none.
    pub fn parse<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> Result<Self, FieldErrors> {
        let (mut errors, mut rest) = (FieldErrors::new(), Vec::new());
        let (mut sort, mut cursor, mut page_size) = (Sort::default_of::<S>(), None, PageSize::default());
        for (key, value) in pairs {
            let text = value.as_ref().trim();
            match key.as_ref() {
                "sort" | "cursor" | "page_size" if text.is_empty() => {}
                "sort" => match Sort::parse::<S>(text) {
                    Ok(read) => sort = read,
                    Err(text) => errors.add("sort", text),
                },
                "cursor" if text.len() <= MAX_CURSOR => cursor = Some(Cursor(text.to_owned())),
                "cursor" => errors.add("cursor", "This is not a cursor of this list."),
                "page_size" => match text.parse() {
                    Ok(rows @ 1..=1_000) => page_size = PageSize::clamped(rows),
                    _ => errors.add("page_size", "Page size must be between 1 and 1,000."),
                },
                _ => rest.push((key, value)),
            }
        }
        match Filter::parse(rest) {
            Ok(filter) => errors.into_result(Self { filter, sort, cursor, page_size }),
            Err(others) => {
                errors.merge(others);
                Err(errors)
            }
        }
    }

    /// Reads a query string; a leading `?` is allowed.
    ///
    /// # Errors
    /// As [`ListQuery::parse`].
    pub fn parse_query(query: &str) -> Result<Self, FieldErrors> {
        Self::parse(parse_pairs(query))
    }

    /// The pairs that say the same, not encoded: the filter's, then `sort`, `page_size` and `cursor`.
    pub fn print(&self) -> Vec<(String, String)> {
        let mut pairs = self.filter.print();
        if self.sort != Sort::default_of::<S>() {
            pairs.push(("sort".to_owned(), self.sort.to_string()));
        }
        if self.page_size != PageSize::default() {
            pairs.push(("page_size".to_owned(), self.page_size.rows().to_string()));
        }
        if let Some(Cursor(cursor)) = &self.cursor {
            pairs.push(("cursor".to_owned(), cursor.clone()));
        }
        pairs
    }

    /// The query string that says the same, without a `?`.
    pub fn to_query(&self) -> String {
        print_pairs(&self.print())
    }

    /// The first page of another filter.
    pub fn filtered(&self, filter: Filter<S>) -> Self {
        Self { filter, cursor: None, ..self.clone() }
    }

    /// The first page in another order.
    pub fn sorted(&self, sort: Sort) -> Self {
        Self { sort, cursor: None, ..self.clone() }
    }

    /// Where a column's head leads: ascending first, the other way when the list is sorted so already. `None` for a field
    /// that the list is not sorted by.
    pub fn sorted_by(&self, name: &str) -> Option<Self> {
        let field = S::SORTS.iter().find(|field| field.name == name)?;
        let direction = if self.sort.field == field { self.sort.direction.reversed() } else { Direction::Ascending };
        Some(self.sorted(Sort { field, direction }))
    }

    /// The page at a cursor.
    pub fn at(&self, cursor: Option<Cursor>) -> Self {
        Self { cursor, ..self.clone() }
    }
}

// Derives would ask for the same of the list, which is only a name.
impl<S: Schema> Clone for ListQuery<S> {
    fn clone(&self) -> Self {
        Self { filter: self.filter.clone(), sort: self.sort, cursor: self.cursor.clone(), page_size: self.page_size }
    }
}

impl<S: Schema> PartialEq for ListQuery<S> {
    fn eq(&self, other: &Self) -> bool {
        self.filter == other.filter
            && self.sort == other.sort
            && self.cursor == other.cursor
            && self.page_size == other.page_size
    }
}

impl<S: Schema> Eq for ListQuery<S> {}

impl<S: Schema> Default for ListQuery<S> {
    fn default() -> Self {
        Self {
            filter: Filter::everything(),
            sort: Sort::default_of::<S>(),
            cursor: None,
            page_size: PageSize::default(),
        }
    }
}

impl<S: Schema> fmt::Debug for ListQuery<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ListQuery({})", self.to_query())
    }
}
