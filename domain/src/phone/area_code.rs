//! The area codes of the North American plan: which belong to a place, and why the others do not.
//!
//! The table `area_codes.csv` beside this file is shipped with the project; its head names its source, its date and how it
//! is made again. `domain/tests/area_codes.rs` keeps table and source the same.

use super::region::Region;
use super::standing::Standing;
use super::{Npa, plan};
use std::fmt;
use std::sync::LazyLock;

/// The date of the area-code report that the shipped table was made from.
pub const SOURCE_DATE: &str = "2026-08-17";

/// A geographic area code that is assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaCode {
    pub npa: Npa,
    pub region: &'static Region,
    /// The time zones' letters, as [`zone_name`] reads them: "P", "MP".
    pub zones: &'static str,
    /// The overlay complexes it is part of, "415/628"; two are divided by a space, none is empty.
    pub overlay: &'static str,
    /// Whether numbers of it can be reached already.
    pub in_service: bool,
}

/// An area code that no number is generated in, with the reason in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub struct NotGeographic {
    pub npa: Npa,
    pub standing: Standing,
    /// Where a planned one will be.
    pub region: Option<&'static Region>,
}

impl fmt::Display for NotGeographic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.region {
            Some(region) => write!(f, "{} is assigned to {} but not yet in service.", self.npa, region.name),
            None => write!(f, "{} {}.", self.npa, self.standing.reason()),
        }
    }
}

impl AreaCode {
    /// The assigned geographic area code in service.
    ///
    /// # Errors
    /// [`NotGeographic`], which reads as a sentence: "800 is toll-free, not geographic."
    pub fn look_up(npa: Npa) -> Result<&'static AreaCode, NotGeographic> {
        match TABLE.find(npa) {
            Some(area_code) if area_code.in_service => Ok(area_code),
            Some(area_code) => Err(NotGeographic { npa, standing: Standing::Planned, region: Some(area_code.region) }),
            None => Err(NotGeographic { npa, standing: TABLE.standing(npa), region: None }),
        }
    }

    /// Every assigned geographic area code, ascending, those not yet in service included.
    pub fn all() -> &'static [AreaCode] {
        &TABLE.geographic
    }

    /// Those in service that a person may mean by what they typed: leading digits, a region's code or part of its name, or
    /// a country's. Ascending; an empty text means all.
    pub fn search(text: &str) -> Vec<&'static AreaCode> {
        let text = text.trim().to_lowercase();
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        Self::all()
            .iter()
            .filter(|area_code| area_code.in_service)
            .filter(|area_code| {
                let region = area_code.region;
                if digits {
                    area_code.npa.to_string().starts_with(&text)
                } else if text.len() == 2 {
                    // Two letters are a postal code: "in" means Indiana, not every name with "in" in it.
                    region.code.eq_ignore_ascii_case(&text)
                } else {
                    region.name.to_lowercase().contains(&text) || region.country_name().to_lowercase().contains(&text)
                }
            })
            .collect()
    }

    /// Where it is: "California, United States", "Jamaica".
    pub fn place(&self) -> String {
        let country = self.region.country_name();
        if country == self.region.name { country.to_owned() } else { format!("{}, {country}", self.region.name) }
    }

    /// The time zones' names, in the report's order: "Mountain", "Pacific".
    pub fn zone_names(&self) -> impl Iterator<Item = &'static str> {
        self.zones.chars().filter_map(zone_name)
    }
}

/// The name of a time zone's letter in the table.
pub fn zone_name(letter: char) -> Option<&'static str> {
    Some(match letter {
        'N' => "Newfoundland",
        'A' => "Atlantic",
        'E' => "Eastern",
        'C' => "Central",
        'M' => "Mountain",
        'P' => "Pacific",
        'K' => "Alaska",
        'H' => "Hawaii",
        'S' => "Samoa",
        'G' => "Chamorro",
        _ => return None,
    })
}

struct Table {
    geographic: Vec<AreaCode>,
    others: Vec<(Npa, Standing)>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| Table::parse(include_str!("area_codes.csv")).expect("the shipped table reads, a test sees to it"));

