//! Rows as bytes of a file.

use super::field::{Cell, ExportColumn, ExportRow};
use super::{ExportField, FileFormat, guard};
use std::borrow::Cow;

/// The end of a line in CSV (RFC 4180), and in the texts that people open on any system.
const LINE_END: &str = "\r\n";

/// Writes a file of numbers, or of other rows; it holds nothing but its format and columns, so a job may make it anew at any
/// row.
#[derive(Debug, Clone)]
pub struct RowWriter<C = ExportField> {
    format: FileFormat,
    fields: Vec<C>,
}

impl<C: ExportColumn> RowWriter<C> {
    /// A writer of these columns, in this order.
    pub fn new(format: FileFormat, fields: Vec<C>) -> Self {
        Self { format, fields }
    }

    /// What stands before the first row.
    pub fn head(&self, out: &mut Vec<u8>) {
        let names = || self.fields.iter().map(|field| field.as_str());
        match self.format {
            FileFormat::Csv => line(out, names(), ","),
            FileFormat::Txt if self.fields.len() > 1 => line(out, names(), "\t"),
            FileFormat::Doc => {
                line(out, std::iter::once(C::TITLE), "");
                line(out, std::iter::empty(), "");
                line(out, self.fields.iter().map(|field| field.label()), "\t");
            }
            FileFormat::Json => out.extend_from_slice(b"["),
            FileFormat::Txt | FileFormat::Ndjson => {}
        }
    }

    /// A row; `first` when none stands before it.
    pub fn row(&self, out: &mut Vec<u8>, number: &impl ExportRow<C>, first: bool) {
        match self.format {
            FileFormat::Csv => self.divided(out, number, ",", |cell| quoted(in_spreadsheet(cell))),
            FileFormat::Txt => self.divided(out, number, "\t", |cell| in_spreadsheet(on_one_line(cell))),
            FileFormat::Doc => self.divided(out, number, "\t", on_one_line),
            FileFormat::Json => {
                out.extend_from_slice(if first { b"\n" } else { b",\n" });
                self.object(out, number);
            }
            FileFormat::Ndjson => {
                self.object(out, number);
                out.push(b'\n');
            }
        }
    }

    /// What stands behind the last row.
    pub fn foot(&self, out: &mut Vec<u8>) {
        if self.format == FileFormat::Json {
            out.extend_from_slice(b"\n]\n");
        }
    }

    fn divided(
        &self,
        out: &mut Vec<u8>,
        number: &impl ExportRow<C>,
        divider: &str,
        text: impl for<'a> Fn(Cow<'a, str>) -> Cow<'a, str>,
    ) {
        for (place, field) in self.fields.iter().enumerate() {
            if place > 0 {
                out.extend_from_slice(divider.as_bytes());
            }
            match number.cell(*field) {
                Cell::Nothing => {}
                Cell::Plain(plain) => out.extend_from_slice(plain.as_bytes()),
                Cell::Text(cell) => out.extend_from_slice(text(Cow::Borrowed(cell)).as_bytes()),
                Cell::Typed(cell) => out.extend_from_slice(text(Cow::Owned(cell)).as_bytes()),
                Cell::Figure(figure) => out.extend_from_slice(figure.to_string().as_bytes()),
                Cell::Truth(truth) => out.extend_from_slice(if truth { b"true" } else { b"false" }),
                Cell::Texts(texts) => out.extend_from_slice(text(Cow::Owned(texts.join("; "))).as_bytes()),
            }
        }
        out.extend_from_slice(LINE_END.as_bytes());
    }

    fn object(&self, out: &mut Vec<u8>, number: &impl ExportRow<C>) {
        out.push(b'{');
        for (place, field) in self.fields.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            json_text(out, field.as_str());
            out.push(b':');
            match number.cell(*field) {
                Cell::Nothing => out.extend_from_slice(b"null"),
                Cell::Plain(text) => json_text(out, &text),
                Cell::Text(text) => json_text(out, text),
                Cell::Typed(text) => json_text(out, &text),
                Cell::Figure(figure) => out.extend_from_slice(figure.to_string().as_bytes()),
                Cell::Truth(truth) => out.extend_from_slice(if truth { b"true" } else { b"false" }),
                Cell::Texts(texts) => {
                    out.push(b'[');
                    for (place, text) in texts.iter().enumerate() {
                        if place > 0 {
                            out.push(b',');
                        }
                        json_text(out, text);
                    }
                    out.push(b']');
                }
            }
        }
        out.push(b'}');
    }
}

fn line<'a>(out: &mut Vec<u8>, cells: impl Iterator<Item = &'a str>, divider: &str) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.extend_from_slice(divider.as_bytes());
        }
        out.extend_from_slice(cell.as_bytes());
    }
    out.extend_from_slice(LINE_END.as_bytes());
}

