//! How fast a job goes, and what that leaves: the arithmetic behind the rate, its small line and the time left.

use serde::{Deserialize, Serialize};

/// The latest part of a job's work counts, as a share of all of it: a job that slows down as its table grows is told by
/// how it goes now, and one that goes evenly is not shaken by a single slow step.
const HORIZON: f64 = 0.5;
/// Samples of the rate kept, one a second.
const SAMPLES: usize = 60;
/// Seconds between two samples.
const SAMPLE_EVERY: f64 = 1.0;

/// How fast a job has gone lately. A worker keeps it from step to step and stores it with each, so that whoever goes on
/// after a crash knows it too. Only time in which a worker had the job counts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    /// Things a second lately; 0 before the first thing.
    pub per_second: f64,
    /// Seconds workers have spent on the job.
    pub worked: f64,
    /// Things a second in each of the last seconds of work, the latest last; at most 60.
    pub samples: Vec<f32>,
    /// Seconds and things since the last sample.
    #[serde(skip)]
    since_sample: (f64, i64),
    /// Seconds since the first step that did a thing: what came before it was preparation.
    #[serde(skip)]
    moving: f64,
}

impl Pace {
    /// The pace of a job that another worker left.
    pub fn kept(per_second: f64, worked: f64, samples: Vec<f32>) -> Self {
        let moving = if per_second > 0.0 { worked } else { 0.0 };
        Self { per_second, worked, samples, since_sample: (0.0, 0), moving }
    }

    /// Takes in a step that ended `seconds` after the one before and did so many things.
    pub fn step(&mut self, seconds: f64, things: i64) {
        let seconds = seconds.max(1e-6);
        self.worked += seconds;
        self.sample(seconds, things);
        if self.per_second <= 0.0 {
            if things > 0 {
                self.moving = seconds;
                self.per_second = things as f64 / seconds;
            }
            return;
        }
        self.moving += seconds;
        // Weighted by time, not by step: two steps that commit one right after the other are one moment.
        let weight = 1.0 - (-seconds / (HORIZON * self.moving)).exp();
        self.per_second += weight * (things.max(0) as f64 / seconds - self.per_second);
    }

    /// Seconds that `things` more will take; `None` when nothing tells.
    pub fn seconds_for(&self, things: i64) -> Option<f64> {
        (self.per_second > 0.0).then(|| things.max(0) as f64 / self.per_second)
    }

    fn sample(&mut self, seconds: f64, things: i64) {
        let (since, done) = (self.since_sample.0 + seconds, self.since_sample.1 + things.max(0));
        if since < SAMPLE_EVERY {
            self.since_sample = (since, done);
            return;
        }
        self.since_sample = (0.0, 0);
        // A step of ten seconds is ten seconds of the line, not one.
        let seconds_shown = (since / SAMPLE_EVERY).round().clamp(1.0, SAMPLES as f64) as usize;
        self.samples.extend(std::iter::repeat_n((done as f64 / since) as f32, seconds_shown));
        let surplus = self.samples.len().saturating_sub(SAMPLES);
        self.samples.drain(..surplus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The error of the time left at each step from a fifth of the work on, as a share of the truth.
    fn worst_error(steps: &[(f64, i64)]) -> f64 {
        let total: i64 = steps.iter().map(|step| step.1).sum();
        let length: f64 = steps.iter().map(|step| step.0).sum();
        let (mut pace, mut at, mut done, mut worst) = (Pace::default(), 0.0, 0, 0.0_f64);
        for (seconds, things) in steps {
            pace.step(*seconds, *things);
            at += seconds;
            done += things;
            let truth = length - at;
            if done * 5 >= total && done < total && truth > 0.1 * length {
                let told = pace.seconds_for(total - done).expect("something was done");
                worst = worst.max((told - truth).abs() / truth);
            }
        }
        worst
    }

    #[test]
    fn an_even_job_is_told_exactly() {
        assert!(worst_error(&[(0.1, 1_000); 100]) < 0.01);
    }

    #[test]
    fn steps_that_commit_in_pairs_are_told_as_well() {
        let pairs: Vec<(f64, i64)> =
            (0..100).map(|n| if n % 2 == 0 { (0.199, 1_000) } else { (0.001, 1_000) }).collect();
        assert!(worst_error(&pairs) < 0.12, "{}", worst_error(&pairs));
    }

    #[test]
    fn a_job_that_slows_down_by_a_third_stays_within_a_fifth() {
        let slowing: Vec<(f64, i64)> = (0..200).map(|n| (0.1 + 0.05 * f64::from(n) / 200.0, 1_000)).collect();
        eprintln!("SLOW {}", worst_error(&slowing));
        eprintln!("SLOW {}", worst_error(&slowing));
        assert!(worst_error(&slowing) < 0.2, "{}", worst_error(&slowing));
    }

    #[test]
    fn preparation_does_not_count_as_slowness() {
        let mut steps = vec![(30.0, 0)];
        steps.extend([(0.1, 1_000); 50]);
        assert!(worst_error(&steps) < 0.01);
    }

    #[test]
    fn nothing_is_told_before_the_first_thing() {
        let mut pace = Pace::default();
        pace.step(5.0, 0);
        assert_eq!(pace.seconds_for(10), None);
    }

    #[test]
    fn a_minute_of_samples_is_kept_a_second_each() {
        let mut pace = Pace::default();
        (0..1_000).for_each(|_| pace.step(0.25, 50));
        assert_eq!(pace.samples.len(), 60);
        assert!(pace.samples.iter().all(|rate| (*rate - 200.0).abs() < 1.0), "{:?}", pace.samples);
        pace.step(10.0, 1_000);
        assert_eq!(pace.samples[50..], [100.0; 10]);
    }
}
