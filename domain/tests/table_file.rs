//! Files of numbers: what is written reads back, however the file is cut and wherever reading goes on.

use domain::phone::PhoneNumber;
use domain::prefix::LineType;
use domain::table_file::{
    Cells, Column, Entry, ExportField, FileFormat, Given, Mapping, NumberCells, Place, Position, Preview, Rejection,
    Row, RowReader, RowWriter, Shape, TableReader, Unreadable,
};
use proptest::prelude::*;
use proptest::sample::Index;
use time::macros::datetime;

/// The rows of a file that comes in these pieces, each with where reading would go on.
fn rows(format: FileFormat, pieces: &[&[u8]]) -> Vec<(Row, Position)> {
    let mut reader = RowReader::new(format, Position::default());
    let mut rows = Vec::new();
    let mut take = |reader: &mut RowReader| {
        while let Some(row) = reader.next_row() {
            rows.push((row, reader.position()));
        }
    };
    for piece in pieces {
        reader.push(piece);
        take(&mut reader);
    }
    reader.end();
    take(&mut reader);
    rows
}

fn reader(format: FileFormat, file: &[u8], mapping: Option<Mapping>) -> TableReader {
    let mut reader = TableReader::new(format, Shape::numbers(), Place::first(mapping));
    reader.push(file);
    reader.end();
    reader
}

/// The rows of a file of numbers, each with what it gives.
fn entries(format: FileFormat, file: &[u8], mapping: Option<Mapping>) -> Vec<(Entry, Result<Given, Rejection>)> {
    let mut reader = reader(format, file, mapping);
    std::iter::from_fn(|| reader.next_entry())
        .map(|entry| {
            let read = Given::read(&entry);
            (entry, read)
        })
        .collect()
}

/// "14155550123" for a row that is taken, "Row 3: …" for one that is not.
fn told(format: FileFormat, file: &str) -> Vec<String> {
    let told = |(entry, read): (Entry, Result<Given, Rejection>)| match &read {
        Ok(given) => given.number.stored(),
        Err(rejection) => entry.says(rejection),
    };
    entries(format, file.as_bytes(), None).into_iter().map(told).collect()
}

fn a_number() -> NumberCells {
    NumberCells {
        id: 1,
        project: 1,
        number: PhoneNumber::from_stored(14_152_000_000).expect("a number of the plan"),
        carrier: None,
        line_type: LineType::Unknown,
        state: None,
        place: None,
        time_zones: vec![],
        valid: None,
        validated_at: None,
        validation_source: None,
        status: "pending",
        origin: "imported",
        created_at: datetime!(2026-07-06 0:00 UTC),
        updated_at: None,
    }
}

fn cut<'a>(file: &'a [u8], places: &[Index]) -> Vec<&'a [u8]> {
    let mut ends: Vec<usize> = places.iter().map(|place| place.index(file.len() + 1)).collect();
    ends.sort_unstable();
    ends.push(file.len());
    let mut from = 0;
    ends.into_iter().map(|end| &file[std::mem::replace(&mut from, end)..end]).collect()
}

/// Bytes with everything in them that means something in one of the formats.
fn messy() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        6 => Just(&b"4155550123"[..]),
        3 => Just(&b"(415) 555-0199"[..]),
        4 => Just(&b","[..]),
        3 => Just(&b"\""[..]),
        4 => Just(&b"\n"[..]),
        3 => Just(&b"\r\n"[..]),
        1 => Just(&b"\r"[..]),
        1 => Just(&b";"[..]),
        1 => Just(&b"\t"[..]),
        1 => Just(&b"|"[..]),
        2 => Just(&b"{\"phone\":\"415\\\"\"}"[..]),
        1 => Just(&b"{"[..]),
        1 => Just(&b"["[..]),
        1 => Just(&b"}]"[..]),
        1 => Just(&b"phone_number,carrier\n"[..]),
        1 => Just("\u{feff}é".as_bytes()),
        1 => Just(&b"\xff\0 "[..]),
    ];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

fn formats() -> impl Strategy<Value = FileFormat> {
    prop::sample::select(FileFormat::IMPORTED.to_vec())
}

