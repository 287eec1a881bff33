//! Who called whom.

use serde::{Deserialize, Serialize};

/// Which way a call went; the codes are those of CONTRACTS B (`type_id`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Inbound,
    Outbound,
}

impl Direction {
    /// Both.
    pub const ALL: [Direction; 2] = [Direction::Inbound, Direction::Outbound];

    /// The word that is sent and filtered by.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Direction::Inbound => "Inbound",
            Direction::Outbound => "Outbound",
        }
    }

    /// The code that is stored and sent, 1 or 2.
    pub fn code(self) -> i16 {
        match self {
            Direction::Inbound => 1,
            Direction::Outbound => 2,
        }
    }

    /// The direction of a code.
    pub fn of_code(code: i16) -> Option<Direction> {
        Direction::ALL.into_iter().find(|direction| direction.code() == code)
    }

    /// The direction of a word in any case, or of a code's digit.
    pub fn read(typed: &str) -> Option<Direction> {
        Direction::ALL
            .into_iter()
            .find(|direction| direction.as_str().eq_ignore_ascii_case(typed) || direction.code().to_string() == typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_reads_back_from_its_code_and_its_word() {
        for direction in Direction::ALL {
            assert_eq!(Direction::of_code(direction.code()), Some(direction));
            assert_eq!(Direction::read(direction.label()), Some(direction));
            assert_eq!(Direction::read(&direction.code().to_string()), Some(direction));
        }
        assert_eq!((Direction::read("sideways"), Direction::of_code(0)), (None, None));
    }
}
