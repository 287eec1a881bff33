//! L23: from a cold binary on an empty folder to the first page, the private database included.

use crate::median;
use crate::trunkline::Trunkline;
use std::path::Path;

const TIMES: usize = 3;

pub(crate) fn run(binary: &Path) -> anyhow::Result<()> {
    let mut seconds = Vec::new();
    for _ in 0..TIMES {
        let (_trunkline, took) = Trunkline::start(binary)?;
        seconds.push(took.as_secs_f64());
    }
    println!("L23  empty folder to first page      {:>7.2} s   (median of {TIMES}; the aim is 5 s)", median(&seconds));
    Ok(())
}
