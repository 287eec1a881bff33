//! The lists of the four kinds, for [`crate::reach`].

use super::lane::{holds, lane};
use super::table::table;
use crate::reach::{Reach, asks_for_deleted};
use domain::filter::{Filter, OfKind};

/// The records of a kind that match. Deleted ones only where the filter asks for them, and those that were merged into others
/// never.
pub(crate) fn reach<S: OfKind>(filter: &Filter<S>) -> Reach<'_> {
    let deleted = asks_for_deleted(filter);
    Reach {
        table: table(S::KIND),
        conditions: filter.conditions(),
        standing: if deleted { "r.deleted_at is not null and r.merged_into is null" } else { "r.deleted_at is null" },
        // Some of these indexes hold the living alone.
        lane: Box::new(move |clause, condition| {
            let living = deleted && ["owner", "stage"].contains(&condition.field.name);
            if living { None } else { lane(clause, S::KIND, condition) }
        }),
        narrow: Box::new(|_, _| None),
        holds: Box::new(|clause, condition| holds(clause, S::KIND, condition)),
    }
}
