use super::{Limit, Verdict};
use crate::redis::Line;
use fred::interfaces::LuaInterface;
use std::time::Duration;

/// `ARGV`: a unit's time and the period, in microseconds. Answers whether it is allowed and the microseconds until the
/// allowance is whole. Microseconds since 1970 are exact in Lua's numbers until the year 2255.
const TAKE: &str = "
    local clock = redis.call('TIME')
    local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
    local whole = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
    local moved = whole + tonumber(ARGV[1])
    if moved - now > tonumber(ARGV[2]) then return {0, whole - now} end
    redis.call('SET', KEYS[1], string.format('%.0f', moved), 'PX', math.ceil((moved - now) / 1000))
    return {1, moved - now}";

/// `ARGV`: a unit's time in microseconds.
const GIVE_BACK: &str = "
    local clock = redis.call('TIME')
    local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
    local whole = tonumber(redis.call('GET', KEYS[1]) or 0) - tonumber(ARGV[1])
    if whole > now then
        redis.call('SET', KEYS[1], string.format('%.0f', whole), 'PX', math.ceil((whole - now) / 1000))
    else
        redis.call('DEL', KEYS[1])
    end
    return 1";

/// Gives one back in Redis; `None` when it does not answer.
pub(super) async fn give_back(line: &Line, key: &str, limit: Limit) -> Option<()> {
    let unit = vec![i64::try_from(limit.unit().as_micros()).unwrap_or(i64::MAX)];
    let _: i64 = line.ask(line.questions().eval(GIVE_BACK, line.key(&format!("limit:{key}")), unit)).await?;
    Some(())
}

/// Takes one in Redis; `None` when it does not answer.
pub(super) async fn take(line: &Line, key: &str, limit: Limit) -> Option<Verdict> {
    let microseconds = |time: Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    let arguments = vec![microseconds(limit.unit()), microseconds(limit.per)];
    let (allowed, whole_in): (i64, i64) =
        line.ask(line.questions().eval(TAKE, line.key(&format!("limit:{key}")), arguments)).await?;
    Some(limit.verdict(allowed == 1, Duration::from_micros(u64::try_from(whole_in).unwrap_or(0))))
}
