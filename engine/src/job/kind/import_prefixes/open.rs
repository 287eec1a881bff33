//! Opens a stored file: unpacks it, finds out what it is, and finds its rows.

use crate::queue::StepError;
use domain::prefix::{
    AreaCodeReportHeader, CodeReportHeader, PrefixCsvHeader, PrefixEntry, PrefixJsonEntry, RowError, SourceKind,
    area_code_report_date,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use time::Date;

/// The most a packed file may unpack to; the code report has 41 MB.
const UNPACKED_MAX: u64 = 256 * 1024 * 1024;

/// A file that can be imported.
pub(super) struct SourceFile {
    pub kind: SourceKind,
    /// The day the file says it is of.
    pub date: Option<Date>,
    body: Body,
    /// Lines before the first row.
    header_lines: usize,
}

enum Body {
    Lines { text: String, starts: Vec<usize> },
    Codes { records: Vec<csv::StringRecord>, header: PrefixCsvHeader },
    AreaCodes { records: Vec<csv::StringRecord>, header: AreaCodeReportHeader },
    Entries(Vec<(String, serde_json::Value)>),
}

impl SourceFile {
    /// How many rows there are behind the header.
    pub(super) fn rows(&self) -> usize {
        match &self.body {
            Body::Lines { starts, .. } => starts.len(),
            Body::Codes { records, .. } | Body::AreaCodes { records, .. } => records.len(),
            Body::Entries(entries) => entries.len(),
        }
    }

    /// Where a person finds row `index`: by its row, counted from 1 as an editor does; in JSON, whose members have no rows
    /// of their own, by its key.
    pub(super) fn place(&self, index: usize) -> String {
        match &self.body {
            Body::Entries(entries) => format!("Prefix {}", entries[index].0.chars().take(40).collect::<String>()),
            _ => format!("Row {}", index + 1 + self.header_lines),
        }
    }

    /// A line of a file of lines; empty for other files.
    pub(super) fn line(&self, index: usize) -> &str {
        let Body::Lines { text, starts } = &self.body else { return "" };
        let Some(start) = starts.get(index) else { return "" };
        let end = starts.get(index + 1).copied().unwrap_or(text.len());
        text.get(*start..end).unwrap_or("").trim_end_matches(['\r', '\n'])
    }

    /// The entry of a table of one's own; `None` for an empty row.
    pub(super) fn entry(&self, index: usize) -> Result<Option<PrefixEntry>, RowError> {
        match &self.body {
            Body::Codes { records, header } => header.row(&cells(&records[index])),
            Body::Entries(entries) => {
                let (key, member) = &entries[index];
                match PrefixJsonEntry::deserialize(member) {
                    Ok(entry) => entry.entry(key).map(Some),
                    // One member that is no object must not refuse the others.
                    Err(_) => Err(RowError::member(&member.to_string())),
                }
            }
            Body::Lines { .. } | Body::AreaCodes { .. } => Ok(None),
        }
    }

    /// The header and the record of an area-code report.
    pub(super) fn area_code(&self, index: usize) -> Option<(&AreaCodeReportHeader, Vec<&str>)> {
        let Body::AreaCodes { records, header } = &self.body else { return None };
        records.get(index).map(|record| (header, cells(record)))
    }
}

fn cells(record: &csv::StringRecord) -> Vec<&str> {
    record.iter().collect()
}

fn never(error: impl std::fmt::Display) -> StepError {
    StepError::Never(error.to_string())
}

/// Opens a file by its content; `name` is only for the messages.
pub(super) fn open(name: &str, bytes: Vec<u8>) -> Result<SourceFile, StepError> {
    let bytes = if bytes.starts_with(b"PK\x03\x04") { unzip(bytes)? } else { bytes };
    // The reports are ASCII; a stray byte in a company's name must not refuse the file.
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    let text = text.replace('\0', "");
    let Some(kind) = SourceKind::detect(&text) else {
        return Err(StepError::Never(format!(
            "{name} is none of the files that can be imported: the administrator's report of central office codes or of \
             area codes, line types by OCN, time zones by prefix, or a prefix table as CSV or JSON."
        )));
    };
    match kind {
        SourceKind::CodeReport => {
            let header = CodeReportHeader::parse(text.lines().next().unwrap_or("")).map_err(never)?;
            Ok(lines(kind, Some(header.source_date), text, 1))
        }
        SourceKind::OcnLineTypes | SourceKind::TimeZones => Ok(lines(kind, None, text, 0)),
        SourceKind::AreaCodeReport => area_codes(&text),
        SourceKind::PrefixCsv => own_csv(&text),
        SourceKind::PrefixJson => {
            let text = text.trim_start_matches('\u{feff}');
            let entries: BTreeMap<String, serde_json::Value> =
                serde_json::from_str(text).map_err(|error| json(&error))?;
            let body = Body::Entries(entries.into_iter().collect());
            Ok(SourceFile { kind, date: None, body, header_lines: 0 })
        }
    }
}

/// Why a text is no JSON, in words for whoever made the file.
fn json(error: &serde_json::Error) -> StepError {
    let (line, column) = (error.line(), error.column());
    never(match error.classify() {
        serde_json::error::Category::Eof => format!(
            "The JSON can't be read: it ends at line {line} before it is complete. The file is only a part; get it whole."
        ),
        _ => format!(
            "The JSON can't be read: line {line} is wrong at character {column}. Mend it there, and import again."
        ),
    })
}

fn lines(kind: SourceKind, date: Option<Date>, text: String, header_lines: usize) -> SourceFile {
    let mut starts = vec![0];
    starts.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
    // A text that ends in a line break has no line behind it.
    if starts.last() == Some(&text.len()) {
        starts.pop();
    }
    starts.drain(..header_lines.min(starts.len()));
    SourceFile { kind, date, body: Body::Lines { text, starts }, header_lines }
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes())
}

