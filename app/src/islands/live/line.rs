//! The state of the line to the server: what is shown beside live figures, and when to try what again.
//!
//! No browser is needed to decide this, so it is plain and tested; `live` does what it says.

/// How many failed connects in a row it takes until the snapshot is polled beside trying the stream.
pub const FAILURES_BEFORE_POLLING: u32 = 3;
/// How often the snapshot is polled while the stream is away.
pub const POLL_EVERY_MS: u32 = 3_000;
/// The stream is tried again after a quarter of a second, then after one, two, four, eight and so on, up to this.
const LONGEST_WAIT_MS: u32 = 15_000;
/// Most breaks are a server that restarts or a net that changed: the line is back at once.
const FIRST_WAIT_MS: u32 = 250;
/// How long a stream may be silent, in signs of life that did not come.
const SILENCE: f64 = 2.5;

/// What can be said about the figures on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// Nothing moves here: as the server sent the page.
    Still,
    /// The first connect is under way.
    Connecting,
    /// Changes arrive as they happen.
    Live,
    /// The stream is down, the snapshot is fetched every few seconds.
    Polling,
    /// Nothing arrives: what is shown may be old.
    Reconnecting,
}

/// The line of one tab.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    state: LineState,
    failures: u32,
    /// Milliseconds between two signs of life, once the stream has said so.
    beat: Option<f64>,
    /// When something was heard last, in milliseconds.
    heard: f64,
}

impl Line {
    /// A line on which nothing has been tried.
    pub(super) const fn new() -> Self {
        Self { state: LineState::Still, failures: 0, beat: None, heard: 0.0 }
    }

    /// What to show.
    pub fn state(self) -> LineState {
        self.state
    }

    /// A connect begins.
    pub fn connecting(&mut self) {
        if self.state == LineState::Still {
            self.state = LineState::Connecting;
        }
    }

    /// The stream is open.
    pub fn opened(&mut self, now: f64) {
        *self = Self { state: LineState::Live, failures: 0, beat: self.beat, heard: now };
    }

    /// Something came: a state, or a sign of life that says when the next one is due.
    pub fn heard(&mut self, now: f64, beat: Option<f64>) {
        self.heard = now;
        self.beat = beat.or(self.beat);
    }

    /// Whether a stream that seems open has been silent for so long that it must be dead: a machine that slept and a net
    /// that changed leave such behind, and no error tells of them.
    pub fn is_silent(self, now: f64) -> bool {
        self.state == LineState::Live && self.beat.is_some_and(|beat| now - self.heard > beat * SILENCE)
    }

    /// Nobody looks: the stream is closed, and begun anew when somebody does.
    pub fn rest(&mut self) {
        *self = Self { state: LineState::Connecting, failures: 0, beat: self.beat, heard: 0.0 };
    }

    /// A connect failed or the stream broke; says after how many milliseconds to try again. It is tried for ever.
    pub fn broke(&mut self) -> u32 {
        // Polled figures stay fresh while the stream is tried in vain.
        if self.state != LineState::Polling {
            self.state = LineState::Reconnecting;
        }
        let wait = match self.failures {
            0 => FIRST_WAIT_MS,
            failures => 1_000_u32.saturating_mul(1 << (failures - 1).min(4)).min(LONGEST_WAIT_MS),
        };
        self.failures = self.failures.saturating_add(1);
        wait
    }

    /// Whether the snapshot is to be polled now.
    pub fn wants_poll(self) -> bool {
        self.failures >= FAILURES_BEFORE_POLLING && self.state != LineState::Live
    }

    /// A poll was answered, or not. One that comes in after the stream is back changes nothing.
    pub fn polled(&mut self, answered: bool) {
        if self.wants_poll() {
            self.state = if answered { LineState::Polling } else { LineState::Reconnecting };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_failed_connects_bring_the_poll_and_the_stream_ends_it() {
        let mut line = Line::new();
        line.connecting();
        assert_eq!(line.state(), LineState::Connecting);
        for _ in 0..2 {
            line.broke();
            assert_eq!((line.state(), line.wants_poll()), (LineState::Reconnecting, false));
        }
        line.broke();
        assert!(line.wants_poll());
        line.polled(true);
        assert_eq!(line.state(), LineState::Polling);
        line.broke();
        assert_eq!(line.state(), LineState::Polling, "a vain connect does not make polled figures old");
        line.opened(0.0);
        assert_eq!((line.state(), line.wants_poll()), (LineState::Live, false));
    }

    #[test]
    fn a_poll_without_answer_never_shows_stale_as_fresh() {
        let mut line = Line::new();
        (0..FAILURES_BEFORE_POLLING).for_each(|_| _ = line.broke());
        line.polled(true);
        line.polled(false);
        assert_eq!(line.state(), LineState::Reconnecting);
    }

    #[test]
    fn a_late_answer_to_a_poll_does_not_touch_a_line_that_is_live_again() {
        let mut line = Line::new();
        (0..FAILURES_BEFORE_POLLING).for_each(|_| _ = line.broke());
        line.opened(0.0);
        line.polled(false);
        assert_eq!(line.state(), LineState::Live);
    }

    #[test]
    fn the_wait_grows_to_its_limit_and_starts_anew_after_a_success() {
        let mut line = Line::new();
        let waits: Vec<u32> = (0..7).map(|_| line.broke()).collect();
        assert_eq!(waits, [250, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
        (0..1_000).for_each(|_| assert_eq!(line.broke(), 15_000));
        line.opened(0.0);
        assert_eq!(line.broke(), 250);
    }
    #[test]
    fn a_stream_that_says_nothing_for_longer_than_it_promised_is_dead() {
        let mut line = Line::new();
        line.opened(1_000.0);
        assert!(!line.is_silent(1e9), "it has promised nothing");
        line.heard(1_000.0, Some(15_000.0));
        assert!(!line.is_silent(30_000.0));
        assert!(line.is_silent(40_000.0));
        line.heard(39_000.0, None);
        assert!(!line.is_silent(40_000.0));
        line.broke();
        assert!(!line.is_silent(1e9), "it is being tried again already");
    }
}
