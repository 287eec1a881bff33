//! One open socket: what it waits for, what it sends, and when it ends.

use super::commands::{self, answer, listed, open_jobs};
use super::events::{Tale, iso};
use super::{Door, NOT_AUTHENTICATED, SUSPENDED, close};
use crate::identity::{Caller, Credential};
use crate::live::ended;
use crate::state::AppState;
use axum::extract::ws::{Message, WebSocket, close_code};
use domain::filter::{Jobs, ListQuery};
use domain::id::JobId;
use domain::page::PageSize;
use engine::live::{JobChange, JobChanges};
use engine::{Error, rate_limit};
use futures::FutureExt;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};
use std::pin::pin;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// How often everything is looked at without a notice: a lost notice delays an event by no more than this.
const RESYNC: Duration = Duration::from_secs(5);
/// A client that takes no message for so long reads no more; what is held back for it would only grow.
const PATIENCE: Duration = Duration::from_secs(10);
/// The newest jobs that are looked at when notices were lost.
const NEWEST: u64 = 200;

/// Why a connection ends.
enum End {
    /// The client is gone, or does not read.
    Gone,
    Close(u16, &'static str),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        if let Error::Internal(_) = error {
            tracing::error!(%error, "a socket could not go on");
        }
        if let Error::Denied(_) = error {
            return End::Close(NOT_AUTHENTICATED, SUSPENDED);
        }
        End::Close(close_code::ERROR, "Try again later.")
    }
}

pub(super) struct Connection {
    state: AppState,
    socket: WebSocket,
    door: Door,
    caller: Caller,
    credential: Credential,
    /// The tasks the client chose; empty for all.
    chosen: HashSet<JobId>,
}

impl Connection {
    pub(super) fn new(state: AppState, socket: WebSocket, door: Door, caller: Caller, credential: Credential) -> Self {
        Self { state, socket, door, caller, credential, chosen: HashSet::new() }
    }

    /// Serves the client until one of the two ends it.
    pub(super) async fn run(mut self) {
        match self.serve().await {
            End::Gone => {}
            // Saying goodbye must not wait for who does not listen.
            End::Close(code, reason) => drop(timeout(PATIENCE, close(self.socket, code, reason)).await),
        }
    }

    async fn serve(&mut self) -> End {
        let (engine, scope) = (self.state.engine.clone(), self.caller.scope.clone());
        // Subscribe before reading, or a change between the two is lost.
        let mut changes = engine.live().jobs(&scope);
        let mut tale = match self.begin().await {
            Ok(tale) => tale,
            Err(end) => return end,
        };
        let (every, stop) = (self.state.config.live.keep_alive, self.state.shutdown.clone());
        let mut ended = pin!(ended(engine, self.credential.clone(), scope, every, stop.clone()));
        let (mut resync, mut alive) = (interval(RESYNC), interval(every));
        resync.set_missed_tick_behavior(MissedTickBehavior::Delay);
        resync.reset();
        alive.reset();
        let mut heard = Instant::now();
        loop {
            let served = tokio::select! {
                () = &mut ended => return match stop.is_cancelled() {
                    true => End::Close(close_code::AWAY, "The server stops."),
                    false => End::Close(NOT_AUTHENTICATED, "The token stands for nobody any more."),
                },
                said = self.socket.recv() => {
                    heard = Instant::now();
                    match said {
                        Some(Ok(message)) => self.hear(message).await,
                        _ => Err(End::Gone),
                    }
                }
                change = changes.next() => match change {
                    Some(change) => self.follow(&mut tale, gathered(change, &mut changes)).await,
                    None => Err(End::Close(close_code::AWAY, "The server stops.")),
                },
                _ = resync.tick() => self.follow(&mut tale, None).await,
                // Every client answers a ping by itself; one that does not is gone without having said so.
                _ = alive.tick() => match heard.elapsed() > every * 3 {
                    true => Err(End::Gone),
                    false => self.push(Message::Ping(Default::default())).await,
                },
            };
            if let Err(end) = served {
                return end;
            }
        }
    }

