//! Lists as programs ask for them and see them: the portal's filter grammar, pages by number or by cursor, an honest count.

use super::input::QueryFields;
use super::paging::{Pagination, Wanted};
use domain::FieldErrors;
use domain::filter::{Filter, ListQuery, Schema};
use domain::page::{Count, Cursor, Page, PageSize};
use serde::Serialize;
use std::future::Future;
use utoipa::ToSchema;

/// The parameters that are no filter, and not the list's order.
const NO_FILTER: [&str; 6] = ["user_id", "tenant_id", "count", "page", "page_size", "cursor"];

/// A list as a program asks for it.
pub struct Asked<S: Schema> {
    query: ListQuery<S>,
    wanted: Wanted,
}

/// Reads what list is asked for: the same grammar as in the portal's addresses, with `page`, `page_size`, `cursor` and
/// `count`.
pub fn read_list<S: Schema>(fields: &QueryFields) -> Result<Asked<S>, FieldErrors> {
    read_list_beside(fields, &[])
}

/// The same, beside parameters of the operation's own.
pub fn read_list_beside<S: Schema>(fields: &QueryFields, own: &[&str]) -> Result<Asked<S>, FieldErrors> {
    let mut errors = FieldErrors::new();
    let usual = PageSize::default().rows();
    let wanted = Wanted::read(fields, usual, u64::from(PageSize::MAX), &mut errors);
    let of_list = fields.pairs().filter(|(key, _)| !NO_FILTER.contains(key) && !own.contains(key));
    match ListQuery::parse(of_list) {
        Ok(query) => errors.into_result(Asked { query, wanted }),
        Err(wrong) => {
            errors.merge(wrong);
            Err(errors)
        }
    }
}

impl<S: Schema> Asked<S> {
    /// The rows, read by `list`.
    ///
    /// # Errors
    /// What the list answers.
    pub async fn rows<T, F>(&self, list: impl Fn(ListQuery<S>) -> F) -> engine::Result<Page<T>>
    where
        F: Future<Output = engine::Result<Page<T>>>,
    {
        self.wanted.rows(|cursor, page_size| list(ListQuery { cursor, page_size, ..self.query.clone() })).await
    }

    /// What the rows have to match.
    pub fn filter(&self) -> &Filter<S> {
        &self.query.filter
    }

    /// Whether counting goes on past the cap.
    pub fn counts_exactly(&self) -> bool {
        self.wanted.exact
    }

    /// The block that goes with a page, for an answer that has more than rows.
    pub fn block<T>(&self, count: Count, page: &Page<T>) -> Pagination {
        self.wanted.block(count, page)
    }

    /// The list's answer; counting goes on past the cap only when that was asked for.
    ///
    /// # Errors
    /// What the counting answers.
    pub async fn answer<T, V: From<T>>(
        &self,
        page: Page<T>,
        capped: impl Future<Output = engine::Result<Count>>,
        exact: impl Future<Output = engine::Result<u64>>,
    ) -> engine::Result<Listed<V>> {
        let count = self.wanted.count(&page, capped, exact).await?;
        let pagination = self.wanted.block(count, &page);
        Ok(Listed { rows: page.rows.into_iter().map(V::from).collect(), pagination })
    }
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listed<T> {
    rows: Vec<T>,
    pagination: Pagination,
}

/// A cursor as it is sent, of a list that is not counted.
pub fn cursor_text(cursor: Option<Cursor>) -> Option<String> {
    cursor.map(|Cursor(text)| text)
}

/// How many there are, and whether counting stopped.
#[derive(Debug, Serialize, ToSchema)]
pub struct Total {
    /// Counted to 10,000.
    count: u64,
    /// There are more than `count` says.
    is_capped: bool,
}

impl From<Count> for Total {
    fn from(count: Count) -> Self {
        Self { count: count.figure(), is_capped: count.is_capped() }
    }
}
