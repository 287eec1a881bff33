//! The numbering administrator's area-code report: `File Date,MM/DD/YYYY`, a header, then a row for each of 800 codes.
//!
//! The file is ordinary CSV with quoted cells, so its reader is the engine's csv crate (no header, flexible): it hands over
//! each record's cells. A newer report than the shipped table may be imported to know which codes came into service.

use super::{RowError, calendar_date};
use crate::phone::{Npa, Region, Standing};
use time::Date;

const NAME: &str = "an area-code report";

/// Where the columns that are read stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaCodeReportHeader {
    places: [usize; 9],
}

/// The columns that are read, by the names of the report's header.
const COLUMNS: [&str; 9] =
    ["NPA_ID", "EXPLANATION", "ASSIGNED", "USE", "LOCATION", "IN_SERVICE", "OVERLAY_COMPLEX", "SERVICE", "TIME_ZONE"];

/// One area code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaCodeRow<'a> {
    pub npa: Npa,
    pub standing: Standing,
    /// Where an assigned geographic one is; `None` for others, and for a place that this release does not know.
    pub region: Option<&'static Region>,
    /// The place as the report writes it.
    pub location: &'a str,
    /// Its overlay complexes, "415/628"; two are divided by a space.
    pub overlay: String,
    /// Its time zones' letters, as `phone::area_code::zone_name` reads them.
    pub zones: &'static str,
}

/// The date in the report's first record, `File Date,08/17/2026`.
///
/// # Errors
/// [`RowError`] when it is another file's record or its date does not read.
pub fn area_code_report_date(cells: &[&str]) -> Result<Date, RowError> {
    match cells {
        [name, date, ..] if is_first_record(name) => calendar_date::month_day_year("The file's date", date.trim()),
        _ => Err(RowError::Header(NAME)),
    }
}

/// Whether the first cell of a file is this report's.
pub(super) fn is_first_record(cell: &str) -> bool {
    cell.trim_start_matches('\u{feff}').trim() == "File Date"
}

impl AreaCodeReportHeader {
    /// Reads the second record.
    ///
    /// # Errors
    /// [`RowError`] naming the column that is missing.
    pub fn parse(cells: &[&str]) -> Result<Self, RowError> {
        let mut places = [0; COLUMNS.len()];
        for (place, column) in places.iter_mut().zip(COLUMNS) {
            let found = cells.iter().position(|cell| cell.trim() == column);
            *place = found.ok_or(RowError::Missing(column))?;
        }
        Ok(Self { places })
    }

    /// Reads a record after the header.
    ///
    /// # Errors
    /// [`RowError`] when the code does not read.
    pub fn row<'a>(&self, cells: &[&'a str]) -> Result<AreaCodeRow<'a>, RowError> {
        let [npa, explanation, assigned, usage, location, in_service, overlay, service, zone] =
            self.places.map(|place| cells.get(place).map_or("", |cell| cell.trim()));
        let npa: Npa = npa.parse().map_err(|_| RowError::unreadable("NPA_ID", npa))?;
        let standing = if usage == "G" && assigned == "Yes" {
            if in_service == "Y" { Standing::InService } else { Standing::Planned }
        } else {
            not_geographic(npa, explanation, service, assigned == "Yes")
        };
        let geographic = matches!(standing, Standing::InService | Standing::Planned);
        Ok(AreaCodeRow {
            npa,
            standing,
            region: geographic.then(|| Region::reported(location)).flatten(),
            location,
            overlay: if geographic { complexes(overlay) } else { String::new() },
            zones: if geographic { letters(zone) } else { "" },
        })
    }
}

