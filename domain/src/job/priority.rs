use serde::{Deserialize, Serialize};

/// Which of a tenant's jobs goes first. It orders the jobs of one tenant; between tenants it counts for nothing, or one
/// tenant's hurry would be everybody else's delay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobPriority {
    High,
    #[default]
    Normal,
    Low,
}

impl JobPriority {
    /// Every priority, the first one first.
    pub const ALL: [JobPriority; 3] = [JobPriority::High, JobPriority::Normal, JobPriority::Low];

    /// How it is stored: 1 goes before 2.
    pub fn rank(self) -> i16 {
        match self {
            JobPriority::High => 1,
            JobPriority::Normal => 2,
            JobPriority::Low => 3,
        }
    }

    /// The priority of a stored rank; an unknown one is normal.
    pub fn of_rank(rank: i16) -> Self {
        JobPriority::ALL.into_iter().find(|priority| priority.rank() == rank).unwrap_or_default()
    }

    /// The word in forms and on pages.
    pub fn as_str(self) -> &'static str {
        match self {
            JobPriority::High => "high",
            JobPriority::Normal => "normal",
            JobPriority::Low => "low",
        }
    }
}

/// The word names no priority.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a priority is high, normal or low")]
pub struct UnknownJobPriority;

impl std::str::FromStr for JobPriority {
    type Err = UnknownJobPriority;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        JobPriority::ALL.into_iter().find(|priority| priority.as_str() == text).ok_or(UnknownJobPriority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rank_and_word_reads_back_and_high_goes_first() {
        for priority in JobPriority::ALL {
            assert_eq!(JobPriority::of_rank(priority.rank()), priority);
            assert_eq!(priority.as_str().parse(), Ok(priority));
        }
        assert!(JobPriority::High.rank() < JobPriority::Low.rank());
    }
}
