//! Benchmarks that drive the release binary as a person's machine would run it, and print each figure beside its baseline
//! from the same run. Nothing is asserted: a shared machine is noisy, and a slow day is no fault.

#![allow(clippy::disallowed_methods, reason = "a benchmark looks at the clock, and asks the server again and again")]

mod generate;
mod memory;
mod rest;
mod start;
mod trunkline;

use clap::Parser;
use std::path::PathBuf;

/// Times what FEATURES promises: a cold start (L23), a million numbers and twenty-five (M2).
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
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    start::run(&arguments.binary)?;
    generate::run(&arguments).await
}

/// The middle of some figures.
fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
