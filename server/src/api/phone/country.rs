//! A country as a condition on area codes: numbers carry no country of their own.

use domain::phone::AreaCode;

/// The most area codes a condition names; the United States have more, so they are said by what they are not.
const CONDITION_MAX: usize = 200;

/// The conditions that hold for the numbers of a country, named in any case; `None` for a country that shares no area
/// code of the plan.
pub fn conditions(name: &str) -> Option<Vec<(&'static str, String)>> {
    let is_of_country = |area_code: &&AreaCode| area_code.region.country_name().eq_ignore_ascii_case(name.trim());
    let (of_country, others): (Vec<&AreaCode>, Vec<&AreaCode>) = AreaCode::all().iter().partition(is_of_country);
    let (key, named) = match of_country.len() {
        0 => return None,
        1..=CONDITION_MAX => ("area_code", of_country),
        _ => ("area_code.not", others),
    };
    Some(named.into_iter().map(|area_code| (key, area_code.npa.to_string())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::filter::{Filter, Numbers};

    #[test]
    fn every_country_of_the_plan_fits_into_one_condition() {
        for area_code in AreaCode::all() {
            let country = area_code.region.country_name();
            let conditions = conditions(country).expect("a country of the plan");
            let filter = Filter::<Numbers>::parse(conditions);
            assert!(filter.is_ok(), "{country}: {filter:?}");
        }
        assert!(conditions("Atlantis").is_none());
    }
}
