//! `trunkline calls generate` and `calls cleanup`: the same jobs as REST's, with their progress on stderr.

use super::at_work::{at_work, watch};
use super::installation::Installation;
use super::tenant;
use crate::config::Config;
use crate::identity::operator;
use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};
use domain::Scope;
use domain::call::DemoDraft;
use domain::id::JobId;
use domain::job::JobState;
use engine::call::{CONFIRM, Cleaning, DemoFigures};
use engine::{Engine, Error};
use serde_json::Value;
use std::io::{IsTerminal, Write};
use std::str::FromStr;

/// What to do with demo calls.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Makes calls for a demonstration, most of them one member's, over some days, and says which they are.
    Generate(Generate),
    /// Takes demo calls away with their timelines, or counts them. No other call is ever touched.
    Cleanup(Cleanup),
}

#[derive(Debug, Args)]
pub struct Generate {
    /// The company they are made in.
    #[arg(long)]
    tenant: String,
    /// The e-mail address of the member whose most of them are.
    #[arg(long)]
    user: String,
    /// How many, 1 to 100,000.
    #[arg(long, default_value = "500")]
    count: String,
    /// Over how many days, 1 to 3,650.
    #[arg(long, default_value = "30")]
    days: String,
    /// The same seed makes the same calls.
    #[arg(long, default_value = "")]
    seed: String,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true))]
pub struct Cleanup {
    /// The company they are in.
    #[arg(long)]
    tenant: String,
    /// Only counts them.
    #[arg(long, group = "which")]
    stats: bool,
    /// Those with these ids, such as 1001..1500, both included.
    #[arg(long, group = "which")]
    ids: Option<Ids>,
    /// The newest so many demo calls.
    #[arg(long, group = "which")]
    last: Option<u64>,
    /// Those of one generation, by its id.
    #[arg(long, group = "which")]
    batch: Option<JobId>,
    /// DELETE; without it the command asks.
    #[arg(long)]
    confirm: Option<String>,
}

/// Two ids with dots between them.
#[derive(Debug, Clone, Copy)]
struct Ids(i64, i64);

impl FromStr for Ids {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let ends = text.split_once("..").and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
        ends.map(|(from, to)| Ids(from, to)).ok_or_else(|| "write the first id and the last as 1001..1500".to_owned())
    }
}

/// Runs the verb.
pub async fn run(config: Config, verb: Verb) -> anyhow::Result<()> {
    Installation::run(&config, async |installation| match &verb {
        Verb::Generate(wanted) => at_work(installation, async |engine| generate(engine, wanted).await).await,
        Verb::Cleanup(wanted) => at_work(installation, async |engine| clean_up(engine, wanted).await).await,
    })
    .await
}

/// The operator in the company of a command.
async fn there(engine: &Engine, command: &str, slug: &str) -> anyhow::Result<Scope> {
    let scope = operator(command);
    let tenant = tenant::named(engine, &scope, slug).await?;
    scope.acting_in(tenant.id).context("the operator may act everywhere")
}

async fn generate(engine: &Engine, wanted: &Generate) -> anyhow::Result<()> {
    let scope = there(engine, "calls generate", &wanted.tenant).await?;
    let member = engine::user::by_email(engine, &scope, &wanted.user).await.map_err(|error| match error {
        Error::NotFound => anyhow::anyhow!("there is no account with the address {:?}", wanted.user),
        other => other.into(),
    })?;
    let draft = DemoDraft { count: wanted.count.clone(), days: wanted.days.clone(), seed: wanted.seed.clone() };
    let started = engine::call::generate(engine, &scope, &draft, Some(member)).await?;
    let outcome = done(engine, &scope, started.job, "calls").await?;
    let figure = |name: &str| outcome[name].as_i64().unwrap_or(0);
    println!("made {} calls over {} days, seed {}", figure("count"), started.days, started.seed);
    println!("batch {}", started.job);
    println!("ids {}..{}", figure("first_id"), figure("last_id"));
    for sample in outcome["samples"].as_array().into_iter().flatten() {
        let text = |name: &str| sample[name].as_str().unwrap_or_default().to_owned();
        println!("  {}  {}  {}", sample["id"], text("start_time"), text("subject"));
    }
    Ok(())
}

async fn clean_up(engine: &Engine, wanted: &Cleanup) -> anyhow::Result<()> {
    let scope = there(engine, "calls cleanup", &wanted.tenant).await?;
    let figures = engine::call::demo_figures(engine, &scope).await?;
    if wanted.stats {
        tell(&figures);
        return Ok(());
    }
    let asked = match (wanted.ids, wanted.last, wanted.batch) {
        (Some(Ids(from, to)), _, _) => Cleaning::Ids(from, to),
        (_, Some(last), _) => Cleaning::Last(last),
        (_, _, Some(batch)) => Cleaning::Batch(batch),
        _ => bail!("say which: --stats, --ids, --last or --batch"),
    };
    let word = match &wanted.confirm {
        Some(word) => word.clone(),
        None => {
            ensure!(std::io::stdin().is_terminal(), "this takes calls away for good; say --confirm {CONFIRM}");
            tell(&figures);
            eprint!("Type {CONFIRM} to take them away: ");
            std::io::stderr().flush()?;
            let mut line = String::new();
            std::io::stdin().read_line(&mut line)?;
            line.trim().to_owned()
        }
    };
    ensure!(word == CONFIRM, "nothing was done: the word is {CONFIRM}");
    let started = engine::call::clean(engine, &scope, asked, &word).await?;
    let outcome = done(engine, &scope, started.job, "clean-up").await?;
    let left = engine::call::demo_figures(engine, &scope).await?;
    println!("took {} calls and {} lines of timelines away", outcome["calls"], outcome["activities"]);
    println!("{} demo calls are left, {} orphans", left.calls, left.orphans);
    Ok(())
}

fn tell(figures: &DemoFigures) {
    println!(
        "{} of {} calls are demo calls, with {} lines of timelines",
        figures.calls, figures.all_calls, figures.activities
    );
    println!("{} orphans", figures.orphans);
    for batch in &figures.batches {
        println!("batch {}  {} calls  ids {}..{}", batch.id, batch.calls, batch.first_id, batch.last_id);
    }
}

/// What a job came to, once it has.
async fn done(engine: &Engine, scope: &Scope, job: JobId, name: &str) -> anyhow::Result<Value> {
    let ended = watch(engine, scope, job, name).await?;
    match ended.state {
        JobState::Done => Ok(engine::job::get(engine, scope, job).await?.outcome.unwrap_or_default()),
        JobState::Cancelled => bail!("was cancelled"),
        _ => bail!("{}", ended.error.unwrap_or_else(|| "failed".to_owned())),
    }
}