/// The standing of a code without a place, from the report's service and explanation.
fn not_geographic(npa: Npa, explanation: &str, service: &str, assigned: bool) -> Standing {
    match (npa.code(), explanation, service.trim()) {
        (_, "N11 Code", _) => Standing::ServiceCode,
        // 290 is reserved like its neighbours, but without their word.
        (_, "Expansion Code", _) | (290, ..) => Standing::Expansion,
        (_, "Directory Assistance", _) => Standing::DirectoryAssistance,
        (_, "Carrier Access", _) => Standing::CarrierAccess,
        (_, "Reserved by INC", _) => Standing::Reserved,
        (_, "Reserved for Canada", _) => Standing::CanadianReserved,
        (988, ..) => Standing::Abbreviated,
        (_, _, "Toll-Free") if assigned => Standing::TollFree,
        (_, _, "Toll-Free") => Standing::TollFreeReserved,
        (500..=599, _, "Non-Geographic Services") if assigned => Standing::Personal,
        (500..=599, "Reserved for 5XX", _) => Standing::PersonalReserved,
        (_, _, "Interexchange Carrier Services") => Standing::CarrierServices,
        (_, _, "US Government") => Standing::Government,
        (_, _, "Premium Services") => Standing::Premium,
        // 633 is assigned to Canada without a word on its service.
        (600..=699, ..) if assigned => Standing::Canadian,
        _ => Standing::Unassigned,
    }
}

/// "206/564, 360/564 " → "206/564 360/564".
fn complexes(cell: &str) -> String {
    cell.split([',', ' ']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The report's time zone in the table's letters; it writes some by their offset and one in words.
fn letters(cell: &str) -> &'static str {
    match cell {
        "N" => "N",
        "A" => "A",
        "E" => "E",
        "C" => "C",
        "M" => "M",
        "P" => "P",
        "EC" => "EC",
        "CM" => "CM",
        "MP" => "MP",
        "CMP" => "CMP",
        "PT/MT only for W Wendover" => "PM",
        "AK" => "K",
        "(UTC-10)" => "H",
        "UTC-11" => "S",
        "(UTC+10)" => "G",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const HEADER: [&str; 10] = [
        "NPA_ID",
        "type_of_code",
        "EXPLANATION",
        "ASSIGNED",
        "USE",
        "LOCATION",
        "IN_SERVICE",
        "OVERLAY_COMPLEX",
        "SERVICE",
        "TIME_ZONE",
    ];

    fn read<'a>(cells: &[&'a str]) -> AreaCodeRow<'a> {
        AreaCodeReportHeader::parse(&HEADER).unwrap().row(cells).unwrap()
    }

    #[test]
    fn the_first_record_is_the_date() {
        assert_eq!(area_code_report_date(&["File Date", "08/17/2026"]), Ok(date!(2026 - 08 - 17)));
        assert_eq!(area_code_report_date(&["NPA_ID", "x"]), Err(RowError::Header(NAME)));
    }

    #[test]
    fn a_geographic_code_has_its_place_overlay_and_zones() {
        let row = read(&["564", "General", "", "Yes", "G", "WA", "Y", "206/564, 360/564 ", "", "P"]);
        assert_eq!(row.standing, Standing::InService);
        assert_eq!(row.region.map(|region| region.name), Some("Washington"));
        assert_eq!((row.overlay.as_str(), row.zones), ("206/564 360/564", "P"));
    }

    #[test]
    fn a_code_without_a_place_says_what_it_is_for() {
        for (cells, standing) in [
            (["211", "", "N11 Code", "No", "", "", "N", "", "", ""], Standing::ServiceCode),
            (["273", "", "", "Yes", "G", "QUEBEC", "N", "", "", "E"], Standing::Planned),
            (["500", "", "", "Yes", "N", "NANP AREA", "Y", "", "Non-Geographic Services", "E"], Standing::Personal),
            (["633", "", "", "Yes", "N", "", "Y", "", "", ""], Standing::Canadian),
            (["800", "", "", "Yes", "N", "NANP AREA", "Y", "", "Toll-Free", ""], Standing::TollFree),
            (
                ["880", "", "Set aside for toll free", "No", "N", "", "N", "", "Toll-Free", ""],
                Standing::TollFreeReserved,
            ),
            (["222", "", "", "No", "N", "", "N", "", "", ""], Standing::Unassigned),
            (["935", "", "", "No", "G", "", "N", "", "", ""], Standing::Unassigned),
        ] {
            let row = read(&cells);
            assert_eq!(row.standing, standing, "{cells:?}");
        }
    }

    #[test]
    fn a_missing_column_and_a_damaged_code_are_named() {
        assert_eq!(AreaCodeReportHeader::parse(&["NPA_ID"]), Err(RowError::Missing("EXPLANATION")));
        let header = AreaCodeReportHeader::parse(&HEADER).unwrap();
        assert_eq!(header.row(&["41x"]), Err(RowError::unreadable("NPA_ID", "41x")));
    }
}