proptest! {
    #[test]
    fn however_a_file_is_cut_its_rows_are_the_same(file in messy(), format in formats(), cuts in prop::collection::vec(any::<Index>(), 0..12)) {
        prop_assert_eq!(rows(format, &cut(&file, &cuts)), rows(format, &[&file]));
        let bytes: Vec<&[u8]> = file.chunks(1).collect();
        prop_assert_eq!(rows(format, &bytes), rows(format, &[&file]));
    }

    #[test]
    fn reading_goes_on_behind_any_row_as_if_it_had_never_stopped(file in messy(), format in formats(), at in any::<Index>()) {
        let whole = rows(format, &[&file]);
        prop_assume!(!whole.is_empty());
        let stop = at.index(whole.len());
        let position = whole[stop].1;
        let mut reader = RowReader::new(format, position);
        reader.push(&file[usize::try_from(position.offset).unwrap()..]);
        reader.end();
        let rest: Vec<Row> = std::iter::from_fn(|| reader.next_row()).collect();
        let expected: Vec<Row> = whole[stop + 1..].iter().map(|(row, _)| row.clone()).collect();
        prop_assert_eq!(rest, expected);
    }

    #[test]
    fn what_is_exported_reads_back_in_every_format_and_is_written_the_same_again(
        numbers in prop::collection::vec((0_i64..10_000, "[=+@'-]{0,2}[ -~]{0,12}", 0_usize..4), 1..20),
        format in formats(),
    ) {
        let fields = vec![ExportField::PhoneNumber, ExportField::Carrier, ExportField::Type, ExportField::AreaCode];
        let cells = |number: i64, carrier: Option<String>, line_type| NumberCells {
            number: PhoneNumber::from_stored(14_152_000_000 + number).unwrap(), carrier, line_type, ..a_number()
        };
        let write = |numbers: &[NumberCells]| {
            let writer = RowWriter::new(format, fields.clone());
            let mut out = Vec::new();
            writer.head(&mut out);
            for (place, number) in numbers.iter().enumerate() {
                writer.row(&mut out, number, place == 0);
            }
            writer.foot(&mut out);
            out
        };
        let first: Vec<NumberCells> = numbers
            .into_iter()
            .map(|(number, carrier, line_type)| cells(number, Some(carrier).filter(|carrier| !carrier.trim().is_empty()), LineType::ALL[line_type]))
            .collect();
        let file = write(&first);
        let again: Vec<NumberCells> = entries(format, &file, None)
            .into_iter()
            .map(|(_, read)| read.expect("what was written reads"))
            .map(|given| cells(given.number.value() - 14_152_000_000, given.carrier, given.line_type))
            .collect();
        prop_assert_eq!(again.len(), first.len());
        prop_assert_eq!(String::from_utf8(write(&again)).unwrap(), String::from_utf8(file).unwrap());
    }

    #[test]
    fn a_mended_reject_imports_and_its_reason_is_left_alone(carrier in "[=+@'\"-]{0,2}[ -~]{0,12}") {
        let mut out = Vec::new();
        let writer = RowWriter::<NumberCells>::new(FileFormat::Csv, vec![ExportField::Carrier]);
        let cells = NumberCells { carrier: Some(carrier.clone()), ..a_number() };
        writer.row(&mut out, &cells, true);
        let line = String::from_utf8(out).unwrap();
        let first = format!("phone,carrier,type\r\n'+1 415 bad,{},Mobile\r\n", line.trim_end_matches("\r\n"));
        let mut reader = reader(FileFormat::Csv, first.as_bytes(), None);
        let entry = reader.next_entry().expect("a row");
        let rejection = Given::read(&entry).expect_err("it is no number");
        let others = reader.others();
        let mut file = others.header().into_bytes();
        others.line(&mut file, &entry, &rejection);
        let mended = String::from_utf8(file).unwrap().replace("'+1 415 bad,", "+1 (415) 555-0123,");
        let entries = entries(FileFormat::Csv, mended.as_bytes(), None);
        prop_assert_eq!(entries.len(), 1);
        let given = entries[0].1.as_ref().expect("it reads now");
        prop_assert_eq!(given.number.stored(), "14155550123");
        prop_assert_eq!(given.carrier.as_deref().unwrap_or_default(), if carrier.trim().is_empty() { "" } else { &carrier });
    }
}

#[test]
fn csv_reads_with_a_header_or_without_and_names_the_rows_that_do_not() {
    let file = "\u{feff}name,Phone,carrier\r\nA,(415) 555-0123,AT&T\r\n\r\nB,,\r\nC,12345,\r\nD,+1 415 555 0124,\"Big, Inc.\"\r\nE,8005550100,\r\n,,\r\n";
    let expected = [
        "14155550123",
        "Row 4: Missing phone number",
        "Row 5: Invalid phone number format: 12345",
        "14155550124",
        "Record 5: 800 is toll-free, not geographic.",
    ];
    assert_eq!(told(FileFormat::Csv, file), expected);
    assert_eq!(
        told(FileFormat::Csv, "4155550123\n5555550123x\n"),
        ["14155550123", "Row 2: Invalid phone number format: 5555550123x"]
    );
    assert_eq!(told(FileFormat::Csv, "phone;carrier\n'+14155550123;=x\n"), ["14155550123"]);
}

