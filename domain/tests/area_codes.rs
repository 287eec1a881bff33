//! The shipped table of area codes is what the numbering administrator's report says.
//!
//! To make the table from a newer report: put the report into the samples' folder, set its name and date below and in
//! `phone/area_code.rs`, run `TRUNKLINE_WRITE_AREA_CODES=1 cargo test -p domain --test area_codes`, and read the diff.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::disallowed_methods, reason = "the variable belongs to this test alone")]

mod samples;

use domain::phone::{AreaCode, Npa, Region, Standing};
use domain::prefix::{AreaCodeReportHeader, SourceKind, area_code_report_date};

const REPORT: &str = "nanpa/npa-report-2026-08-17.csv";
const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/phone/area_codes.csv");

/// The table in the project's own form, without its head, made from the report.
fn table_of(report: &str) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(report.as_bytes());
    let mut records = reader.records().map(Result::unwrap);
    let date = area_code_report_date(&records.next().unwrap().iter().collect::<Vec<_>>()).unwrap();
    assert_eq!(date.to_string(), domain::phone::area_code::SOURCE_DATE);
    let header = AreaCodeReportHeader::parse(&records.next().unwrap().iter().collect::<Vec<_>>()).unwrap();
    let mut table = String::from("npa,region,zones,overlay,standing\n");
    let mut rows = 0;
    for record in records {
        let cells: Vec<&str> = record.iter().collect();
        let row = header.row(&cells).unwrap();
        rows += 1;
        let geographic = matches!(row.standing, Standing::InService | Standing::Planned);
        assert_eq!(row.region.is_some(), geographic, "{} at {} has no region", row.npa, row.location);
        // What follows from a code's form alone is not written down.
        if matches!(row.standing, Standing::Unassigned | Standing::ServiceCode | Standing::Expansion) {
            continue;
        }
        let region = row.region.map_or("", |region| region.code);
        table += &format!("{},{region},{},{},{}\n", row.npa, row.zones, row.overlay, row.standing.as_str());
    }
    assert_eq!(rows, 800, "the report has a row for each code from 200 to 999");
    table
}

#[test]
fn the_shipped_table_is_the_report() {
    let Some(report) = samples::text(REPORT) else { return };
    assert_eq!(SourceKind::detect(&report), Some(SourceKind::AreaCodeReport));
    let shipped = std::fs::read_to_string(TABLE).unwrap();
    let head: String = shipped.lines().filter(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    let made = head.clone() + &table_of(&report);
    if std::env::var_os("TRUNKLINE_WRITE_AREA_CODES").is_some() {
        std::fs::write(TABLE, &made).unwrap();
    }
    assert_eq!(made, std::fs::read_to_string(TABLE).unwrap(), "make the table again: see the head of this test");
}

/// The report knows every code; looking one up must agree with its row, listed or not.
#[test]
fn looking_a_code_up_agrees_with_the_report() {
    let Some(report) = samples::text(REPORT) else { return };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(report.as_bytes());
    let mut records = reader.records().map(Result::unwrap).skip(1);
    let header = AreaCodeReportHeader::parse(&records.next().unwrap().iter().collect::<Vec<_>>()).unwrap();
    for record in records {
        let cells: Vec<&str> = record.iter().collect();
        let row = header.row(&cells).unwrap();
        match AreaCode::look_up(row.npa) {
            Ok(area_code) => {
                assert_eq!((row.standing, row.region), (Standing::InService, Some(area_code.region)), "{}", row.npa);
            }
            Err(reason) => assert_eq!(reason.standing, row.standing, "{}", row.npa),
        }
    }
}

#[test]
fn every_area_code_has_a_place_and_every_overlay_names_area_codes() {
    for area_code in AreaCode::all() {
        assert!(Region::find(area_code.region.code).is_some());
        assert!(
            area_code.zone_names().count() == area_code.zones.len() && !area_code.zones.is_empty(),
            "{area_code:?}"
        );
        let complex: Vec<Npa> = area_code.overlay.split([' ', '/']).filter_map(|npa| npa.parse().ok()).collect();
        assert!(complex.is_empty() || complex.contains(&area_code.npa), "{area_code:?}");
        assert!(complex.iter().all(|npa| AreaCode::all().iter().any(|known| known.npa == *npa)), "{area_code:?}");
    }
}
