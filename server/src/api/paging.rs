//! Pages by number for clients that know no cursor, on lists that know nothing else.

use super::input::QueryFields;
use domain::FieldErrors;
use domain::page::{Count, Cursor, Page, PageSize};
use serde::Serialize;
use std::future::Future;
use utoipa::ToSchema;

/// How far `page` reaches (CONTRACTS, "Common to all"); from there a cursor goes on.
const REACH: u64 = 10_000;

/// The most rows a step on the way to a page reads.
const STRIDE: u64 = 1_000;

/// The most steps on the way to a page. A list without a search takes 20 at most: rows to 10,000 by strides of more than
/// half a thousand. A search that finds little walks its window in each of them.
const STEPS: u64 = 22;

/// Which page of a list is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub number: u64,
    pub size: PageSize,
    pub cursor: Option<Cursor>,
    /// `count=exact`.
    pub exact: bool,
}

impl Wanted {
    /// Reads `page`, `page_size`, `cursor` and `count`.
    pub fn read(query: &QueryFields, default_size: u64, max_size: u64, errors: &mut FieldErrors) -> Self {
        let number = query.whole("page", errors).unwrap_or(1);
        let size = query.whole("page_size", errors).unwrap_or(default_size).clamp(1, max_size);
        let cursor = query.get("cursor").map(|cursor| Cursor(cursor.to_owned()));
        let exact = match query.get("count") {
            None | Some("capped") => false,
            Some("exact") => true,
            Some(_) => {
                errors.add("count", "This must be exact or capped.");
                false
            }
        };
        Self::of(number, size, cursor, exact, errors)
    }

    /// The page of a number, or at a cursor; one out of reach is an error at `page`.
    pub fn of(number: u64, size: u64, cursor: Option<Cursor>, exact: bool, errors: &mut FieldErrors) -> Self {
        if number == 0 {
            errors.add("page", "Pages are counted from 1.");
        }
        if cursor.is_none() && number.saturating_sub(1).saturating_mul(size) >= REACH {
            errors.add("page", "Pages reach to row 10,000; go on with the cursor.");
        }
        // Beside a cursor a number says nothing, and may be anything.
        let number = if cursor.is_some() { 1 } else { number };
        Self { number, size: PageSize::clamped(size), cursor, exact }
    }

    /// The page's rows. A page by number is found by walking the list from its beginning, up to a thousand rows a step:
    /// each by keyset, and no row is skipped by the database. Pages follow each other as by cursor: where a search stopped
    /// before it filled a page, the next one begins behind what it looked at, so that no row is lost between them.
    ///
    /// # Errors
    /// What the list answers; [`engine::Error::Invalid`] when a search would look at too much on the way to the page.
    pub async fn rows<T, F>(&self, list: impl Fn(Option<Cursor>, PageSize) -> F) -> engine::Result<Page<T>>
    where
        F: Future<Output = engine::Result<Page<T>>>,
    {
        if self.cursor.is_some() {
            return list(self.cursor.clone(), self.size).await;
        }
        let size = self.size.rows();
        let (mut ahead, mut stride) = (self.number - 1, STRIDE.div_euclid(size).max(1));
        let mut cursor = None;
        for _ in 0..STEPS {
            if ahead == 0 {
                return list(cursor, self.size).await;
            }
            let pages = stride.min(ahead);
            let passed = list(cursor.clone(), PageSize::clamped(pages * size)).await?;
            let full = passed.rows.len() as u64 / size;
            match passed.next {
                // The search stopped within this step: how its rows fall into pages shows only page by page.
                Some(_) if full < pages && pages > 1 => stride = full.max(1),
                Some(next) => {
                    cursor = Some(next);
                    ahead -= pages;
                }
                None => return Ok(Page { rows: Vec::new(), next: None, previous: None, searched: None }),
            }
        }
        Err(FieldErrors::one("page", "This page is too far into a search; go on with the cursor.").into())
    }

    /// How many rows the list has: told by the page when it is all of the list, else counted.
    ///
    /// # Errors
    /// What the counting answers.
    pub async fn count<T>(
        &self,
        page: &Page<T>,
        capped: impl Future<Output = engine::Result<Count>>,
        exact: impl Future<Output = engine::Result<u64>>,
    ) -> engine::Result<Count> {
        // A page number past the end has no rows either, and says nothing of how many there are.
        match page.whole().filter(|whole| whole.figure() > 0) {
            Some(whole) => Ok(whole),
            None if self.exact => Ok(Count::Exact(exact.await?)),
            None => capped.await,
        }
    }

    /// The block that goes with the rows.
    pub fn block<T>(&self, count: Count, page: &Page<T>) -> Pagination {
        let by_number = self.cursor.is_none();
        let count = count.seeing(page.rows.len() as u64);
        let total = count.figure();
        let reaches_on = by_number && page.next.is_some() && self.number.saturating_mul(self.size.rows()) < REACH;
        let next = reaches_on.then_some(self.number + 1);
        Pagination {
            page_number: by_number.then_some(self.number),
            count: total,
            total_pages: total.div_ceil(self.size.rows()).max(next.unwrap_or(1)),
            next,
            previous: (by_number && self.number > 1).then_some(self.number - 1),
            total_is_capped: count.is_capped(),
            cursor: page.next.clone().map(|Cursor(text)| text),
            searched: page.searched,
        }
    }
}

/// Where a page stands in its list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pagination {
    /// Null when the page was asked for by cursor.
    pub page_number: Option<u64>,
    /// Rows in all; counted to 10,000 unless `count=exact`.
    pub count: u64,
    pub total_pages: u64,
    /// Null at the end, and where only the cursor goes on.
    pub next: Option<u64>,
    pub previous: Option<u64>,
    /// There are more rows than `count` says.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub total_is_capped: bool,
    /// Goes on after this page; null at the end.
    pub cursor: Option<String>,
    /// Set when so many rows were looked at without filling the page; the cursor goes on from there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub searched: Option<u64>,
}
