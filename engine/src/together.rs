//! Work that comes together is done together: one transaction and one commit for as many as wait, instead of one each.
//!
//! Whoever comes first begins at once; who comes while that is under way waits for it and then shares the next turn. Nobody
//! waits for company, and what somebody is told was read or written after they asked.

use crate::error::{Error, Result};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// The most jobs of one turn: with more, each would wait longer for its own than it gains.
const TURN: usize = 100;

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
            tokio::spawn(lead(Led { lines: Arc::clone(&self.lines), key, is_open: true }, work));
        }
        answered.await.unwrap_or_else(|_| Err(Error::Unavailable("It could not be done for the moment.".into())))
    }
}

async fn lead<K, J, A, F>(mut led: Led<K, J, A>, work: impl Fn(Vec<J>) -> F)
where
    K: Hash + Eq,
    J: Clone,
    F: Future<Output = Result<Vec<A>>>,
{
    while let Some(turn) = led.turn() {
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
    }
}

impl<K, J, A> Lines<K, J, A> {
    fn lock(&self) -> MutexGuard<'_, HashMap<K, Vec<Waiting<J, A>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq, J, A> Led<K, J, A> {
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
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Semaphore;

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
            let (lines, gate, turns) = (Arc::clone(&self.lines), Arc::clone(&self.gate), Arc::clone(&self.turns));
            tokio::spawn(async move {
                lines
                    .run(1, number, move |jobs| {
                        let (gate, turns) = (Arc::clone(&gate), Arc::clone(&turns));
                        async move {
                            gate.acquire().await.map_err(|_| Error::NotFound)?.forget();
                            turns.fetch_add(1, Ordering::SeqCst);
                            if jobs.contains(&13) {
                                return Err(Error::Conflict("13".into()));
                            }
                            assert!(!jobs.contains(&-1), "a job that panics");
                            Ok(jobs.into_iter().map(|job| job * 2).collect())
                        }
                    })
                    .await
            })
        }

        /// Begins with 1, and has `others` wait behind it.
        async fn behind_one(&self, others: &[i32]) -> Vec<tokio::task::JoinHandle<Result<i32>>> {
            let mut all = vec![self.double(1)];
            while self.lines.lines.lock().get(&1).is_none_or(|line| !line.is_empty()) {
                tokio::task::yield_now().await;
            }
            all.extend(others.iter().map(|number| self.double(*number)));
            while self.lines.lines.lock().get(&1).is_none_or(|line| line.len() < others.len()) {
                tokio::task::yield_now().await;
            }
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
