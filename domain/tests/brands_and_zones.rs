//! Brands, line types and time zones of the real files, against the figures published with them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod samples;

use domain::prefix::{Brand, CodeReportRow, LineType, OcnRow, OcnTable, SourceKind, TimeZoneRow, TimeZoneTable};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

fn report() -> Option<String> {
    let path = samples::path("nanpa/co-code-assignments-2026-07-06.zip")?;
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_index(0).unwrap().read_to_string(&mut text).unwrap();
    Some(text)
}

fn assigned(report: &str) -> impl Iterator<Item = CodeReportRow<'_>> {
    report.lines().skip(1).filter_map(|line| CodeReportRow::parse(line).unwrap()).filter(|row| row.assigned)
}

fn companies() -> Option<OcnTable> {
    let text = samples::text("nanpa/ocn-line-type.csv")?;
    assert_eq!(SourceKind::detect(&text), Some(SourceKind::OcnLineTypes));
    let mut table = OcnTable::default();
    let mut rows = 0;
    for row in text.lines().filter_map(|line| OcnRow::parse(line).unwrap()) {
        rows += 1;
        table.insert(row);
    }
    assert_eq!((rows, table.len(), table.duplicates()), (3_118, 3_117, 1));
    Some(table)
}

#[test]
fn brands_count_what_people_count() {
    let (Some(report), Some(companies)) = (report(), companies()) else {
        return;
    };
    let (mut codes, mut from) = (BTreeMap::<String, usize>::new(), BTreeMap::<&str, usize>::new());
    let (mut unknown, mut mobile_at_t_in_415, mut verizon_names) = (0, 0, BTreeSet::new());
    for row in assigned(&report) {
        let entry = row.ocn.and_then(|ocn| companies.get(ocn));
        let line_type = entry.map_or(LineType::Unknown, |entry| entry.line_type);
        let legal = row.company.as_deref().unwrap_or_default();
        let brand = Brand::of(legal, entry.and_then(|entry| entry.brand.as_deref()));
        *codes.entry(brand.name.to_owned()).or_default() += 1;
        *from.entry(brand.source.as_str()).or_default() += 1;
        unknown += usize::from(line_type == LineType::Unknown);
        let in_415 = row.prefix.area_code().code() == 415;
        mobile_at_t_in_415 += usize::from(in_415 && brand.name == "AT&T" && line_type == LineType::Mobile);
        if brand.name == "Verizon" {
            verizon_names.insert(legal.to_owned());
        }
    }
    assert_eq!(mobile_at_t_in_415, 66, "AT&T's mobile codes in 415");
    assert_eq!((codes["Verizon"], verizon_names.len()), (27_990, 63));
    assert_eq!(from["ocn"], 43_410, "codes whose brand the OCN file gives");
    assert!(from["rule"] > 130_000, "codes whose brand a rule gives: {}", from["rule"]);
    assert_eq!(unknown, 37, "codes whose line type no source gives");
    // A brand serves people when a short list of them covers most codes.
    let mut sizes: Vec<(usize, &str)> = codes.iter().map(|(name, count)| (*count, name.as_str())).collect();
    sizes.sort_unstable_by(|one, two| two.cmp(one));
    let covered: usize = sizes.iter().take(40).map(|(count, _)| count).sum();
    let total: usize = codes.values().sum();
    assert!(covered * 100 > total * 85, "the forty largest brands cover {covered} of {total} codes");
}

#[test]
fn time_zones_of_the_real_table_are_as_published() {
    let (Some(report), Some(text)) = (report(), samples::text("nanpa/time-zones-by-prefix.txt")) else {
        return;
    };
    assert_eq!(SourceKind::detect(&text), Some(SourceKind::TimeZones));
    let mut table = TimeZoneTable::default();
    for row in text.lines().filter_map(|line| TimeZoneRow::parse(line).unwrap()) {
        table.insert(row);
    }
    assert_eq!(table.len(), 2_046);
    let (mut two, mut area_codes) = (0, BTreeSet::new());
    for row in assigned(&report) {
        let area_code = row.prefix.area_code().code();
        match table.look_up(row.prefix).len() {
            1 => {}
            2 => {
                two += 1;
                area_codes.insert(area_code);
            }
            zones => panic!("{} lies in {zones} zones", row.prefix),
        }
    }
    assert_eq!(two, 2_724, "assigned codes in two zones");
    assert_eq!(area_codes, BTreeSet::from([208, 605, 701, 775, 907, 928, 986]));
}
