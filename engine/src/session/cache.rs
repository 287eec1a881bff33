use super::{Hash, Record};
use crate::Engine;
use crate::redis::Line;
use bytes::Bytes;
use fred::interfaces::{KeysInterface, LuaInterface};
use fred::types::Expiration;
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

/// How long Redis keeps a session at most before PostgreSQL is asked again.
const KEPT: Duration = Duration::from_secs(600);
/// How long a reader has for the way to PostgreSQL and back; a slower one does not fill.
const FILLING: Duration = Duration::from_secs(5);
/// What stands at a key whose session is being changed.
const ASK: &[u8] = b"?";

/// Replaces what was seen by something else, if it is still there. `ARGV`: what was seen (nothing is empty), what to put,
/// for how many milliseconds.
const SWAP: &str = "if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
                    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1";

/// What Redis knows of a session.
pub(super) enum Seen {
    /// The session.
    Record(Record),
    /// Nothing; whoever reads it from PostgreSQL may tell Redis.
    Nothing(Place),
    /// PostgreSQL must be asked, and Redis not be told.
    Ask,
}

/// The right to fill one key, as long as nobody else touches it.
pub(super) struct Place {
    line: Arc<Line>,
    key: String,
    token: Bytes,
    generation: i64,
}

/// Looks a session up in Redis.
pub(super) async fn look(engine: &Engine, id: Hash) -> Seen {
    // The generation before anything else: what is filled in under it was read after it.
    let (Some(generation), Some(line)) = (engine.generation().believed(), engine.redis()) else { return Seen::Ask };
    let key = key(&line, id);
    let Some(value) = line.ask(line.questions().get::<Option<Bytes>, _>(key.clone())).await else { return Seen::Ask };
    let value = value.unwrap_or_default();
    match read(&value) {
        Some((of, record)) if of == generation => return Seen::Record(record),
        // Of a generation that is past.
        Some((of, _)) if of < generation => {}
        None if value.is_empty() => {}
        _ => return Seen::Ask,
    }
    let token = Bytes::from(format!("!{}", Uuid::now_v7()));
    let place = Place { line, key, token: token.clone(), generation };
    if place.swap(value, token, FILLING).await { Seen::Nothing(place) } else { Seen::Ask }
}

impl Place {
    /// Tells Redis what PostgreSQL said. `lasts` is the rest of the session's time by the database's clock, so that no other
    /// clock decides when it ends.
    pub(super) async fn fill(self, record: &Record, lasts: Duration) {
        let lasts = lasts.min(KEPT);
        if lasts > Duration::from_millis(1) {
            let value = write(self.generation, record);
            self.swap(self.token.clone(), value, lasts).await;
        }
    }

    async fn swap(&self, seen: Bytes, put: Bytes, lasts: Duration) -> bool {
        let milliseconds = Bytes::from(lasts.as_millis().to_string());
        let swap = self.line.questions().eval(SWAP, self.key.as_str(), vec![seen, put, milliseconds]);
        self.line.ask(swap).await == Some(1)
    }
}

/// Makes every node ask PostgreSQL about these sessions for so long; `false` when Redis did not take all of it.
pub(super) async fn mark(line: &Line, ids: &[Hash], lasts: Duration) -> bool {
    let milliseconds = i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX);
    let marks = ids.iter().map(|id| {
        let expires = Some(Expiration::PX(milliseconds));
        line.questions().set::<(), _, _>(key(line, *id), Bytes::from_static(ASK), expires, None, false)
    });
    line.ask(futures::future::try_join_all(marks)).await.is_some()
}

/// The server's run is part of the name: what a restarted server loads from its dump is not found.
fn key(line: &Line, id: Hash) -> String {
    let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    line.key(&format!("session:{}:{hex}", line.run()))
}

/// `=`, the generation, the end in microseconds since 1970, the data.
fn write(generation: i64, record: &Record) -> Bytes {
    let ends = i64::try_from(record.expires_at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX);
    let mut value = vec![b'='];
    value.extend(generation.to_be_bytes());
    value.extend(ends.to_be_bytes());
    value.extend(&record.data);
    value.into()
}

fn read(value: &[u8]) -> Option<(i64, Record)> {
    let (generation, rest) = value.strip_prefix(b"=")?.split_first_chunk()?;
    let (ends, data) = rest.split_first_chunk()?;
    let ends = i128::from(i64::from_be_bytes(*ends)) * 1_000;
    let expires_at = OffsetDateTime::from_unix_timestamp_nanos(ends).ok()?;
    Some((i64::from_be_bytes(*generation), Record { data: data.to_vec(), expires_at }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_read_as_it_was_written_and_nothing_else_is_one() {
        let expires_at = OffsetDateTime::from_unix_timestamp_nanos(1_800_000_000_123_456_000).expect("a moment");
        for data in [b"".to_vec(), b"=?!".to_vec(), vec![0, 255, b'=']] {
            let record = Record { data, expires_at };
            assert_eq!(read(&write(-7, &record)), Some((-7, record)));
        }
        for other in [ASK, b"", b"=", b"=1234567", b"!0190b0c4"] {
            assert_eq!(read(other), None);
        }
    }
}
