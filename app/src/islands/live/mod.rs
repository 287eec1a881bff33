//! The live stream: one per tab, shared by all islands, because a browser allows six connections to a host.
//!
//! `GET /live?topics=active-jobs,job:ID` sends whole small states; what is not newer than what is shown is dropped. The
//! stream is tried again for ever. After [`line::FAILURES_BEFORE_POLLING`] failed connects `GET /live/snapshot` is polled
//! beside it, so that figures still move where a proxy swallows streams.
//!
//! A tab that nobody looks at closes its stream and opens it again when it is looked at: with six streams open a seventh
//! tab of the same browser could not even load its page.

pub mod line;

use super::fetch;
use domain::live::{Signal, Topic};
use leptos::prelude::*;
use leptos::task::spawn_local;
use line::{Line, LineState, POLL_EVERY_MS};
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventSource, MessageEvent};

/// A topic that an island shows.
#[derive(Clone, Copy)]
pub struct Watched {
    /// The newest state.
    pub signal: RwSignal<Signal>,
    /// How far it can be trusted.
    pub line: RwSignal<LineState>,
}

/// Shows a topic from its first snapshot on. On the server nothing moves; in the browser the island joins the stream.
pub fn watch(first: Signal) -> Watched {
    let watched = Watched { signal: RwSignal::new(first), line: RwSignal::new(LineState::Still) };
    // Effects run in the browser alone, after the island took over the server's markup.
    Effect::new(move |_| join(watched));
    watched
}

thread_local! {
    // Islands have no context in common; the page's one thread is what they share.
    static STREAM: RefCell<Stream> = const { RefCell::new(Stream::new()) };
}

struct Stream {
    watched: Vec<(Topic, Watched)>,
    line: Line,
    open: Option<Connection>,
    /// Rises with each connect; a timer or an event of an earlier one finds that it is not meant.
    generation: u32,
    polling: bool,
}

/// An open stream with the closures it calls; dropping it closes the stream before the closures go.
struct Connection {
    source: EventSource,
    _on_open: Closure<dyn FnMut(Event)>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
    _on_ping: Closure<dyn FnMut(MessageEvent)>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.source.set_onopen(None);
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

impl Stream {
    const fn new() -> Self {
        Self { watched: Vec::new(), line: Line::new(), open: None, generation: 0, polling: false }
    }

