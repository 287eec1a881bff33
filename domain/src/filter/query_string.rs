//! Pairs to a query string and back, percent-encoded.

use std::fmt::Write;

/// Reads a query string into pairs as a form sends it: `+` and `%20` are a space. What is no encoding stays as it stands,
/// bytes that are no UTF-8 become `U+FFFD`: a hand-made URL is a wrong value, never a failure.
pub fn parse_pairs(query: &str) -> Vec<(String, String)> {
    query
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        })
        .collect()
}

/// Prints pairs as a query string, without a `?`. All but letters, digits and `-._~` is encoded (RFC 3986).
pub fn print_pairs<K: AsRef<str>, V: AsRef<str>>(pairs: &[(K, V)]) -> String {
    let mut query = String::new();
    for (key, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        encode(key.as_ref(), &mut query);
        query.push('=');
        encode(value.as_ref(), &mut query);
    }
    query
}

fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            into.push(char::from(byte));
        } else {
            // Writing to a String can't fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'+' => decoded.push(b' '),
            b'%' => match (hex(bytes.get(at)), hex(bytes.get(at + 1))) {
                (Some(high), Some(low)) => {
                    decoded.push(high << 4 | low);
                    at += 2;
                }
                _ => decoded.push(b'%'),
            },
            _ => decoded.push(byte),
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn hex(byte: Option<&u8>) -> Option<u8> {
    char::from(*byte?).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_pairs_read_back(pairs in prop::collection::vec((".{1,20}", ".{0,20}"), 0..6)) {
            prop_assert_eq!(parse_pairs(&print_pairs(&pairs)), pairs);
        }

        #[test]
        fn any_text_is_read_without_a_panic(query in ".*") {
            parse_pairs(&query);
        }
    }

    #[test]
    fn what_a_form_sends_is_read() {
        assert_eq!(
            parse_pairs("?carrier=AT%26T+Ohio&x"),
            [("carrier".into(), "AT&T Ohio".into()), ("x".into(), String::new())]
        );
        assert_eq!(
            parse_pairs("a=%4&b=%zz&c=%ff"),
            [
                ("a".to_owned(), "%4".to_owned()),
                ("b".to_owned(), "%zz".to_owned()),
                ("c".to_owned(), "\u{fffd}".to_owned()),
            ]
        );
        assert_eq!(parse_pairs(""), []);
    }
}
