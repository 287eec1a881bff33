//! `trunkline audit verify [--expect COMPANY:PLACE:HASH]…`.

use super::installation::Installation;
use crate::config::Config;
use crate::identity::operator;
use clap::Subcommand;
use engine::audit::{Expected, Verdict};

/// What to do with the audit.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Computes every entry's digest and every company's chain anew, and names what does not fit.
    Verify {
        /// A link that was printed before and kept elsewhere: it must still be in the chain. May be given several times.
        #[arg(long, value_name = "COMPANY:PLACE:HASH")]
        expect: Vec<Expected>,
    },
}

/// Runs the verb; it fails when something does not fit.
pub async fn run(config: Config, verb: Verb) -> anyhow::Result<()> {
    Installation::run(&config, async |installation| {
        let Verb::Verify { expect } = &verb;
        let verdict = engine::audit::verify(&installation.engine, &operator("audit verify"), expect).await?;
        tell(&verdict)
    })
    .await
}

fn tell(verdict: &Verdict) -> anyhow::Result<()> {
    for chain in &verdict.chains {
        match &chain.head {
            Some((seq, link)) => println!("{}:{seq}:{link}", chain.tenant),
            None => println!("{}: no entries", chain.tenant),
        }
    }
    for fault in &verdict.faults {
        println!("wrong  {fault}");
    }
    let entries: u64 = verdict.chains.iter().map(|chain| chain.entries).sum();
    match verdict.fault_count {
        0 => {
            println!(
                "{entries} entries, nothing wrong; keep the lines above elsewhere to find what is cut off at an end"
            );
            Ok(())
        }
        faults => {
            anyhow::bail!("{faults} of {entries} entries do not fit; the first {} are named", verdict.faults.len())
        }
    }
}
