//! The numbering administrator's report of central office codes ("Utilized", all states): one code a row.
//!
//! Tab-separated text exactly as published: a header of 12 cells whose last one is the file's date, rows of 11 cells
//! padded with spaces, the company in quotes. The caller unzips it and splits it into lines; nothing is copied here but a
//! company name with quotes inside.

use super::{RowError, calendar_date};
use crate::phone::Prefix;
use std::borrow::Cow;
use time::Date;

const NAME: &str = "a central office code report";
const DATE: &str = "The file's date";

/// The report's first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeReportHeader {
    /// The day the administrator updated the file.
    pub source_date: Date,
}

/// One central office code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeReportRow<'a> {
    /// The state's or territory's postal code. The report writes NN for the Northern Mariana Islands; here it is MP.
    pub state: &'a str,
    pub prefix: Prefix,
    /// The operating company number of whoever holds the code; `None` where nobody does.
    pub ocn: Option<&'a str>,
    /// The legal name of whoever holds it; `None` where nobody does.
    pub company: Option<Cow<'a, str>>,
    /// The rate centre, cut to ten characters by the administrator.
    pub rate_center: Option<&'a str>,
    /// When it becomes effective, where that is still to come.
    pub effective_on: Option<Date>,
    /// When it was assigned, where the report says so.
    pub assigned_on: Option<Date>,
    /// Whether the code is assigned (`Use` is AS); UA and any other word are not.
    pub assigned: bool,
    /// Whether the administrator calls it in service.
    pub in_service: bool,
}

impl CodeReportHeader {
    /// Whether a line is this report's header.
    pub fn is_header(line: &str) -> bool {
        let mut cells = line.trim_start_matches('\u{feff}').split('\t').map(str::trim);
        cells.next() == Some("State") && cells.next() == Some("NPA-NXX")
    }

    /// Reads the first line.
    ///
    /// # Errors
    /// [`RowError`] when it is another file's, or its last cell, `File Updated MM/DD/YYYY`, has no date.
    pub fn parse(line: &str) -> Result<Self, RowError> {
        if !Self::is_header(line) {
            return Err(RowError::Header(NAME));
        }
        let cell = line.rsplit('\t').next().unwrap_or_default().trim();
        let date = cell.strip_prefix("File Updated").ok_or(RowError::Missing(DATE))?.trim();
        Ok(Self { source_date: calendar_date::month_day_year(DATE, date)? })
    }
}

impl<'a> CodeReportRow<'a> {
    /// Reads a line after the header; `None` for an empty one.
    ///
    /// # Errors
    /// [`RowError`] naming the cell that does not read.
    pub fn parse(line: &'a str) -> Result<Option<Self>, RowError> {
        if line.trim().is_empty() {
            return Ok(None);
        }
        let mut cells = [""; 11];
        let mut found = 0;
        for cell in line.split('\t') {
            if let Some(place) = cells.get_mut(found) {
                *place = cell.trim();
            }
            found += 1;
        }
        // A row may carry the header's twelfth cell, empty.
        if !(11..=12).contains(&found) {
            return Err(RowError::Cells { expected: "11", found });
        }
        let [state, prefix, ocn, company, rate_center, effective, usage, assigned, _growth, _pooled, service] = cells;
        if state.is_empty() {
            return Err(RowError::Missing("The state"));
        }
        if usage.is_empty() {
            return Err(RowError::Missing("The use"));
        }
        Ok(Some(Self {
            state: if state == "NN" { "MP" } else { state },
            prefix: prefix.parse().map_err(|_| RowError::unreadable("NPA-NXX", prefix))?,
            ocn: filled(ocn),
            company: company_name(company),
            rate_center: filled(rate_center).filter(|place| *place != "XXXXXXXXXX"),
            effective_on: date("The effective date", effective)?,
            assigned_on: date("The date of assignment", assigned)?,
            assigned: usage == "AS",
            in_service: service.eq_ignore_ascii_case("yes"),
        }))
    }
}

