//! Tables: dense, with heads that stick and sort by a link.

use super::icon::Icon;
use leptos::prelude::*;

/// The head of one column.
#[derive(Debug, Clone, Default)]
pub struct Head {
    label: &'static str,
    numeric: bool,
    sort: Option<Sort>,
    class: &'static str,
    unseen: bool,
}

/// What the head's link does, and what order the list is in now.
#[derive(Debug, Clone)]
pub struct Sort {
    /// The list sorted by this column, or the other way round when it is already.
    pub href: String,
    pub now: Option<Order>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

impl Head {
    /// A column of text.
    pub fn text(label: &'static str) -> Self {
        Self { label, ..Self::default() }
    }

    /// A column of figures, at the right.
    pub fn figures(label: &'static str) -> Self {
        Self { label, numeric: true, ..Self::default() }
    }

    /// The head sorts the list.
    pub fn sorted_by(mut self, sort: Option<Sort>) -> Self {
        self.sort = sort;
        self
    }

    /// The label is for those who don't see the column, such as one of check boxes.
    pub fn unseen(mut self) -> Self {
        self.unseen = true;
        self
    }

    /// Further classes, such as one that hides the column on a phone.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }
}

/// A table; the children are its rows. Columns hide by the width the table has (`@xl:table-cell`), not the window's:
/// beside an open panel there is less.
#[component]
pub fn Table(
    /// What the table holds, for those who don't see it.
    label: String,
    head: Vec<Head>,
    /// May be wider than its place: it scrolls sideways in its own box then, and its heads don't stick.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=if wide { "table-scroll is-wide @container" } else { "table-scroll @container" } tabindex="0" role="region" aria-label=label>
            <table class="table table-sticky">
                <thead>
                    <tr>{head.into_iter().map(head_cell).collect_view()}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

fn head_cell(head: Head) -> impl IntoView {
    let class = [if head.numeric { "num " } else { "" }, head.class].concat();
    let order = head.sort.as_ref().and_then(|sort| sort.now);
    let aria = order.map(|order| if order == Order::Ascending { "ascending" } else { "descending" });
    let label = match head.sort {
        None if head.unseen => view! { <span class="sr-only">{head.label}</span> }.into_any(),
        None => head.label.into_any(),
        Some(sort) => {
            let icon = order.map(|order| if order == Order::Ascending { "chevron-up" } else { "chevron-down" });
            view! { <a href=sort.href>{head.label}{icon.map(|name| view! { <Icon name=name/> })}</a> }.into_any()
        }
    };
    view! { <th scope="col" class=class aria-sort=aria>{label}</th> }
}
