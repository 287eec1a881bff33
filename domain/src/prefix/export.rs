//! The prefix table as a file: the two forms that are imported again, `prefix_csv` and `prefix_json`.

use super::{LineType, PrefixJsonEntry};
use crate::phone::Prefix;
use crate::table_file::guard;
use std::borrow::Cow;

/// A form of the exported table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrefixFormat {
    Csv,
    Json,
}

/// An assigned code as both forms hold it. Neither has a place for codes that are not assigned: a file that named them
/// would assign them when it is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedPrefix {
    pub prefix: Prefix,
    /// The legal name.
    pub carrier: Option<String>,
    /// The rate centre.
    pub city: Option<String>,
    pub state: Option<String>,
    pub line_type: LineType,
}

impl PrefixFormat {
    /// Both, the one that people open first.
    pub const ALL: [PrefixFormat; 2] = [PrefixFormat::Csv, PrefixFormat::Json];

    /// The word in addresses and commands, and the file's ending.
    pub fn as_str(self) -> &'static str {
        match self {
            PrefixFormat::Csv => "csv",
            PrefixFormat::Json => "json",
        }
    }

    /// The format of a word.
    pub fn from_word(word: &str) -> Option<PrefixFormat> {
        PrefixFormat::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// What a browser is told that the file is.
    pub fn media_type(self) -> &'static str {
        match self {
            PrefixFormat::Csv => "text/csv; charset=utf-8",
            PrefixFormat::Json => "application/json",
        }
    }
}

impl ExportedPrefix {
    /// The columns of the CSV form.
    pub const COLUMNS: [&str; 6] = ["id", "prefix", "carrier", "city", "state", "line_type"];

    /// The cells of row `id`, counted from 1. Texts that a spreadsheet would take for a formula are guarded; the import takes
    /// the guard away again.
    pub fn cells(&self, id: u64) -> [Cow<'_, str>; 6] {
        fn text(text: &Option<String>) -> Cow<'_, str> {
            guard(text.as_deref().unwrap_or_default())
        }
        [
            Cow::Owned(id.to_string()),
            Cow::Owned(self.prefix.to_string()),
            text(&self.carrier),
            text(&self.city),
            text(&self.state),
            Cow::Borrowed(self.line_type.as_str()),
        ]
    }

    /// The member of the JSON form; its key is the prefix.
    pub fn member(&self) -> PrefixJsonEntry {
        PrefixJsonEntry {
            prefix: Some(self.prefix.to_string()),
            carrier: self.carrier.clone(),
            city: self.city.clone(),
            state: self.state.clone(),
            line_type: Some(self.line_type.as_str().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prefix::PrefixCsvHeader;

    #[test]
    fn what_is_written_reads_back_the_same_in_either_form() {
        for carrier in [Some("AT&T"), Some("=1+1"), Some("'@x"), Some("SMITH, \"JOE\" & SONS"), None] {
            let exported = ExportedPrefix {
                prefix: "415234".parse().unwrap(),
                carrier: carrier.map(str::to_owned),
                city: Some("-".to_owned()),
                state: None,
                line_type: LineType::VoIP,
            };
            let cells = exported.cells(7);
            assert!(!cells.iter().any(|cell| cell.starts_with(['=', '-', '@'])), "{cells:?}");
            let header = PrefixCsvHeader::parse(&ExportedPrefix::COLUMNS).unwrap();
            let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
            let from_csv = header.row(&cells).unwrap().unwrap();
            let from_json = exported.member().entry("415234").unwrap();
            for entry in [from_csv, from_json] {
                assert_eq!((entry.prefix, entry.line_type), (exported.prefix, Some(LineType::VoIP)));
                assert_eq!(
                    (entry.carrier, entry.city, entry.state),
                    (exported.carrier.clone(), exported.city.clone(), None)
                );
            }
        }
        for format in PrefixFormat::ALL {
            assert_eq!(PrefixFormat::from_word(format.as_str()), Some(format));
        }
    }
}
