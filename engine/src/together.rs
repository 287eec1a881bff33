//! Work that comes together is done together: one transaction and one commit for as many as wait, instead of one each.
//!
//! Whoever comes first begins at once; who comes while that is under way waits for it and then shares the next turn. What
//! somebody is told was read or written after they asked. Nobody waits for company where somebody waits for the answer; where
//! nobody does, a line rests between turns ([`Together::run_unhurried`]), so that more share the next one.

use crate::error::{Error, Result};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// The most jobs of one turn: with more, each would wait longer for its own than it gains.
const TURN: usize = 100;

/// The longest rest between turns of a line that is not in a hurry.
pub(crate) const REST_MAX: Duration = Duration::from_millis(20);

/// Lines of jobs `J`, one for each `K`, that are answered by an `A` each. One turn of a line is under way at a time.
pub(crate) struct Together<K, J, A> {
    lines: Arc<Lines<K, J, A>>,
}

struct Lines<K, J, A>(Mutex<HashMap<K, Vec<Waiting<J, A>>>>);

struct Waiting<J, A> {
    job: J,
    answer: oneshot::Sender<Result<A>>,
}

/// The line that a task sees to, until nobody waits in it.
struct Led<K: Hash + Eq, J, A> {
    lines: Arc<Lines<K, J, A>>,
    key: K,
    /// Until its line is gone; one of that key later is somebody else's.
    is_open: bool,
}

impl<K, J, A> Default for Together<K, J, A> {
    fn default() -> Self {
        Self { lines: Arc::new(Lines(Mutex::default())) }
    }
}

impl<K, J, A> std::fmt::Debug for Together<K, J, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Together").finish_non_exhaustive()
    }
}

