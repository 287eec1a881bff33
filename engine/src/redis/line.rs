use super::keep::Place;
use super::words::in_words;
use fred::clients::Client;
use fred::error::Error;
use fred::interfaces::{ClientLike, LuaInterface, PubsubInterface};
use fred::prelude::EventInterface;
use fred::types::config::{Config, ConnectionConfig, PerformanceConfig, TcpConfig};
use fred::types::{InfoKind, Message};
use std::sync::OnceLock;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

/// Notices that wait to be handed on; who falls further behind is told to look at everything anew.
const WAITING: usize = 1_024;

/// Draws the name of this Redis if nobody has, and tells it. A server that can't write (full, a replica, a broken disk) or
/// may not run scripts refuses, and then it is of no use here.
const CLAIM: &str = "redis.call('SET', KEYS[1], ARGV[1], 'NX') return redis.call('GET', KEYS[1])";

/// Two connections to one run of one server: one for questions, one for notices. When either fails, both are given up.
#[derive(Debug)]
pub(crate) struct Line {
    questions: Client,
    notices: Client,
    prefix: String,
    patience: Duration,
    run: String,
    version: String,
    id: String,
    given_up: CancellationToken,
    why: OnceLock<String>,
}

/// A line that was just made, with what ends when its connections do.
pub(super) struct Opened {
    pub(super) line: Line,
    pub(super) messages: broadcast::Receiver<Message>,
    pub(super) connections: [Connection; 2],
}

/// fred's task for one connection; dropping it closes the connection.
pub(super) type Connection = AbortOnDropHandle<Result<(), Error>>;

impl Line {
    /// Connects, finds out who is there, and listens for notices. May hang: the caller sets the time.
    pub(super) async fn open(place: &Place) -> Result<Opened, Error> {
        let (questions, asking) = connect(&place.config).await?;
        let (notices, listening) = connect(&place.config).await?;
        let about: String = questions.info(Some(InfoKind::Server)).await?;
        let run = value_of(&about, "run_id")
            .ok_or_else(|| Error::new(fred::error::ErrorKind::Protocol, "INFO tells no run_id"))?;
        let version = value_of(&about, "redis_version").unwrap_or_default();
        let id = questions.eval(CLAIM, format!("{}id", place.prefix), Uuid::now_v7().to_string()).await?;
        let messages = notices.message_rx();
        notices.subscribe(format!("{}live", place.prefix)).await?;
        // fred said yes before the server did; see the module's text.
        notices.ping::<()>(None).await?;
        let line = Line {
            questions,
            notices,
            prefix: place.prefix.clone(),
            patience: place.patience,
            run,
            version,
            id,
            given_up: CancellationToken::new(),
            why: OnceLock::new(),
        };
        Ok(Opened { line, messages, connections: [asking, listening] })
    }

    /// What the server answers, or `None` when it does not in time or refuses: then the line is given up.
    pub(crate) async fn ask<T>(&self, question: impl Future<Output = Result<T, Error>>) -> Option<T> {
        let why = match tokio::time::timeout(self.patience, question).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(error)) => in_words(&error),
            Err(_) => format!("no answer within {} ms", self.patience.as_millis()),
        };
        self.give_up(why);
        None
    }

    /// The connection for questions, to be asked within [`Line::ask`].
    pub(crate) fn questions(&self) -> &Client {
        &self.questions
    }

    /// A key of this installation.
    pub(crate) fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Tells every node that listens; `false` when nobody heard it, not even this one.
    pub(crate) async fn publish(&self, notice: String) -> bool {
        let heard: Option<i64> = self.ask(self.questions.publish(self.key("live"), notice)).await;
        heard.is_some_and(|nodes| nodes > 0)
    }

    /// The run of the server: another one after each start, and on each replica.
    pub(crate) fn run(&self) -> &str {
        &self.run
    }

    pub(super) fn version(&self) -> &str {
        &self.version
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Asks both connections for a sign of life, and whether this is still the Redis it was.
    pub(super) async fn check(&self) {
        let claim = self.questions.eval::<String, _, _, _>(CLAIM, self.key("id"), self.id.as_str());
        let (there, _) = tokio::join!(self.ask(claim), self.ask(self.notices.ping::<()>(None)));
        if there.is_some_and(|there| there != self.id) {
            self.give_up("it was emptied and belongs to others now".into());
        }
    }

    pub(super) fn give_up(&self, why: String) {
        // The first reason is the one to tell; what follows follows from it.
        self.why.get_or_init(|| why);
        self.given_up.cancel();
    }

    pub(super) fn is_given_up(&self) -> bool {
        self.given_up.is_cancelled()
    }

    /// Waits until the line is given up, and says why.
    pub(super) async fn ended(&self) -> String {
        self.given_up.cancelled().await;
        self.why.get().cloned().unwrap_or_default()
    }
}

/// The version of the server that is there.
pub(super) async fn version_at(config: Config) -> Result<String, Error> {
    let (client, _connection) = connect(&config).await?;
    let about: String = client.info(Some(InfoKind::Server)).await?;
    Ok(value_of(&about, "redis_version").unwrap_or_default())
}

async fn connect(config: &Config) -> Result<(Client, Connection), Error> {
    let performance = PerformanceConfig { broadcast_channel_capacity: WAITING, ..PerformanceConfig::default() };
    // No reconnect policy: see the module's text. Time-outs are set around whole questions.
    // Small questions must not wait to be sent together.
    let tcp = TcpConfig { nodelay: Some(true), ..TcpConfig::default() };
    let network = ConnectionConfig { tcp, ..ConnectionConfig::default() };
    let client = Client::new(config.clone(), Some(performance), Some(network), None);
    let mut connection = AbortOnDropHandle::new(client.connect());
    tokio::select! {
        connected = client.wait_for_connect() => connected?,
        ended = &mut connection => return Err(reason(ended)),
    }
    Ok((client, connection))
}

/// Why a connection ended.
pub(super) fn reason(ended: Result<Result<(), Error>, tokio::task::JoinError>) -> Error {
    let unknown = |text: String| Error::new(fred::error::ErrorKind::IO, text);
    match ended {
        Ok(Err(error)) => error,
        Ok(Ok(())) => unknown("the connection was closed".into()),
        Err(stopped) => unknown(stopped.to_string()),
    }
}

/// A line of `INFO`.
fn value_of(about: &str, name: &str) -> Option<String> {
    about.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(|value| value.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_info_is_found_by_its_whole_name() {
        let about = "# Server\r\nredis_version:7.0.15\r\nrun_id:ab12\r\nio_threads_active:0\r\n";
        assert_eq!(value_of(about, "run_id").as_deref(), Some("ab12"));
        assert_eq!(value_of(about, "run"), None);
    }
}
