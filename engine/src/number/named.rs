//! The few numbers that a filter leaves, by naming them or by naming their codes.

use crate::selection::Clause;
use domain::filter::{Condition, Filter, Numbers, Operator};

/// How many digits a stored number has, its country code with them.
const STORED: usize = 11;

/// What the country code adds to the ten digits behind it.
const COUNTRY_CODE: i64 = 10_000_000_000;

/// The most numbers that a page looks up and puts in order instead of searching for them.
pub(super) const FEW: i64 = 200_000;

/// Ranges of numbers, first and last with them.
pub(super) type Ranges = Vec<(i64, i64)>;

/// Adds that a row's number is in one of the ranges, so that the unique key answers it. The first and the last of all are said
/// once more: of a table it knows nothing about, the planner took the list alone for a filter and read the whole project
/// along the key.
pub(super) fn only(clause: &mut Clause, ranges: &Ranges) {
    let (least, most) = (ranges.iter().map(|range| range.0).min(), ranges.iter().map(|range| range.1).max());
    let (least, most) = (clause.value(least), clause.value(most));
    let whole = ranges.iter().all(|(first, last)| first == last);
    let any = if whole {
        let numbers = clause.value(ranges.iter().map(|range| range.0).collect::<Vec<i64>>());
        format!("number = any({numbers})")
    } else {
        let parts = ranges.iter().map(|(first, last)| {
            let (first, last) = (clause.value(*first), clause.value(*last));
            format!("number between {first} and {last}")
        });
        format!("({})", parts.collect::<Vec<_>>().join(" or "))
    };
    clause.and(&format!("number between {least} and {most} and {any}"));
}

/// The ranges in which all numbers lie that can match, when a condition leaves at most `most` of them: they are read along the
/// unique key. `None` when the filter has to be searched for. A search for a whole number, or for a code, walked the whole project before.
pub(super) fn named(filter: &Filter<Numbers>, most: i64) -> Option<Ranges> {
    filter.conditions().iter().filter(|condition| condition.field.name == "number").find_map(|condition| {
        let ranges = condition.texts().map(|digits| ranges(condition, digits)).collect::<Option<Vec<_>>>()?;
        let ranges = ranges.concat();
        let numbers: i64 = ranges.iter().map(|(first, last)| last - first + 1).sum();
        (numbers <= most).then_some(ranges)
    })
}

/// The ranges that one value of a condition leaves, when they are few.
fn ranges(condition: &Condition, digits: &str) -> Option<Ranges> {
    let value: i64 = digits.parse().ok()?;
    let missing = u32::try_from(STORED.checked_sub(digits.len())?).ok()?;
    let beginning = || {
        let unit = 10_i64.pow(missing);
        vec![(value * unit, (value + 1) * unit - 1)]
    };
    let ending = vec![(COUNTRY_CODE + value, COUNTRY_CODE + value)];
    match (condition.operator, missing) {
        (Operator::Is | Operator::Contains | Operator::Starts | Operator::Ends, 0) => Some(vec![(value, value)]),
        (Operator::Starts, _) => Some(beginning()),
        (Operator::Ends, 1) => Some(ending),
        // Every stored number begins with the country code and no area code does: ten digits that begin with it are the
        // first ten of eleven, any others the last ten.
        (Operator::Contains, 1) if digits.starts_with('1') => Some(beginning()),
        (Operator::Contains, 1) => Some(ending),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_names_numbers_only_when_it_leaves_few_of_them() {
        let one = || Some(vec![(14_152_120_000, 14_152_120_000)]);
        let first_ten = || Some(vec![(14_152_120_000, 14_152_120_009)]);
        let code = || Some(vec![(14_152_120_000, 14_152_129_999)]);
        for (text, numbers) in [
            ("number=415-212-0000", one()),
            ("number.contains=4152120000", one()),
            ("number.contains=1 (415) 212-0000", one()),
            ("number.contains=1415212000", first_ten()),
            ("number.starts=415212000", first_ten()),
            ("number.starts=4152120000", one()),
            ("number.starts=415212", code()),
            ("number.starts=415212&type=Mobile", code()),
            ("number.ends=4152120000", one()),
            ("number.ends=4152120000&type=Mobile", one()),
            ("number.contains=4152120000&number.contains=415", None),
            ("number.contains=415212000", None),
            ("number.starts=4152", None),
            ("number.starts=415", None),
            ("number.not=4152120000", None),
            ("area_code=415", None),
            ("", None),
        ] {
            let filter = Filter::parse_query(text).expect("the filter reads");
            assert_eq!(named(&filter, FEW), numbers, "{text}");
        }
    }

    #[test]
    fn codes_are_looked_up_together_as_long_as_they_are_few() {
        let codes = |n: usize| (0..n).map(|i| format!("number.starts=415{}", 200 + i)).collect::<Vec<_>>().join("&");
        let ranges = |n: usize| named(&Filter::parse_query(&codes(n)).expect("the filter reads"), FEW);
        assert_eq!(ranges(20).map(|ranges| ranges.len()), Some(20));
        assert_eq!(ranges(21), None);
    }
}
