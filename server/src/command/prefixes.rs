//! `trunkline prefixes import FILE…`: the same job as the page's, with its progress on stderr; and `prefixes export`.

use super::at_work::{at_work, watch};
use super::export_prefixes::{self, Export};
use super::installation::Installation;
use crate::config::Config;
use crate::identity::operator;
use anyhow::{Context, bail};
use clap::Subcommand;
use domain::Scope;
use domain::job::JobState;
use engine::Engine;
use std::path::{Path, PathBuf};
use tokio::fs::File;
use tokio_util::io::ReaderStream;

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
        at_work(installation, async |engine| import_all(engine, files).await).await
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
