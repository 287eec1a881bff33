//! The build tool: binds the wasm for the browser, builds the icon sprite, checks the lines nobody crosses.

mod bindgen;
mod check;
mod icons;

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;

#[derive(Parser)]
#[command(about = "Trunkline's build tool, run by the scripts")]
enum Command {
    /// Writes the JavaScript and wasm that a browser loads, from the wasm that rustc made.
    Bindgen {
        /// What `cargo build -p frontend` left.
        input: PathBuf,
        /// The folder that is served as /pkg.
        output: PathBuf,
    },
    /// Checks dependency direction, homes of code, names and sizes; prints what to do about each fault.
    Check,
    /// Builds public/icons.svg from the names in style/icons.txt.
    Icons,
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Bindgen { input, output } => bindgen::bind(&input, &output),
        Command::Check => check::run(&root()),
        Command::Icons => icons::build_sprite(&root()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The project's folder: the one above this crate's.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
