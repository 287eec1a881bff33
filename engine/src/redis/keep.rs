use super::Standing;
use super::line::{Line, Opened, reason};
use super::words::in_words;
use crate::live::{Bus, Notice, read_notice};
use fred::types::Message;
use fred::types::config::Config;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

/// How often a quiet line is asked for a sign of life: a server that hangs, or a firewall that forgot the connection, is
/// found out within about this time though nobody asks anything.
const CHECK_EVERY: Duration = Duration::from_secs(1);
/// The first wait before a lost line is made anew.
const PAUSE_MIN: Duration = Duration::from_millis(50);
/// The longest: a Redis that is back is used again this soon.
const PAUSE_MAX: Duration = Duration::from_secs(2);
/// A line that broke sooner does not count as made, or one that breaks at its first question would be made for ever
/// without a wait.
const LASTING: Duration = Duration::from_secs(5);

/// Where Redis is and what is ours there.
pub(super) struct Place {
    pub(super) config: Config,
    pub(super) prefix: String,
    pub(super) patience: Duration,
}

impl Place {
    /// How long making a line may take: name, TLS and six answers.
    fn opening(&self) -> Duration {
        self.patience * 6
    }
}

/// Keeps a line up for ever; `tried` is told after the first try.
pub(super) async fn keep(
    place: Place,
    sender: watch::Sender<Option<Arc<Line>>>,
    standing: Arc<Mutex<Standing>>,
    bus: Bus,
    tried: CancellationToken,
) {
    let stand = |why: String| {
        *standing.lock().unwrap_or_else(PoisonError::into_inner) = Standing { since: Instant::now(), why };
    };
    let mut pause = PAUSE_MIN;
    // Each change is told once, not each try.
    let mut told: Option<bool> = None;
    loop {
        let opened = match tokio::time::timeout(place.opening(), Line::open(&place)).await {
            Ok(opened) => opened.map_err(|error| in_words(&error)),
            Err(_) => Err(format!("no answer within {} ms", place.opening().as_millis())),
        };
        let why = match opened {
            Ok(opened) => {
                let made = Instant::now();
                if told != Some(true) {
                    tracing::info!("Redis answers");
                }
                told = Some(true);
                stand(String::new());
                let why = serve(opened, &sender, &bus, &tried).await;
                sender.send_replace(None);
                if made.elapsed() >= LASTING {
                    pause = PAUSE_MIN;
                }
                why
            }
            Err(why) => why,
        };
        if told == Some(false) {
            // Since when it is away stays; what it said last is news.
            standing.lock().unwrap_or_else(PoisonError::into_inner).why = why;
        } else {
            tracing::warn!(why, "Redis is away; everything works without it, slower");
            stand(why);
        }
        told = Some(false);
        tried.cancel();
        // A little at random: all nodes lost it in the same moment.
        tokio::time::sleep(pause.mul_f64(rand::random_range(0.75..1.0))).await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// Hands the line out until it ends, and says why it did.
async fn serve(
    opened: Opened,
    sender: &watch::Sender<Option<Arc<Line>>>,
    bus: &Bus,
    tried: &CancellationToken,
) -> String {
    let Opened { line, messages, connections: [mut asking, mut listening] } = opened;
    let line = Arc::new(line);
    sender.send_replace(Some(Arc::clone(&line)));
    tried.cancel();
    // What was said while nobody listened is lost.
    bus.send(Notice::Resync);
    let why = tokio::select! {
        ended = &mut asking => in_words(&reason(ended)),
        ended = &mut listening => in_words(&reason(ended)),
        why = line.ended() => why,
        why = check(&line) => why,
        () = hear(messages, bus) => "its notices ended".into(),
    };
    // Whoever holds the line still must not wait for an answer.
    line.give_up(why.clone());
    why
}

async fn check(line: &Line) -> String {
    while !line.is_given_up() {
        tokio::time::sleep(CHECK_EVERY).await;
        line.check().await;
    }
    line.ended().await
}

async fn hear(mut messages: broadcast::Receiver<Message>, bus: &Bus) {
    loop {
        match messages.recv().await {
            Ok(message) => {
                let payload = message.value.as_string().unwrap_or_default();
                match read_notice(&payload) {
                    Some(notice) => bus.send(notice),
                    None => tracing::warn!(payload, "a live notice can't be read"),
                }
            }
            Err(RecvError::Lagged(_)) => bus.send(Notice::Resync),
            Err(RecvError::Closed) => return,
        }
    }
}
