//! Which of the known files somebody handed over, told by its content and not by its name.

use super::{CodeReportHeader, area_code_report, ocn_line_types};
use serde::{Deserialize, Serialize};

/// The files that make up the prefix table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// The numbering administrator's report of central office codes.
    CodeReport,
    /// The numbering administrator's report of area codes.
    AreaCodeReport,
    /// Line types and brands by operating company number.
    OcnLineTypes,
    /// Time zones by leading digits.
    TimeZones,
    /// A table of one's own as CSV.
    PrefixCsv,
    /// A table of one's own as JSON.
    PrefixJson,
}

impl SourceKind {
    /// How many lines of the beginning decide: the time-zone file opens with a licence of eleven.
    pub const LINES: usize = 40;

    /// The kind of file that begins with these lines; `None` when it is none of them.
    ///
    /// A zip archive is not text: open it first.
    pub fn detect(beginning: &str) -> Option<SourceKind> {
        let beginning = beginning.trim_start_matches('\u{feff}');
        let mut lines = beginning.lines().take(Self::LINES).map(str::trim).filter(|line| !line.is_empty());
        let first = lines.next()?;
        let cells: Vec<&str> = first.split(',').map(|cell| cell.trim().trim_matches('"')).collect();
        let named = |name: &str| cells.iter().any(|cell| cell.eq_ignore_ascii_case(name));
        if CodeReportHeader::is_header(first) {
            Some(SourceKind::CodeReport)
        } else if area_code_report::is_first_record(cells.first()?) {
            Some(SourceKind::AreaCodeReport)
        } else if ocn_line_types::is_header(first) {
            Some(SourceKind::OcnLineTypes)
        } else if named("prefix") && named("carrier") {
            Some(SourceKind::PrefixCsv)
        } else if first.starts_with('{') {
            Some(SourceKind::PrefixJson)
        } else {
            let row = std::iter::once(first).chain(lines).find(|line| !line.starts_with('#'))?;
            let (digits, zones) = row.split_once('|')?;
            let zoned = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && zones.contains('/');
            zoned.then_some(SourceKind::TimeZones)
        }
    }

    /// Every kind, the one that makes the table first.
    pub const ALL: [SourceKind; 6] = [
        SourceKind::CodeReport,
        SourceKind::OcnLineTypes,
        SourceKind::TimeZones,
        SourceKind::AreaCodeReport,
        SourceKind::PrefixCsv,
        SourceKind::PrefixJson,
    ];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            SourceKind::CodeReport => "code_report",
            SourceKind::AreaCodeReport => "area_code_report",
            SourceKind::OcnLineTypes => "ocn_line_types",
            SourceKind::TimeZones => "time_zones",
            SourceKind::PrefixCsv => "prefix_csv",
            SourceKind::PrefixJson => "prefix_json",
        }
    }

    /// The kind of a stored word.
    pub fn from_word(word: &str) -> Option<SourceKind> {
        SourceKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            SourceKind::CodeReport => "Central office codes",
            SourceKind::AreaCodeReport => "Area codes",
            SourceKind::OcnLineTypes => "Line types by operating company",
            SourceKind::TimeZones => "Time zones by prefix",
            SourceKind::PrefixCsv => "Prefix table (CSV)",
            SourceKind::PrefixJson => "Prefix table (JSON)",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_and_are_those_that_are_sent() {
        for kind in SourceKind::ALL {
            assert_eq!(SourceKind::from_word(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert_eq!(SourceKind::from_word("own_table"), None);
    }

    #[test]
    fn each_file_is_known_by_its_beginning() {
        for (beginning, kind) in [
            ("State\tNPA-NXX\tOCN \tCompany  \tRateCenter\r\nAK   \t907-200\t", Some(SourceKind::CodeReport)),
            ("File Date,08/17/2026\r\nNPA_ID,type_of_code\r\n", Some(SourceKind::AreaCodeReport)),
            ("\u{feff}ocn,class\n\n6214,wireless\n", Some(SourceKind::OcnLineTypes)),
            (
                "# Copyright\n# Licence\n1|America/Adak&America/Denver\n1201|America/New_York\n",
                Some(SourceKind::TimeZones),
            ),
            ("id,prefix,carrier,city,state,line_type\n", Some(SourceKind::PrefixCsv)),
            ("\"Prefix\",\"Carrier\"\n", Some(SourceKind::PrefixCsv)),
            ("\n  {\"415234\": {}}", Some(SourceKind::PrefixJson)),
            ("", None),
            ("phone_number\n4155550123\n", None),
            ("PK\u{3}\u{4}", None),
            ("# nothing but comments\n", None),
        ] {
            assert_eq!(SourceKind::detect(beginning), kind, "{beginning}");
        }
    }
}
