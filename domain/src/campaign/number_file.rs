//! A file of numbers for a campaign's list: of each row the first cell that reads as one.

use crate::phone::PhoneNumber;

/// The largest file, in bytes: a million numbers with a few more columns.
pub const NUMBER_FILE_MAX: usize = 64 << 20;

/// A file that holds no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is no text file. Save the table as CSV and bring that.")]
pub struct NoText;

/// The text of a file: UTF-8, or UTF-16 where its first bytes say so, as some spreadsheets save it. Bytes that are no letters
/// of it become replacement characters, which no number has.
///
/// # Errors
/// [`NoText`] for a file with zero bytes in it, such as a spreadsheet or a picture.
pub fn text_of_file(bytes: Vec<u8>) -> Result<String, NoText> {
    let utf16 = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    let text = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(&bytes).into_owned(),
    };
    if text.contains('\0') { Err(NoText) } else { Ok(text) }
}

/// The numbers of a file as they stand in it, divided by commas, semicolons or tabs, with or without quotes. Of a row without
/// a number the cell with the most digits is told as it is, so that whoever brought it learns of it; a first row without a digit is
/// a head.
pub fn numbers_of_file(text: &str) -> Vec<String> {
    let rows = text.trim_start_matches('\u{feff}').lines().enumerate();
    rows.filter_map(|(place, row)| {
        let cells = || row.split([',', ';', '\t']).map(|cell| cell.trim().trim_matches('"').trim());
        let number = cells().find(|cell| cell.parse::<PhoneNumber>().is_ok());
        let head = place == 0 && !row.bytes().any(|byte| byte.is_ascii_digit());
        // Of several the first: `max_by_key` would take the last.
        let digits = |cell: &&str| cell.bytes().filter(u8::is_ascii_digit).count();
        let nearest = || cells().filter(|cell| !cell.is_empty()).rev().max_by_key(digits).filter(|_| !head);
        number.or_else(nearest).map(str::to_owned)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_two_bytes_a_letter_is_read_and_one_that_is_no_text_is_refused() {
        let little: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("Ann,4152000001\r\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(numbers_of_file(&text_of_file(little).unwrap()), ["4152000001"]);
        let big: Vec<u8> =
            [0xfe, 0xff].into_iter().chain("4152000001".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        assert_eq!(numbers_of_file(&text_of_file(big).unwrap()), ["4152000001"]);
        assert_eq!(text_of_file(b"PK\x03\x04\x00\x00".to_vec()), Err(NoText));
        assert_eq!(text_of_file(b"4152000001".to_vec()).unwrap(), "4152000001");
    }

    #[test]
    fn the_first_number_of_each_row_is_taken_and_a_head_is_none() {
        let text = "\u{feff}name,phone\r\nAnn,\"(415) 200-0001\",x\r\n\r\n+14152000002\nBob;none\n";
        assert_eq!(numbers_of_file(text), ["(415) 200-0001", "+14152000002", "Bob"]);
        assert_eq!(numbers_of_file("4152000001\n4152000002"), ["4152000001", "4152000002"]);
        // What looks most like a number is named, not the name beside it.
        assert_eq!(numbers_of_file("Ann,415-200-000,7\n"), ["415-200-000"]);
        assert!(numbers_of_file("").is_empty() && numbers_of_file("phone").is_empty());
    }
}
