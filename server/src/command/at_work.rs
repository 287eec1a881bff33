//! Jobs that a command starts and waits for, with their progress on stderr.

use super::installation::Installation;
use anyhow::Context;
use domain::Scope;
use domain::id::JobId;
use domain::job::JobProgress;
use engine::Engine;
use engine::queue::Worker;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How often the job is looked at: the last look costs a person no more than this.
const LOOK: Duration = Duration::from_millis(250);

/// How often a log that is no terminal gets a line.
const LOG: Duration = Duration::from_secs(5);

/// Runs a command beside a worker: a running server has one; without it this process works itself.
pub async fn at_work<T>(
    installation: &Installation,
    command: impl AsyncFnOnce(&Engine) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let engine = &installation.engine;
    let stop = CancellationToken::new();
    let working = (!installation.has_server()).then(|| {
        let (engine, stop) = (engine.clone(), stop.clone());
        tokio::spawn(async move { Worker::new(engine, engine::job::registry()).run(stop).await })
    });
    let outcome = command(engine).await;
    stop.cancel();
    if let Some(working) = working {
        working.await.context("the worker panicked")?;
    }
    outcome
}

/// Shows the job's progress until it has ended: one line rewritten on a terminal, a line now and then in a log.
pub async fn watch(engine: &Engine, scope: &Scope, job: JobId, name: &str) -> anyhow::Result<JobProgress> {
    let in_place = std::io::stderr().is_terminal();
    let mut last = Instant::now();
    loop {
        let progress = engine::job::get(engine, scope, job).await?.progress;
        if in_place {
            eprint!("\r\x1b[K");
        }
        if progress.state.is_ended() {
            return Ok(progress);
        }
        let step = if progress.step.is_empty() { "waiting for a worker" } else { &progress.step };
        if in_place {
            eprint!("{name}: {step}");
            // A terminal that went away is no reason to stop the import.
            drop(std::io::stderr().flush());
        } else if last.elapsed() >= LOG {
            eprintln!("{name}: {step}");
            last = Instant::now();
        }
        tokio::time::sleep(LOOK).await;
    }
}