    /// The first message, and where the tale begins.
    async fn begin(&mut self) -> Result<Tale, End> {
        let (engine, scope) = (&self.state.engine, &self.caller.scope);
        let (since, _) = engine::job::active(engine, scope).await?;
        let open = open_jobs(engine, scope).await?;
        let of = (self.door == Door::Own).then_some(self.caller.user);
        let now = iso(OffsetDateTime::now_utc());
        let hello = match self.door {
            Door::Status => json!({
                "type": "connection_status", "status": "connected", "message": "Connected to task updates.", "timestamp": now,
            }),
            Door::Tasks => listed(&open),
            Door::Own => json!({
                "type": "connection_established", "message": "Connected to your task updates.",
                "user_id": self.caller.user, "timestamp": now,
            }),
        };
        self.send(&hello).await?;
        Ok(Tale::new(since, of, &open))
    }

    /// Looks at what may have changed and tells what is new; `None` looks at everything.
    async fn follow(&mut self, tale: &mut Tale, changed: Option<BTreeSet<JobId>>) -> Result<(), End> {
        let (engine, scope) = (self.state.engine.clone(), self.caller.scope.clone());
        let changed = match changed {
            Some(changed) => changed,
            None => {
                let newest = ListQuery::<Jobs> { page_size: PageSize::clamped(NEWEST), ..ListQuery::default() };
                let newest = engine::job::list(&engine, &scope, &newest).await?.rows;
                let seen: HashSet<JobId> = newest.iter().map(|job| job.id).collect();
                let others = tale.open().into_iter().filter(|id| !seen.contains(id));
                newest.iter().filter(|job| tale.is_news(job)).map(|job| job.id).chain(others).collect()
            }
        };
        for id in changed {
            let job = match engine::job::get(&engine, &scope, id).await {
                Ok(job) => job,
                // Ended long ago and forgotten.
                Err(Error::NotFound) => continue,
                Err(error) => return Err(error.into()),
            };
            for event in tale.tell(&job.progress, job.outcome) {
                if self.chosen.is_empty() || self.chosen.contains(&id) {
                    self.send(&event).await?;
                }
            }
        }
        Ok(())
    }

    async fn hear(&mut self, message: Message) -> Result<(), End> {
        let text = match &message {
            Message::Text(text) => text.as_str(),
            Message::Close(_) => return Err(End::Gone),
            Message::Binary(_) => return self.send(&commands::error("Invalid JSON format")).await,
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
        };
        // A connection outlives its token's end by a moment; what it asks for must not.
        let engine = &self.state.engine;
        let now = self.credential.scope(engine, self.caller.scope.request().clone()).await?;
        if now.as_ref() != Some(&self.caller.scope) {
            return Err(End::Close(NOT_AUTHENTICATED, "The token stands for nobody any more."));
        }
        // A message counts like a REST request.
        let key = format!("rest:{}", self.caller.scope.tenant());
        let verdict = rate_limit::take(engine, &key, self.caller.limit(self.state.config.limits.rest)).await?;
        let said = match verdict.allowed {
            true => answer(engine, &self.caller.scope, &mut self.chosen, text).await?,
            false => commands::error("Request was throttled."),
        };
        self.send(&said).await
    }

    async fn send(&mut self, message: &Value) -> Result<(), End> {
        self.push(Message::text(message.to_string())).await
    }

    async fn push(&mut self, message: Message) -> Result<(), End> {
        match timeout(PATIENCE, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}

/// A change with those that wait behind it, each job once; `None` for any.
fn gathered(first: JobChange, changes: &mut JobChanges) -> Option<BTreeSet<JobId>> {
    let mut jobs = BTreeSet::new();
    let mut change = first;
    loop {
        match change {
            JobChange::One(id) => jobs.insert(id),
            JobChange::Any => return None,
        };
        match changes.next().now_or_never().flatten() {
            Some(next) => change = next,
            None => return Some(jobs),
        }
    }
}