impl<K, J, A> Together<K, J, A>
where
    K: Hash + Eq + Clone + Send + 'static,
    J: Clone + Send + 'static,
    A: Send + 'static,
{
    /// Has a job done with those of the same `key` that come with it, by the `work` of whichever of them came first: it takes
    /// jobs and answers each in its place. A turn that fails is done again job by job, so that one that can't be done fails
    /// alone; `work` therefore leaves nothing behind when it fails. The job is done even when its caller is gone.
    ///
    /// # Errors
    /// Those of `work`.
    pub async fn run<F>(&self, key: K, job: J, work: impl Fn(Vec<J>) -> F + Send + 'static) -> Result<A>
    where
        F: Future<Output = Result<Vec<A>>> + Send + 'static,
    {
        self.line_up(key, job, work, false).await
    }

    /// The same for jobs that may take their time: where more came during a turn, the line rests for as long as it took, and
    /// for [`REST_MAX`] at most, before the next. Half of a busy database's time is then left to those who are in a hurry.
    ///
    /// # Errors
    /// Those of `work`.
    pub async fn run_unhurried<F>(&self, key: K, job: J, work: impl Fn(Vec<J>) -> F + Send + 'static) -> Result<A>
    where
        F: Future<Output = Result<Vec<A>>> + Send + 'static,
    {
        self.line_up(key, job, work, true).await
    }

    async fn line_up<F>(&self, key: K, job: J, work: impl Fn(Vec<J>) -> F + Send + 'static, rests: bool) -> Result<A>
    where
        F: Future<Output = Result<Vec<A>>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { job, answer };
        let is_first = match self.lines.lock().entry(key.clone()) {
            Entry::Occupied(mut line) => {
                line.get_mut().push(waiting);
                false
            }
            Entry::Vacant(line) => {
                line.insert(vec![waiting]);
                true
            }
        };
        if is_first {
            // A task of its own: the caller may be dropped at any moment, and others wait.
            tokio::spawn(lead(Led { lines: Arc::clone(&self.lines), key, is_open: true }, work, rests));
        }
        answered.await.unwrap_or_else(|_| Err(Error::Unavailable("It could not be done for the moment.".into())))
    }
}

async fn lead<K, J, A, F>(mut led: Led<K, J, A>, work: impl Fn(Vec<J>) -> F, rests: bool)
where
    K: Hash + Eq,
    J: Clone,
    F: Future<Output = Result<Vec<A>>>,
{
    while let Some(turn) = led.turn() {
        let began = Instant::now();
        let (jobs, answers): (Vec<J>, Vec<_>) = turn.into_iter().map(|waiting| (waiting.job, waiting.answer)).unzip();
        let told: Vec<Result<A>> = match work(jobs.clone()).await {
            Ok(done) => done.into_iter().map(Ok).collect(),
            // Nobody would fare better alone.
            Err(error) if jobs.len() == 1 || matches!(error, Error::Unavailable(_)) => {
                jobs.iter().map(|_| Err(error.clone())).collect()
            }
            Err(_) => {
                let mut told = Vec::with_capacity(jobs.len());
                for job in jobs {
                    let alone = work(vec![job]).await;
                    told.push(alone.and_then(|mut done| done.pop().ok_or(Error::NotFound)));
                }
                told
            }
        };
        for (answer, told) in answers.into_iter().zip(told) {
            // Whose caller is gone is told nothing.
            drop(answer.send(told));
        }
        if rests && led.is_waited_in() {
            tokio::time::sleep(began.elapsed().min(REST_MAX)).await;
        }
    }
}

impl<K, J, A> Lines<K, J, A> {
    fn lock(&self) -> MutexGuard<'_, HashMap<K, Vec<Waiting<J, A>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq, J, A> Led<K, J, A> {
    fn is_waited_in(&self) -> bool {
        self.lines.lock().get(&self.key).is_some_and(|line| !line.is_empty())
    }

    /// Those whose turn it is, in the order in which they came; `None` when nobody waits, and then the line is gone.
    fn turn(&mut self) -> Option<Vec<Waiting<J, A>>> {
        let mut lines = self.lines.lock();
        let line = lines.get_mut(&self.key)?;
        if line.is_empty() {
            lines.remove(&self.key);
            self.is_open = false;
            return None;
        }
        Some(line.drain(..line.len().min(TURN)).collect())
    }
}

impl<K: Hash + Eq, J, A> Drop for Led<K, J, A> {
    /// Work that panicked, or was stopped: whoever waits is told so, and the next to come begins anew.
    fn drop(&mut self) {
        if self.is_open {
            self.lines.lock().remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::Pin;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Semaphore;

    type Turn = Pin<Box<dyn Future<Output = Result<Vec<i32>>> + Send>>;

    /// Lines whose turns wait for a permit each, and how many turns there were.
    struct Gated {
        lines: Arc<Together<u8, i32, i32>>,
        gate: Arc<Semaphore>,
        turns: Arc<AtomicUsize>,
    }

    impl Gated {
        fn new() -> Self {
            Self { lines: Arc::default(), gate: Arc::new(Semaphore::new(0)), turns: Arc::default() }
        }

        /// Doubles a number; 13 can't be doubled, and makes its turn fail.
        fn double(&self, number: i32) -> tokio::task::JoinHandle<Result<i32>> {
            let (lines, work) = (Arc::clone(&self.lines), self.work());
            tokio::spawn(async move { lines.run(1, number, work).await })
        }

        fn double_unhurried(&self, number: i32) -> tokio::task::JoinHandle<Result<i32>> {
            let (lines, work) = (Arc::clone(&self.lines), self.work());
            tokio::spawn(async move { lines.run_unhurried(1, number, work).await })
        }

        fn work(&self) -> impl Fn(Vec<i32>) -> Turn + Send + 'static {
            let (gate, turns) = (Arc::clone(&self.gate), Arc::clone(&self.turns));
            move |jobs| {
                let (gate, turns) = (Arc::clone(&gate), Arc::clone(&turns));
                Box::pin(async move {
                    gate.acquire().await.map_err(|_| Error::NotFound)?.forget();
                    turns.fetch_add(1, Ordering::SeqCst);
                    if jobs.contains(&13) {
                        return Err(Error::Conflict("13".into()));
                    }
                    assert!(!jobs.contains(&-1), "a job that panics");
                    Ok(jobs.into_iter().map(|job| job * 2).collect())
                })
            }
        }

        /// Waits until so many stand in the line behind whoever's turn it is.
        async fn behind(&self, many: usize) {
            while self.lines.lines.lock().get(&1).is_none_or(|line| line.len() != many) {
                tokio::task::yield_now().await;
            }
        }

        /// Begins with 1, and has `others` wait behind it.
        async fn behind_one(&self, others: &[i32]) -> Vec<tokio::task::JoinHandle<Result<i32>>> {
            let mut all = vec![self.double(1)];
            self.behind(0).await;
            all.extend(others.iter().map(|number| self.double(*number)));
            self.behind(others.len()).await;
            all
        }
    }

    #[tokio::test]
    async fn who_comes_while_a_turn_is_under_way_shares_the_next_and_each_gets_its_own_answer() {
        let gated = Gated::new();
        let all = gated.behind_one(&[2, 3, 4]).await;
        gated.gate.add_permits(2);
        let mut answers = Vec::new();
        for one in all {
            answers.push(one.await.unwrap().unwrap());
        }
        assert_eq!((answers, gated.turns.load(Ordering::SeqCst)), (vec![2, 4, 6, 8], 2));
        assert!(gated.lines.lines.lock().is_empty(), "a line in which nobody waits is gone");
    }

    #[tokio::test]
    async fn a_line_that_is_not_in_a_hurry_rests_between_turns_and_who_comes_meanwhile_shares_the_next() {
        let gated = Gated::new();
        let one = gated.double_unhurried(1);
        gated.behind(0).await;
        let two = gated.double_unhurried(2);
        gated.behind(1).await;
        gated.gate.add_permits(3);
        assert_eq!(one.await.unwrap().unwrap(), 2);
        // Without a rest the turn of 2 would be under way by now.
        let three = gated.double_unhurried(3);
        assert_eq!((two.await.unwrap().unwrap(), three.await.unwrap().unwrap()), (4, 6));
        assert_eq!(gated.turns.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn one_that_cannot_be_done_fails_alone() {
        let gated = Gated::new();
        let all = gated.behind_one(&[2, 13, 4]).await;
        // One turn, one that fails, and one for each of its three.
        gated.gate.add_permits(5);
        let mut answers = Vec::new();
        for one in all {
            answers.push(one.await.unwrap().ok());
        }
        assert_eq!((answers, gated.turns.load(Ordering::SeqCst)), (vec![Some(2), Some(4), None, Some(8)], 5));
    }

    #[tokio::test]
    async fn who_waits_behind_a_panic_is_told_and_the_next_begins_anew() {
        let gated = Gated::new();
        let all = gated.behind_one(&[-1, 3]).await;
        gated.gate.add_permits(3);
        let mut answers = Vec::new();
        for one in all {
            answers.push(one.await.unwrap().ok());
        }
        assert_eq!(answers, [Some(2), None, None]);
        assert_eq!(gated.double(5).await.unwrap().ok(), Some(10));
    }

    #[tokio::test]
    async fn a_job_is_done_though_its_caller_is_gone() {
        let gated = Gated::new();
        let mut all = gated.behind_one(&[2, 3]).await;
        let gone = all.remove(1);
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        gated.gate.add_permits(2);
        for one in all {
            one.await.unwrap().unwrap();
        }
        assert_eq!(gated.turns.load(Ordering::SeqCst), 2);
    }
}
