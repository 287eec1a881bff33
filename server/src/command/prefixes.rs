//! `trunkline prefixes import FILE…`: the same job as the page's, with its progress on stderr; and `prefixes export`.

use super::export_prefixes::{self, Export};
use super::installation::Installation;
use crate::config::Config;
use crate::identity::operator;
use anyhow::{Context, bail};
use clap::Subcommand;
use domain::Scope;
use domain::id::JobId;
use domain::job::{JobProgress, JobState};
use engine::Engine;
use engine::queue::Worker;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::fs::File;
use tokio_util::io::ReaderStream;
use tokio_util::sync::CancellationToken;

/// How often the job is looked at: the last look costs a person no more than this.
const LOOK: Duration = Duration::from_millis(250);

/// How often a log that is no terminal gets a line.
const LOG: Duration = Duration::from_secs(5);

/// What to do with the prefix table.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Imports files as their publishers give them: the code report (zip or text), the area-code report, line types by
    /// OCN, time zones by prefix. What a file is, is known by its content.
    Import {
        /// The files, imported in this order.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Writes the assigned codes as CSV or JSON, in the forms that are imported again.
    Export(Export),
}

/// Runs the verb.
pub async fn run(config: Config, verb: Verb) -> anyhow::Result<()> {
    Installation::run(&config, async |installation| {
        let files = match &verb {
            Verb::Import { files } => files,
            Verb::Export(wanted) => return export_prefixes::run(installation, wanted).await,
        };
        let engine = &installation.engine;
        let stop = CancellationToken::new();
        // A running server has a worker; without one this process works itself.
        let working = (!installation.has_server()).then(|| {
            let (engine, stop) = (engine.clone(), stop.clone());
            tokio::spawn(async move { Worker::new(engine, engine::job::registry()).run(stop).await })
        });
        let outcome = import_all(engine, files).await;
        stop.cancel();
        if let Some(working) = working {
            working.await.context("the worker panicked")?;
        }
        outcome
    })
    .await
}

async fn import_all(engine: &Engine, files: &[PathBuf]) -> anyhow::Result<()> {
    let scope = operator("prefixes import");
    for path in files {
        import(engine, &scope, path).await.with_context(|| path.display().to_string())?;
    }
    Ok(())
}

async fn import(engine: &Engine, scope: &Scope, path: &Path) -> anyhow::Result<()> {
    let file = File::open(path).await.context("can't be opened")?;
    // A folder opens as well as a file does, and fails only when it is read: as an upload that broke off.
    if file.metadata().await.is_ok_and(|found| found.is_dir()) {
        bail!("is a folder; name the files in it that are to be imported");
    }
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let job = engine::prefix::import(engine, scope, &name, ReaderStream::new(file)).await?;
    let ended = watch(engine, scope, job, &name).await?;
    match ended.state {
        JobState::Done => {
            eprintln!("{name}: {}", if ended.step.is_empty() { "done" } else { &ended.step });
            for line in rejections(&engine::job::get(engine, scope, job).await?.outcome.unwrap_or_default()) {
                eprintln!("{name}: {line}");
            }
            Ok(())
        }
        JobState::Cancelled => bail!("was cancelled"),
        _ => bail!("{}", ended.error.unwrap_or_else(|| "failed".to_owned())),
    }
}

/// The rejected rows that an import named, and how many more there are.
fn rejections(outcome: &serde_json::Value) -> Vec<String> {
    let named = outcome["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut lines: Vec<String> = named.iter().filter_map(|error| error.as_str().map(str::to_owned)).collect();
    let more = outcome["rejected"].as_u64().unwrap_or(0).saturating_sub(lines.len() as u64);
    if more > 0 {
        lines.push(format!("and {more} more rejected"));
    }
    lines
}

/// Shows the job's progress until it has ended: one line rewritten on a terminal, a line now and then in a log.
async fn watch(engine: &Engine, scope: &Scope, job: JobId, name: &str) -> anyhow::Result<JobProgress> {
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
