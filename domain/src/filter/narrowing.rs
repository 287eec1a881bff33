//! Conditions that hold beside others on the same field: what two filters mean together.

use super::{Condition, Field, Operator};
use std::collections::BTreeMap;

/// Adds a condition that has to hold beside those that are there.
pub(super) fn narrow(conditions: &mut Vec<Condition>, new: Condition) {
    let same = |known: &Condition| known.field == new.field && known.operator == new.operator;
    match new.operator {
        // None of these, and none of those.
        Operator::Not => {
            let Some(known) = conditions.iter_mut().find(|known| same(known)) else { return conditions.push(new) };
            known.values.extend(new.values);
            known.values.sort();
            known.values.dedup();
        }
        // The later beginning, the earlier end; where that is no stretch any more, the end stands by itself.
        Operator::From | Operator::To => {
            let mut bound = Condition { turn: 0, ..new };
            let is_same = |known: &Condition| known.field == bound.field && known.operator == bound.operator;
            if let Some(at) = conditions.iter().position(is_same) {
                let known = conditions.swap_remove(at);
                let stays = if bound.operator == Operator::From {
                    known.values > bound.values
                } else {
                    known.values < bound.values
                };
                bound = if stays { known } else { bound };
            }
            conditions.push(bound);
            apart(conditions);
        }
        _ => {
            let within = |some: &Condition, all: &Condition| some.values.iter().all(|value| all.values.contains(value));
            if conditions.iter().any(|known| same(known) && within(known, &new)) {
                return;
            }
            conditions.retain(|known| !(same(known) && within(&new, known)));
            let turn = conditions.iter().filter(|known| same(known)).map(|known| known.turn + 1).max().unwrap_or(0);
            conditions.push(Condition { turn, ..new });
        }
    }
}

/// Sets ends apart from beginnings that they stand before: as one stretch they would not read.
fn apart(conditions: &mut [Condition]) {
    let froms: Vec<Condition> =
        conditions.iter().filter(|from| from.operator == Operator::From && from.turn == 0).cloned().collect();
    for to in conditions.iter_mut().filter(|to| to.operator == Operator::To) {
        let crosses = froms.iter().any(|from| from.field == to.field && from.values > to.values);
        to.turn = u8::from(crosses);
    }
}

/// Conditions in the order of their fields. Those with one key are in that of their values, so that equal filters print equal.
pub(super) fn in_order(fields: &'static [Field], mut conditions: Vec<Condition>) -> Vec<Condition> {
    let place = |field: &Field| fields.iter().position(|known| known == field);
    conditions.sort_by(|one, other| {
        let key = |condition: &Condition| (place(condition.field), condition.operator);
        key(one).cmp(&key(other)).then_with(|| one.values.cmp(&other.values))
    });
    let mut turns: BTreeMap<(Option<usize>, Operator), u8> = BTreeMap::new();
    for condition in conditions.iter_mut().filter(|condition| !condition.operator.is_single()) {
        let turn = turns.entry((place(condition.field), condition.operator)).or_default();
        condition.turn = *turn;
        *turn = turn.saturating_add(1);
    }
    conditions
}

#[cfg(test)]
mod tests {
    use crate::filter::{Calls, Filter, Numbers};

    fn both(one: &str, other: &str) -> String {
        let read = |query: &str| Filter::<Calls>::parse_query(query).expect("it reads");
        let (one, other) = (read(one), read(other));
        let both = one.and(&other).expect("they hold together");
        assert_eq!(Filter::<Calls>::parse_query(&both.to_query()).expect("it reads again"), both);
        assert_eq!(other.and(&one).expect("they hold together"), both, "the order means nothing");
        both.to_query()
    }

    #[test]
    fn two_filters_together_match_what_both_match() {
        for (one, other, together) in [
            ("status=missed", "direction=outbound", "status=missed&direction=outbound"),
            ("status=missed", "status=missed", "status=missed"),
            ("status=missed&status=connected", "status=missed", "status=missed"),
            ("status=missed", "status=connected", "status=connected&status.and=missed"),
            ("when=today", "when=this_week", "when=this_week&when.and=today"),
            ("tag=vip", "tag=west", "tag=vip&tag.and=west"),
            ("status.not=missed", "status.not=connected", "status.not=connected&status.not=missed"),
            ("start.from=2026-01-05", "start.from=2026-01-09", "start.from=2026-01-09"),
            (
                "start.to=2026-01-05",
                "start.to=2026-01-09&start.from=2026-01-01",
                "start.from=2026-01-01&start.to=2026-01-05",
            ),
            ("start.from=2026-02-01", "start.to=2026-01-01", "start.from=2026-02-01&start.to.and=2026-01-01"),
            ("closed=true", "closed=false", "closed=false&closed.and=true"),
            ("id=1&id=2", "id=2&id=3", "id=1&id=2&id.and=2&id.and=3"),
        ] {
            assert_eq!(both(one, other), together, "{one} and {other}");
        }
    }

    #[test]
    fn what_one_body_asks_for_backwards_is_still_refused_and_other_lists_know_no_second_condition() {
        assert!(Filter::<Calls>::parse_query("start.from=2026-02-01&start.to=2026-01-01").is_err());
        assert!(Filter::<Numbers>::parse_query("type=Mobile&type.and=VoIP").is_err());
    }
}
