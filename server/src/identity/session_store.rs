//! Keeps browser sessions by the engine, under the hash of their id.

use app::request::session_key;
use async_trait::async_trait;
use domain::id::UserId;
use engine::session::About;
use engine::{Engine, session};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, Error, Result};

/// Sessions in PostgreSQL, and in Redis where there is one.
#[derive(Debug, Clone)]
pub struct SessionStore {
    engine: Engine,
}

impl SessionStore {
    /// A store on the engine's database.
    pub fn new(engine: Engine) -> Self {
        Self { engine }
    }

    async fn write(&self, record: &Record, must_be_new: bool) -> Result<bool> {
        let data = serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let stored = session::Record { data, expires_at: record.expiry_date };
        session::save_of(&self.engine, hash(record.id), &about(record), &stored, must_be_new).await.map_err(backend)
    }
}

/// What stands beside a session's values, so that its owner can recognise it.
fn about(record: &Record) -> About {
    let whole = |key| record.data.get(key).and_then(serde_json::Value::as_i64);
    let text = |key| record.data.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
    let moment = |key| whole(key).and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    About {
        user: whole(session_key::USER).map(UserId),
        signed_in_at: moment(session_key::SINCE),
        used_at: moment(session_key::SEEN),
        agent: text(session_key::AGENT),
        address: text(session_key::ADDRESS),
    }
}

/// What a session is found by. The cookie's value never leaves the process: a copy of the table or of Redis signs nobody in.
pub fn hash(id: Id) -> [u8; 32] {
    Sha256::digest(id.0.to_le_bytes()).into()
}

fn backend(error: engine::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl session_store::SessionStore for SessionStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // 128 random bits do not meet twice; the bound keeps a broken source of randomness from looping for ever.
        for _ in 0..8 {
            if self.write(record, true).await? {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend("no free session id was found".to_owned()))
    }

    async fn save(&self, record: &Record) -> Result<()> {
        // A session that was ended meanwhile stays ended; there is nobody left to tell.
        self.write(record, false).await.map(|_| ())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(stored) = session::load(&self.engine, hash(*id)).await.map_err(backend)? else { return Ok(None) };
        let data: HashMap<String, serde_json::Value> =
            serde_json::from_slice(&stored.data).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date: stored.expires_at }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        session::delete(&self.engine, hash(*id)).await.map_err(backend)
    }
}
