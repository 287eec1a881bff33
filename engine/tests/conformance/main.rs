//! One set of sentences about sessions, live notices and rate limits, each true with PostgreSQL alone and with Redis (M30).
//!
//! To add a sentence: a function that takes a [`House`], and its name in the list of its file's `on_both_kinds!`.

mod limits;
mod notices;
mod sessions;

use engine::session::{self, Hash, Record};
use engine::testing::{TestRedis, World};
use engine::{Engine, RedisState, Settings};
use std::time::Duration;
use time::OffsetDateTime;

/// Nothing here takes so long unless something was lost.
const PATIENCE: Duration = Duration::from_secs(20);

/// Two nodes of one installation.
pub(crate) struct House {
    world: World,
    other: Engine,
    redis: Option<TestRedis>,
}

impl House {
    pub(crate) async fn on_postgres() -> House {
        let house = Self::with(None).await;
        assert_eq!(house.other.redis_state(), None);
        house
    }

    pub(crate) async fn on_redis() -> House {
        let house = Self::with(Some(TestRedis::start())).await;
        house.still_stands();
        for (number, node) in (100_u8..).zip(house.nodes()) {
            house.remembers_sessions(node, [number; 32]).await;
        }
        house
    }

    /// Waits until a node lets Redis answer for sessions; until its line for notices stands it does not.
    async fn remembers_sessions(&self, node: &Engine, id: Hash) {
        let redis = self.redis.as_ref().expect("this house has one");
        let hour = OffsetDateTime::now_utc() + time::Duration::HOUR;
        let record = Record { data: Vec::new(), expires_at: hour };
        assert!(session::save(node, id, None, &record, true).await.expect("it saves"));
        let pattern = format!("trunkline:*:session:*:{:02x}*", id[0]);
        patiently(async {
            while redis.say(&["keys", &pattern]).is_empty() {
                session::load(node, id).await.expect("it loads");
            }
        })
        .await;
    }

    async fn with(redis: Option<TestRedis>) -> House {
        // Patient with Redis: these sentences are about what it does, and the machine may be busy.
        let url = redis.as_ref().map(TestRedis::url);
        let settings = |plain| Settings { redis_url: url.clone(), redis_patience: PATIENCE, ..plain };
        let world = World::with(settings).await;
        let other = Engine::connect(settings(world.database.settings())).await.expect("the other node connects");
        House { world, other, redis }
    }

    pub(crate) fn nodes(&self) -> impl Iterator<Item = &Engine> + Clone {
        [&self.world.engine, &self.other].into_iter()
    }

    /// After the sentence: it was not told without the Redis it is about.
    fn still_stands(&self) {
        for node in self.nodes() {
            assert_eq!(is_connected(node), self.redis.is_some(), "{:?}", node.redis_state());
        }
    }
}

fn is_connected(node: &Engine) -> bool {
    matches!(node.redis_state(), Some(RedisState::Connected { .. }))
}

/// What comes of a future, which must come in time.
async fn patiently<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("what is waited for comes in time")
}

/// Makes of each sentence a test with PostgreSQL alone and one with Redis.
macro_rules! on_both_kinds {
    ($($sentence:ident),* $(,)?) => {
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $sentence() {
                let house = crate::House::on_postgres().await;
                super::$sentence(&house).await;
                house.still_stands();
            })*
        }
        mod on_redis {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $sentence() {
                let house = crate::House::on_redis().await;
                super::$sentence(&house).await;
                house.still_stands();
            })*
        }
    };
}
pub(crate) use on_both_kinds;