fn filled(cell: &str) -> Option<&str> {
    (!cell.is_empty()).then_some(cell)
}

fn date(cell: &'static str, text: &str) -> Result<Option<Date>, RowError> {
    filled(text).map(|text| calendar_date::month_day_year(cell, text)).transpose()
}

/// The name without its quotes; a doubled quote inside is one.
fn company_name(cell: &str) -> Option<Cow<'_, str>> {
    let Some(quoted) = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return filled(cell).map(Cow::Borrowed);
    };
    let name = filled(quoted.trim())?;
    Some(if name.contains("\"\"") { Cow::Owned(name.replace("\"\"", "\"")) } else { Cow::Borrowed(name) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const HEADER: &str = "State\tNPA-NXX\tOCN \tCompany      \tRateCenter\tEffectiveDate\tUse\tAssignDate   \tInitial/Growth\tPooled Code \tIn Service  \tFile Updated 07/06/2026\r";

    fn row(company: &str, assigned: &str) -> String {
        format!(
            "CA   \t415-234\t6010\t{company}   \tSNFC CNTRL\t             \tAS \t{assigned}\tI   \tY  \tYes      \r"
        )
    }

    #[test]
    fn the_header_carries_the_date_of_the_file() {
        assert_eq!(CodeReportHeader::parse(HEADER), Ok(CodeReportHeader { source_date: date!(2026 - 07 - 06) }));
        assert_eq!(CodeReportHeader::parse("ocn,class"), Err(RowError::Header(NAME)));
        assert_eq!(CodeReportHeader::parse("State\tNPA-NXX\tUse"), Err(RowError::Missing(DATE)));
    }

    #[test]
    fn a_company_name_may_hold_commas_ampersands_and_doubled_quotes() {
        for (cell, name) in [
            ("\"T-MOBILE USA, INC.\"", "T-MOBILE USA, INC."),
            ("\"D&E/OMNIPOINT WIREL JOINT VENT LP DBA PCS ONE\"", "D&E/OMNIPOINT WIREL JOINT VENT LP DBA PCS ONE"),
            ("\"JOE \"\"THE LINE\"\" INC.   \"", "JOE \"THE LINE\" INC."),
            ("PLAIN LLC", "PLAIN LLC"),
            ("\"", "\""),
        ] {
            let line = row(cell, "02/21/2006");
            let row = CodeReportRow::parse(&line).unwrap().unwrap();
            assert_eq!(row.company.as_deref(), Some(name));
            assert_eq!(row.assigned_on, Some(date!(2006 - 02 - 21)));
            assert!(row.assigned && row.in_service);
        }
    }

    #[test]
    fn an_unassigned_code_may_have_no_holder() {
        let line = "NN   \t670-950\t    \t                \t          \t             \tUA \t             \t      \t     \tNo       \r";
        let row = CodeReportRow::parse(line).unwrap().unwrap();
        assert_eq!((row.state, row.ocn, row.company, row.rate_center, row.assigned), ("MP", None, None, None, false));
    }

    #[test]
    fn a_damaged_row_names_the_cell() {
        for (line, error) in [
            ("CA\t415-234", RowError::Cells { expected: "11", found: 2 }),
            (&row("\"X\"", "31/31/2006"), RowError::unreadable("The date of assignment", "31/31/2006")),
            (&row("\"X\"", "").replace("415-234", "415-034"), RowError::unreadable("NPA-NXX", "415-034")),
            (&row("\"X\"", "").replace("CA   ", ""), RowError::Missing("The state")),
            (&row("\"X\"", "").replace("AS ", ""), RowError::Missing("The use")),
        ] {
            assert_eq!(CodeReportRow::parse(line), Err(error), "{line}");
        }
        assert_eq!(CodeReportRow::parse("  \r"), Ok(None));
    }
}
