//! wasm → the two files a browser loads.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

/// The name that pages ask for; leptos is told the same in .cargo/config.toml.
const OUTPUT_NAME: &str = "trunkline";

/// Writes `trunkline.js` and `trunkline.wasm` into `output`.
pub(crate) fn bind(input: &Path, output: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(input)
        .out_name(OUTPUT_NAME)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(output)
        .with_context(|| format!("cannot bind {}", input.display()))?;
    // Leptos passes the module's path itself, and without the suffix that the binder adds.
    let bound = output.join(format!("{OUTPUT_NAME}_bg.wasm"));
    fs::rename(&bound, output.join(format!("{OUTPUT_NAME}.wasm")))
        .with_context(|| format!("the binder left no {}", bound.display()))
}
