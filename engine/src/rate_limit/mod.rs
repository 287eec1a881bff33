//! How often somebody may do something, counted over all nodes.
//!
//! The rule is GCRA, a bucket that leaks: for each key one moment is kept, at which its allowance is whole again. A call
//! moves it on by the time one unit takes to grow back; a call that would move it further than the whole period from now is
//! refused, and moves nothing. No window begins or ends, so nobody gets two allowances around its edge.
//!
//! Redis counts by a script and its clock, PostgreSQL by one statement and its own. When Redis stops answering PostgreSQL
//! goes on with what it knows, and the other way round: at each change somebody may get one more allowance, never none.

mod in_postgres;
mod in_redis;

pub use in_postgres::forget_whole;

use crate::Engine;
use crate::error::Result;
use crate::together::Together;
use std::time::Duration;

/// Those who wait to take of an allowance.
pub(crate) type Taking = Together<(String, Limit), (), Verdict>;

/// So many at once, and as many anew in each period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit {
    /// One or more.
    pub burst: u32,
    /// The time in which a used-up allowance is whole again: a microsecond or more for each of `burst`.
    pub per: Duration,
}

/// Whether something is allowed, and what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    pub allowed: bool,
    /// How many more would be allowed at this moment.
    pub remaining: u32,
    /// Until the allowance is whole again.
    pub reset_after: Duration,
    /// Until one is allowed again; nothing when this one was.
    pub retry_after: Duration,
}

/// Takes one of the allowance of `key`, if there is one. A key begins with what is limited: `sign-in:…`.
///
/// # Errors
/// When the database is away, and Redis is not there to count instead.
pub async fn take(engine: &Engine, key: &str, limit: Limit) -> Result<Verdict> {
    if let Some(line) = engine.redis()
        && let Some(verdict) = in_redis::take(&line, key, limit).await
    {
        return Ok(verdict);
    }
    in_postgres::take(engine, key, limit).await
}

/// Gives one back that was taken: what went well is not counted against whoever did it.
///
/// # Errors
/// When the database is away, and Redis is not there to count instead.
pub async fn give_back(engine: &Engine, key: &str, limit: Limit) -> Result<()> {
    if let Some(line) = engine.redis()
        && in_redis::give_back(&line, key, limit).await.is_some()
    {
        return Ok(());
    }
    in_postgres::give_back(engine, key, limit).await
}

impl Limit {
    /// The time in which one unit grows back.
    fn unit(self) -> Duration {
        self.per / self.burst.max(1)
    }

    /// What follows from the answer and the time until the allowance is whole again.
    fn verdict(self, allowed: bool, whole_in: Duration) -> Verdict {
        let unit = self.unit().max(Duration::from_nanos(1));
        let free = self.per.saturating_sub(whole_in);
        Verdict {
            allowed,
            remaining: if allowed { u32::try_from(free.as_nanos() / unit.as_nanos()).unwrap_or(self.burst) } else { 0 },
            reset_after: whole_in,
            retry_after: if allowed { Duration::ZERO } else { unit.saturating_sub(free).max(Duration::from_millis(1)) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_follows_from_the_time_until_the_allowance_is_whole() {
        let limit = Limit { burst: 10, per: Duration::from_secs(60) };
        let after = |seconds| limit.verdict(true, Duration::from_secs(seconds)).remaining;
        assert_eq!([after(6), after(7), after(54), after(60)], [9, 8, 1, 0]);
        let refused = limit.verdict(false, Duration::from_secs(58));
        assert_eq!((refused.remaining, refused.retry_after), (0, Duration::from_secs(4)));
        assert_eq!(refused.reset_after, Duration::from_secs(58));
    }
}