fn area_codes(text: &str) -> Result<SourceFile, StepError> {
    let mut records = reader(text).into_records().collect::<Result<Vec<_>, _>>().map_err(never)?;
    if records.len() < 2 {
        return Err(never("The area-code report ends before its rows."));
    }
    let date = area_code_report_date(&cells(&records[0])).map_err(never)?;
    let header = AreaCodeReportHeader::parse(&cells(&records[1])).map_err(never)?;
    records.drain(..2);
    let body = Body::AreaCodes { records, header };
    Ok(SourceFile { kind: SourceKind::AreaCodeReport, date: Some(date), body, header_lines: 2 })
}

fn own_csv(text: &str) -> Result<SourceFile, StepError> {
    let mut records = reader(text).into_records().collect::<Result<Vec<_>, _>>().map_err(never)?;
    if records.is_empty() {
        return Err(never("The table has no header."));
    }
    let header = PrefixCsvHeader::parse(&cells(&records[0])).map_err(never)?;
    records.drain(..1);
    Ok(SourceFile { kind: SourceKind::PrefixCsv, date: None, body: Body::Codes { records, header }, header_lines: 1 })
}

fn unzip(bytes: Vec<u8>) -> Result<Vec<u8>, StepError> {
    let broken = |error: zip::result::ZipError| {
        never(match error {
            zip::result::ZipError::UnsupportedArchive(_) | zip::result::ZipError::InvalidPassword => {
                "The zip file can't be opened: it is encrypted, or packed in a way that is not known here. Unpack it and \
                 import what is in it."
            }
            _ => "The zip file can't be opened: it is damaged or only a part of it. Download it again.",
        })
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let texts: Vec<usize> = (0..archive.len())
        .filter(|index| archive.by_index_raw(*index).is_ok_and(|entry| entry.is_file() && entry.size() > 0))
        .collect();
    let [only] = texts.as_slice() else {
        return Err(never(format!("The zip file must hold one file; this one holds {}.", texts.len())));
    };
    let mut unpacked = Vec::new();
    let entry = archive.by_index(*only).map_err(broken)?;
    // The size an archive claims is not trusted: reading stops where it would be too much.
    entry
        .take(UNPACKED_MAX + 1)
        .read_to_end(&mut unpacked)
        .map_err(|_| never("What the zip file holds can't be unpacked: it is damaged. Download it again."))?;
    if unpacked.len() as u64 > UNPACKED_MAX {
        return Err(never("The file unpacks to more than 256 MB."));
    }
    Ok(unpacked)
}
