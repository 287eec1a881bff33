//! When hours open next, remembered: thousands of contacts share a handful of clocks and laws.

use super::SimulatedContact;
use crate::dial::{Hours, Zones};
use crate::phone::AreaCode;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use time::OffsetDateTime;

/// What [`Hours::next_opening`] answered, for each group of contacts for whom it answers the same.
#[derive(Debug)]
pub(super) struct Openings {
    /// The group of each contact.
    groups: Vec<usize>,
    known: Vec<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// By the moment at which a closed stretch ends, since when it is known to be closed.
    closed: BTreeMap<OffsetDateTime, OffsetDateTime>,
    /// The last moment of which it is known that nothing opens after it.
    never: Option<OffsetDateTime>,
}

impl Openings {
    /// Contacts of one region by the same clocks are one group: with one campaign's windows, nothing else matters.
    pub(super) fn new(contacts: &[SimulatedContact]) -> Openings {
        let mut places: HashMap<(&str, Vec<String>), usize> = HashMap::new();
        let mut groups = Vec::with_capacity(contacts.len());
        for contact in contacts {
            let area_code = AreaCode::look_up(contact.number.area_code());
            let region = area_code.map_or("", |area_code| area_code.region.code);
            let zones = contact.zones.as_ref().map(|zones| zones.names()).unwrap_or_default();
            let next = places.len();
            groups.push(*places.entry((region, zones)).or_insert(next));
        }
        let known = places.iter().map(|_| Known::default()).collect();
        Openings { groups, known }
    }

    /// [`Hours::next_opening`] for a contact.
    pub(super) fn next(
        &mut self,
        contact: usize,
        hours: Hours<'_>,
        from: OffsetDateTime,
        zones: &Zones,
    ) -> Option<OffsetDateTime> {
        let known = self.groups.get(contact).and_then(|group| self.known.get_mut(*group));
        let Some(known) = known else { return hours.next_opening(from, zones) };
        if known.never == Some(from) {
            return None;
        }
        // What opens first after a moment opens first after every later one, until it does.
        let stretch = known.closed.range((Bound::Excluded(from), Bound::Unbounded)).next();
        if let Some((opens, _)) = stretch.filter(|(_, since)| **since <= from) {
            return Some(*opens);
        }
        let opens = hours.next_opening(from, zones);
        match opens {
            Some(opens) if opens > from => {
                let since = known.closed.entry(opens).or_insert(from);
                *since = from.min(*since);
            }
            Some(_) => {}
            None => known.never = Some(from),
        }
        opens
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::plans;
    use super::*;
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::datetime;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn what_is_remembered_is_what_would_be_answered(
            asked in proptest::collection::vec((0_usize..10, -2_000_i64..20_000), 1..20),
            start in 0_u16..22, lawful in any::<bool>(),
        ) {
            let contacts = plans::contacts(10);
            let book = plans::rules();
            // One weekday, so that a holiday closes it for longer than hours are looked for without a law.
            let windows = plans::windows("sat", &format!("{start:02}:00"), &format!("{:02}:15", start + 1));
            let mut openings = Openings::new(&contacts);
            prop_assert_eq!(openings.known.len(), 5);
            for (place, minutes) in asked {
                let contact = &contacts[place];
                let hours = Hours { windows: &windows, law: if lawful { book.law_of(contact.number) } else { None } };
                let from = datetime!(2026-06-27 00:00 UTC) + Duration::minutes(minutes);
                let zones = contact.zones.as_ref().unwrap();
                prop_assert_eq!(openings.next(place, hours, from, zones), hours.next_opening(from, zones), "from {}", from);
            }
        }
    }
}