    /// The topics as the server reads them, each once.
    fn topics(&self) -> String {
        let mut names: Vec<String> = self.watched.iter().map(|(topic, _)| topic.to_string()).collect();
        names.sort();
        names.dedup();
        names.join(",")
    }
}

/// Runs `change` on the stream, then tells every island how the line is.
fn with_stream<T>(change: impl FnOnce(&mut Stream) -> T) -> T {
    let (result, line, watched) = STREAM.with_borrow_mut(|stream| {
        let result = change(stream);
        let watched: Vec<Watched> = stream.watched.iter().map(|(_, watched)| *watched).collect();
        (result, stream.line.state(), watched)
    });
    // Outside the borrow: an effect that runs now may come back here.
    for island in watched {
        if island.line.try_get_untracked().is_some_and(|shown| shown != line) {
            island.line.try_set(line);
        }
    }
    result
}

/// Takes an island in; its topic is asked for with those of the islands that join in the same moment.
fn join(watched: Watched) {
    let topic = watched.signal.with_untracked(|signal| signal.topic);
    let generation = with_stream(|stream| {
        stream.watched.push((topic, watched));
        stream.line.connecting();
        stream.generation += 1;
        stream.generation
    });
    // A page's islands wake one after the other: the last one's timer opens the stream for all.
    set_timeout(move || connect(generation), Duration::from_millis(30));
    if generation == 1 {
        attend();
    }
}

/// How often it is looked whether the stream has died without a word, in milliseconds.
const WATCH_EVERY_MS: u64 = 5_000;

/// Closes the stream while the tab is hidden, and watches whether it lives while it is shown; once for all islands.
fn attend() {
    let on_visibility = Closure::<dyn FnMut()>::new(|| if document().hidden() { rest() } else { wake() });
    let listening =
        document().add_event_listener_with_callback("visibilitychange", on_visibility.as_ref().unchecked_ref()).is_ok();
    if listening {
        // It listens for as long as there is a page.
        on_visibility.forget();
    }
    watch_silence();
}

fn watch_silence() {
    let silent = with_stream(|stream| stream.line.is_silent(now()).then_some(stream.generation));
    if let Some(generation) = silent {
        broke(generation);
    }
    set_timeout(watch_silence, Duration::from_millis(WATCH_EVERY_MS));
}

/// Closes the stream; whatever was planned for it is not meant any more.
fn rest() {
    let open = with_stream(|stream| {
        stream.generation += 1;
        stream.polling = false;
        stream.line.rest();
        stream.open.take()
    });
    drop(open);
}

/// Opens the stream again; its first states are the newest there are.
fn wake() {
    let generation = with_stream(|stream| {
        stream.generation += 1;
        stream.generation
    });
    connect(generation);
}

fn now() -> f64 {
    js_sys::Date::now()
}

/// Opens the stream, unless another attempt has been made since this one was planned.
fn connect(generation: u32) {
    let Some(topics) = with_stream(|stream| (stream.generation == generation).then(|| stream.topics())) else { return };
    let Ok(source) = EventSource::new(&["/live?topics=", &topics].concat()) else { return broke(generation) };
    let on_open = Closure::new(move |_: Event| with_stream(|stream| stream.line.opened(now())));
    let on_ping = Closure::new(move |event: MessageEvent| {
        let seconds = event.data().as_string().and_then(|text| text.parse::<u32>().ok());
        with_stream(|stream| stream.line.heard(now(), seconds.map(|seconds| f64::from(seconds) * 1_000.0)));
    });
    let on_message = Closure::new(move |event: MessageEvent| {
        with_stream(|stream| stream.line.heard(now(), None));
        let signal = event.data().as_string().and_then(|text| serde_json::from_str(&text).ok());
        signal.into_iter().for_each(show);
    });
    let on_error = Closure::new(move |_: Event| broke(generation));
    source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    // Without signs of life a dead stream is noticed by its error alone.
    let _ = source.add_event_listener_with_callback("ping", on_ping.as_ref().unchecked_ref());
    let connection =
        Connection { source, _on_open: on_open, _on_message: on_message, _on_error: on_error, _on_ping: on_ping };
    with_stream(|stream| stream.open = Some(connection));
}

/// The stream broke: closes it (the browser's own reconnecting gives up on some errors), plans the next, polls if it is time.
fn broke(generation: u32) {
    let Some((wait, next)) = with_stream(|stream| {
        (stream.generation == generation).then(|| {
            stream.generation += 1;
            (stream.line.broke(), stream.generation)
        })
    }) else {
        return;
    };
    // Called from within one of the connection's own closures, which must not be dropped while it runs.
    set_timeout(|| drop(STREAM.with_borrow_mut(|stream| stream.open.take())), Duration::ZERO);
    set_timeout(move || connect(next), Duration::from_millis(wait.into()));
    let poll_now = with_stream(|stream| {
        let start = stream.line.wants_poll() && !stream.polling;
        stream.polling |= start;
        start
    });
    if poll_now {
        poll();
    }
}

/// Fetches the snapshot now and every few seconds, until the stream is back.
fn poll() {
    let Some(topics) = with_stream(|stream| {
        stream.polling = stream.line.wants_poll();
        stream.polling.then(|| stream.topics())
    }) else {
        return;
    };
    spawn_local(async move {
        let signals = fetch::json::<Vec<Signal>>(&["/live/snapshot?topics=", &topics].concat()).await;
        with_stream(|stream| stream.line.polled(signals.is_some()));
        signals.into_iter().flatten().for_each(show);
        set_timeout(poll, Duration::from_millis(POLL_EVERY_MS.into()));
    });
}

/// Hands a signal to the islands that show its topic, if it is news to them.
fn show(signal: Signal) {
    let islands: Vec<Watched> = STREAM.with_borrow(|stream| {
        stream.watched.iter().filter(|(topic, _)| *topic == signal.topic).map(|(_, watched)| *watched).collect()
    });
    for island in islands {
        let seen = island.signal.try_with_untracked(|shown| (shown.epoch, shown.version));
        if seen.is_some() && signal.is_newer_than(seen) {
            island.signal.try_set(signal.clone());
        }
    }
}
