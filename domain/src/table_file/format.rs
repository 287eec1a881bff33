//! The formats of files of numbers.

use serde::{Deserialize, Serialize};

/// How a file of numbers is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileFormat {
    /// A header, then a row a number (RFC 4180).
    Csv,
    /// A line a number, its cells divided by tabs; a header when there is more than one.
    Txt,
    /// One array of objects.
    Json,
    /// An object a line.
    Ndjson,
    /// A plain text that word processors open: a title, the columns' names, a line a number. It can't be imported.
    Doc,
}

impl FileFormat {
    /// Every format, in the order they are offered.
    pub const ALL: [FileFormat; 5] =
        [FileFormat::Csv, FileFormat::Txt, FileFormat::Json, FileFormat::Ndjson, FileFormat::Doc];

    /// Those that can be imported.
    pub const IMPORTED: [FileFormat; 4] = [FileFormat::Csv, FileFormat::Txt, FileFormat::Json, FileFormat::Ndjson];

    /// The word that is sent, which is also the ending of a file's name.
    pub fn as_str(self) -> &'static str {
        match self {
            FileFormat::Csv => "csv",
            FileFormat::Txt => "txt",
            FileFormat::Json => "json",
            FileFormat::Ndjson => "ndjson",
            FileFormat::Doc => "doc",
        }
    }

    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            FileFormat::Csv => "CSV, for spreadsheets",
            FileFormat::Txt => "Text, a line a number",
            FileFormat::Json => "JSON, one array",
            FileFormat::Ndjson => "NDJSON, an object a line",
            FileFormat::Doc => "Document, for word processors",
        }
    }

    /// What a browser is told that the file is. A plain text goes out as what opens it: what it is for is in its name.
    pub fn media_type(self) -> &'static str {
        match self {
            FileFormat::Csv => "text/csv; charset=utf-8",
            FileFormat::Txt => "text/plain; charset=utf-8",
            FileFormat::Json => "application/json",
            FileFormat::Ndjson => "application/x-ndjson",
            FileFormat::Doc => "application/msword",
        }
    }

    /// The format of a word, in any case.
    pub fn from_word(word: &str) -> Option<FileFormat> {
        FileFormat::ALL.into_iter().find(|format| format.as_str().eq_ignore_ascii_case(word.trim()))
    }

    /// The format that a file's name ends in, `.jsonl` and `.tsv` included; `None` for one that can't be imported.
    pub fn of_name(name: &str) -> Option<FileFormat> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "jsonl" => Some(FileFormat::Ndjson),
            "tsv" | "tab" => Some(FileFormat::Txt),
            word => FileFormat::from_word(word).filter(|format| FileFormat::IMPORTED.contains(format)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_endings_name_their_format() {
        for format in FileFormat::ALL {
            assert_eq!(FileFormat::from_word(format.as_str()), Some(format));
            assert_eq!(serde_json::to_value(format).unwrap(), format.as_str());
        }
        for (name, format) in [
            ("Numbers.CSV", Some(FileFormat::Csv)),
            ("a.b.txt", Some(FileFormat::Txt)),
            ("dump.jsonl", Some(FileFormat::Ndjson)),
            ("sheet.xlsx", None),
            ("letter.doc", None),
            ("csv", None),
        ] {
            assert_eq!(FileFormat::of_name(name), format, "{name}");
        }
    }
}
