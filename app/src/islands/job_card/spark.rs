//! The rate of the last minute as a small line.

use domain::job::{JobProgress, JobState};
use std::collections::VecDeque;
use time::OffsetDateTime;

/// How long the line looks back, in seconds.
const SECONDS: f64 = 60.0;
/// Signals come up to four times a second: a minute of them.
const MOST: usize = 240;

/// What was done when, as the signals told.
#[derive(Debug, Clone, Default)]
pub(super) struct Spark(VecDeque<(OffsetDateTime, i64)>);

impl Spark {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Takes a running job's state in; a state that repeats or goes back (another attempt) starts the line anew.
    pub(super) fn add(&mut self, job: &JobProgress) {
        if job.state != JobState::Running {
            return;
        }
        match self.0.back() {
            Some((at, _)) if *at == job.read_at => return,
            Some((at, processed)) if *at > job.read_at || *processed > job.processed => self.0.clear(),
            _ => {}
        }
        self.0.push_back((job.read_at, job.processed));
        while self.0.len() > MOST
            || self.0.front().is_some_and(|(at, _)| (job.read_at - *at).as_seconds_f64() > SECONDS)
        {
            self.0.pop_front();
        }
    }

    /// The points of line and area in a box of 100 by 30; `None` while there are too few.
    pub(super) fn points(&self) -> Option<(String, String)> {
        let rates: Vec<f64> = self
            .0
            .iter()
            .zip(self.0.iter().skip(1))
            .filter_map(|((from, before), (to, after))| {
                let seconds = (*to - *from).as_seconds_f64();
                (seconds > 0.0).then(|| (after - before) as f64 / seconds)
            })
            .collect();
        let highest = rates.iter().copied().fold(0.0, f64::max);
        if rates.len() < 3 || highest <= 0.0 {
            return None;
        }
        let step = 100.0 / (rates.len() - 1) as f64;
        let mut line = String::new();
        for (place, rate) in rates.iter().enumerate() {
            let (x, y) = ((place as f64 * step * 10.0).round() as i64, (280.0 - rate / highest * 260.0).round() as i64);
            line.push_str(&[&tenths(x), ",", &tenths(y), " "].concat());
        }
        let area = ["0,30 ", &line, "100,30"].concat();
        Some((line, area))
    }
}

/// A figure given in tenths, written out: formatting a float costs the browser half of the page several kilobytes.
fn tenths(figure: i64) -> String {
    [&(figure / 10).to_string(), ".", &(figure % 10).to_string()].concat()
}