/// The file of the rows that are not taken.
fn rejects(format: FileFormat, file: &str) -> String {
    let mut reader = reader(format, file.as_bytes(), None);
    let mut out = Vec::new();
    while let Some(entry) = reader.next_entry() {
        if let Err(rejection) = Given::read(&entry) {
            reader.others().line(&mut out, &entry, &rejection);
        }
    }
    reader.others().header() + std::str::from_utf8(&out).expect("text")
}

#[test]
fn a_rejected_row_keeps_the_columns_that_the_import_had_no_use_for() {
    let file = "id,phone,=note,type\n7,415,\"a,b\",Mobile\n8,416,+1,,more,\n";
    assert_eq!(
        rejects(FileFormat::Csv, file),
        "phone_number,carrier,type,row,reason,id,'=note\r\n\
         415,,Mobile,2,Invalid phone number format: 415,7,\"a,b\"\r\n\
         416,,,3,Invalid phone number format: 416,8,'+1,more,\r\n"
    );
    let without_names = rejects(FileFormat::Csv, "4155550123,AT&T,Mobile,x\n415,,,y\n");
    let expected = "phone_number,carrier,type,row,reason,column_4\r\n\
        415,,,2,Invalid phone number format: 415,y\r\n";
    assert_eq!(without_names, expected);
    assert_eq!(
        rejects(FileFormat::Ndjson, "{\"phone\":\"415\",\"carrier\":\"X\",\"id\":7}\n"),
        "phone_number,carrier,type,row,reason,other\r\n\
         415,X,,1,Invalid phone number format: 415,\"{\"\"id\"\":\"\"7\"\"}\"\r\n"
    );
}

#[test]
fn rows_that_are_rejected_again_say_their_row_and_reason_once() {
    let first = rejects(FileFormat::Csv, "id,phone\n7,415\n");
    let again = rejects(FileFormat::Csv, &first);
    assert_eq!(again, first, "the row is the same one by chance: line 2 of both");
}

#[test]
fn text_has_a_number_a_line_divided_at_tabs_pipes_or_commas() {
    let file = "4155550123\n4155550124|AT&T\n4155550125\tBig, Inc.\tMobile\n4155550126, Verizon\n";
    let entries = entries(FileFormat::Txt, file.as_bytes(), None);
    let carriers: Vec<_> = entries.iter().map(|(_, read)| read.as_ref().unwrap().carrier.as_deref()).collect();
    assert_eq!(carriers, [None, Some("AT&T"), Some("Big, Inc."), Some(" Verizon")]);
    assert_eq!(entries[2].1.as_ref().unwrap().line_type, LineType::Mobile);
}

