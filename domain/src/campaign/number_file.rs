//! A file of numbers for a campaign's list: of each row the first cell that reads as one.

use crate::phone::PhoneNumber;

/// The largest file, in bytes: a million numbers with a few more columns.
pub const NUMBER_FILE_MAX: usize = 64 << 20;

/// The numbers of a file as they stand in it, divided by commas, semicolons or tabs, with or without quotes. Of a row without
/// a number its first cell is told as it is, so that whoever brought it learns of it; a first row without a digit is a head.
pub fn numbers_of_file(text: &str) -> Vec<String> {
    let rows = text.trim_start_matches('\u{feff}').lines().enumerate();
    rows.filter_map(|(place, row)| {
        let cells = || row.split([',', ';', '\t']).map(|cell| cell.trim().trim_matches('"').trim());
        let number = cells().find(|cell| cell.parse::<PhoneNumber>().is_ok());
        let head = place == 0 && !row.bytes().any(|byte| byte.is_ascii_digit());
        let first = || cells().find(|cell| !cell.is_empty()).filter(|_| !head);
        number.or_else(first).map(str::to_owned)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_of_each_row_is_taken_and_a_head_is_none() {
        let text = "\u{feff}name,phone\r\nAnn,\"(415) 200-0001\",x\r\n\r\n+14152000002\nBob;none\n";
        assert_eq!(numbers_of_file(text), ["(415) 200-0001", "+14152000002", "Bob"]);
        assert_eq!(numbers_of_file("4152000001\n4152000002"), ["4152000001", "4152000002"]);
        assert!(numbers_of_file("").is_empty() && numbers_of_file("phone").is_empty());
    }
}
