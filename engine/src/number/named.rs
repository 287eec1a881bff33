//! The numbers that a filter names in full.

use crate::selection::Clause;
use domain::filter::{Condition, Filter, Numbers, Operator};

/// How many digits a stored number has, its country code with them.
const STORED: usize = 11;

/// What the country code adds to the ten digits behind it.
const COUNTRY_CODE: i64 = 10_000_000_000;

/// Adds that a row's number is one of `numbers`, so that the unique key answers it. The range says it once more: of a table
/// it knows nothing about, the planner took the list alone for a filter and read the whole project along the key.
pub(super) fn only(clause: &mut Clause, numbers: Vec<i64>) {
    let (least, most) = (numbers.iter().min().copied(), numbers.iter().max().copied());
    let (least, most) = (clause.value(least), clause.value(most));
    let numbers = clause.value(numbers);
    clause.and(&format!("number between {least} and {most} and number = any({numbers})"));
}

/// The only numbers that can match, when a condition leaves so few that each is looked up by the unique key; `None` when
/// the filter has to be searched for. A search for a whole number walked the whole project before.
pub(super) fn named(filter: &Filter<Numbers>) -> Option<Vec<i64>> {
    filter.conditions().iter().filter(|condition| condition.field.name == "number").find_map(|condition| {
        let numbers = condition.texts().map(|digits| whole(condition, digits)).collect::<Option<Vec<_>>>()?;
        Some(numbers.concat())
    })
}

/// The numbers that one value of a condition leaves, when they are few.
fn whole(condition: &Condition, digits: &str) -> Option<Vec<i64>> {
    let value: i64 = digits.parse().ok()?;
    let first_ten = || (0..10).map(|last| value * 10 + last).collect();
    match (condition.operator, STORED.checked_sub(digits.len())?) {
        (Operator::Is | Operator::Contains | Operator::Starts | Operator::Ends, 0) => Some(vec![value]),
        (Operator::Ends, 1) => Some(vec![COUNTRY_CODE + value]),
        (Operator::Starts, 1) => Some(first_ten()),
        // Every stored number begins with the country code and no area code does: ten digits that begin with it are the
        // first ten of eleven, any others the last ten.
        (Operator::Contains, 1) if digits.starts_with('1') => Some(first_ten()),
        (Operator::Contains, 1) => Some(vec![COUNTRY_CODE + value]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_names_numbers_only_when_it_leaves_few_of_them() {
        let first_ten: Vec<i64> = (14_152_120_000..14_152_120_010).collect();
        for (text, numbers) in [
            ("number=415-212-0000", Some(vec![14_152_120_000])),
            ("number.contains=4152120000", Some(vec![14_152_120_000])),
            ("number.contains=1 (415) 212-0000", Some(vec![14_152_120_000])),
            ("number.contains=1415212000", Some(first_ten.clone())),
            ("number.starts=415212000", Some(first_ten)),
            ("number.starts=4152120000", Some(vec![14_152_120_000])),
            ("number.ends=4152120000", Some(vec![14_152_120_000])),
            ("number.ends=4152120000&type=Mobile", Some(vec![14_152_120_000])),
            ("number.contains=4152120000&number.contains=415", None),
            ("number.contains=415212000", None),
            ("number.not=4152120000", None),
            ("area_code=415", None),
            ("", None),
        ] {
            let filter = Filter::parse_query(text).expect("the filter reads");
            assert_eq!(named(&filter), numbers, "{text}");
        }
    }
}
