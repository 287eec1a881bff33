//! What happened in a simulation, line by line.

use crate::dial::Outcome;
use crate::dial::retry_policy::GiveUp;
use crate::dial::verdict::{Hold, Refusal, Verdict};
use siphasher::sip128::{Hasher128, SipHasher13};
use std::fmt::{self, Write as _};
use std::hash::Hasher;
use time::{Duration, OffsetDateTime};

/// Everything that happened, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Log(Vec<Entry>);

/// Something that happened to a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub at: OffsetDateTime,
    /// The contact's place on the list, from 0.
    pub contact: usize,
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The how-manieth call to the contact began, from 1.
    Placed(u32),
    /// The call ended, and how long was talked.
    Ended(Outcome, Duration),
    /// Nobody was there in time for the person who had answered.
    Abandoned,
    /// The contact was reached: nothing more follows.
    Completed,
    /// They are called again, not before a moment.
    Retry(OffsetDateTime),
    /// They are not called again.
    GivenUp(GiveUp),
    /// They may not be called before a moment.
    Held(Hold, OffsetDateTime),
    /// They may not be called.
    Blocked(Refusal),
}

impl Log {
    /// The entries, in the order in which they happened.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    pub(super) fn push(&mut self, at: OffsetDateTime, contact: usize, what: What) {
        self.0.push(Entry { at, contact, what });
    }

    /// What tells this log from another, as 32 digits: SipHash-1-3 of its text. For comparing runs; it withstands nobody who
    /// wants two logs to look the same.
    pub fn digest(&self) -> String {
        let mut text = Hashed(SipHasher13::new_with_keys(0, 0));
        // What is hashed can't fail to be written.
        let _ = write!(text, "{self}");
        let hash = text.0.finish128();
        format!("{:016x}{:016x}", hash.h1, hash.h2)
    }
}

impl fmt::Display for Log {
    /// One line an entry. The form is kept: digests of it are compared.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|entry| writeln!(f, "{entry}"))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", Stamp(self.at), self.contact)?;
        match self.what {
            What::Placed(nth) => write!(f, "placed {nth}"),
            What::Ended(outcome, talks) => {
                write!(f, "ended {} {}.{:03}", outcome.as_str(), talks.whole_seconds(), talks.subsec_milliseconds())
            }
            What::Abandoned => f.write_str("abandoned"),
            What::Completed => f.write_str("completed"),
            What::Retry(at) => write!(f, "retry {}", Stamp(at)),
            What::GivenUp(why) => write!(f, "given up {}", why.as_str()),
            What::Held(hold, until) => write!(f, "held {} {}", Verdict::Later(hold, until).as_str(), Stamp(until)),
            What::Blocked(refusal) => write!(f, "blocked {}", Verdict::Never(refusal).as_str()),
        }
    }
}

/// A moment to the microsecond, always as long.
struct Stamp(OffsetDateTime);

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.0.to_offset(time::UtcOffset::UTC);
        let (year, month, day) = at.to_calendar_date();
        let (hour, minute, second, micros) = at.to_hms_micro();
        write!(f, "{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z", u8::from(month))
    }
}

/// Text that is hashed as it is written.
struct Hashed(SipHasher13);

impl fmt::Write for Hashed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_log_reads_line_by_line_and_its_digest_is_that_of_its_text() {
        let at = datetime!(2026-11-23 12:00:00.25 -8);
        let mut log = Log::default();
        log.push(at, 0, What::Held(Hold::Holiday, at + Duration::DAY));
        log.push(at, 1, What::Blocked(Refusal::NoZone));
        log.push(at, 12, What::Placed(1));
        log.push(at, 12, What::Ended(Outcome::Picked, Duration::milliseconds(30_007)));
        log.push(at, 12, What::Completed);
        log.push(at, 13, What::Retry(at));
        log.push(at, 14, What::GivenUp(GiveUp::BudgetSpent));
        let expected = "2026-11-23T20:00:00.250000Z 0 held HOLIDAY 2026-11-24T20:00:00.250000Z\n\
            2026-11-23T20:00:00.250000Z 1 blocked NO_ZONE\n\
            2026-11-23T20:00:00.250000Z 12 placed 1\n\
            2026-11-23T20:00:00.250000Z 12 ended PICKED 30.007\n\
            2026-11-23T20:00:00.250000Z 12 completed\n\
            2026-11-23T20:00:00.250000Z 13 retry 2026-11-23T20:00:00.250000Z\n\
            2026-11-23T20:00:00.250000Z 14 given up BUDGET_SPENT\n";
        assert_eq!(log.to_string(), expected);
        let mut hasher = SipHasher13::new_with_keys(0, 0);
        hasher.write(expected.as_bytes());
        let hash = hasher.finish128();
        assert_eq!(log.digest(), format!("{:016x}{:016x}", hash.h1, hash.h2));
        log.push(at, 15, What::Placed(1));
        assert_ne!(log.digest(), Log::default().digest());
    }
}
