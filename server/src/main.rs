//! The binary: reads the command line, runs the command, tells how it ended.

use clap::Parser;
use server::command::Cli;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    // A command that was typed wrong ends here, with 2.
    let cli = Cli::parse();
    match cli.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("trunkline: {error:#}");
            ExitCode::FAILURE
        }
    }
}