fn in_spreadsheet(cell: Cow<'_, str>) -> Cow<'_, str> {
    match guard::guard(&cell) {
        Cow::Owned(guarded) => Cow::Owned(guarded),
        Cow::Borrowed(_) => cell,
    }
}

/// A cell of CSV, in quotes where it has to be.
pub(super) fn quoted(cell: Cow<'_, str>) -> Cow<'_, str> {
    if cell.contains([',', '"', '\r', '\n']) { Cow::Owned(format!("\"{}\"", cell.replace('"', "\"\""))) } else { cell }
}

/// What would end the line or the cell becomes a space: a format without quotes can't hold it.
fn on_one_line(cell: Cow<'_, str>) -> Cow<'_, str> {
    if cell.contains(['\t', '\r', '\n']) { Cow::Owned(cell.replace(['\t', '\r', '\n'], " ")) } else { cell }
}

/// A JSON string (RFC 8259, section 7).
fn json_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for letter in text.chars() {
        match letter {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            control if u32::from(control) < 0x20 => {
                out.extend_from_slice(format!("\\u{:04x}", u32::from(control)).as_bytes());
            }
            letter => out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prefix::LineType;
    use crate::table_file::NumberCells;
    use time::macros::datetime;

    fn number(carrier: &str) -> NumberCells {
        NumberCells {
            id: 7,
            project: 3,
            number: "4155550123".parse().unwrap(),
            carrier: Some(carrier.into()),
            line_type: LineType::Mobile,
            state: Some("CA".into()),
            place: None,
            time_zones: vec!["America/Los_Angeles".into(), "America/Boise".into()],
            valid: None,
            validated_at: None,
            validation_source: None,
            status: "pending",
            origin: "generated",
            created_at: datetime!(2026-07-06 10:00:00.5 UTC),
            updated_at: None,
        }
    }

    fn written(format: FileFormat, fields: &[ExportField], carriers: &[&str]) -> String {
        let writer = RowWriter::new(format, fields.to_vec());
        let mut out = Vec::new();
        writer.head(&mut out);
        for (place, carrier) in carriers.iter().enumerate() {
            writer.row(&mut out, &number(carrier), place == 0);
        }
        writer.foot(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn csv_has_a_header_quotes_what_needs_it_and_guards_texts_alone() {
        let text = written(FileFormat::Csv, &ExportField::DEFAULT, &["BIG \"SKY\", INC.", "=1+1", "a\r\nb"]);
        let expected = "phone_number,carrier,type,area_code,valid_number,created_at\r\n\
             14155550123,\"BIG \"\"SKY\"\", INC.\",Mobile,415,,2026-07-06T10:00:00.5Z\r\n\
             14155550123,'=1+1,Mobile,415,,2026-07-06T10:00:00.5Z\r\n\
             14155550123,\"a\r\nb\",Mobile,415,,2026-07-06T10:00:00.5Z\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_text_of_numbers_alone_has_no_header() {
        assert_eq!(written(FileFormat::Txt, &[ExportField::PhoneNumber], &["x"]), "14155550123\r\n");
        let two = [ExportField::PhoneNumber, ExportField::Carrier];
        assert_eq!(written(FileFormat::Txt, &two, &["a\tb"]), "phone_number\tcarrier\r\n14155550123\ta b\r\n");
    }

    #[test]
    fn json_is_one_array_and_ndjson_an_object_a_line_whatever_the_texts_hold() {
        let fields = [ExportField::PhoneNumber, ExportField::Carrier, ExportField::TimeZones, ExportField::ValidNumber];
        let carriers = ["=\"A\\B\"", "tab\there\u{1}"];
        let array: serde_json::Value =
            serde_json::from_str(&written(FileFormat::Json, &fields, &carriers)).expect("it is JSON");
        let lines = written(FileFormat::Ndjson, &fields, &carriers);
        for (place, line) in lines.lines().enumerate() {
            let object: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
            assert_eq!(object, array[place]);
            assert_eq!(object["carrier"], carriers[place], "JSON needs no guard");
            assert_eq!(object["time_zones"][1], "America/Boise");
            assert!(object["valid_number"].is_null());
        }
        assert_eq!(written(FileFormat::Json, &fields, &[]), "[\n]\n");
    }

    #[test]
    fn a_document_has_a_title_and_names_for_people() {
        let text = written(FileFormat::Doc, &[ExportField::PhoneNumber, ExportField::Type], &["x"]);
        assert_eq!(text, "Phone numbers\r\n\r\nPhone number\tLine type\r\n14155550123\tMobile\r\n");
    }
}