impl Table {
    /// Reads `npa,region,zones,overlay,standing` lines; `#` begins a comment.
    fn parse(text: &'static str) -> Option<Table> {
        let mut table = Table { geographic: Vec::new(), others: Vec::new() };
        for line in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let mut cells = line.split(',');
            let npa = cells.next()?.parse().ok()?;
            let (region, zones, overlay) = (cells.next()?, cells.next()?, cells.next()?);
            let standing = Standing::from_word(cells.next()?)?;
            match standing {
                Standing::InService | Standing::Planned => table.geographic.push(AreaCode {
                    npa,
                    region: Region::find(region)?,
                    zones,
                    overlay,
                    in_service: standing == Standing::InService,
                }),
                other => table.others.push((npa, other)),
            }
        }
        Some(table)
    }

    fn find(&self, npa: Npa) -> Option<&AreaCode> {
        let at = self.geographic.binary_search_by_key(&npa, |area_code| area_code.npa).ok()?;
        self.geographic.get(at)
    }

    /// The standing of a code that is not in the geographic part.
    fn standing(&self, npa: Npa) -> Standing {
        let listed = self.others.binary_search_by_key(&npa, |(npa, _)| *npa).ok();
        match listed.and_then(|at| self.others.get(at)) {
            Some((_, standing)) => *standing,
            None if npa.code() % 100 == 11 => Standing::ServiceCode,
            None if !plan::is_area_code(npa.code()) => Standing::Expansion,
            None => Standing::Unassigned,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_up(code: u16) -> Result<&'static AreaCode, String> {
        AreaCode::look_up(Npa::new(code).unwrap()).map_err(|reason| reason.to_string())
    }

    #[test]
    fn every_area_code_of_the_plan_is_geographic_or_has_its_reason() {
        let geographic = (200..=999).filter(|code| look_up(*code).is_ok()).count();
        assert_eq!(geographic, 378 + 55 + 21, "United States, Canada, elsewhere");
        for code in 200..=999 {
            if let Err(reason) = look_up(code) {
                assert!(reason.starts_with(&format!("{code} is ")) && reason.ends_with('.'), "{reason}");
            }
        }
    }

    #[test]
    fn what_is_not_geographic_says_why() {
        for (code, reason) in [
            (800, "800 is toll-free, not geographic."),
            (822, "822 is toll-free, not geographic."),
            (887, "887 is set aside for toll-free numbers."),
            (555, "555 is directory assistance, not an area code."),
            (211, "211 is a service code (N11), not an area code."),
            (900, "900 is for premium services, not geographic."),
            (500, "500 is for personal and other services without a place, not geographic."),
            (292, "292 is kept for a longer numbering plan."),
            (273, "273 is assigned to Quebec but not yet in service."),
            (200, "200 is not assigned to any area."),
        ] {
            assert_eq!(look_up(code), Err(reason.to_owned()));
        }
    }

    #[test]
    fn an_area_code_knows_its_place_overlay_and_zones() {
        let area_code = look_up(628).unwrap();
        assert_eq!((area_code.overlay, area_code.place().as_str()), ("415/628", "California, United States"));
        assert_eq!(look_up(208).unwrap().zone_names().collect::<Vec<_>>(), ["Mountain", "Pacific"]);
        assert_eq!(look_up(876).unwrap().place(), "Jamaica");
        assert_eq!(look_up(564).unwrap().overlay, "206/564 360/564");
    }

    #[test]
    fn a_person_finds_area_codes_by_digits_state_or_country() {
        let found = |text| -> Vec<u16> { AreaCode::search(text).iter().map(|found| found.npa.code()).collect() };
        assert_eq!(found("41"), [410, 412, 413, 414, 415, 416, 417, 418, 419]);
        assert_eq!(found("hi"), [808]);
        assert_eq!(found("Hawaii"), [808]);
        assert_eq!(found("jamaica"), [658, 876]);
        assert_eq!(found("273"), [0_u16; 0], "not yet in service");
        assert_eq!(found("").len(), 454);
    }
}
