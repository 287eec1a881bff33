//! Rows that are values of JSON: the members of one array, or values one after the other.

use super::{Cells, MAX_ROW, Row, RowReader, beginning};
use serde_json::Value;

const NOT_JSON: &str = "This is not a JSON object or text";
const CUT: &str = "The file ends within its list: it may have been cut off";
const BROKEN: &str = "The JSON is broken here, and nothing behind it was read";

/// How far a value has been looked at.
#[derive(Debug, Default)]
pub(super) struct Scan {
    seen: usize,
    /// Brackets that are open.
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl RowReader {
    pub(super) fn next_value(&mut self) -> Option<Row> {
        if self.value.seen == 0 {
            let rest = &self.bytes[self.from..];
            // Between values: the array's own brackets and commas, and white space.
            let between = |byte: &&u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']');
            let skipped = rest.iter().take_while(between).count();
            for byte in &rest[..skipped] {
                match byte {
                    b'[' => self.at.in_list = true,
                    b']' => self.at.in_list = false,
                    _ => {}
                }
            }
            self.advance(skipped);
            if self.ended && self.at.in_list && self.from == self.bytes.len() {
                (self.at.in_list, self.at.lost) = (false, true);
                return Some(Row { row: self.at.lines + 1, cells: Cells::Broken { why: CUT, begins: String::new() } });
            }
        }
        let end = self.value_end();
        let rest = &self.bytes[self.from..];
        let (end, cells) = match end {
            Some(end) => (end, cells(&rest[..end])),
            None if rest.len() >= MAX_ROW || (self.ended && !rest.is_empty()) => {
                self.at.lost = true;
                (rest.len().min(MAX_ROW), Cells::Broken { why: BROKEN, begins: beginning(rest) })
            }
            None => return None,
        };
        self.advance(end);
        self.value = Scan::default();
        self.at.lines += 1;
        Some(Row { row: self.at.lines, cells })
    }

    /// Behind which byte the value ends, if that has come.
    fn value_end(&mut self) -> Option<usize> {
        let rest = &self.bytes[self.from..];
        let Scan { seen, depth, in_text, escaped } = &mut self.value;
        while let Some(byte) = rest.get(*seen).filter(|_| *seen < MAX_ROW) {
            *seen += 1;
            match byte {
                _ if *escaped => *escaped = false,
                b'\\' if *in_text => *escaped = true,
                b'"' => {
                    *in_text = !*in_text;
                    if !*in_text && *depth == 0 {
                        return Some(*seen);
                    }
                }
                _ if *in_text => {}
                b'{' | b'[' => *depth += 1,
                b'}' | b']' if *depth > 0 => {
                    *depth -= 1;
                    if *depth == 0 {
                        return Some(*seen);
                    }
                }
                // A number or a word ends before what divides values.
                b',' | b']' if *depth == 0 => return Some(*seen - 1),
                byte if *depth == 0 && byte.is_ascii_whitespace() => return Some(*seen - 1),
                _ => {}
            }
        }
        let is_word = *depth == 0 && !*in_text;
        (self.ended && is_word && !rest.is_empty() && rest.len() < MAX_ROW).then_some(rest.len())
    }
}

/// The members of an object; a text or a figure alone is a number.
pub(super) fn cells(value: &[u8]) -> Cells {
    let broken = || Cells::Broken { why: NOT_JSON, begins: beginning(value) };
    match serde_json::from_slice(value) {
        Ok(Value::Object(members)) => {
            let named = members.into_iter().map(|(name, value)| (name, in_words(&value)));
            Cells::Named(named.collect())
        }
        Ok(value @ (Value::String(_) | Value::Number(_))) => {
            Cells::Named(vec![("phone_number".to_owned(), in_words(&value))])
        }
        _ => broken(),
    }
}

fn in_words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.replace('\0', ""),
        other => other.to_string(),
    }
}
