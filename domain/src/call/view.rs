//! The views that every company has, by the words of CONTRACTS B.

use crate::filter::{Calls, ListQuery};

/// A list of calls that is there without anybody having saved it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// What programs call it.
    pub word: &'static str,
    /// What people read.
    pub title: &'static str,
    /// The list's state as its address says it; whose and which day it means is told by who looks, and when.
    pub query: &'static str,
}

const fn view(word: &'static str, title: &'static str, query: &'static str) -> View {
    View { word, title, query }
}

/// Every such view, in the order they are shown.
pub const VIEWS: &[View] = &[
    view("all_calls", "All calls", ""),
    view("calls_today", "Today", "when=today&sort=start"),
    view("calls_this_week", "This week", "when=this_week&sort=start"),
    view("my_calls", "Mine", "mine=true"),
    view("missed_calls", "Missed", "status=missed"),
    view("connected_calls", "Connected", "status=connected"),
    view("favorite_calls", "Favourites", "favourite=true"),
    view("start_time", "By start", "sort=-start"),
    view("related_to_contacts", "About contacts", "related=contact"),
    view("related_to_leads", "About leads", "related=lead"),
    view("related_to_accounts", "About companies", "related=account"),
    view("related_to_deals", "About deals", "related=deal"),
];

/// The view of a word.
pub fn view_of_word(word: &str) -> Option<&'static View> {
    VIEWS.iter().find(|view| view.word == word)
}

impl View {
    /// The list's state.
    pub fn list(&self) -> ListQuery<Calls> {
        // A test reads every one of them.
        ListQuery::parse_query(self.query).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_view_reads_and_prints_what_it_says() {
        for view in VIEWS {
            let read = ListQuery::<Calls>::parse_query(view.query).expect(view.word);
            assert_eq!(read.to_query(), view.query, "{}", view.word);
            assert_eq!(view.list(), read);
            assert_eq!(view_of_word(view.word), Some(view));
        }
        let words: HashSet<&str> = VIEWS.iter().map(|view| view.word).collect();
        assert_eq!(words.len(), VIEWS.len());
    }
}