#[test]
fn json_is_an_array_of_objects_or_of_numbers_and_a_broken_end_is_told() {
    let file = r#"[{"phone":"4155550123","type":"wireless"}, {"number":14155550124}, "415-555-0125", 4155550126, null, {"name":"x"}]"#;
    let expected = [
        "14155550123",
        "14155550124",
        "14155550125",
        "14155550126",
        "Row 5: This is not a JSON object or text",
        "Row 6: Missing phone number",
    ];
    assert_eq!(told(FileFormat::Json, file), expected);
    let cut = told(FileFormat::Json, r#"[{"phone":"4155550123"},{"phone":"41555"#);
    assert_eq!(cut, ["14155550123", "Row 2: The JSON is broken here, and nothing behind it was read"]);
    let lines = "{\"phone\":\"4155550123\"}\n{\"phone\":\n{\"phone\":\"4155550124\"}\n";
    assert_eq!(
        told(FileFormat::Ndjson, lines),
        ["14155550123", "Row 2: This is not a JSON object or text", "14155550124"]
    );
}

#[test]
fn a_quotation_mark_left_open_costs_its_own_line_alone() {
    let mut file = "phone\n\"4155550123\n".to_owned();
    for line in 0..9_000 {
        file.push_str(&format!("415200{line:04}\n"));
    }
    let told = told(FileFormat::Csv, &file);
    assert_eq!(told.len(), 9_001);
    assert_eq!(told[0], "Row 2: A quotation mark is opened and not closed");
    assert_eq!(told[9_000], "14152008999");
}

#[test]
fn a_line_without_end_is_told_and_passed_over() {
    let file = format!("phone\n{}\n4155550123\n", "9".repeat(200_000));
    assert_eq!(told(FileFormat::Csv, &file), ["Row 2: The row is longer than 64 KiB", "14155550123"]);
    for pieces in [1_000, 65_536, 70_000] {
        let pieces: Vec<&[u8]> = file.as_bytes().chunks(pieces).collect();
        assert_eq!(rows(FileFormat::Csv, &pieces), rows(FileFormat::Csv, &[file.as_bytes()]));
    }
}

#[test]
fn a_chosen_mapping_counts_before_any_name() {
    let file = b"phone,other\n4155550123,4155550199\n";
    let mapping = Mapping { header: true, columns: vec![Some(Column::At(1))] };
    let entries = entries(FileFormat::Csv, file, Some(mapping));
    assert_eq!(entries[0].1.as_ref().unwrap().number.stored(), "14155550199");
    assert_eq!(entries[0].0.record, 1);
}

fn preview(format: FileFormat, file: &[u8]) -> Result<Preview, Unreadable> {
    Preview::of(&Shape::numbers(), format, file, true)
}

#[test]
fn a_preview_proposes_the_columns_also_where_their_names_are_not_known() {
    let preview = preview(FileFormat::Csv, b"Firma;Telefon;Type\nAcme;415-555-0123;VoIP\nGlobex;;\n").unwrap();
    assert_eq!((preview.header, preview.proposed.as_slice()), (true, &[Some(1), None, Some(2)][..]));
    assert_eq!(preview.columns, ["Firma", "Telefon", "Type"]);
    assert_eq!(preview.rows, [["Acme", "415-555-0123", "VoIP"], ["Globex", "", ""]]);
    let preview = self::preview(FileFormat::Json, br#"[{"tel":"4155550123","carrier":"x"},{"zip":1}]"#).unwrap();
    assert_eq!(preview.columns, ["carrier", "tel", "zip"]);
    assert_eq!(preview.proposed[..2], [Some(1), Some(0)]);
    assert_eq!(preview.column(1), Some(Column::Named(vec!["tel".into()])));
    assert_eq!(self::preview(FileFormat::Csv, b"PK\x03\x04...."), Err(Unreadable::Packed));
    assert_eq!(self::preview(FileFormat::Csv, b"\xff\xfe4\x001\x00"), Err(Unreadable::Utf16));
    assert_eq!(self::preview(FileFormat::Csv, b"\n\n"), Err(Unreadable::NoRow));
}

#[test]
fn broken_rows_say_how_they_begin() {
    let (row, _) = rows(FileFormat::Ndjson, &[b"{\"phone\": nobody}\n"]).remove(0);
    assert!(matches!(row.cells, Cells::Broken { begins, .. } if begins == "{\"phone\": nobody}"));
}

#[test]
fn a_json_file_that_ends_within_its_list_says_so() {
    for (file, values) in [
        (r#"[{"phone_number":"6502530402"},{"phone_number":"6502530403"}"#, 2),
        (r#"[{"phone_number":"6502530402"},"#, 1),
        (r#"["6502530402","6502530403"   "#, 2),
        ("[", 0),
    ] {
        for cut in 0..file.len() {
            let rows = rows(FileFormat::Json, &[&file.as_bytes()[..cut], &file.as_bytes()[cut..]]);
            let (last, whole) = rows.split_last().expect("a row that says so");
            assert_eq!(whole.len(), values, "{file}");
            assert!(matches!(&last.0.cells, Cells::Broken { why, .. } if why.contains("cut off")), "{last:?}");
        }
    }
    for file in [r#"["6502530402"]"#, r#"["6502530402"] "#, r#"{"a":1} {"a":2}"#, "[]"] {
        let broken = |(row, _): &(Row, Position)| matches!(row.cells, Cells::Broken { .. });
        assert!(!rows(FileFormat::Json, &[file.as_bytes()]).iter().any(broken), "{file}");
    }
}

#[test]
fn a_picture_is_no_table_and_a_stray_control_character_is_one() {
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0";
    assert_eq!(self::preview(FileFormat::Csv, picture), Err(Unreadable::Binary));
    let table = b"phone,name\n6502530402,An\0na\n6502530403,Otto\n";
    assert!(self::preview(FileFormat::Csv, table).is_ok());
}
