//! A prefix table of one's own as JSON: `{"415234": {"prefix", "carrier", "city", "state", "type"}, …}`.
//!
//! The engine reads the object with its JSON crate as a map of these entries.

use super::{PrefixEntry, RowError, prefix_csv};
use serde::{Deserialize, Serialize};

/// One member of the object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PrefixJsonEntry {
    pub prefix: Option<String>,
    pub carrier: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    #[serde(rename = "type", alias = "line_type")]
    pub line_type: Option<String>,
}

impl PrefixJsonEntry {
    /// The entry of a member and its key; the member's own `prefix` may be left out.
    ///
    /// # Errors
    /// [`RowError`] when a value does not read, or key and `prefix` differ.
    pub fn entry(&self, key: &str) -> Result<PrefixEntry, RowError> {
        let text = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().to_owned();
        let entry = prefix_csv::entry(
            key.trim(),
            &text(&self.carrier),
            &text(&self.city),
            &text(&self.state),
            &text(&self.line_type),
        )?;
        match text(&self.prefix).as_str() {
            "" => Ok(entry),
            own if own.parse() == Ok(entry.prefix) => Ok(entry),
            own => Err(RowError::unreadable("The prefix, which is not its key,", own)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prefix::LineType;

    #[test]
    fn a_member_reads_and_agrees_with_its_key() {
        let json = r#"{"prefix":"415234","carrier":"AT&T","city":"San Francisco","state":"CA","type":"Mobile"}"#;
        let entry = serde_json::from_str::<PrefixJsonEntry>(json).unwrap();
        assert_eq!(entry.entry("415234").unwrap().line_type, Some(LineType::Mobile));
        assert!(entry.entry("415235").is_err());
        assert!(PrefixJsonEntry::default().entry("415234").is_ok());
        assert!(PrefixJsonEntry::default().entry("41").is_err());
    }
}
