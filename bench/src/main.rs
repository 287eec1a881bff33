//! Benchmarks that drive the release binary as a person's machine would run it, and print each figure beside its baseline
//! from the same run. Nothing is asserted: a shared machine is noisy, and a slow day is no fault.

#![allow(clippy::disallowed_methods, reason = "a benchmark looks at the clock, and asks the server again and again")]

mod calls;
mod chaos;
mod contacts;
mod dialling;
mod fair;
mod files;
mod generate;
mod inventory;
mod jobs;
mod live;
mod memory;
mod rest;
mod start;
mod trunkline;

use clap::Parser;
use std::path::PathBuf;

/// Times what FEATURES promises: a cold start (L23), a million numbers and twenty-five (M2), looking them up (M5) and listing
/// them beside five million (E7), the list of a million contacts (E7), the list, the board and the figures of five million
/// calls (E7, M14), into a file and out of one (M8), the dialler beside its mock (M17 – M19), the job engine, live signals, the
/// job pages with millions of jobs (L18), and one company's small job beside another's large ones (E30).
#[derive(Parser)]
struct Arguments {
    /// The binary to drive.
    #[arg(long, default_value = "target/release/trunkline")]
    binary: PathBuf,
    /// Files of the prefix table to import first; without any the plan's rules decide and carriers are unknown.
    #[arg(long, num_args = 0..)]
    prefixes: Vec<PathBuf>,
    /// How many times a million numbers are generated and inserted plainly, in turn.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Numbers of one generation.
    #[arg(long, default_value_t = 1_000_000)]
    quantity: u64,
    /// Jobs beside which the job pages are timed; 0 leaves that out, and the pages of numbers too.
    #[arg(long, default_value_t = 5_000_000)]
    jobs: u64,
    /// Contacts of the company whose list is timed; the others have as many together.
    #[arg(long, default_value_t = 1_000_000)]
    contacts: u64,
    /// Calls beside which the list of calls is timed, of fifty companies; a fifth of them is the one's that asks.
    #[arg(long, default_value_t = 5_000_000)]
    calls: u64,
    /// Dials that are accepted while diallers are killed.
    #[arg(long, default_value_t = 20_000)]
    dials: u64,
    /// Only these parts.
    #[arg(long, num_args = 1.., value_enum)]
    only: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    Start,
    Numbers,
    Inventory,
    Live,
    Jobs,
    Fair,
    Files,
    Contacts,
    Calls,
    Dialling,
    Chaos,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let wants = |part| arguments.only.is_empty() || arguments.only.contains(&part);
    if wants(Part::Start) {
        start::run(&arguments.binary)?;
    }
    if wants(Part::Numbers) {
        generate::run(&arguments).await?;
    }
    if wants(Part::Inventory) {
        inventory::run(&arguments).await?;
    }
    if wants(Part::Live) {
        live::run(&arguments).await?;
    }
    if wants(Part::Jobs) {
        jobs::run(&arguments).await?;
    }
    if wants(Part::Files) {
        files::run(&arguments).await?;
    }
    if wants(Part::Contacts) {
        contacts::run(&arguments).await?;
    }
    if wants(Part::Calls) {
        calls::run(&arguments).await?;
    }
    if wants(Part::Dialling) {
        dialling::run(&arguments).await?;
    }
    if wants(Part::Chaos) {
        chaos::run(&arguments).await?;
    }
    if wants(Part::Fair) {
        fair::run(&arguments).await?;
    }
    Ok(())
}

/// The middle of some figures.
fn median(figures: &[f64]) -> f64 {
    percentile(figures, 0.5)
}

/// The figure below which so large a share of them lies.
fn percentile(figures: &[f64], share: f64) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() as f64 * share) as usize;
    sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}
