//! Reads what people type and what programs send where a text is expected.

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A text from a text, a number, true, false or null.
///
/// A list or an object becomes a character that no field takes, so that the field itself says what it wants instead of
/// the whole body being refused.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(Text)
}

const NOT_A_TEXT: &str = "\u{0}";

struct Text;

impl<'de> Visitor<'de> for Text {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a number")
    }

    fn visit_str<E>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }

    fn visit_u64<E>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E>(self, value: f64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_bool<E>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_unit<E>(self) -> Result<String, E> {
        Ok(String::new())
    }

    fn visit_none<E>(self) -> Result<String, E> {
        Ok(String::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<String, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(NOT_A_TEXT.to_owned())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<String, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(NOT_A_TEXT.to_owned())
    }
}

/// A whole number of digits, which may be grouped by commas in threes ("100,000"); more than 64 bits is the largest.
pub(super) fn whole(text: &str) -> Option<u64> {
    let mut groups = text.trim().split(',');
    let first = groups.next()?;
    let plain = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let mut digits = first.to_owned();
    for group in groups {
        if first.len() > 3 || group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    plain(first).then_some(())?;
    plain(&digits).then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_may_be_grouped_and_nothing_else() {
        for (text, value) in [("0", 0), (" 100 ", 100), ("100,000", 100_000), ("1,000,001", 1_000_001), ("007", 7)] {
            assert_eq!(whole(text), Some(value), "{text}");
        }
        assert_eq!(whole("99999999999999999999999"), Some(u64::MAX));
        for text in ["", ",", "1,", ",100", "1,00", "1000,000", "41a", "-1", "+1", "1.5", "1 000", "1e3", "\u{0}"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
}
