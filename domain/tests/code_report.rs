//! The code report: a small invented one in the published format, and the real one where it is at hand.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod samples;

use domain::phone::plan;
use domain::prefix::{CodeReportHeader, CodeReportRow, SourceKind};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use time::macros::date;

const SAMPLE: &str = include_str!("samples/code_report.txt");
const REAL: &str = "nanpa/co-code-assignments-2026-07-06.zip";

fn rows(text: &str) -> Vec<CodeReportRow<'_>> {
    text.lines().skip(1).filter_map(|line| CodeReportRow::parse(line).unwrap()).collect()
}

#[test]
fn a_report_in_the_published_format_reads() {
    assert_eq!(SourceKind::detect(SAMPLE), Some(SourceKind::CodeReport));
    let header = CodeReportHeader::parse(SAMPLE.lines().next().unwrap()).unwrap();
    assert_eq!(header.source_date, date!(2026 - 07 - 06));
    let rows = rows(SAMPLE);
    assert_eq!((rows.len(), rows.iter().filter(|row| row.assigned).count()), (8, 5));
    let growing = &rows[3];
    assert_eq!(growing.company.as_deref(), Some("SMITH & DAUGHTERS TEL., \"THE LINE\", LLC - CA"));
    assert_eq!(growing.effective_on, Some(date!(2026 - 09 - 01)));
    assert!(!growing.in_service);
    assert_eq!((rows[5].ocn, rows[5].company.as_deref()), (None, None));
    assert_eq!(rows[7].state, "MP");
}

#[test]
fn the_real_report_has_exactly_the_published_figures() {
    let Some(path) = samples::path(REAL) else { return };
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_index(0).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(SourceKind::detect(&text), Some(SourceKind::CodeReport));
    let rows = rows(&text);
    let assigned: Vec<_> = rows.iter().filter(|row| row.assigned).collect();
    assert_eq!((rows.len(), assigned.len()), (204_327, 197_816));
    let distinct: BTreeSet<_> = rows.iter().map(|row| row.prefix).collect();
    assert_eq!(distinct.len(), rows.len(), "no prefix comes twice");
    let mut codes: BTreeMap<u16, usize> = BTreeMap::new();
    for row in &assigned {
        assert!(
            plan::is_area_code(row.prefix.area_code().code()) && plan::is_exchange(row.prefix.nxx()),
            "{}",
            row.prefix
        );
        *codes.entry(row.prefix.area_code().code()).or_default() += 1;
    }
    let area_codes: BTreeSet<_> = rows.iter().map(|row| row.prefix.area_code()).collect();
    assert_eq!((area_codes.len(), codes.len()), (378, 364), "fourteen new area codes have no code assigned yet");
    assert_eq!((codes[&415], codes[&353]), (784, 13));
    let companies: BTreeSet<_> = rows.iter().filter_map(|row| row.ocn).collect();
    assert_eq!(companies.len(), 2_967, "operating company numbers, MULT among them; some codes have none");
    // The exclusions of an area code without a table are what this report never or hardly ever assigns.
    for nxx in (200..=999).filter(|nxx| plan::exclusion(*nxx).is_some()) {
        let free = rows.iter().filter(|row| row.prefix.nxx() == nxx && !row.assigned).count();
        let least = if nxx == 988 { 56 } else { 367 };
        assert!((least..=378).contains(&free), "{nxx} is not assignable in {free} area codes");
    }
}
