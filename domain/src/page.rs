//! Paging by keyset: a cursor names the last row seen, never a number of rows to skip.

use serde::{Deserialize, Serialize};

/// Says where a list goes on: opaque to whoever holds it, made by the list that reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// How many rows a page holds: 1 to 1,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageSize(u16);

impl PageSize {
    /// The largest page that is ever built.
    pub const MAX: u16 = 1_000;

    /// A page of `rows`, moved into 1 to 1,000.
    pub fn clamped(rows: u64) -> Self {
        Self(rows.clamp(1, u64::from(Self::MAX)) as u16)
    }

    /// The number of rows.
    pub fn rows(self) -> u64 {
        u64::from(self.0)
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(50)
    }
}

/// How many rows match, told honestly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Count {
    /// Exactly so many.
    Exact(u64),
    /// So many were found before counting stopped; there may be more.
    AtLeast(u64),
}

impl Count {
    /// Where counting stops by itself.
    pub const CAP: u64 = 10_000;

    /// The figure without its qualification.
    pub fn figure(self) -> u64 {
        match self {
            Count::Exact(n) | Count::AtLeast(n) => n,
        }
    }

    /// The count when `rows` matching ones are in sight: it is not less than what a page shows. A count that stopped early
    /// may have looked at other rows than the page.
    pub fn seeing(self, rows: u64) -> Self {
        if self.figure() < rows { Count::AtLeast(rows) } else { self }
    }

    /// Whether counting stopped early.
    pub fn is_capped(self) -> bool {
        matches!(self, Count::AtLeast(_))
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// Goes on after the last row; `None` at the end.
    pub next: Option<Cursor>,
    /// Goes back before the first row; `None` at the beginning.
    pub previous: Option<Cursor>,
    /// Set when a search stopped after so many rows without filling the page: `next` goes on from there.
    pub searched: Option<u64>,
}

impl<T> Page<T> {
    /// The list's count, when this page is all of it: nothing has to be counted then.
    pub fn whole(&self) -> Option<Count> {
        let whole = self.next.is_none() && self.previous.is_none() && self.searched.is_none();
        whole.then_some(Count::Exact(self.rows.len() as u64))
    }

    /// The page with every row mapped.
    pub fn map<U>(self, each: impl FnMut(T) -> U) -> Page<U> {
        Page {
            rows: self.rows.into_iter().map(each).collect(),
            next: self.next,
            previous: self.previous,
            searched: self.searched,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_the_whole_list_is_its_count() {
        let page = |next: Option<&str>, previous: Option<&str>, searched| Page {
            rows: vec![1, 2],
            next: next.map(|text| Cursor(text.into())),
            previous: previous.map(|text| Cursor(text.into())),
            searched,
        };
        assert_eq!(page(None, None, None).whole(), Some(Count::Exact(2)));
        assert_eq!(page(Some(">2"), None, None).whole(), None);
        assert_eq!(page(None, Some("<1"), None).whole(), None);
        assert_eq!(page(None, None, Some(200_000)).whole(), None);
    }

    #[test]
    fn a_count_is_never_less_than_what_is_in_sight() {
        assert_eq!(Count::AtLeast(0).seeing(1), Count::AtLeast(1));
        assert_eq!(Count::Exact(3).seeing(4), Count::AtLeast(4));
        assert_eq!(Count::AtLeast(10_000).seeing(50), Count::AtLeast(10_000));
        assert_eq!(Count::Exact(3).seeing(3), Count::Exact(3));
    }
}
